"""The opening sentence says who is to do what, or what the reporter may still do."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from arcadumas.core.handling import ask, work
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.turn import Turn, sentence, whose
from arcadumas.core.organisation.actors import Actor
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON, tomorrow

pytestmark = pytest.mark.django_db
PUPR = "Dinas Pekerjaan Umum dan Penataan Ruang"
DAY = datetime(2026, 12, 1, 4, tzinfo=UTC)


def turn_of(code: str, by: Actor) -> Turn:
    return whose(open_folder(code, by=by))


def test_each_stand_has_its_holder_and_act(cast: Cast) -> None:
    desk = cast.front_officer
    assert turn_of(builders.received().report.code, desk) == Turn(holder="desk", act="verify")
    assert turn_of(builders.verified(cast).report.code, desk) == Turn(holder="desk", act="dispose")
    returned = builders.disposed(cast, to="dinkes").report.code
    give_back(returned, by=cast.dinkes_admin, reason=REASON)
    assert turn_of(returned, desk) == Turn(holder="desk_head", act="rule", unit_name="Dinas Kesehatan")
    assert turn_of(builders.disposed(cast).report.code, desk) == Turn(holder="unit", act="accept", unit_name=PUPR)
    code = builders.in_work(cast).report.code
    assert turn_of(code, desk) == Turn(holder="unit", act="draft", unit_name=PUPR)
    work.draft(code, by=cast.pupr_admin, text=builders.ANSWER)
    assert turn_of(code, desk) == Turn(holder="unit", act="send", unit_name=PUPR)
    work.reject(code, by=cast.pupr_head, reason=REASON)
    assert turn_of(code, desk) == Turn(holder="unit", act="redraft", unit_name=PUPR)
    work.draft(code, by=cast.pupr_admin, text=builders.ANSWER)
    work.approve(code, by=cast.pupr_head)
    assert turn_of(code, desk) == Turn(holder="unit", act="respond", unit_name=PUPR)
    other = builders.in_work(cast, to="dinkes").report.code
    work.draft(other, by=cast.dinkes_admin, text=builders.ANSWER)
    assert turn_of(other, desk) == Turn(holder="head", act="approve", unit_name="Dinas Kesehatan")
    ask.ask(code, by=cast.pupr_admin, text="Di mana tepatnya lubang itu?")
    assert turn_of(code, desk) == Turn(holder="reporter")
    assert turn_of(builders.answered(cast).report.code, desk) == Turn(holder="reporter")


def test_the_sentence_names_you_or_the_one_who_is_next(cast: Cast) -> None:
    folder = open_folder(builders.disposed(cast).report.code, by=cast.pupr_admin)
    with translation.override("en"):
        assert sentence(whose(folder), folder, is_mine=True, until=None) == "Your turn: accept this report"
        assert sentence(whose(folder), folder, is_mine=False, until=None) == f"{PUPR} is next: accept this report"


def test_the_reporters_turn_has_a_day(cast: Cast) -> None:
    folder = open_folder(builders.answered(cast).report.code, by=cast.front_officer)
    with translation.override("en"):
        said = sentence(whose(folder), folder, is_mine=False, until=DAY)
    assert said == "Answered. The reporter may say until Tuesday 1 December 2026 whether it is settled."


def test_of_a_report_that_is_over_it_says_whether_an_instruction_is_still_open(cast: Cast) -> None:
    receipt = builders.answered(cast)
    code = receipt.report.code
    instruct(code, by=cast.secretary, text=REASON, unit="pupr", due_on=tomorrow())
    confirm(code, by=cast.reporter(receipt.report))
    assert said(code, cast.pupr_head) == "Closed by the reporter. An instruction about it is still open."
    accept_instruction(code, by=cast.pupr_head)
    assert said(code, cast.front_officer) == "Closed by the reporter. An instruction about it is still open."
    finish_instruction(code, by=cast.pupr_head, note=REASON)
    assert said(code, cast.pupr_head) == "Closed by the reporter. Nothing is left to do."


def said(code: str, by: Actor) -> str:
    folder = open_folder(code, by=by)
    with translation.override("en"):
        return sentence(whose(folder), folder, is_mine=False, until=None)
