"""The story in words: by unit for the reporter, by post for staff, and no more than each may read."""

import pytest
from django.utils import translation

from arcadumas.core.handling import archive, ask, beside, close, disclose, giveback, story, work
from arcadumas.core.handling.sentences import TO_REPORTER, TO_STAFF
from arcadumas.core.handling.story import lines
from arcadumas.core.handling.visible import Sight
from arcadumas.core.reports import facts
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def told(report: object, *, for_staff: bool = False, **values: object) -> list[tuple[str, str]]:
    return [(line.event, line.text) for line in lines(report, for_staff=for_staff, **values)]  # type: ignore[arg-type]


def test_the_reporter_reads_units_in_plain_words() -> None:
    report = builders.answered(Cast.assemble()).report
    name = report.unit.name
    assert told(report) == [
        ("received", "We have your report."),
        ("verified", "Your report was checked: it is clear, complete and ours."),
        ("disposed", f"Your report was passed to {name}."),
        ("accepted", f"{name} is working on your report."),
        ("responded", f"{name} answered your report."),
    ]
    assert [line.words for line in lines(report, for_staff=False)] == ["", "", "", "", builders.ANSWER]


def test_staff_read_posts_and_directions() -> None:
    cast = Cast.assemble()
    report = builders.disposed(cast).report
    post, unit = cast.front_officer.seats[0].title, cast.front_officer.seats[0].unit_name
    last = lines(report, for_staff=True)[-1]
    assert last.text == f"Passed to {report.unit.name} by {post}, {unit}."
    assert (last.unit, last.words, last.post_title, last.via) == ("pupr", "Mohon ditinjau.", post, "api")


def test_no_line_names_a_person() -> None:
    cast = Cast.assemble()
    report = builders.answered(cast).report
    names = [getattr(cast, role).name for role in ("front_officer", "pupr_admin", "pupr_head")]
    both = [line.text + line.post_title for who in (True, False) for line in lines(report, for_staff=who)]
    assert [name for name in names for text in both if name in text] == []


def test_inner_lines_are_not_in_the_reporters_story() -> None:
    cast = Cast.assemble()
    report = builders.in_work(cast).report
    beside.note(report.code, by=cast.pupr_admin, text="Bahan aspal habis.")
    work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    disclose.disclose(report.code, by=cast.pupr_admin, reason="Menghubungi pelapor di lokasi.")
    assert [event for event, _text in told(report)] == ["received", "verified", "disposed", "accepted"]
    staff = [(line.event, line.words) for line in lines(report, for_staff=True)][-3:]
    assert staff == [
        ("note_added", "Bahan aspal habis."), ("answer_drafted", builders.ANSWER), ("identity_disclosed", ""),
    ]  # fmt: skip


def test_a_return_says_the_cause_to_both_and_the_reason_to_staff() -> None:
    cast = Cast.assemble()
    report = builders.disposed(cast).report
    giveback.give_back(report.code, by=cast.pupr_admin, reason="Jalan ini jalan desa.", cause="village")
    assert told(report)[-1][1] == (
        f"{report.unit.name} gave the report back: a village's task. The front desk decides who is in charge."
    )
    assert lines(report, for_staff=False)[-1].reason == ""
    assert lines(report, for_staff=True)[-1].reason == "Jalan ini jalan desa."


def test_after_a_return_the_unit_sees_that_line_alone() -> None:
    cast = Cast.assemble()
    report = builders.disposed(cast).report
    giveback.give_back(report.code, by=cast.pupr_admin, reason="Jalan ini jalan desa.")
    seen = lines(report, for_staff=True, sight=Sight.RETURNED, reader=cast.pupr_head)
    assert [(line.event, line.reason) for line in seen] == [("returned", "")]
    assert lines(report, for_staff=True, sight=Sight.RETURNED, reader=cast.dinkes_head) == []


def test_who_may_only_list_reads_sentences_without_words() -> None:
    report = builders.answered(Cast.assemble()).report
    seen = lines(report, for_staff=True, sight=Sight.LISTED)
    assert [(line.words, line.reason) for line in seen] == [("", "")] * 5
    assert lines(report, for_staff=True, sight=Sight.NOTHING) == []


def test_the_reporter_reads_why_it_was_archived() -> None:
    cast = Cast.assemble()
    report = builders.received().report
    report = archive.archive(
        report.code, by=cast.front_officer, reason="unclear", note="Lokasi tidak disebutkan sama sekali."
    )
    last = lines(report, for_staff=False)[-1]
    assert (last.text, last.reason) == ("Closed: not clear enough.", "Lokasi tidak disebutkan sama sekali.")
    assert story.label(report) == "Closed: not clear enough"


def test_an_objection_is_read_from_its_seal() -> None:
    cast = Cast.assemble()
    receipt = builders.answered(cast)
    report = close.object_(receipt.report.code, by=cast.reporter(receipt.report), reason="Lubangnya masih ada di sana.")
    last = lines(report, for_staff=False)[-1]
    assert last.text == f"You said that it is not settled. {report.unit.name} takes it up again."
    assert last.reason == "Lubangnya masih ada di sana."


def test_a_question_names_its_limit_in_words() -> None:
    cast = Cast.assemble()
    report = builders.received().report
    ask.ask(report.code, by=cast.front_officer, text="Di depan pasar yang mana?")
    text = told(report)[-1][1]
    assert text.startswith(f"{cast.front_officer.seats[0].unit_name} asked you for particulars. Please reply by ")
    assert "WITA" in text


def test_letters_and_answers_come_in_the_order_of_time() -> None:
    cast = Cast.assemble()
    receipt = builders.in_work(cast)
    ask.send(receipt.report.code, by=cast.reporter(receipt.report), text="Sudah ada yang jatuh.")
    builders.respond(receipt.report.code, by=cast.pupr_admin, text=builders.ANSWER)
    found = [(message.sender, message.text, message.unit) for message in story.correspondence(receipt.report)]
    assert found == [("reporter", "Sudah ada yang jatuh.", ""), ("officer", builders.ANSWER, "pupr")]


def test_a_closed_report_says_by_whom() -> None:
    cast = Cast.assemble()
    receipt = builders.answered(cast)
    report = close.confirm(receipt.report.code, by=cast.reporter(receipt.report))
    assert story.label(report) == "Closed by the reporter"
    assert told(report)[-1] == ("closed", "Closed by the reporter.")


def test_every_kind_of_line_has_a_sentence_for_staff() -> None:
    spoken = {key.partition(":")[0] for key in TO_STAFF}
    assert sorted(set(facts.kinds()) - spoken) == []
    assert sorted({key.partition(":")[0] for key in TO_REPORTER} - spoken) == []


def test_what_was_written_beside_the_stars_is_read_by_who_reads_the_report() -> None:
    cast = Cast.assemble()
    report = builders.answered(cast).report
    beside.rate(report.code, by=cast.reporter(report), stars=4, comment="Cepat, tetapi debunya banyak.")
    for for_staff in (True, False):
        last = lines(report, for_staff=for_staff)[-1]
        assert (last.event, last.words) == ("rated", "Cepat, tetapi debunya banyak.")
    [listed] = [line for line in lines(report, for_staff=True, sight=Sight.LISTED) if line.event == "rated"]
    assert (listed.words, "4 of 5 stars" in listed.text) == ("", True)
