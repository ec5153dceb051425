"""A rule is added in two steps, event and then all else; it stands in the list and can be ended from its page."""

import pytest

from arcadumas.duties.notifications.models import Rule
from tests.edges.pages.conftest import SignsIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
NEW, LIST = "/pengaturan/pemberitahuan-baru/", "/pengaturan/pemberitahuan/"
CHOSEN = {
    "words": "leaders", "audience": "secretary", "is_active": "on", "channels": ["whatsapp", "email"], "mode": "first_then",
    "minutes": "25", "urgency": "normal", "after_days": "0", "outside": "wait",
}  # fmt: skip


def own() -> Rule:
    return Rule.objects.get(key__startswith="own-")


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "regional_head", "engineer"])
def test_others_neither_see_nor_send_the_form(signs_in: SignsIn, role: str) -> None:
    client, before = signs_in(role), Rule.objects.count()
    assert client.get(NEW).status_code == 403
    assert client.post(f"{NEW}?kejadian=taken_over", CHOSEN).status_code == 403
    assert Rule.objects.count() == before


def test_the_event_comes_first_and_says_which_words_there_are(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    page = client.get(NEW).content.decode()
    assert ('value="taken_over"' in page, 'value="unreachable"' in page, 'name="words"' in page) == (True, False, False)
    page = client.get(f"{NEW}?kejadian=closed").content.decode()
    assert (
        "Report closed by an officer (the reporter): only when an officer closed it" in page,
        "Report closed" in page,
    ) == (
        True,
        True,
    )


def test_a_rule_is_added_shown_and_ended(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    answer = client.post(f"{NEW}?kejadian=taken_over", CHOSEN)
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}?lihat=tambahan")
    rule = own()
    assert (rule.event, rule.audience, rule.minutes, rule.channels, rule.special) == (
        "taken_over",
        "secretary",
        25,
        [],
        "never",
    )
    listed = client.get(f"{LIST}?lihat=tambahan").content.decode()
    assert (rule.key in listed, "disposed-team" in listed) == (True, False)
    page = client.get(f"{LIST}{rule.key}/").content.decode()
    assert ("Added by" in page, "End this rule" in page, "Put back as shipped" in page) == (True, True, False)
    assert client.post(f"{LIST}{rule.key}/pengakhiran/", {"revision": "7"}).status_code == 412
    assert client.post(f"{LIST}{rule.key}/pengakhiran/", {"revision": "0"}).status_code == 303
    assert not Rule.objects.filter(key=rule.key).exists()


def test_a_shipped_rule_has_no_such_button_and_refuses(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert "End this rule" not in client.get(f"{LIST}closed-head/").content.decode()
    assert client.post(f"{LIST}closed-head/pengakhiran/", {"revision": "0"}).status_code == 409
    assert Rule.objects.filter(key="closed-head").exists()


def test_what_does_not_go_together_is_said_at_its_field_and_nothing_typed_is_lost(signs_in: SignsIn) -> None:
    answer = signs_in("front_head").post(
        f"{NEW}?kejadian=closed", CHOSEN | {"words": "closed-reporter-by-officer", "minutes": "77"}
    )
    page = answer.content.decode()
    assert (answer.status_code, "These words are not for the Regional Secretary" in page, 'value="77"' in page) == (
        422,
        True,
        True,
    )
    assert not Rule.objects.filter(key__startswith="own-").exists()
