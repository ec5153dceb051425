"""A link that has run out offers a new one: opening never sends, the button does, to the address on record alone."""

from typing import Any

import pytest
from django.test import Client

from arcadumas.core.handling.accept import accept
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import About, Report
from arcadumas.duties.notifications.composing import address_of, content_of
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast
from tests.edges.pages.desk.test_taps import address, message_to, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def told(cast: Cast) -> Message:
    """The message to the admin of pupr, long delivered."""
    report = builders.disposed(cast, title="Judul dari warga").report
    return arrived(message_to(report, "pupr.admin"))


def arrived(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(state="delivered")
    return message


def expired(message: Message, act: str = "acceptance") -> str:
    return address(message, act, days=-15)


def copies(message: Message) -> list[Message]:
    return list(Message.objects.filter(dedupe_key__startswith=f"{message.dedupe_key}:again:").order_by("queued_at"))


def report_of(message: Message) -> Report:
    return Report.objects.get(notices__messages=message)


def test_opening_offers_a_new_link_and_sends_nothing(visitor: Client, told: Message) -> None:
    for answer in (visitor.get(expired(told)), visitor.head(expired(told)), visitor.post(expired(told))):
        assert answer.status_code == 410
    page = visitor.get(expired(told))
    assert ("Send me a new link" in text(page), f'action="{expired(told)}baru/"' in page.content.decode()) == (
        True,
        True,
    )
    assert (visitor.get(f"{expired(told)}baru/").status_code, copies(told)) == (405, [])


def test_the_button_sends_fresh_words_with_a_link_that_works(visitor: Client, told: Message) -> None:
    answer = visitor.post(f"{expired(told)}baru/")
    assert (answer.status_code, "A new message is on its way" in text(answer)) == (200, True)
    (new,) = copies(told)
    was = Message.objects.get(pk=told.pk)
    assert (new.channel, new.state, new.purpose) == (was.channel, "queued", was.purpose)
    assert address_of(new.pk, bytes(new.to)) == address_of(was.pk, bytes(was.to))
    assert list(new.notices.all()) == list(was.notices.all())
    assert "Judul dari warga" not in str(content_of(new.pk, bytes(new.text)))
    assert visitor.post(address(new, "acceptance")).status_code == 200
    assert report_of(told).state == "in_work"


def test_it_is_sent_once_until_it_has_arrived_and_not_soon_again(visitor: Client, told: Message) -> None:
    link = f"{expired(told)}baru/"
    answers = [visitor.post(link), visitor.post(link)]
    arrived(copies(told)[0])
    answers.append(visitor.post(link))
    assert [answer.status_code for answer in answers] == [200, 409, 409]
    assert ("still on its way" in text(answers[1]), "a moment ago" in text(answers[2])) == (True, True)
    assert len(copies(told)) == 1


def test_a_link_that_still_works_sends_nothing(visitor: Client, told: Message) -> None:
    assert visitor.post(f"{address(told, 'acceptance')}baru/").status_code == 404
    assert copies(told) == []


def test_nothing_is_sent_when_the_post_has_another_holder(cast: Cast, visitor: Client, told: Message) -> None:
    cast.person("pupr_admin").posts.update(valid_to="2026-01-31")
    page = visitor.get(expired(told))
    assert ("Send me a new link" in text(page), "which you no longer hold" in text(page)) == (False, True)
    assert (visitor.post(f"{expired(told)}baru/").status_code, copies(told)) == (410, [])


def test_nothing_is_sent_when_a_colleague_was_first(cast: Cast, visitor: Client, told: Message) -> None:
    accept(report_of(told).code, by=cast.pupr_liaison)
    assert "Nothing is needed from you" in text(visitor.get(expired(told)))
    assert (visitor.post(f"{expired(told)}baru/").status_code, copies(told)) == (410, [])


def test_nothing_is_sent_of_a_report_that_the_post_sees_no_more(cast: Cast, visitor: Client, told: Message) -> None:
    About.objects.create(report=report_of(told), unit=Unit.objects.get(code="pupr"))
    page = visitor.get(expired(told))
    assert ("Send me a new link" in text(page), "Sign in to see how things stand" in text(page)) == (False, True)
    assert (visitor.post(f"{expired(told)}baru/").status_code, copies(told)) == (410, [])


def test_what_only_opens_a_page_is_left_to_the_desk(visitor: Client, told: Message) -> None:
    page = visitor.get(expired(told, "report"))
    assert ("Send me a new link" in text(page), "Officers: to the desk" in text(page)) == (False, True)


def test_a_reporter_gets_a_new_link_too(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    message = arrived(message_to(report))
    assert visitor.post(f"{expired(message, 'report')}baru/").status_code == 200
    (new,) = copies(message)
    opened = visitor.post(address(new, "report"))
    assert (opened.status_code, opened["Location"]) == (303, f"/lacak/?code={report.code}")


def test_a_press_without_its_token_sends_nothing(told: Message) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert (strict.post(f"{expired(told)}baru/").status_code, copies(told)) == (403, [])
