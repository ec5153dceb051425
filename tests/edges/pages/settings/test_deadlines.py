"""Deadlines as officials change them: drafts, versions from a day to come, figures checked, and nothing retroactive."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines import rules, versions
from arcadumas.core.deadlines.models import Rule, RuleSet
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
LIST = "/pengaturan/tenggat/"
LAW = "PermenPANRB 62/2018"


def at(rule_set: RuleSet, more: str = "") -> str:
    return f"{LIST}{rule_set.pk}/{more}"


def in_force() -> RuleSet:
    return RuleSet.objects.get(name=LAW, valid_to=None, valid_from__isnull=False)


def drafted(client: Any) -> RuleSet:
    assert client.post(at(in_force(), "salinan/")).status_code == 303
    return RuleSet.objects.get(name=LAW, valid_from=None)


def settle(draft: RuleSet) -> Rule:
    return draft.rules.get(step="settle", report_class="complaint")


def seen(draft: RuleSet) -> str:
    draft.refresh_from_db()
    return versions.mark(draft, list(draft.rules.all()))


def values(draft: RuleSet, **changed: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"seen": seen(draft), "basis": draft.basis, "note": draft.note}
    for row in draft.rules.all():
        found |= {f"amount_{row.pk}": row.amount, f"counted_{row.pk}": row.counted_in, f"basis_{row.pk}": row.basis}
    return found | changed


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "secretary", "engineer"])
def test_others_may_neither_look_nor_change(signs_in: SignsIn, role: str) -> None:
    client, one = signs_in(role), in_force()
    assert {client.get(page).status_code for page in (LIST, at(one))} == {403}
    acts = [at(one), *(at(one, act) for act in ("salinan/", "pemberlakuan/", "pembuangan/"))]
    assert {client.post(page).status_code for page in [*acts, f"{LIST}angka/{one.rules.all()[0].pk}/pencocokan/"]} == {
        403
    }
    assert (Entry.objects.count(), RuleSet.objects.filter(valid_from=None).count()) == (0, 0)


def test_a_draft_is_copied_changed_looked_at_and_put_in_force_for_what_comes(signs_in: SignsIn, cast: Cast) -> None:
    client = signs_in("front_head")
    before = builders.received().report
    draft = drafted(client)
    row = settle(draft)
    answer = client.post(
        at(draft),
        values(draft, **{f"amount_{row.pk}": "10", f"basis_{row.pk}": "Pasal 9", "basis": "PermenPANRB 5/2025"}),
    )
    assert answer.status_code == 303
    on = timezone.localdate() + timedelta(days=1)
    wanted = {"on": on.isoformat(), "reason": "Menyesuaikan 5/2025", "seen": seen(draft)}
    looked = client.post(at(draft, "pemberlakuan/"), wanted)
    assert (looked.status_code, "14 working days" in looked.content.decode(), "10 working days" in looked.content.decode()) == (200, True, True)  # fmt: skip
    draft.refresh_from_db()
    assert draft.valid_from is None
    assert client.post(at(draft, "pemberlakuan/"), wanted | {"sure": "1"}).status_code == 303
    start = timezone.now()
    assert rules.due("settle", "complaint", start).amount == 14  # type: ignore[union-attr]
    assert rules.due("settle", "complaint", start + timedelta(days=2)).amount == 10  # type: ignore[union-attr]
    assert rules.due("settle", "complaint", start + timedelta(days=2), at_rules=start).amount == 14  # type: ignore[union-attr]
    assert Promise.objects.get(report=before, step="settle").amount == 14
    acts = list(Entry.objects.order_by("seq").values_list("act", flat=True))
    assert acts[-3:] == ["rules_copied", "rules_drafted", "rules_enforced"]
    assert Entry.objects.get(act="rules_drafted").facts["figures"] == {
        "settle complaint": [[14, "working_days"], [10, "working_days"]]
    }


def test_a_version_in_force_keeps_its_figures(signs_in: SignsIn) -> None:
    client, one = signs_in("front_head"), in_force()
    answer = client.post(at(one), values(one, **{f"amount_{settle(one).pk}": "1"}))
    assert (answer.status_code, "keeps its figures" in answer.content.decode()) == (409, True)
    assert client.post(at(one, "pembuangan/"), {"seen": seen(one)}).status_code == 409
    assert settle(one).amount == 14


def test_there_is_one_draft_of_a_name_and_it_can_be_discarded(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    draft = drafted(client)
    assert client.post(at(in_force(), "salinan/")).status_code == 409
    assert client.post(at(draft, "pembuangan/"), {"seen": "stale"}).status_code == 412
    assert client.post(at(draft, "pembuangan/"), {"seen": seen(draft)}).status_code == 303
    assert (RuleSet.objects.filter(valid_from=None).count(), Entry.objects.get(act="rules_discarded").facts["figures"]["settle complaint"]) == (0, [14, "working_days"])  # fmt: skip


@pytest.mark.parametrize(
    "part, value, sentence",
    [("amount", "0", "between 1 and"), ("amount", "1001", "between 1 and"), ("amount", "", "This is empty"),
     ("amount", "banyak", "whole number"), ("counted", "moons", "moons"), ("basis", " ", "This is empty")],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_figure(signs_in: SignsIn, part: str, value: str, sentence: str) -> None:
    client = signs_in("front_head")
    draft = drafted(client)
    answer = client.post(at(draft), values(draft, **{f"{part}_{settle(draft).pk}": value, "note": "Catatan saya"}))
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Catatan saya" in page) == (422, True, True)
    assert settle(draft).amount == 14


@pytest.mark.parametrize(
    "wrong, sentence",
    [({"on": "today"}, "from tomorrow on"), ({"reason": "ya"}, "at least 10 letters"), ({"on": ""}, "This is empty")],
)
def test_a_version_begins_tomorrow_at_the_earliest_and_for_a_reason(
    signs_in: SignsIn, wrong: dict[str, str], sentence: str
) -> None:
    client, today = signs_in("front_head"), timezone.localdate()
    draft = drafted(client)
    wanted = {
        "on": (today + timedelta(days=1)).isoformat(),
        "reason": "Menyesuaikan 5/2025",
        "seen": seen(draft),
        "sure": "1",
        **wrong,
    }
    wanted["on"] = today.isoformat() if wanted["on"] == "today" else wanted["on"]
    answer = client.post(at(draft, "pemberlakuan/"), wanted)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    draft.refresh_from_db()
    assert draft.valid_from is None


def test_a_stale_draft_is_told_and_keeps_what_was_written(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    draft = drafted(client)
    mine = values(draft, note="Tulisan saya")
    client.post(at(draft), values(draft, note="Tulisan orang lain"))
    answer = client.post(at(draft), mine)
    assert (answer.status_code, "Tulisan saya" in answer.content.decode()) == (412, True)


def test_a_checked_figure_is_checked_everywhere_and_can_be_unchecked(signs_in: SignsIn, cast: Cast) -> None:
    report = builders.received().report
    client, row = signs_in("front_head"), settle(in_force())
    page = f"{LIST}angka/{row.pk}/pencocokan/"
    assert client.post(page).status_code == 303
    assert (rules.due("settle", "complaint", timezone.now()).verified, Promise.objects.get(report=report, step="settle").is_verified) == (True, True)  # type: ignore[union-attr]  # fmt: skip
    assert Promise.objects.get(report=report, step="verify").is_verified is False
    assert client.post(page).status_code == 409
    assert client.post(page, {"off": "1"}).status_code == 303
    assert Promise.objects.get(report=report, step="settle").is_verified is False
    assert Entry.objects.filter(act="rule_checked").count() == 2
    assert client.post(f"{LIST}angka/999999/pencocokan/").status_code == 404


def test_the_counting_is_tried_with_a_draft_as_if_it_held(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    draft = drafted(client)
    row = settle(draft)
    client.post(at(draft), values(draft, **{f"amount_{row.pk}": "2"}))
    asked = "?kelas=complaint&pada=2026-12-16T10:00"
    assert "Friday 18 Dec" in client.get(at(draft, asked)).content.decode()
    assert "Friday 18 Dec" not in client.get(at(in_force(), asked)).content.decode()
    assert client.get(at(in_force(), "?kelas=gossip&pada=never")).status_code == 200


def test_the_page_asks_the_same_for_one_version_and_three(signs_in: SignsIn) -> None:
    client, numbers = signs_in("front_head"), []
    client.get(at(in_force()))
    for more in (0, 2):
        for number in range(more):
            RuleSet.objects.create(name=f"Lain {number}", basis="x", valid_from="2020-01-01")
        rules.current()
        with CaptureQueriesContext(connection) as found:
            client.get(at(in_force()))
        numbers.append(len(found))
    assert numbers[0] == numbers[1]
