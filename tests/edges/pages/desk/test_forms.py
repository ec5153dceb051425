"""Whom a report complains of, by the forms of verification, classification and oversight; to whom a ruling gives it, and which instruction is meant."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base import moments
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, instruct
from arcadumas.core.handling.models import Disposition, Inspection
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Area, Post
from arcadumas.core.reports.models import About, Attachment, Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db


def named(report: Report) -> set[tuple[Any, ...]]:
    rows = About.objects.filter(report=report)
    return {(row.unit and row.unit.code, row.person and row.person.login, row.post_id) for row in rows}


@pytest.mark.parametrize(("noun", "field", "start"), [
    ("pengarsipan", "reason", lambda cast: builders.received()), ("penutupan", "cause", lambda cast: builders.answered(cast)),
])  # fmt: skip
def test_a_reason_that_ends_a_report_is_chosen(
    cast: Cast, signs_in: SignsIn, noun: str, field: str, start: Any
) -> None:
    code, client = start(cast).report.code, signs_in("front_officer")
    page = client.get(f"/meja/{code}/?buka={noun}").content.decode()
    assert re.search(rf'<select name="{field}".*?<option value="" selected>Choose one</option>', page, re.S)
    texts = {"note": REASON, "reason": REASON} if field == "cause" else {"note": REASON}
    refused = client.post(f"/meja/{code}/{noun}/", texts)
    assert (refused.status_code, "Choose the reason first." in refused.content.decode()) == (422, True)


def test_several_units_persons_and_posts_are_named_at_verification(cast: Cast, signs_in: SignsIn) -> None:
    report, client = builders.received().report, signs_in("front_officer")
    post = Post.objects.get(person=cast.person("secretary"))
    page = client.get(f"/meja/{report.code}/").content.decode()
    offered = re.search(r'<select name="officials".*?</select>', page, re.S)[0]
    assert ('value="person:pupr.kepala"' in offered, f'value="post:{post.pk}"' in offered) == (True, True)
    values = {"kind": "complaint", "about": ["pupr", "dinkes"], "officials": ["person:alalak.admin", f"post:{post.pk}"]}
    assert client.post(f"/meja/{report.code}/verifikasi/", values).status_code == 303
    login = cast.person("alalak_admin").login
    assert named(report) == {("pupr", None, None), ("dinkes", None, None), (None, login, None), (None, None, post.pk)}
    assert signs_in("secretary").get(f"/meja/{report.code}/").status_code == 404


def test_one_is_taken_out_at_classification_with_a_reason(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["dinkes"], about_logins=["sekda"]))
    row, client = About.objects.get(report=report, person=cast.person("secretary")), signs_in("front_officer")
    page = client.get(f"/meja/{report.code}/klasifikasi/", follow=True).content.decode()
    assert f'name="not_about" value="{row.pk}"' in page
    values = {"kind": report.kind, "category": "", "not_about": [row.pk]}
    refused = client.post(f"/meja/{report.code}/klasifikasi/", values | {"not_about_reason": "salah"})
    assert (refused.status_code, ">salah</textarea>" in refused.content.decode().replace("\n", "")) == (422, True)
    assert signs_in("secretary").get(f"/meja/{report.code}/").status_code == 404
    assert client.post(f"/meja/{report.code}/klasifikasi/", values | {"not_about_reason": REASON}).status_code == 303
    assert (named(report), signs_in("secretary").get(f"/meja/{report.code}/").status_code) == (
        {("dinkes", None, None)},
        200,
    )
    assert Entry.objects.get(act="about_cleared").facts["reason"] == REASON


def test_one_that_was_taken_out_meanwhile_is_no_choice(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast).report
    refused = signs_in("front_officer").post(
        f"/meja/{report.code}/klasifikasi/", {"kind": report.kind, "not_about": ["1"], "not_about_reason": REASON}
    )
    assert (refused.status_code, named(report)) == (303, set())  # the form has no such field where nobody is named


def test_the_inspectorate_names_them_on_a_report_that_is_not_its_own(cast: Cast, signs_in: SignsIn) -> None:
    report, client = builders.disposed(cast).report, signs_in("inspector")
    page = client.get(f"/meja/{report.code}/").content.decode()
    assert ('id="pengawasan"' in page, 'id="klasifikasi"' in page) == (True, False)
    assert client.post(f"/meja/{report.code}/pengawasan/", {"about": ["pupr"]}).status_code == 303
    assert (named(report), signs_in("pupr_head").get(f"/meja/{report.code}/").status_code) == (
        {("pupr", None, None)},
        404,
    )


def test_who_is_named_is_shown_to_those_who_may_name_and_to_nobody_else(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["dinkes"]))
    for role, is_shown in (("front_officer", True), ("inspector", True), ("pupr_admin", False), ("secretary", False)):
        assert ("Complains of" in signs_in(role).get(f"/meja/{report.code}/").content.decode()) == is_shown


def test_a_field_left_as_it_was_changes_nothing(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.verified(cast, finding=Finding(category="jalan_berlubang", is_urgent=True)).report
    values = {"kind": report.kind, "category": "jalan_berlubang", "is_urgent": "on", "is_oversight": "on"}
    assert signs_in("front_officer").post(f"/meja/{report.code}/klasifikasi/", values).status_code == 303
    report.refresh_from_db()
    assert (report.category.code, report.is_urgent, report.is_oversight) == ("jalan_berlubang", True, True)
    signs_in("front_officer").post(
        f"/meja/{report.code}/klasifikasi/", {"kind": report.kind, "category": "", "reason": REASON}
    )
    report.refresh_from_db()
    assert (report.category, report.is_urgent, report.is_oversight) == (None, False, False)


def test_a_visit_is_to_a_village_of_the_list(cast: Cast, signs_in: SignsIn) -> None:
    report, client = builders.in_work(cast).report, signs_in("pupr_member")
    village = Area.objects.filter(level="village").order_by("code")[0]
    when = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    refused = client.post(f"/meja/{report.code}/peninjauan/", {"visit_at": when, "village": "nowhere"})
    assert (refused.status_code, Inspection.objects.count()) == (422, 0)
    client.post(f"/meja/{report.code}/peninjauan/", {"visit_at": when, "village": village.code})
    client.post(f"/meja/{report.code}/peninjauan/", {"visit_at": when})
    assert list(Inspection.objects.order_by("id").values_list("area", "place_text")) == [(village.code, ""), (None, "")]


@pytest.mark.parametrize("kind", ["unit", "person", "post"])
def test_who_is_named_finds_it_on_no_page_and_who_is_taken_out_on_each(
    cast: Cast, signs_in: SignsIn, kind: str
) -> None:
    report = builders.in_work(cast, title="Lubang unikum di pasar", files=(("a.jpg", builders.photo()),)).report
    seat = cast.pupr_head.seats[0]
    whom = {
        "unit": Whom(units=[seat.unit_code]), "person": Whom(logins=[cast.pupr_head.login]), "post": Whom(posts=[seat.id])
    }[kind]  # fmt: skip
    client, file = signs_in("pupr_head"), Attachment.objects.get(report=report).pk
    seq = Event.objects.get(report=report, kind="disposed").seq
    places = ("", "pesan/", f"lampiran/{file}/", f"nota/{seq}/", "catatan/")
    lists = ("/meja/", "/meja/?q=unikum", "/meja/sekaligus/")

    def found() -> tuple[set[int], list[bool]]:
        answers = {client.get(f"/meja/{report.code}/{place}", follow=True).status_code for place in places}
        return answers, [report.code in client.get(place).content.decode() for place in lists]

    assert found() == ({200}, [True] * 3)
    named_ = Finding(about_units=whom.units, about_logins=whom.logins, about_posts=whom.posts)
    classify(report.code, by=cast.front_officer, finding=named_)
    assert found() == ({404}, [False] * 3)
    classify(report.code, by=cast.front_officer, finding=Finding(not_about=whom, not_about_reason=REASON))
    assert found() == ({200}, [True] * 3)


def test_marks_are_read_from_the_form(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.received().report
    values = {"kind": "complaint", "category": "jalan_berlubang", "is_urgent": "on", "is_oversight": "on", "confidential": "on", "about": ["pupr"]}  # fmt: skip
    signs_in("front_officer").post(f"/meja/{report.code}/verifikasi/", values)
    report.refresh_from_db()
    marks = (
        report.category.code,
        report.is_urgent,
        report.is_oversight,
        report.visibility,
        report.about.get().unit.code,
    )
    assert marks == ("jalan_berlubang", True, True, ["confidential"], "pupr")


def returned_by_dinkes(cast: Cast) -> Report:
    report = builders.disposed(cast, to="dinkes").report
    return give_back(report.code, by=cast.dinkes_admin, reason=REASON)


def test_the_head_of_the_front_desk_chooses_to_which_of_several_it_goes_back(cast: Cast, signs_in: SignsIn) -> None:
    report = returned_by_dinkes(cast)
    dispose(report.code, to="pupr", by=cast.front_officer)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    head = signs_in("front_head")
    page = head.get(f"/meja/{report.code}/").content.decode()
    chosen = re.findall(r'id="keputusan-to".*?</select>', page, re.DOTALL)
    assert re.findall(r'<option value="([^"]*)"', chosen[0]) == ["pupr", "dinkes"]
    head.post(f"/meja/{report.code}/keputusan/", {"to": "dinkes", "instruction": ""})
    lead = Disposition.objects.filter(report=report).latest("id")
    assert (lead.unit.code, lead.is_ruling, lead.state) == ("dinkes", True, "offered")


def test_one_that_gave_it_back_alone_is_not_chosen(cast: Cast, signs_in: SignsIn) -> None:
    report = returned_by_dinkes(cast)
    page = signs_in("front_head").get(f"/meja/{report.code}/").content.decode()
    assert 'id="keputusan-instruction"' in page
    assert 'id="keputusan-to"' not in page


def test_where_several_instructions_wait_the_page_asks_which_and_names_its_day(cast: Cast, signs_in: SignsIn) -> None:
    code, days = builders.in_work(cast).report.code, [timezone.localdate() + timedelta(days=n) for n in (90, 3)]
    far, near = (instruct(code, by=cast.secretary, text=REASON, unit="pupr", due_on=day) for day in days)
    head = signs_in("pupr_head")
    for noun, sent in (("terima-instruksi", {}), ("instruksi-selesai", {"note": REASON})):
        address = f"/meja/{code}/{noun}/"
        form = head.get(address, headers={"HX-Request": "true"}).content.decode()
        assert re.findall(r'<option value="([^"]*)"', form) == [far.number, near.number]
        assert head.post(address, sent).status_code == 422
        answer = head.post(address, {**sent, "number": near.number}, follow=True)
        if noun == "terima-instruksi":
            assert moments.day(near.due_on, "en") in answer.content.decode()
            accept_instruction(code, by=cast.pupr_admin)
    for one in (far, near):
        one.refresh_from_db()
    assert (near.done_at is not None, far.done_at) == (True, None)


def test_whoever_drafts_reads_who_is_to_approve(cast: Cast, signs_in: SignsIn) -> None:
    address = f"/meja/{builders.in_work(cast, to='dinkes').report.code}/konsep/"
    heads = Post.objects.filter(person=cast.person("dinkes_head"))
    says = lambda role, words: words in signs_in(role).get(address, follow=True).content.decode()  # noqa: E731
    assert says("dinkes_admin", f"It goes to be approved by: {heads[0].title}.")
    assert says("dinkes_head", "Nobody but you can approve answers of this unit")
    heads.update(valid_to=date(2020, 12, 31))
    assert says("dinkes_admin", "Nobody in this unit can approve it")
    other = f"/meja/{builders.in_work(cast).report.code}/konsep/"
    assert "Answers of this unit need no approval." in signs_in("pupr_admin").get(other, follow=True).content.decode()
