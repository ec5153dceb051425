"""What a message must never say, and who must never get one."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.core.handling import ask, close, follow_up, giveback, respond, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.escalate import climb, warn
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.organisation.models import Post, Role, Unit
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import About, Promise, Report
from arcadumas.duties.notifications.composing import TABLE, content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import received
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

PLANTED = {
    "title": "Kanarijudul di jalan raya",
    "body": "Kanariisi NIK 6304051203900001 telepon 081298765432",
    "name": "Kanarinama Rahasia",
    "phone": "081298765432",
    "email": "kanarisurel@demo.test",
    "place_text": "Kanaritempat di gang 7",
    "latitude": -3.123456,
    "longitude": 114.654321,
}
CANARIES = ("kanari", "6304051203900001", "81298765432", "3.123456", "114.654321")
INSTRUCTION = "Kanariarahan: segera ke lokasi."
NAMES_OF_OFFICERS = ("(contoh)",)  # the demo's accounts are called so; their posts are not
REASON = "Kanarialasan karena bukan urusan kami."
ANSWER = "Kanarijawaban: sudah ditambal pada hari Senin."


pytestmark = pytest.mark.usefixtures("both_channels")


def a_long_story(cast: Cast, **values: Any) -> Report:
    """Everything that a report can go through, told."""
    report = received(**{**PLANTED, "unit": "pupr", **values}).report
    verify(report.code, by=cast.front_officer, finding=Finding(is_urgent=True))
    for to, holder in (("pupr", cast.pupr_admin), ("63.04.05", cast.alalak_admin), ("dinkes", cast.dinkes_admin)):
        dispose(report.code, to=to, by=cast.front_officer, instruction=INSTRUCTION)
        if to != "dinkes":
            giveback.give_back(report.code, by=holder, reason=REASON)
    accept(report.code, by=cast.dinkes_admin)
    ask.ask(report.code, by=cast.dinkes_admin, text="Kanaripertanyaan: di mana tepatnya?")
    ask.send(report.code, by=cast.reporter(report), text="Kanaribalasan: di depan rumah saya.")
    work.draft(report.code, by=cast.dinkes_admin, text=ANSWER)
    work.reject(report.code, by=cast.dinkes_head, reason=REASON)
    work.draft(report.code, by=cast.dinkes_admin, text=ANSWER)
    work.approve(report.code, by=cast.dinkes_head)
    respond.respond(report.code, by=cast.dinkes_admin)
    close.object_(report.code, by=cast.reporter(report), reason=REASON)
    accept(report.code, by=cast.dinkes_admin)
    work.draft(report.code, by=cast.dinkes_admin, text=ANSWER)
    work.approve(report.code, by=cast.dinkes_head)
    respond.respond(report.code, by=cast.dinkes_admin)
    close.confirm(report.code, by=cast.reporter(report))
    follow_up.object_late(report.code, by=cast.reporter(report), reason=REASON)
    tell_all()
    return report


def texts(*, to_reporter: bool) -> list[str]:
    rows = Message.objects.filter(notices__isnull=False).distinct()
    is_theirs = {"notices__recipient": "reporter"}
    rows = rows.filter(**is_theirs) if to_reporter else rows.exclude(**is_theirs)
    return [str(content_of(row.pk, bytes(row.text))).lower() for row in rows]


def finds(words: tuple[str, ...], *, to_reporter: bool) -> list[str]:
    return [f"{word} in {text}" for text in texts(to_reporter=to_reporter) for word in words if word in text]


@pytest.mark.parametrize("protection", [{}, {"is_anonymous": True}, {"is_confidential": True}])
def test_no_message_to_an_officer_carries_anything_of_the_reporter_or_of_an_officers_words(cast: Cast, protection: dict[str, Any]):  # fmt: skip
    a_long_story(cast, **protection)
    assert len(texts(to_reporter=False)) > 50
    assert finds((*CANARIES, *NAMES_OF_OFFICERS), to_reporter=False) == []


def test_the_reporter_of_a_protected_report_reads_neither_unit_nor_words(cast: Cast):
    a_long_story(cast, is_anonymous=True)
    assert len(texts(to_reporter=True)) > 5
    assert finds((*CANARIES, *NAMES_OF_OFFICERS, "dinas", "kecamatan"), to_reporter=True) == []


def test_address_and_text_are_sealed_in_their_row(cast: Cast):
    received(phone="081298765432")
    tell_all()
    message = Message.objects.get(notices__recipient="reporter")
    assert b"81298765432" not in bytes(message.to) + bytes(message.text) + bytes(message.to_blind)
    with pytest.raises(sealed.SealError):
        sealed.unseal(bytes(message.to), table=TABLE, row="another", field="to")


# -- Special reports ---------------------------------------------------------------------------------------------------
def who(report: Report) -> set[tuple[str, str, str]]:
    notices = Notice.objects.filter(report=report).exclude(recipient="reporter").select_related("person", "event")
    return {(each.event.kind, each.stem, each.person.login) for each in notices if each.person}


def test_a_report_about_officials_of_a_unit_is_told_as_special_and_never_to_the_unit(cast: Cast):
    report = received(unit="pupr", about_officials=True).report
    verify(report.code, by=cast.front_officer, finding=Finding())
    dispose(report.code, to="inspektorat", by=cast.front_officer)
    accept(report.code, by=cast.inspector)
    tell_all()
    assert who(report) == {
        ("received", "aduan_khusus", "kominfo"), ("received", "aduan_khusus", "kominfo.kepala"),
        ("received", "aduan_khusus", "inspektorat"), ("disposed", "aduan_khusus", "inspektorat"),
    }  # fmt: skip


def test_a_special_report_is_told_without_code_kind_or_unit(cast: Cast):
    report = received(unit="pupr", about_officials=True).report
    tell_all()
    assert len(texts(to_reporter=False)) == 6
    assert finds((report.code.lower(), "pengaduan", "pupr", "umum"), to_reporter=False) == []
    assert set(Notice.objects.exclude(recipient="reporter").values_list("level", "purpose")) == {
        ("N4", "special_received")
    }


def test_a_report_about_the_front_desk_goes_to_the_inspectorate_alone(cast: Cast):
    report = received(unit="diskominfo", about_officials=True).report
    tell_all()
    assert who(report) == {("received", "aduan_khusus", "inspektorat")}


def test_a_report_about_the_inspectorate_goes_to_the_secretary(cast: Cast):
    report = received(unit="inspektorat", about_officials=True).report
    tell_all()
    assert who(report) == {
        ("received", "aduan_khusus", "sekda"), ("received", "aduan_khusus", "kominfo"),
        ("received", "aduan_khusus", "kominfo.kepala"),
    }  # fmt: skip


def test_whistleblowing_is_told_to_the_inspectorate_once_and_to_nobody_else(cast: Cast):
    report = received(**PLANTED).report
    tell_all()
    Notice.objects.filter(report=report).exclude(recipient="reporter").delete()
    verify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    tell_all()
    assert who(report) == {("verified", "aduan_khusus", "inspektorat")}
    classify(report.code, by=cast.inspector, finding=Finding(is_urgent=True))
    dispose(report.code, to="inspektorat", by=cast.inspector)
    tell_all()
    assert who(report) == {("verified", "aduan_khusus", "inspektorat")}


def returned_thrice(cast: Cast, **values: Any) -> Report:
    report = received(**{**PLANTED, "about_officials": True, **values}).report
    verify(report.code, by=cast.front_officer, finding=Finding())
    for to, holder in (("dinkes", cast.dinkes_admin), ("63.04.05", cast.alalak_admin), ("inspektorat", cast.inspector)):
        dispose(report.code, to=to, by=cast.front_officer)
        giveback.give_back(report.code, by=holder, reason=REASON)
    tell_all()
    return report


def heard_of(report: Report, kind: str) -> set[tuple[str, str]]:
    return {(login, stem) for event, stem, login in who(report) if event == kind}


def test_of_its_third_return_sekda_and_regional_head_hear_and_no_more_than_that_there_is_one(cast: Cast):
    report = returned_thrice(cast, unit="pupr")
    third = {"kominfo", "kominfo.kepala", "sekda", "bupati"}
    assert heard_of(report, "returned") == {(login, "aduan_khusus") for login in third}
    assert set(Notice.objects.filter(person__login__in=["sekda", "bupati"]).values_list("level", flat=True)) == {"N4"}
    assert finds((*CANARIES, report.code.lower()), to_reporter=False) == []


def test_of_the_third_return_of_a_report_about_the_sekda_the_sekda_hears_nothing(cast: Cast):
    report = returned_thrice(cast, unit="setda")
    assert heard_of(report, "returned") == {
        (login, "aduan_khusus") for login in ("kominfo", "kominfo.kepala", "bupati")
    }


def test_of_whistleblowing_that_is_returned_no_sekda_hears_who_may_not_see_it(cast: Cast):
    report = received().report
    verify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    Report.objects.filter(pk=report.pk).update(hops=2)
    dispose(report.code, to="inspektorat", by=cast.inspector)
    giveback.give_back(report.code, by=cast.inspector, reason=REASON)
    tell_all()
    assert heard_of(report, "returned") == set()


@pytest.mark.parametrize(("about", "is_told"), [("pupr", True), ("dinkes.kepala", False)])
def test_the_head_hears_that_it_is_not_settled_unless_it_is_about_the_head(cast: Cast, about: str, is_told: bool):
    report = received(**PLANTED).report
    named = {"about_logins": [about]} if "." in about else {"about_units": [about]}
    verify(report.code, by=cast.front_officer, finding=Finding(**named))
    Unit.objects.filter(code="dinkes").update(answer_needs_approval=False)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    accept(report.code, by=cast.dinkes_admin)
    respond.respond(report.code, by=cast.dinkes_admin, text=ANSWER)
    close.object_(report.code, by=cast.reporter(report), reason=REASON)
    tell_all()
    told = {"dinkes.admin"} | ({"dinkes.kepala"} if is_told else set())
    assert heard_of(report, "objected") == {(login, "aduan_khusus") for login in told}
    assert finds((*CANARIES, report.code.lower()), to_reporter=False) == []


def test_the_reporter_of_a_special_report_is_told_as_any_other(cast: Cast):
    report = received(unit="pupr", about_officials=True, phone="081298765432").report
    tell_all()
    assert Notice.objects.filter(report=report, recipient="reporter").count() == 1


@pytest.mark.parametrize("complained_of", ["unit", "person", "post"])
def test_whoever_the_report_complains_of_is_not_told_in_any_capacity(cast: Cast, complained_of: str):
    report = received().report
    admin = cast.person("pupr_admin")
    post = admin.posts.get()
    rows = {"unit": {"unit": Unit.objects.get(code="pupr")}, "person": {"person": admin}, "post": {"post": post}}
    verify(report.code, by=cast.front_officer, finding=Finding())
    dispose(report.code, to="pupr", by=cast.front_officer)
    About.objects.create(report=report, **rows[complained_of])
    tell_all()
    told = {login for _event, _stem, login in who(report)}
    assert "pupr.admin" not in told
    assert ("pupr.penghubung" in told) == (complained_of != "unit")


# -- The clocks of whistleblowing --------------------------------------------------------------------------------------
RUNGS = ("holder", "substitute", "head", "desk_and_secretary", "regional_head")


def secret(cast: Cast, *, about: tuple[str, ...] = ()) -> Report:
    report = received().report
    verify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True, about_units=about))
    tell_all()
    Notice.objects.filter(report=report).delete()
    return report


def late(report: Report, step: str, **columns: Any) -> Promise:
    promise = Promise.objects.filter(report=report, step=step).latest("id")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-02T09:00:00Z", **columns)
    return promise


@pytest.mark.parametrize(("about", "overseer"), [((), "inspektorat"), (("inspektorat",), "sekda"), (("inspektorat", "setda"), "bupati")])  # fmt: skip
@pytest.mark.parametrize("step", ["dispose", "respond"])
def test_of_a_late_clock_the_overseer_hears_at_each_rung_and_nobody_else(cast: Cast, about: tuple[str, ...], overseer: str, step: str):  # fmt: skip
    report = secret(cast, about=about)
    promise = late(report, step)
    warn(promise.pk)
    for number, audience in enumerate(RUNGS, 1):
        climb(promise.pk, number=number, audience=audience, next_at=None, is_repeat=False, at=journal.now())
    tell_all()
    told = Notice.objects.filter(report=report).exclude(recipient="reporter")
    assert set(told.values_list("person__login", "stem")) == {(overseer, "aduan_khusus")}
    assert told.filter(event__kind="rung_climbed").count() == len(RUNGS)
    assert told.filter(event__kind="promise_warned").count() == 1


def test_before_it_is_verified_the_front_officer_hears_as_well(cast: Cast):
    report = received().report
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    tell_all()
    Notice.objects.filter(report=report).delete()
    promise = late(report, "verify")
    climb(promise.pk, number=4, audience="desk_and_secretary", next_at=None, is_repeat=False, at=journal.now())
    tell_all()
    assert heard_of(report, "rung_climbed") == {(login, "aduan_khusus") for login in ("kominfo", "inspektorat")}


def test_what_a_whistleblower_writes_reaches_the_overseer_before_anybody_has_it(cast: Cast):
    report = secret(cast)
    ask.send(report.code, by=cast.reporter(report), text="Kanaritambahan: ada saksi lain.")
    tell_all()
    assert who(report) == {("message_sent", "aduan_khusus", "inspektorat")}


def test_nobody_is_told_of_an_entry_in_sp4n_that_nobody_can_make(cast: Cast):
    report = secret(cast)
    clock = Promise.objects.create(
        report=report, step="sp4n_link", unit=Unit.objects.get(code="diskominfo"), starts_at="2026-11-01T09:00:00Z",
        due_at="2026-11-02T09:00:00Z", state="broken",
    )  # fmt: skip
    climb(clock.pk, number=4, audience="desk_and_secretary", next_at=None, is_repeat=False, at=journal.now())
    tell_all()
    assert who(report) == set()


def test_whoever_holds_the_post_that_it_complains_of_is_told_nothing_nor_is_who_held_it(cast: Cast):
    today = timezone.localdate()
    old = Post.objects.create(
        person=cast.person("dinkes_head"), unit=Unit.objects.get(code="pupr"), role=Role.HEAD, title="Kepala lama",
        valid_to=today - timedelta(days=1),
    )  # fmt: skip
    report = received(**PLANTED).report
    verify(report.code, by=cast.front_officer, finding=Finding(about_posts=[old.pk]))
    dispose(report.code, to="pupr", by=cast.front_officer)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    tell_all()
    told = set(Notice.objects.filter(report=report, post__isnull=False).values_list("person__login", flat=True))
    assert {"pupr.admin", "dinkes.admin"} <= told
    assert not {"pupr.kepala", "dinkes.kepala"} & told
