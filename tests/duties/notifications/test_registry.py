"""What Meta would refuse is not sent to it: the mail carries it; new words go by WhatsApp only once Meta has approved them."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.reports.models import Event
from arcadumas.duties.notifications import claims, listing, registry, resending, seeds, tell, texts, worker
from arcadumas.duties.notifications.models import Hold, Message, Notice, Template, Words
from arcadumas.duties.notifications.wording import Wording, text_of
from tests.builders import received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox, refusal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REPORTER, ADDRESS = "6281234567890", "warga@demo.test"
REACHABLE = {"phone": "081234567890", "email": ADDRESS}
STEM = "aduan_warga_terima"
BROKEN = [
    ("rejected", "132001"),
    ("paused", "132015"),
    ("disabled", "132016"),
    ("gone", "132001"),
    ("pending", "132001"),
]


def words(language: str = "id") -> Words:
    return Words.objects.get(stem=STEM, language=language, is_current=True)


def known(state: str, row: Words | None = None, **more: Any) -> Template:
    row = row or words()
    values = {"name": text_of(row).name, "language": row.language, "since": timezone.now(), "state": state, **more}
    return Template.objects.update_or_create(words=row, defaults=values)[0]


def newer(**changes: Any) -> Words:
    """The next version of the words."""
    old = words()
    Words.objects.filter(pk=old.pk).update(is_current=False)
    values = asdict(text_of(old)) | {"version": old.version + 1} | changes
    made = Words.objects.create(**values)
    registry.await_approval(made, at=timezone.now())
    return made


def ways() -> list[tuple[str, str, str]]:
    """By which channel, in which version and how far the reporter's notice went."""
    messages = Notice.objects.get(recipient="reporter").messages.order_by("-channel")
    return [(each.channel, each.template.rpartition("_")[2], each.state) for each in messages]


# -- Which way ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [None, "approved"])
def test_what_is_approved_or_was_never_asked_for_goes_by_whatsapp(
    graph: Graph, mailbox: Mailbox, cast: Cast, state: str | None
):
    if state:
        known(state)
    received(**REACHABLE)
    worker.drain()
    assert (ways(), len(graph.to(REPORTER))) == ([("whatsapp", "v1", "sent")], 1)


@pytest.mark.parametrize("state", ["waiting", *(state for state, _code in BROKEN)])
def test_what_is_not_approved_goes_by_mail_at_once(graph: Graph, mailbox: Mailbox, cast: Cast, state: str):
    known(state)
    received(**REACHABLE)
    worker.drain()
    assert (ways(), graph.to(REPORTER)) == ([("email", "v1", "sent")], [])


def at(notice: Notice, age: timedelta) -> None:
    """Make the notice that old, and let its next look be due."""
    now = timezone.now()
    Notice.objects.filter(pk=notice.pk).update(created_at=now - age, fallback_at=now - timedelta(seconds=1))
    worker.drain()
    notice.refresh_from_db()


@pytest.mark.parametrize("state", ["waiting", *(state for state, _code in BROKEN)])
def test_who_left_a_number_alone_is_told_once_it_is_approved(graph: Graph, mailbox: Mailbox, cast: Cast, state: str):
    known(state)
    received(phone="081234567890")
    worker.drain()
    notice = Notice.objects.get(recipient="reporter")
    looked = [(ways(), notice.lost_at, notice.fallback_at and round((notice.fallback_at - timezone.now()) / MINUTE))]
    at(notice, 8 * 60 * MINUTE)
    looked += [(ways(), notice.lost_at, notice.fallback_at and round((notice.fallback_at - timezone.now()) / MINUTE))]
    assert looked == [([], None, 1), ([], None, 120)]
    known("approved")
    at(notice, 10 * 60 * MINUTE)
    assert (ways(), len(graph.to(REPORTER)), notice.fallback_at) == ([("whatsapp", "v1", "sent")], 1, None)


def test_after_a_day_officers_see_that_it_could_not_be_sent(graph: Graph, mailbox: Mailbox, cast: Cast):
    known("rejected")
    report = received(phone="081234567890").report
    worker.drain()
    notice = Notice.objects.get(recipient="reporter")
    at(notice, 24 * 60 * MINUTE)
    assert (ways(), graph.to(REPORTER), notice.lost_at is not None) == ([("whatsapp", "v1", "failed")], [], True)
    line = next(line for line in listing.for_report(report) if line.notice == notice)
    assert (line.state, line.error) == ("failed", {"code": "132001", "text": "no approved template"})
    assert Event.objects.filter(report=report, kind="unreachable").count() == 1
    known("approved")
    resending.resend(line.id, by=cast.front_officer)
    worker.drain()
    assert len(graph.to(REPORTER)) == 1


@pytest.mark.parametrize(("state", "code"), BROKEN)
def test_what_was_queued_is_refused_before_meta_is_asked(
    graph: Graph, mailbox: Mailbox, cast: Cast, state: str, code: str
):
    known("approved")
    received(**REACHABLE)
    tell.once()
    known(state)
    worker.drain()
    assert ways() == [("whatsapp", "v1", "failed"), ("email", "v1", "sent")]
    assert (Message.objects.get(channel="whatsapp", state="failed").error_code, graph.to(REPORTER)) == (code, [])
    assert not Hold.objects.exists()


def test_a_message_that_does_not_fit_its_template_is_refused_before_meta_is_asked(
    graph: Graph, mailbox: Mailbox, cast: Cast
):
    known("approved", shape={"parameters": 9, "fixed": 10, "buttons": ["url"]})
    received(**REACHABLE)
    worker.drain()
    assert ways() == [("whatsapp", "v1", "failed"), ("email", "v1", "sent")]
    assert (Message.objects.get(state="failed").error_code, graph.to(REPORTER)) == ("132000", [])


SHAPE = {"parameters": 2, "fixed": 1_000, "buttons": ["reply", "url"]}


@pytest.mark.parametrize(
    ("parameters", "buttons", "code"),
    [
        (["a", "b"], ["reply", "url"], None), (["a" * 12, "b" * 12], ["reply", "url"], None),
        (["a"], ["reply", "url"], "132000"), (["a", "b", "c"], ["reply", "url"], "132000"),
        (["a", " "], ["reply", "url"], "132018"), (["a", "b\nc"], ["reply", "url"], "132018"),
        (["a", "b     c"], ["reply", "url"], "132018"), (["a\tb", "c"], ["reply", "url"], "132018"),
        (["a" * 12, "b" * 13], ["reply", "url"], "132005"), (["a", "b"], ["url"], "131009"),
        (["a", "b"], ["url", "reply"], "131009"),
    ],
)  # fmt: skip
def test_a_misfit_is_named_by_metas_own_code(parameters: list[str], buttons: list[str], code: str | None):
    found = registry.misfit(parameters, buttons, SHAPE)
    assert (found.code if found else None, found is None or found.kind) == (code, code is None or "template")


@pytest.mark.parametrize(("code", "state"), [(132001, "gone"), (132015, "paused"), (132016, "disabled")])
def test_the_registry_learns_from_a_refusal(graph: Graph, mailbox: Mailbox, cast: Cast, code: int, state: str):
    template = known("approved")
    graph.decide = lambda body: refusal(code) if body["to"] == REPORTER else None
    received(**REACHABLE)
    worker.drain()
    template.refresh_from_db()
    assert (template.state, template.last_error) == (state, str(code))
    assert ways() == [("whatsapp", "v1", "failed"), ("email", "v1", "sent")]


# -- New words ---------------------------------------------------------------------------------------------------------
def test_new_words_go_by_mail_at_once_and_by_whatsapp_after_approval(graph: Graph, mailbox: Mailbox, cast: Cast):
    known("approved")
    made = newer(mail_subject="Baru: {code}", header="Baru")
    for state in ("waiting", "pending", "rejected", "paused"):
        known(state, made)
        wording = Wording([STEM])
        assert (wording.text(STEM, "id").name, wording.template(STEM, "id").name) == (f"{STEM}_v2", f"{STEM}_v1")  # type: ignore[union-attr]
    received(**REACHABLE)
    worker.drain()
    assert ways() == [("whatsapp", "v1", "sent")]
    assert graph.to(REPORTER)[0]["template"]["name"] == f"{STEM}_v1"
    known("approved", made)
    received(**REACHABLE)
    worker.drain()
    assert [each["template"]["name"] for each in graph.to(REPORTER)] == [f"{STEM}_v1", f"{STEM}_v2"]


def test_a_queued_message_keeps_the_version_it_was_put_in(graph: Graph, mailbox: Mailbox, cast: Cast):
    known("approved")
    received(**REACHABLE)
    tell.once()
    known("approved", newer(header="Baru"))
    worker.drain()
    assert ways() == [("whatsapp", "v1", "sent")]


def test_when_the_new_template_is_paused_the_older_one_takes_its_place(graph: Graph, mailbox: Mailbox, cast: Cast):
    known("approved")
    known("paused", newer(header="Baru"))
    received(**REACHABLE)
    worker.drain()
    assert ways() == [("whatsapp", "v1", "sent")]


def test_the_mail_has_the_new_words_while_whatsapp_has_the_old(graph: Graph, mailbox: Mailbox, cast: Cast):
    known("approved")
    newer(mail_subject="Kata baru: {code}")
    received(email=ADDRESS)
    worker.drain()
    assert str(mailbox.to(ADDRESS)[0]["Subject"]).startswith("Kata baru: ")


def test_a_newer_version_of_the_product_waits_for_approval_too(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    shipped = [text for text in texts.load_files() if (text.stem, text.language) == (STEM, "id")]
    monkeypatch.setattr(seeds, "load_files", lambda: [texts.Text(**{**vars(shipped[0]), "version": 2})])
    seeds.sow()
    wording = Wording([STEM])
    assert (wording.text(STEM, "id").version, wording.template(STEM, "id").version) == (2, 1)  # type: ignore[union-attr]
    assert Template.objects.values_list("name", "state").get() == (f"{STEM}_v2", "waiting")


def test_words_are_read_in_one_statement(cast: Cast, django_assert_num_queries: Any):
    newer()
    with django_assert_num_queries(1):
        wording = Wording([STEM, "aduan_baru"])
        wording.template(STEM, "id")
        wording.template("aduan_baru", "en")


def test_claimed_messages_cost_one_statement(cast: Cast, graph: Graph, django_assert_num_queries: Any):
    known("approved", shape=SHAPE)
    received(**REACHABLE)
    tell.once()
    claimed = claims.claim("whatsapp", worker="w", limit=10)
    assert len(claimed) > 1
    with django_assert_num_queries(1):
        refused = registry.refusals(claimed)
    mine = [each.id for each in claimed if each.template.startswith(STEM)]
    assert list(refused) == mine
