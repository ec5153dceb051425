"""Groups and parts by HTTP: whole stories of several reporters."""

from typing import Any

import pytest

from arcadumas.core.reports.intake import Receipt
from tests import builders
from tests.edges.api.ring import REASON, Ring, problem

pytestmark = pytest.mark.django_db


def own_view(ring: Ring, receipt: Receipt) -> Any:
    return ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()


def test_merge_of_five_and_one_answer(ring: Ring) -> None:
    main, *others = (
        builders.received(title=f"Lubang {n}", body=f"Cerita {n}", phone=f"08571234567{n}") for n in range(5)
    )
    for other in others:
        response = ring.act(other, "merging", {"into": main.report.code}, by="front_head")
        assert (response.status_code, response.json()["state"]) == (201, "merged"), response.content
    ring.act(main, "verification", {}, by="front_officer")
    ring.act(main, "disposition", {"unit": "pupr", "instruction": ""}, by="front_officer")
    ring.act(main, "acceptance", {}, by="pupr_admin")
    for other in others:
        view = own_view(ring, other)
        assert (view["state"], view["group"]["state"]) == ("merged", "in_work")
        assert [line["event"] for line in view["group"]["story"]] == ["verified", "disposed", "accepted"]
        assert view["due"] == own_view(ring, main)["due"]
        assert main.report.code not in str(view) and "Lubang 0" not in str(view) and "Cerita 0" not in str(view)
    assert ring.act(main, "response", {"text": builders.ANSWER}, by="pupr_admin").status_code == 201
    views = [own_view(ring, each) for each in (main, *others)]
    assert [view["state"] for view in views] == ["answered"] * 5
    assert [[message["text"] for message in view["messages"]] for view in views] == [[builders.ANSWER]] * 5
    assert ring.act(others[0], "confirmation", {}, secret=others[0].secret).status_code == 201
    assert ring.act(others[1], "reopening", {"reason": REASON}, secret=others[1].secret).json()["state"] == "disposed"
    assert [own_view(ring, each)["state"] for each in (main, *others)] == ["answered", "closed", "disposed", "answered", "answered"]  # fmt: skip


def test_the_front_officer_proposes(ring: Ring) -> None:
    main, other = builders.received(), builders.received()
    response = ring.act(other, "merging", {"into": main.report.code}, by="front_officer")
    assert (problem(response)[0], response.json()["needs"]) == (403, "front_head")


def test_an_unknown_main_report_is_a_field_that_does_not_fit(ring: Ring) -> None:
    response = ring.act(builders.received(), "merging", {"into": "7K3M-2QDX"}, by="front_head")
    assert (problem(response), response.json()["errors"][0]["field"]) == ((422, "merge.into_unknown"), "into")


def test_staff_find_the_group_and_separate_it(ring: Ring) -> None:
    main, other = builders.received(), builders.received()
    ring.act(other, "merging", {"into": main.report.code}, by="front_head")
    kin = ring.get(f"/reports/{main.report.code}", by="front_officer").json()["kin"]
    assert kin == {"main": None, "joined": [other.report.code], "related": [], "followers": 0}
    view = ring.act(other, "unmerging", {}, by="front_head").json()
    assert (view["state"], view["kin"]["main"]) == ("received", None)


def test_a_part_is_opened_by_the_key_of_the_whole(ring: Ring) -> None:
    whole = builders.in_work(ring.cast)
    body = {"parts": [{"unit": "dinkes", "title": "Puskesmas tutup", "instruction": "Mohon dicek."}]}
    code = ring.act(whole, "split", body, by="front_officer").json()["parts"][0]["code"]
    part = ring.get(f"/reports/{code}", secret=whole.secret).json()
    assert (part["part_of"], part["state"], part["unit"]["code"]) == (whole.report.code, "disposed", "dinkes")
    assert [(each["code"], each["unit"]["code"]) for each in own_view(ring, whole)["parts"]] == [(code, "dinkes")]
    assert ring.get(f"/reports/{whole.report.code}", by="dinkes_admin").status_code == 404
    assert ring.get(f"/reports/{code}", by="dinkes_admin").json()["part_of"] is None


def test_linked_reports_name_each_other(ring: Ring) -> None:
    one, other = builders.received(), builders.received()
    ring.act(one, "linking", {"to": other.report.code}, by="front_officer")
    assert ring.get(f"/reports/{other.report.code}", by="front_head").json()["kin"]["related"] == [one.report.code]
