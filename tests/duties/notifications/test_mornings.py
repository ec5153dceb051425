"""The morning digest: once a person and working day, only for those for whom something waits, nothing said twice."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate

from arcadumas.core.deadlines.models import Holiday
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, instruct
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.organisation.models import Person, Post
from arcadumas.duties.notifications import bundling, mornings, tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Morning, Notice, Rhythm
from tests import builders
from tests.builders import answered, disposed, received
from tests.cast import Cast

ZONE = ZoneInfo("Asia/Makassar")
TUESDAY = datetime(2031, 3, 4, 7, 30, tzinfo=ZONE)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]


def tell_all() -> None:
    while tell.once():
        pass
    Notice.objects.update(created_at=TUESDAY - timedelta(days=1))


def digests() -> dict[str, Notice]:
    return {notice.person.login: notice for notice in Notice.objects.filter(purpose="morning") if notice.person}


def text_to(login: str) -> dict[str, Any]:
    message = Message.objects.get(notices__person__login=login, notices__purpose="morning")
    return content_of(message.pk, bytes(message.text))


def test_whoever_has_something_waiting_gets_one_message_and_nobody_else(cast: Cast):
    received()
    disposed(cast)
    tell_all()
    assert mornings.once(TUESDAY) == 4
    assert sorted(digests()) == ["kominfo", "kominfo.kepala", "pupr.admin", "pupr.penghubung"]
    assert {notice.messages.count() for notice in digests().values()} == {1}


def test_no_report_waits_and_nobody_is_told(cast: Cast):
    assert (mornings.once(TUESDAY), Message.objects.filter(purpose="morning").count()) == (0, 0)
    assert mornings.once(TUESDAY + timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (TUESDAY - timedelta(minutes=1), 0),
        (TUESDAY + timedelta(hours=3, minutes=59), 4),
        (TUESDAY + timedelta(hours=4), 0),
        (datetime(2031, 3, 8, 8, 0, tzinfo=ZONE), 0),  # a Saturday
        (datetime(2031, 3, 5, 8, 0, tzinfo=ZONE), 0),  # the holiday below
    ],
)
def test_it_goes_out_on_working_days_from_its_time_on_and_not_in_the_afternoon(cast: Cast, at: datetime, told: int):
    Holiday.objects.create(date=date(2031, 3, 5), name_id="Hari libur", is_active=True)
    received()
    disposed(cast)
    tell_all()
    assert mornings.once(at) == told


def test_the_time_is_a_row_and_the_digest_can_be_switched_off(cast: Cast):
    received()
    tell_all()
    rhythm = Rhythm.objects.create(digest_at=time(8, 15))
    assert mornings.once(TUESDAY) == 0
    assert mornings.once(TUESDAY.replace(hour=8, minute=15)) == 2
    rhythm.is_digest_on = False
    rhythm.save()
    assert mornings.once(TUESDAY + timedelta(days=1, hours=1)) == 0


def test_every_day_has_its_own_and_no_day_has_two(cast: Cast):
    received()
    tell_all()
    told = [mornings.once(TUESDAY + timedelta(minutes=minutes)) for minutes in (0, 1, 90)]
    assert (told, mornings.once(TUESDAY + timedelta(days=1))) == ([2, 0, 0], 2)
    assert Morning.objects.count() == 2


def test_what_was_told_a_moment_ago_is_not_said_again(cast: Cast):
    first, second = received().report, received().report
    tell_all()
    Notice.objects.filter(report=second).update(created_at=TUESDAY - timedelta(minutes=5))
    mornings.once(TUESDAY)
    shown = text_to("kominfo")
    assert shown["parameters"][2] == "1"
    Notice.objects.filter(report=first).update(created_at=TUESDAY + timedelta(days=1) - timedelta(minutes=5))
    Notice.objects.filter(report=second).update(created_at=TUESDAY + timedelta(days=1) - timedelta(minutes=5))
    assert mornings.once(TUESDAY + timedelta(days=1)) == 0


def test_the_message_counts_and_the_mail_lists_codes_by_what_is_to_be_done_the_late_first(cast: Cast):
    late, today, calm, verified = received().report, received().report, received().report, disposed(cast).report
    late.promises.filter(step="verify").update(due_at=TUESDAY - timedelta(days=1), state="broken")
    today.promises.filter(step="verify").update(due_at=TUESDAY.replace(hour=23))
    calm.promises.filter(step="verify").update(due_at=TUESDAY + timedelta(days=2))
    verified.promises.filter(step="sp4n_link").update(state="met", met_at=TUESDAY)
    tell_all()
    mornings.once(TUESDAY)
    shown = text_to("kominfo")["parameters"]
    assert shown == ["Admin Instansi Diskominfo", "Selasa, 4 Maret 2031", "3", "1", "1", "tidak ada kabar lain"]
    given = digests()["kominfo"].given["table_of_codes"].splitlines()
    assert given == [
        "verifikasi (3)",
        f"- {late.code} · lewat tenggat 3 Mar 2031, 07.30",
        f"- {today.code} · tenggat 4 Mar 2031, 23.30",
        f"- {calm.code} · tenggat 6 Mar 2031, 07.30",
    ]
    assert verified.code in digests()["pupr.admin"].given["table_of_codes"]


def test_the_day_of_a_task_stands_there_where_it_comes_before_every_clock(cast: Cast):
    report, other = builders.in_work(cast).report, builders.in_work(cast).report
    late = add_task(report.code, by=cast.pupr_head, title="Ukur lubang", assignee="pupr.teknis", due_on=localdate())
    add_task(other.code, by=cast.pupr_head, title="Tutup lubang", assignee="pupr.teknis", due_on=localdate())
    Task.objects.filter(pk=late.pk).update(due_on=date(2026, 1, 5))
    Task.objects.exclude(pk=late.pk).update(due_on=date(2099, 1, 5))
    tell_all()
    mornings.once(TUESDAY)
    table = digests()["pupr.teknis"].given["table_of_codes"].splitlines()
    assert table[:2] == ["tugas (1)", f"- {report.code} · lewat tenggat 5 Jan 2026, 23.59"]
    assert (table[2], other.code in table[3]) == ("jawaban (1)", True)
    assert "tugas" not in digests()["pupr.admin"].given["table_of_codes"]


def test_after_a_return_nothing_waits_there_for_whoever_had_a_task(cast: Cast):
    report = builders.in_work(cast).report
    add_task(report.code, by=cast.pupr_head, title="Ukur lubang", assignee="pupr.teknis", due_on=localdate())
    give_back(report.code, by=cast.pupr_admin, reason="Urusan ini ada pada unit kerja lain.")
    tell_all()
    mornings.once(TUESDAY)
    assert sorted(digests()) == ["kominfo", "kominfo.kepala"]


def test_of_a_special_report_only_its_moment_is_said_and_to_whoever_it_is_about_nothing(cast: Cast):
    report = received(about_officials=True).report
    tell_all()
    mornings.once(TUESDAY)
    tables = [notice.given["table_of_codes"] for notice in digests().values()]
    assert tables != []
    assert [table for table in tables if report.code in table] == []
    assert all("laporan khusus" in table for table in tables)


def test_for_an_absent_admin_the_substitute_is_told(cast: Cast):
    disposed(cast)
    tell_all()
    builders.absence("pupr.admin", stand_in="pupr.pengganti")
    mornings.once(TUESDAY)
    assert sorted(digests()) == ["kominfo", "kominfo.kepala", "pupr.pengganti", "pupr.penghubung"] or sorted(
        digests()
    ) == ["pupr.pengganti", "pupr.penghubung"]


def test_a_person_with_two_posts_gets_one_message(cast: Cast):
    admin = Person.objects.get(login="pupr.admin")
    other = Post.objects.get(person__login="dinkes.admin")
    Post.objects.create(
        person=admin, unit=other.unit, role=other.role, title="Admin Penghubung Dinkes", is_substitute=False
    )
    disposed(cast)
    disposed(cast, to="dinkes")
    tell_all()
    mornings.once(TUESDAY)
    assert Counter(notice.person_id for notice in Notice.objects.filter(purpose="morning"))[admin.pk] == 1
    assert text_to("pupr.admin")["parameters"][2] == "2"


@pytest.mark.parametrize("is_accepted", [False, True])
def test_an_order_whose_report_is_over_is_told_to_its_team_and_then_to_its_head(cast: Cast, is_accepted: bool):
    report = answered(cast).report
    instruct(
        report.code,
        by=cast.secretary,
        text="Laporkan hasilnya.",
        unit="63.04.05",
        due_on=localdate() + timedelta(days=3),
    )
    confirm(report.code, by=cast.reporter(report))
    if is_accepted:
        accept_instruction(report.code, by=cast.alalak_admin)
    tell_all()
    mornings.once(TUESDAY)
    told = {login for login, notice in digests().items() if report.code in notice.given["table_of_codes"]}
    assert told == ({"alalak.camat"} if is_accepted else {"alalak.admin", "alalak.camat"})
    table = digests()["alalak.camat"].given["table_of_codes"]
    assert table.splitlines()[0] == "instruksi (1)"


# -- What is kept for it -----------------------------------------------------------------------------------------------
def closed(cast: Cast) -> None:
    report = answered(cast).report
    tell_all()
    confirm(report.code, by=cast.reporter(report))
    while tell.once():
        pass


def test_news_that_can_wait_goes_into_the_digest_of_the_next_working_day(cast: Cast):
    closed(cast)
    kept = Notice.objects.exclude(digest_on=None)
    assert {notice.purpose for notice in kept} == {"closed"}
    assert {notice.messages.count() for notice in kept} == {0}
    report = disposed(cast).report
    tell_all()
    kept.update(digest_on=TUESDAY.date())
    mornings.once(TUESDAY)
    message = Message.objects.get(notices__person__login="pupr.admin", notices__purpose="morning")
    assert {notice.purpose for notice in message.notices.all()} == {"morning", "closed"}
    table = digests()["pupr.admin"].given["table_of_codes"]
    assert (report.code in table, "Kabar lain (1)" in table) == (True, True)
    assert text_to("pupr.admin")["parameters"][5] == "ada 1 kabar lain"


def test_news_without_anything_that_waits_goes_out_in_its_own_words(cast: Cast):
    closed(cast)
    Notice.objects.exclude(digest_on=None).update(digest_on=TUESDAY.date())
    assert mornings.once(TUESDAY) == 0
    Notice.objects.exclude(bundle_at=None).update(bundle_at=TUESDAY - timedelta(days=3650))
    bundling.once()
    told = Message.objects.filter(notices__purpose="closed", notices__person__login="pupr.admin")
    assert {message.template for message in told} == {"aduan_ditutup_v1"}


def test_without_a_digest_such_news_goes_out_at_once(cast: Cast):
    Rhythm.objects.create(is_digest_on=False)
    closed(cast)
    assert Message.objects.filter(notices__purpose="closed", notices__person__login="pupr.admin").count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_workers_at_once_tell_each_person_once(cast: Cast):
    for _ in range(3):
        received()
        disposed(cast)
    tell_all()
    results: list[int] = []

    def work() -> None:
        results.append(mornings.once(TUESDAY))
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0] * 7 + [4]
    assert Counter(Notice.objects.filter(purpose="morning").values_list("person__login", flat=True)) == Counter(
        ["kominfo", "kominfo.kepala", "pupr.admin", "pupr.penghubung"]
    )


def test_a_worker_that_dies_half_way_leaves_it_to_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    received()
    tell_all()
    monkeypatch.setattr(mornings, "_take_up", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        mornings.once(TUESDAY)
    monkeypatch.undo()
    assert (Notice.objects.filter(purpose="morning").count(), mornings.once(TUESDAY)) == (0, 2)
