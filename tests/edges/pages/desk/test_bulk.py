"""The page for several at once: nothing happens before the preview, and each row says what came of it."""

import re
from typing import Any

import pytest

from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports.models import Event, Report
from arcadumas.edges.pages.desk import lists
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
ADDRESS = "/meja/sekaligus/"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_preview_changes_nothing_and_the_second_step_does_it(cast: Cast, signs_in: SignsIn) -> None:
    new, done = builders.received(title="Lubang di pasar").report, builders.verified(cast).report
    client, lines = signs_in("front_officer"), Event.objects.count()
    values = {"act": "verify", "codes": [new.code, done.code]}
    preview = client.post(ADDRESS, values | {"step": "preview"})
    assert (preview.status_code, Event.objects.count()) == (200, lines)
    assert ("1 of 2 can be done" in text(preview), "Lubang di pasar" in text(preview)) == (True, True)
    assert "This report is Verified, so that cannot be done yet. " in text(preview)
    assert "What can be done now" not in text(preview)
    assert re.findall(r'name="codes" value="([^"]+)"', preview.content.decode()) == [new.code]
    answer = client.post(ADDRESS, values | {"codes": [new.code], "step": "done"})
    assert ("1 of 1 was done" in text(answer), Report.objects.get(pk=new.pk).state) == (True, "verified")


@pytest.mark.parametrize(("act", "values", "state"), [
    ("dispose", {"to": "pupr", "instruction": "Mohon ditinjau."}, "disposed"),
    ("archive", {"reason": "unclear", "note": REASON}, "archived"),
    ("classify", {"category": "jembatan"}, "verified"),
])  # fmt: skip
def test_every_act_by_its_fields(cast: Cast, signs_in: SignsIn, act: str, values: dict[str, str], state: str) -> None:
    reports = [builders.verified(cast).report for _number in range(2)]
    sent = {"act": act, "codes": [one.code for one in reports], "step": "done"} | values
    assert "2 of 2 were done" in text(signs_in("front_officer").post(ADDRESS, sent))
    assert set(Report.objects.filter(pk__in=[one.pk for one in reports]).values_list("state", flat=True)) == {state}


def test_every_field_says_which_acts_take_it_and_is_not_called_optional_where_all_of_them_need_it(
    cast: Cast, signs_in: SignsIn
) -> None:
    page = signs_in("front_officer").get(ADDRESS).content.decode()
    fields = set(re.findall(r'<div class="(of-[^"]+)"><div class="field"><label for="id_(\w+)">[^<]*', page))
    assert fields >= {("of-verify of-classify", "category"), ("of-archive", "note")}
    label = {name: rest for name, rest in re.findall(r'<label for="id_(\w+)">(.*?)</label>', page)}
    assert ("may be left empty" in label["instruction"], "may be left empty" in label["to"]) == (True, False)


def test_tracking_ids_are_taken_a_row(cast: Cast, signs_in: SignsIn) -> None:
    one, two = builders.verified(cast).report, builders.verified(cast).report
    sent = {"act": "sp4n_link", "codes": [one.code, two.code], "step": "done", f"sp4n-{one.code}": "7654321"}
    assert "1 of 2" in text(signs_in("front_officer").post(ADDRESS, sent))
    assert Event.objects.filter(kind="sp4n_linked").get().report == one


def test_what_is_missing_is_said_and_the_ticks_stay(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.verified(cast).report.code
    answer = signs_in("front_officer").post(ADDRESS, {"act": "dispose", "codes": [code], "step": "preview"})
    assert (answer.status_code, f'value="{code}" checked' in answer.content.decode()) == (422, True)
    assert signs_in("front_officer").post(ADDRESS, {"act": "verify", "step": "preview"}).status_code == 422


def test_a_report_out_of_sight_says_only_that_there_is_none(cast: Cast, signs_in: SignsIn) -> None:
    hidden = builders.verified(cast).report
    answer = signs_in("dinkes_admin").post(ADDRESS, {"act": "accept", "codes": [hidden.code], "step": "preview"})
    assert "There is no such report" in text(answer)
    assert hidden.title not in text(answer)


@pytest.mark.parametrize(("role", "start", "values", "states", "event"), [
    ("pupr_admin", "disposed", {"act": "accept"}, {"in_work"}, "accepted"),
    ("pupr_admin", "in_work", {"act": "hand_over", "colleague": "pupr.penghubung"}, {"in_work"}, "handed_over"),
    ("pupr_liaison", "in_work", {"act": "task", "title": "Tinjau lokasi", "assignee": "pupr.teknis"}, {"in_work"}, "task_added"),
    ("front_officer", "answered", {"act": "close", "cause": "settled", "closing": REASON}, {"closed"}, "closed"),
])  # fmt: skip
def test_each_act_of_a_unit_and_closing(cast: Cast, signs_in: SignsIn, role: str, start: str, values: dict[str, str], states: set[str], event: str) -> None:  # fmt: skip
    reports = [getattr(builders, start)(cast).report for _number in range(2)]
    strange = builders.verified(cast).report
    sent = values | {"codes": [one.code for one in (*reports, strange)]}
    client, lines = signs_in(role), Event.objects.count()
    preview = client.post(ADDRESS, sent | {"step": "preview"})
    assert (Event.objects.count(), "2 of 3 can be done" in text(preview)) == (lines, True)
    assert re.findall(r'name="codes" value="([^"]+)"', preview.content.decode()) == [one.code for one in reports]
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview.content.decode()))
    done = client.post(ADDRESS, again | {"codes": [one.code for one in reports], "step": "done"})
    assert "2 of 2 were done" in text(done)
    assert set(Report.objects.filter(pk__in=[one.pk for one in reports]).values_list("state", flat=True)) == states
    assert Event.objects.filter(kind=event, report__in=reports, by=cast.person(role)).count() == 2


def test_each_officer_is_shown_the_acts_of_their_posts_and_the_fields_of_those(cast: Cast, signs_in: SignsIn) -> None:
    def shown(role: str, kind: str, pattern: str) -> set[str]:
        return set(re.findall(pattern, re.search(kind, signs_in(role).get(ADDRESS).content.decode(), re.S)[0]))

    acts = {
        role: shown(role, r'<select name="act".*?</select>', r'value="(\w+)"') for role in ("front_head", "pupr_admin")
    }
    assert acts["pupr_admin"] == {"accept", "hand_over", "task"}
    assert acts["front_head"] & acts["pupr_admin"] == set()
    fields = shown(
        "pupr_admin", r'<form method="post" novalidate>.*?</form>', r'<(?:select|textarea|input)[^>]* name="(\w+)"'
    )
    assert fields - {"csrfmiddlewaretoken", "codes", "mulai", "berikut"} == {
        "act",
        "colleague",
        "until",
        "title",
        "assignee",
        "due_on",
    }
    assert 'href="/meja/sekaligus/"' in signs_in("pupr_admin").get("/meja/").content.decode()


def test_whoever_has_none_of_the_acts_is_told_so(signs_in: SignsIn) -> None:
    assert signs_in("regional_head").get(ADDRESS).status_code == 403
    assert 'href="/meja/sekaligus/"' not in signs_in("regional_head").get("/meja/").content.decode()
    assert signs_in("pupr_admin").post(ADDRESS, {"act": "verify", "codes": ["x"], "step": "done"}).status_code == 422


def ticked(answer: Any) -> list[str]:
    return re.findall(r'name="codes" value="([^"]+)" checked', answer.content.decode())


def listed(answer: Any) -> list[str]:
    return re.findall(r'name="codes" value="([^"]+)"', answer.content.decode())


def hidden(answer: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode()))


def test_of_two_officers_at_once_the_second_is_told_and_the_other_rows_go_on(cast: Cast, signs_in: SignsIn) -> None:
    one, other = builders.received().report, builders.received().report
    client = signs_in("front_officer")
    preview = client.post(ADDRESS, {"act": "verify", "codes": [one.code, other.code], "step": "preview"})
    shown = hidden(preview)
    assert {name: shown[name] for name in shown if name.startswith("versi-")} == {
        f"versi-{one.code}": "1", f"versi-{other.code}": "1",
    }  # fmt: skip
    signs_in("front_head").post(f"/meja/{one.code}/catatan/", {"text": "Sebentar, saya telepon dulu."})
    answer = client.post(ADDRESS, shown | {"codes": [one.code, other.code], "step": "done"})
    assert ("1 of 2 was done" in text(answer), "Somebody changed this report meanwhile" in text(answer)) == (True, True)
    assert {each.code: Report.objects.get(pk=each.pk).state for each in (one, other)} == {
        one.code: "received", other.code: "verified",
    }  # fmt: skip


def test_a_narrowed_list_opens_narrowed_and_stays_so(cast: Cast, signs_in: SignsIn) -> None:
    urgent = builders.verified(cast, finding=Finding(is_urgent=True)).report
    plain = builders.verified(cast).report
    client = signs_in("front_officer")
    inbox = client.get("/meja/?lihat=saya&mendesak=ya").content.decode()
    address = re.search(r'href="(/meja/sekaligus/[^"]*)"', inbox)[1].replace("&amp;", "&")
    assert address == "/meja/sekaligus/?lihat=saya&mendesak=ya"
    page = client.get(address)
    assert (urgent.code in listed(page), plain.code in listed(page)) == (True, False)
    assert "Narrowed as your list was." in text(page)
    again = client.post(address, {"act": "dispose", "codes": [urgent.code], "step": "preview"})
    assert (again.status_code, listed(again), ticked(again)) == (422, listed(page), [urgent.code])
    preview = client.post(address, {"act": "verify", "codes": [urgent.code], "step": "preview"})
    assert 'href="/meja/sekaligus/?lihat=saya&amp;mendesak=ya"' in preview.content.decode()


def test_more_goes_on_and_keeps_what_was_ticked_and_typed_before(
    cast: Cast, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SIZE", 2)
    Report.objects.update(state="closed")
    codes = [builders.received().report.code for _number in range(5)]
    client = signs_in("front_officer")
    first = client.get(ADDRESS)
    chosen = listed(first)[0]
    typed = {"act": "archive", "note": "Sudah ditangani lewat telepon."}
    second = client.post(ADDRESS, hidden(first) | typed | {"codes": [chosen], "step": "more"})
    assert (second.status_code, ticked(second)) == (200, [chosen])
    assert typed["note"] in second.content.decode()
    assert '<option value="archive" selected>' in second.content.decode()
    third = client.post(ADDRESS, hidden(second) | typed | {"codes": [chosen, listed(second)[1]], "step": "more"})
    assert ticked(third) == [chosen, listed(second)[1]]
    assert {*listed(first), *listed(second), *listed(third)} == set(codes)
    wrong = client.post(ADDRESS, hidden(third) | typed | {"codes": ticked(third), "step": "preview"})
    assert (wrong.status_code, ticked(wrong), set(listed(wrong))) == (422, ticked(third), set(listed(third)))
    start = client.post(ADDRESS, hidden(third) | typed | {"codes": ticked(third), "step": "start"})
    assert (set(ticked(start)), chosen in listed(first)) == (set(ticked(third)), True)


def test_what_is_picked_elsewhere_is_shown_only_to_who_sees_it(cast: Cast, signs_in: SignsIn) -> None:
    hidden_one = builders.verified(cast).report
    answer = signs_in("dinkes_admin").post(ADDRESS, {"act": "accept", "codes": [hidden_one.code], "step": "more"})
    assert (answer.status_code, hidden_one.code in answer.content.decode()) == (200, False)
