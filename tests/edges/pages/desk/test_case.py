"""The case page, by how much of the report its reader may see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import ask, beside, disclose, work
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.follow_up import object_late
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.models import Disposition, Task
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import About, Attachment, Event, Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.pages.desk.acts import BY_NAME
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import tomorrow
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
REASON = "Ini kewenangan dinas lain, mohon dialihkan."
TITLE, BODY = "Judul dari warga", "Isi dari warga yang panjang."


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_it_opens_with_whose_turn_it_is(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast).report.code
    assert "Your turn: accept this report" in text(signs_in("pupr_admin").get(f"/meja/{code}/"))
    assert "Ruang is next: accept this report" in text(signs_in("front_officer").get(f"/meja/{code}/"))


def test_it_shows_words_story_clocks_and_particulars(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast, title=TITLE, body=BODY, category="jalan_berlubang").report.code
    said = text(signs_in("pupr_admin").get(f"/meja/{code}/"))
    parts = (TITLE, BODY, "Mohon ditinjau.", "Passed to Dinas Pekerjaan Umum", "First answer", "Settlement",
             "not yet checked against the official text", "Potholes", "Report received by API.")  # fmt: skip
    assert [part for part in parts if part not in said] == []


def test_long_words_are_cut_short_on_the_screen_and_stand_whole_on_the_page(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    short, long = (builders.received(body="lumpur " * number).report for number in (200, 300))
    pages = [client.get(f"/meja/{report.code}/").content.decode() for report in (short, long)]
    assert [('class="long"' in page, page.count("lumpur")) for page in pages] == [(False, 200), (True, 300)]


def test_what_is_another_ones_turn_does_not_head_the_act_offered_here(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast).report.code
    page = signs_in("front_officer").get(f"/meja/{code}/").content.decode()
    assert page.index("is next: accept this report") < page.index('<h3 class="small">Link to SP4N-LAPOR!</h3>')
    assert (
        '<h3 class="small">'
        not in signs_in("pupr_admin").get(f"/meja/{code}/").content.decode().split('class="panel"')[0]
    )


@pytest.mark.parametrize("writing", ["{}", "{lower}", "{bare}"])
def test_a_code_opens_in_any_writing(cast: Cast, signs_in: SignsIn, writing: str) -> None:
    code = builders.received().report.code
    path = writing.format(code, lower=code.lower(), bare=code.replace("-", ""))
    assert signs_in("front_officer").get(f"/meja/{path}/").status_code == 200


def test_strangers_and_those_complained_of_find_nothing(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, title=TITLE).report
    About.objects.create(report=report, person=cast.person("pupr_head"))
    for role in ("dinkes_admin", "pupr_head"):
        answer = signs_in(role).get(f"/meja/{report.code}/")
        assert (answer.status_code, TITLE in answer.content.decode()) == (404, False)
    assert signs_in("front_officer").get("/meja/2222-2222/").status_code == 404


@pytest.mark.parametrize("role", ["pupr_member", "secretary", "inspector", "regional_head"])
def test_a_confidential_report_shows_no_word_of_it(cast: Cast, signs_in: SignsIn, role: str) -> None:
    receipt = builders.in_work(cast, title=TITLE, body=BODY, place_text="Rumah hijau", is_confidential=True,
                               files=(("a.jpg", builders.photo()),))  # fmt: skip
    code = receipt.report.code
    ask.ask(code, by=cast.pupr_admin, text="Pertanyaan yang dijaga?")
    ask.send(code, by=cast.reporter(receipt.report), text="Keterangan yang dijaga.")
    work.draft(code, by=cast.pupr_admin, text="Konsep yang dijaga untuk umum.")
    page = signs_in(role).get(f"/meja/{code}/")
    hidden = (TITLE, BODY, "Rumah hijau", "dijaga", "Mohon ditinjau", "lampiran")
    assert [part for part in hidden if part in page.content.decode()] == []
    assert "The text is closed to you" in text(page)


def words_of_forms(client: Any, code: str, by: Actor) -> tuple[set[str], str]:
    """The acts on the page of somebody who sees the line alone, and everything that page and their forms say."""
    folder = open_folder(code, by=by)
    assert folder.sight == "listed"
    named = {act for act in offers(folder, by) if act in BY_NAME}
    parts = [client.get(f"/meja/{code}/{BY_NAME[act].noun}/", headers={"HX-Request": "true"}) for act in named]
    page = client.get(f"/meja/{code}/")
    assert all(part.content for part in parts)
    assert all(f'/{BY_NAME[act].noun}/"' in page.content.decode() for act in named)
    return named, "".join(answer.content.decode() for answer in (page, *parts))


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("alalak_admin", {"accept_part", "part", "task", "evidence", "inspect", "note"}),
        ("alalak_head", {"accept_part", "part", "task", "evidence", "inspect", "note"}),
        ("pupr_member", {"draft", "task", "evidence", "inspect", "note"}),
        ("secretary", {"open", "mark_urgent", "instruct", "note"}),
        ("inspector", {"open", "mark_urgent", "classify", "approve", "reject", "respond", "draft", "question", "note"}),
    ],
)
def test_who_sees_the_line_alone_finds_the_acts_and_in_no_form_a_word(
    cast: Cast, signs_in: SignsIn, role: str, acts: set[str]
) -> None:
    report = builders.in_work(cast, title=TITLE, body=BODY, place_text="Rumah hijau", is_confidential=True,
                              finding=Finding(is_oversight=True)).report  # fmt: skip
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer, instruction="Mohon dijaga.")
    work.draft(report.code, by=cast.pupr_admin, text="Konsep yang dijaga untuk umum.")
    named, said = words_of_forms(signs_in(role), report.code, getattr(cast, role))
    assert acts - named == set()
    assert [part for part in (TITLE, BODY, "Rumah hijau", "dijaga") if part in said] == []


def test_before_it_is_verified_the_front_officer_verifies_an_insiders_report_unread(
    cast: Cast, signs_in: SignsIn
) -> None:
    report = builders.received(title=TITLE, body=BODY, place_text="Rumah hijau").report
    Report.objects.filter(pk=report.pk).update(is_whistleblowing=True)
    client = signs_in("front_officer")
    named, said = words_of_forms(client, report.code, cast.front_officer)
    assert {"verify", "classify", "archive", "refer", "question"} - named == set()
    assert [part for part in (TITLE, BODY, "Rumah hijau") if part in said] == []
    assert "The Inspectorate is next" in said
    assert client.post(f"/meja/{report.code}/verifikasi/", {"kind": "complaint"}).status_code == 303
    assert Report.objects.get(pk=report.pk).state == "verified"


def test_a_draft_that_is_not_read_is_not_sent_unseen(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast, is_confidential=True, finding=Finding(is_oversight=True)).report
    work.draft(report.code, by=cast.pupr_admin, text="Konsep yang dijaga untuk umum.")
    answer = signs_in("inspector").post(f"/meja/{report.code}/jawaban/", {"text": "", "is_final": "yes"})
    assert (answer.status_code, "dijaga" in answer.content.decode()) == (422, False)


def test_words_drafted_approved_and_sent_unchanged_stand_once(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast).report
    work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=True)
    work.approve(report.code, by=cast.pupr_head)
    respond(report.code, by=cast.pupr_admin)
    said = text(signs_in("front_officer").get(f"/meja/{report.code}/"))
    assert (said.count(builders.ANSWER), said.count("The same words as above.")) == (1, 2)


def test_a_task_whose_day_has_gone_is_marked_and_one_that_was_called_off_says_so(cast: Cast, signs_in: SignsIn) -> None:
    report, day = builders.in_work(cast).report, timezone.localdate()
    for title in ("Ukur lubang", "Foto lubang", "Tutup lubang"):
        add_task(report.code, by=cast.pupr_head, title=title, due_on=day)
    Task.objects.filter(title="Ukur lubang").update(due_on=day - timedelta(days=1))
    Task.objects.filter(title="Tutup lubang").update(done_at=timezone.now(), is_cancelled=True)
    said = text(signs_in("pupr_admin").get(f"/meja/{report.code}/"))
    assert (said.count("overdue, it was to be done by"), said.count("called off")) == (1, 1)
    assert said.index("Ukur lubang") < said.index("Foto lubang") < said.index("Tutup lubang")


def test_the_point_is_for_those_who_read_the_report(cast: Cast, signs_in: SignsIn) -> None:
    point = {"latitude": -3.09512, "longitude": 114.5726}
    for is_confidential, role, is_shown in ((False, "secretary", True), (True, "pupr_head", True), (True, "secretary", False)):  # fmt: skip
        code = builders.in_work(cast, is_confidential=is_confidential, **point).report.code
        page = signs_in(role).get(f"/meja/{code}/").content.decode()
        assert ('href="geo:-3.09512,114.5726?q=-3.09512,114.5726"' in page, "114.5726" in page) == (is_shown,) * 2
    away = builders.in_work(cast, latitude=-6.2, longitude=106.8).report.code
    assert "seems to be outside Kabupaten Barito Kuala" in text(signs_in("pupr_admin").get(f"/meja/{away}/"))
    assert "geo:" not in signs_in("pupr_admin").get(f"/meja/{builders.in_work(cast).report.code}/").content.decode()


def test_a_leader_opens_a_confidential_report_with_a_reason(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast, title=TITLE, is_confidential=True).report.code
    client = signs_in("secretary")
    answer = client.post(f"/meja/{code}/pembukaan/", {"reason": "Ditanyakan oleh Bupati pagi ini."}, follow=True)
    assert (TITLE in text(answer), "Open to you for 24 hours" in text(answer)) == (True, True)
    assert TITLE not in text(signs_in("regional_head").get(f"/meja/{code}/"))


def test_an_insiders_words_are_the_inspectorates_alone(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.received(title=TITLE, body=BODY).report
    Report.objects.filter(pk=report.pk).update(is_whistleblowing=True, title="", body="")
    assert (TITLE in text(signs_in("inspector").get(f"/meja/{report.code}/"))) is True
    listed = signs_in("front_officer").get(f"/meja/{report.code}/")
    assert (listed.status_code, TITLE in text(listed), BODY in text(listed)) == (200, False, False)
    assert signs_in("front_head").get(f"/meja/{report.code}/").status_code == 404


def test_after_a_return_the_returned_line_is_all(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast, to="dinkes", title=TITLE, body=BODY).report.code
    give_back(code, by=cast.dinkes_admin, reason=REASON)
    said = text(signs_in("dinkes_admin").get(f"/meja/{code}/"))
    assert [part in said for part in ("Your unit returned this report", "Returned by", TITLE, BODY, "Verified by")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_the_first_opening_by_the_holding_unit_is_kept_and_nothing_else_changes(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast).report.code
    lines = Event.objects.count()
    signs_in("front_officer").get(f"/meja/{code}/")
    assert Disposition.objects.get().seen_at is None
    signs_in("pupr_head").get(f"/meja/{code}/")
    first = Disposition.objects.get().seen_at
    assert first is not None
    signs_in("pupr_admin").get(f"/meja/{code}/")
    assert (Disposition.objects.get().seen_at, Event.objects.count()) == (first, lines)


def test_one_act_is_primary_and_the_others_stand_behind(cast: Cast, signs_in: SignsIn) -> None:
    builders.received()
    for code, role in (
        (builders.received().report.code, "front_officer"), (builders.verified(cast).report.code, "front_head"),
        (builders.disposed(cast).report.code, "pupr_liaison"), (builders.in_work(cast).report.code, "pupr_admin"),
    ):  # fmt: skip
        page = signs_in(role).get(f"/meja/{code}/").content.decode()
        assert page.count("btn-go") == 1


def test_the_head_of_the_desk_decides_a_return(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast, to="dinkes").report.code
    give_back(code, by=cast.dinkes_admin, reason=REASON)
    head, officer = (text(signs_in(role).get(f"/meja/{code}/")) for role in ("front_head", "front_officer"))
    assert ("Decide: it stays with this unit" in head, "Decide: it stays with this unit" in officer) == (True, False)
    assert (REASON in head, REASON in officer) == (True, True)


def test_a_reporters_name_and_number_stand_on_no_page(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast, name="Siti Aminah", phone="0812 3456 7890", email="siti@contoh.id").report.code
    for role in ("front_officer", "front_head", "pupr_admin", "inspector"):
        page = signs_in(role).get(f"/meja/{code}/").content.decode()
        assert [part for part in ("Siti", "3456", "siti@") if part in page] == []


def test_a_longer_story_asks_no_more_statements(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast).report.code
    client = signs_in("pupr_admin")
    client.get(f"/meja/{code}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/meja/{code}/")
    for n in range(3):
        client.post(f"/meja/{code}/catatan/", {"text": f"Catatan {n}"})
    disclose.disclose(code, by=cast.front_officer, reason="Perlu menghubungi pelapor segera.")
    client.get(f"/meja/{code}/")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/meja/{code}/")
    assert (len(few), len(few) <= 50) == (len(many), True)


@pytest.fixture
def told(cast: Cast, settings: Any) -> str:
    """The code of a report of which the team, its head and the reporter have been told."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    code: str = builders.disposed(cast, phone="0812 3456 7890").report.code
    while tell.once():
        pass
    to_head = Message.objects.filter(notices__person__login="pupr.kepala")
    to_head.filter(channel="whatsapp").update(state="read", read_at=timezone.now())
    to_head.filter(channel="email").update(
        state="failed", failed_at=timezone.now(), error_code="550", error_text="no such mailbox"
    )
    return code


def test_it_shows_who_was_told_and_whether_they_saw_it(signs_in: SignsIn, told: str) -> None:
    page = signs_in("pupr_admin").get(f"/meja/{told}/").content.decode()
    rows = [text_of(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    head = next(row for row in rows if row.startswith("Kepala Dinas PUPR"))
    assert ("Read" in head, "Failed" in head, "there is no such mailbox" in head) == (True, True, True)
    assert any(row.startswith("Reporter") for row in map(str.capitalize, rows))
    assert [part for part in ("+628", "3456", "@demo.test") if part in page] == []


def test_who_was_told_is_not_for_every_member(signs_in: SignsIn, told: str) -> None:
    assert "<table" not in signs_in("pupr_member").get(f"/meja/{told}/").content.decode()


def test_the_list_shows_how_far_the_news_has_come(signs_in: SignsIn, told: str) -> None:
    row = text(signs_in("front_officer").get("/meja/"))
    assert (told in row, "Read" in row, "Not opened yet" in row) == (True, True, False)


def text_of(part: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)).strip()


def test_photos_forms_and_the_page_of_an_insiders_report_are_read_with_an_entry(cast: Cast, signs_in: SignsIn) -> None:
    receipt = builders.received()
    report = receipt.report
    beside.attach(report.code, by=cast.reporter(report), file=builders.photo(), name="foto.jpg")
    verify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    photo, client = Attachment.objects.get(report=report), signs_in("inspector")
    for path in ("", f"lampiran/{photo.pk}/", f"lampiran/{photo.pk}/"):
        Entry.objects.filter(act="whistleblowing_read").delete() if not path else None
        assert client.get(f"/meja/{report.code}/{path}").status_code == 200
    assert Entry.objects.filter(act="whistleblowing_read", subject=report.code).count() == 1
    for path, headers in ((f"lampiran/{photo.pk}/", {}), ("disposisi/", {"HX-Request": "true"})):
        Entry.objects.filter(act="whistleblowing_read").delete()
        assert client.get(f"/meja/{report.code}/{path}", headers=headers).status_code == 200
        assert (path, Entry.objects.filter(act="whistleblowing_read").count()) == (path, 1)


def test_what_it_is_about_and_where_is_for_who_reads_it(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast, is_confidential=True, category="jalan_berlubang", village="63.04.05").report
    dispose(report.code, to="dinkes", by=cast.front_officer, role="support")
    shown = {}
    for role in ("front_officer", "pupr_head", "dinkes_head", "secretary", "regional_head", "inspector"):
        client = signs_in(role)
        said = text(client.get(f"/meja/{report.code}/")) + text(client.get("/meja/"))
        shown[role] = ("Potholes" in said, "Alalak" in said)
    assert shown == {
        "front_officer": (True, True), "pupr_head": (True, True), "dinkes_head": (False, False),
        "secretary": (False, False), "regional_head": (False, False), "inspector": (False, False),
    }  # fmt: skip


def test_no_form_of_who_does_not_read_it_fills_in_its_topic_nor_changes_it(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast, is_confidential=True, category="jalan_berlubang", finding=Finding(is_oversight=True)).report  # fmt: skip
    client = signs_in("inspector")
    form = client.get(f"/meja/{report.code}/klasifikasi/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="jalan_berlubang" selected' not in form
    client.post(f"/meja/{report.code}/klasifikasi/", {"kind": "complaint", "category": "", "is_urgent": "on", "version": report.version})  # fmt: skip
    report.refresh_from_db()
    assert (report.is_urgent, report.category.code) == (True, "jalan_berlubang")


def test_the_report_it_carries_on_is_named_to_who_sees_that_one(cast: Cast, signs_in: SignsIn) -> None:
    old = builders.answered(cast).report
    confirm(old.code, by=cast.reporter(old))
    new = object_late(old.code, by=cast.reporter(old), reason=REASON).report
    About.objects.create(report=old, person=cast.person("front_head"))
    pages = {
        role: signs_in(role).get(f"/meja/{new.code}/").content.decode() for role in ("front_officer", "front_head")
    }
    assert [(role, old.code in page) for role, page in pages.items()] == [
        ("front_officer", True),
        ("front_head", False),
    ]
    assert f'href="/meja/{old.code}/"' in pages["front_officer"]


def test_an_order_about_a_confidential_report_is_read_by_its_unit_and_by_no_other_leader(cast: Cast, signs_in: SignsIn) -> None:  # fmt: skip
    report = builders.in_work(cast, title=TITLE, body=BODY, is_confidential=True).report
    instruct(report.code, by=cast.regional_head, text="Tutup lubang itu.", unit="63.04.05", due_on=tomorrow())
    for role, reads in (("alalak_admin", True), ("regional_head", True), ("secretary", False)):
        said = text(signs_in(role).get(f"/meja/{report.code}/"))
        assert (role, "Tutup lubang itu." in said, BODY in said) == (role, reads, False)
