"""Who hears of an instruction: the unit at once and once, the leader when it moves; nobody in the words of the leader."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling.escalate import mark_broken
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.models import Instruction
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import About, Promise
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import in_work
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]
TEXT, DONE = "Tutup lubang di depan rumah Pak Joko.", "Sudah ditutup oleh regu dua."


def words_of(purpose: str) -> str:
    message = Message.objects.filter(purpose=purpose, channel="email").order_by("queued_at")[0]
    return str(content_of(message.pk, bytes(message.text)))


def told(purpose: str) -> list[str]:
    return sorted(Notice.objects.filter(purpose=purpose).values_list("person__login", flat=True))


@pytest.fixture
def given(cast: Cast) -> Instruction:
    reports = [in_work(cast).report for _ in range(3)]
    tell_all()
    due_on = timezone.localdate() + timedelta(days=3)
    made = instruct(reports[0].code, by=cast.regional_head, text=TEXT, unit="pupr", due_on=due_on, also=[one.code for one in reports[1:]])  # fmt: skip
    tell_all()
    return made


def test_whom_one_of_the_reports_complains_of_is_not_told_its_code(cast: Cast) -> None:
    about, other = in_work(cast).report, in_work(cast).report
    About.objects.create(report=about, person=cast.person("pupr_head"))
    tell_all()
    due_on = timezone.localdate() + timedelta(days=3)
    instruct(other.code, by=cast.regional_head, text=TEXT, unit="pupr", due_on=due_on, also=[about.code])
    tell_all()
    said, texts = {}, {}
    for message in Message.objects.filter(purpose="instructed", channel="email"):
        words = str(content_of(message.pk, bytes(message.text)))
        texts[message.notices.get().person.login] = words
        said[message.notices.get().person.login] = (other.code in words, about.code in words)
    assert said["pupr.admin"] == (True, False)
    assert said["pupr.kepala"] == (True, False)
    assert {login: text.count("laporan khusus") for login, text in texts.items()} == {
        "pupr.admin": 1, "pupr.penghubung": 1, "pupr.kepala": 0,
    }  # fmt: skip


def test_what_became_a_whistleblowers_meanwhile_is_neither_named_nor_counted(cast: Cast) -> None:
    main, secret = in_work(cast).report, in_work(cast).report
    tell_all()
    due_on = timezone.localdate() + timedelta(days=3)
    instruct(main.code, by=cast.regional_head, text=TEXT, unit="pupr", due_on=due_on, also=[secret.code])
    classify(secret.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    tell_all()
    said = words_of("instructed")
    assert (main.code in said, secret.code in said, "khusus" in said) == (True, False, False)
    assert "mengenai 1 laporan" in said


def test_team_and_head_hear_of_it_once_however_many_reports_it_covers(given: Instruction) -> None:
    assert told("instructed") == ["pupr.admin", "pupr.kepala", "pupr.penghubung"]
    said = words_of("instructed")
    assert given.number in said
    assert all(report.code in said for report in given.reports.all())
    assert "Joko" not in said


def test_its_acceptance_ends_the_calling_and_the_leader_hears_how_it_goes(cast: Cast, given: Instruction) -> None:
    accept_instruction(given.main.code, by=cast.pupr_admin)
    finish_instruction(given.main.code, by=cast.pupr_head, note=DONE)
    tell_all()
    assert not Notice.objects.filter(purpose="instructed", settled_at=None).exists()
    assert told("instruction_moved") == ["bupati", "bupati"]


def test_the_leader_hears_when_its_day_has_passed(given: Instruction) -> None:
    Promise.objects.filter(pk=given.promise_id).update(due_at=timezone.now() - timedelta(minutes=1))
    assert mark_broken(given.promise_id, at=timezone.now())
    tell_all()
    assert told("instruction_moved") == ["bupati"]
    said = words_of("instruction_moved")
    assert "lewat tenggat" in said
