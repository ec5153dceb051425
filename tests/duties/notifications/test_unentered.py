"""What is not yet in SP4N-LAPOR! is told to the front desk each working morning on which there is something, and to nobody else."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from arcadumas.core.handling import sp4n
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications import mornings
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import answered, disposed, received, verified
from tests.cast import Cast

TUESDAY = datetime(2031, 3, 4, 7, 30, tzinfo=ZoneInfo("Asia/Makassar"))
LONG_AGO = datetime(2026, 1, 5, 10, 0, tzinfo=ZoneInfo("Asia/Makassar"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]


def told() -> list[str]:
    found = Notice.objects.filter(purpose="sp4n_queue").order_by("person__login")
    return list(found.values_list("person__login", flat=True))


def words_to(login: str) -> dict[str, Any]:
    message = Message.objects.get(notices__person__login=login, notices__purpose="sp4n_queue", channel="whatsapp")
    return content_of(message.pk, bytes(message.text))


def digest_of(login: str) -> dict[str, str]:
    return Notice.objects.get(purpose="morning", person__login=login).given


def test_both_queues_are_counted_with_the_one_that_waits_longest(cast: Cast):
    new, old = disposed(cast).report, answered(cast).report
    sp4n.link(old.code, by=cast.front_officer, tracking_id="7654321", entered_at=LONG_AGO)
    Promise.objects.filter(report=old, step="sp4n_answer").update(starts_at=TUESDAY - timedelta(days=1))
    Promise.objects.filter(report=new, step="sp4n_link").update(starts_at=TUESDAY - timedelta(days=6))
    mornings.once(TUESDAY)
    assert told() == ["kominfo", "kominfo.kepala"]
    assert words_to("kominfo")["parameters"][2:] == ["1", "1", "4 hari kerja"]


def test_the_mail_names_the_reports_and_of_a_special_one_says_only_that_there_is_one(cast: Cast, settings: Any):
    settings.WHATSAPP_TOKEN = ""
    plain = disposed(cast).report
    special = verified(cast, finding=Finding(about_units=["pupr"])).report
    dispose(special.code, to="inspektorat", by=cast.front_officer)
    mornings.once(TUESDAY)
    message = Message.objects.get(notices__person__login="kominfo", notices__purpose="sp4n_queue")
    text = content_of(message.pk, bytes(message.text))["body"]
    assert (plain.code in text, special.code in text, "laporan khusus" in text) == (True, False, True)


def test_whoever_has_a_digest_finds_them_counted_in_it_and_gets_no_second_message(cast: Cast):
    waiting = verified(cast).report  # for the front desk, to be passed on
    queued = disposed(cast).report
    mornings.once(TUESDAY)
    given = digest_of("kominfo")
    assert (told(), given["count"], given["news"]) == ([], "1", "2 laporan belum masuk SP4N")
    lines = given["table_of_codes"].splitlines()
    assert [line for line in lines if not line.startswith("- ")] == ["disposisi (1)", "entri SP4N (2)"]
    assert sorted(line.split(" ")[1] for line in lines[3:]) == sorted([waiting.code, queued.code])


def test_reports_and_answers_stand_beside_other_news(cast: Cast):
    verified(cast)
    old = answered(cast).report
    sp4n.link(old.code, by=cast.front_officer, tracking_id="7654321", entered_at=LONG_AGO)
    mornings.once(TUESDAY)
    assert digest_of("kominfo")["news"] == "1 laporan belum masuk SP4N dan 1 jawaban belum dientri"


def test_it_is_the_front_desks_alone_and_never_of_what_is_about_them(cast: Cast):
    disposed(cast)
    verified(cast, finding=Finding(about_logins=["kominfo.kepala"]))
    verified(cast)
    mornings.once(TUESDAY)
    assert digest_of("kominfo")["news"] == "3 laporan belum masuk SP4N"
    assert digest_of("kominfo.kepala")["news"] == "2 laporan belum masuk SP4N"
    assert digest_of("pupr.admin")["news"] == "tidak ada kabar lain"


def test_where_nothing_waits_and_on_a_second_look_nobody_is_told(cast: Cast):
    received()
    mornings.once(TUESDAY)
    assert told() == []
    Report.objects.all().update(state="merged")
    disposed(cast)
    mornings.once(TUESDAY + timedelta(minutes=5))
    assert told() == []
    mornings.once(TUESDAY + timedelta(days=1))
    mornings.once(TUESDAY + timedelta(days=1, minutes=5))
    assert told() == ["kominfo", "kominfo.kepala"]


def test_of_a_report_about_an_officer_of_the_front_desk_that_officer_hears_nothing(cast: Cast):
    report = verified(cast, finding=Finding(about_logins=["kominfo.kepala"])).report
    dispose(report.code, to="inspektorat", by=cast.front_officer)
    mornings.once(TUESDAY)
    assert told() == ["kominfo"]
