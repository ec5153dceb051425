"""The seeded rules over the seeded calendar, and what changes them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import Holiday, OfficeHours, ReportClass, Revision, Rule, RuleSet, Step
from arcadumas.core.deadlines.rules import Due
from arcadumas.core.deadlines.workdays import CountedIn, Skipped

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")
LAW, PRESIDENT, INNER = "PermenPANRB 62/2018", "Perpres 76/2013", "Aturan internal"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


START = at("2026-12-16T10:00")


def due(step: str, report_class: str = "complaint", start: datetime = START) -> Due:
    found = rules.due(step, report_class, start)
    assert found is not None
    return found


def rule_set(name: str, valid_from: date | None, *figures: tuple[str, str, int, str]) -> RuleSet:
    made = RuleSet.objects.create(name=name, basis=name, valid_from=valid_from)
    for step, report_class, amount, counted_in in figures:
        Rule.objects.create(
            rule_set=made, step=step, report_class=report_class, amount=amount, counted_in=counted_in,
            starts_on="received", basis=name,
        )  # fmt: skip
    return made


# -- The seed ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("report_class", "figures"),
    [
        ("complaint", (14, "working_days", LAW)),
        ("complaint_oversight", (60, "calendar_days", PRESIDENT)),
        ("whistleblowing", (60, "calendar_days", PRESIDENT)),
        ("information_request", (5, "working_days", LAW)),
        ("aspiration", (5, "working_days", LAW)),
    ],
)
def test_settlement_depends_on_the_class_and_the_earliest_rule_is_named(
    report_class: str, figures: tuple[int, str, str]
) -> None:
    found = due("settle", report_class)
    assert (found.amount, found.counted_in, found.rule) == figures


@pytest.mark.parametrize("report_class", ReportClass.values)
def test_every_other_step_is_the_same_for_every_class(report_class: str) -> None:
    found = {
        one.step: (one.amount, one.counted_in, one.starts_on, one.rule) for one in rules.explain(report_class, START)
    }
    del found["settle"]
    assert found == {
        "verify": (3, "working_days", "received", LAW),
        "respond": (5, "working_days", "verified", LAW),
        "complete_info": (10, "working_days", "question_asked", LAW),
        "reporter_reply": (10, "working_days", "responded", LAW),
        "dispose": (1, "working_days", "verified", INNER),
        "sp4n_link": (1, "working_days", "verified", INNER),
        "sp4n_answer": (1, "working_days", "responded", INNER),
        "accept": (4, "working_hours", "disposed", INNER),
        "approve": (1, "working_days", "answer_drafted", INNER),
    }


def test_no_seeded_figure_counts_as_checked() -> None:
    assert not Rule.objects.filter(verified=True).exists()
    assert due("settle").note == "angka PermenPANRB 62/2018, belum dicocokkan dengan 5/2025"


def test_an_instruction_has_its_own_date_and_no_rule() -> None:
    assert rules.due("instruction", "complaint", START) is None


def test_before_the_first_rule_set_nothing_binds() -> None:
    assert rules.explain("complaint", at("2005-01-01T00:00")) == ()


@pytest.mark.parametrize(("step", "report_class"), [("verifi", "complaint"), ("verify", "complain"), ("verify", "")])
def test_an_unknown_step_or_class_is_a_mistake_of_the_caller(step: str, report_class: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        rules.due(step, report_class, START)


def test_a_deadline_explains_itself_whole() -> None:
    rule = Rule.objects.get(step="verify")
    with translation.override("id"):
        found = due("verify")
    assert found == Due(
        step="verify",
        due_at=at("2026-12-21T23:59:59"),
        amount=3,
        counted_in="working_days",
        rule=LAW,
        rule_version=rule.pk,
        basis=LAW,
        verified=False,
        note="angka PermenPANRB 62/2018, belum dicocokkan dengan 5/2025",
        is_inner=False,
        starts_on="received",
        skipped=(
            Skipped(date=date(2026, 12, 19), reason="Sabtu"),
            Skipped(date=date(2026, 12, 20), reason="Minggu"),
        ),
    )


def test_a_day_begun_on_is_named_as_skipped_for_hours_alone() -> None:
    saturday = at("2026-11-28T09:00")
    with translation.override("en"):
        assert [day.reason for day in due("accept", start=saturday).skipped] == ["Saturday", "Sunday"]
        assert [day.reason for day in due("dispose", start=saturday).skipped] == ["Sunday"]
        assert due("settle", "whistleblowing", saturday).skipped == ()


def test_the_seeded_calendar_holds_public_holidays_and_collective_leave() -> None:
    in_2026 = Holiday.objects.filter(date__year=2026)
    assert {kind: in_2026.filter(kind=kind).count() for kind in Holiday.Kind.values} == {
        "public": 17,
        "collective_leave": 8,
        "regional": 0,
    }
    assert due("respond", start=at("2026-03-17T09:00")).due_at == at("2026-03-31T23:59:59")


def test_seeded_estimates_are_marked_and_named_without_the_mark() -> None:
    eid = Holiday.objects.get(date=date(2028, 2, 27))
    assert (eid.name_id, eid.name_en, eid.is_estimate) == ("Hari Raya Idul Fitri", "Eid al-Fitr", True)
    assert not Holiday.objects.filter(date__year__lte=2026, is_estimate=True).exists()


def test_seeded_office_hours_leave_out_friday_prayer() -> None:
    assert due("accept", start=at("2026-11-27T10:00")).due_at == at("2026-11-27T16:00")
    assert not OfficeHours.objects.filter(is_sample=False).exists()


# -- Dated rules -------------------------------------------------------------------------------------------------------
def test_the_rules_of_the_moment_it_starts_decide() -> None:
    rule_set(LAW, date(2027, 1, 1), ("verify", "", 2, "working_days"))
    assert due("verify", start=at("2026-12-31T23:59")).amount == 3
    assert due("verify", start=at("2027-01-01T00:00")).amount == 2


def test_a_report_may_keep_the_rules_of_the_day_it_came_in() -> None:
    rule_set(LAW, date(2027, 1, 1), ("respond", "", 2, "working_days"))
    kept = rules.due("respond", "complaint", at("2027-01-04T09:00"), at_rules=at("2026-12-30T09:00"))
    assert kept is not None
    assert kept.amount == 5


def test_a_later_version_may_give_more_time() -> None:
    rule_set(LAW, date(2027, 1, 1), ("verify", "", 9, "working_days"))
    assert due("verify", start=at("2027-01-04T09:00")).amount == 9


def test_a_draft_binds_nothing() -> None:
    rule_set("Rancangan", None, ("verify", "", 1, "working_days"))
    assert due("verify").amount == 3


def test_a_closed_set_binds_up_to_and_with_its_last_day() -> None:
    RuleSet.objects.filter(name=PRESIDENT).update(valid_to=date(2026, 12, 16))
    assert due("settle", "whistleblowing").rule == PRESIDENT
    assert due("settle", "whistleblowing", START + timedelta(days=1)).rule == LAW


def test_one_rule_set_may_be_asked_alone() -> None:
    found = rules.explain("whistleblowing", START, rule=LAW)
    assert {(one.step, one.amount, one.counted_in) for one in found if one.step == "settle"} == {
        ("settle", 60, "working_days")
    }
    assert {one.rule for one in found} == {LAW}


# -- The snapshot ------------------------------------------------------------------------------------------------------
def test_a_kept_snapshot_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rules.current()
    with django_assert_num_queries(1):
        rules.due("settle", "complaint", START)
    with django_assert_num_queries(1):
        rules.explain("complaint", START)


CHANGES: dict[str, Callable[[], object]] = {
    "a new holiday": lambda: Holiday.objects.create(date=date(2026, 12, 17), name_id="Pilkada", kind="regional"),
    "a holiday taken back": lambda: Holiday.objects.filter(date=date(2026, 12, 24)).update(is_active=False),
    "office hours": lambda: OfficeHours.objects.update(closes=time(17)),
    "a rule ticked": lambda: Rule.objects.update(verified=True),
    "a rule set closed": lambda: RuleSet.objects.update(valid_to=date(2026, 1, 1)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_by_the_next_caller(change: Callable[[], object]) -> None:
    before = rules.current()
    change()
    after = rules.current()
    assert (after.lines, after.calendar) != (before.lines, before.calendar)


def test_a_holiday_added_today_moves_the_next_deadline() -> None:
    CHANGES["a new holiday"]()
    assert due("verify").due_at == at("2026-12-22T23:59:59")


def test_a_holiday_taken_back_stays_readable() -> None:
    CHANGES["a holiday taken back"]()
    assert due("settle").due_at == at("2027-01-08T23:59:59")
    assert Holiday.objects.filter(date=date(2026, 12, 24)).count() == 1


def test_a_change_that_is_rolled_back_leaves_no_trace() -> None:
    before = rules.current()
    with pytest.raises(RuntimeError), transaction.atomic():
        CHANGES["a new holiday"]()
        assert due("verify").due_at == at("2026-12-22T23:59:59")
        raise RuntimeError
    assert rules.current() == before


def test_a_revision_number_never_comes_back() -> None:
    numbers = []
    for _attempt in range(2):
        with pytest.raises(RuntimeError), transaction.atomic():
            CHANGES["a new holiday"]()
            numbers.append(Revision.objects.get().number)
            raise RuntimeError
    assert numbers[0] != numbers[1]


def test_without_a_revision_row_the_rows_are_read_each_time() -> None:
    Revision.objects.all().delete()
    assert rules.current() == rules.current()
    assert rules.current().revision is None


def test_several_holidays_on_one_day_are_all_named() -> None:
    Holiday.objects.create(date=date(2026, 12, 25), name_id="Hari Jadi Kabupaten", kind=Holiday.Kind.REGIONAL)
    assert rules.current().calendar.reason(date(2026, 12, 25), "id") == "Hari Raya Natal; Hari Jadi Kabupaten"


def test_a_gap_in_the_office_hours_gives_until_the_end_of_the_next_working_day() -> None:
    OfficeHours.objects.update(valid_to=date(2026, 1, 1))
    assert due("accept").due_at == at("2026-12-17T23:59:59")
    old = at("2026-12-16T14:00")
    assert rules.resume(old, START, START + timedelta(hours=1), CountedIn.WORKING_HOURS) == old


def test_a_pause_is_given_back_by_the_calendar_as_it_stands() -> None:
    paused, resumed = at("2026-12-17T09:00"), at("2026-12-29T09:00")
    again = rules.resume(due("verify").due_at, paused, resumed, CountedIn.WORKING_DAYS)
    assert again == at("2026-12-31T23:59:59")
    assert rules.working_time_between(at("2026-12-23T15:00"), at("2026-12-28T09:00")) == timedelta(hours=2)


# -- What the database keeps -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Rule.objects.filter(step="verify").update(amount=4),
        lambda: Rule.objects.filter(step="verify").update(counted_in="calendar_days"),
        lambda: Rule.objects.filter(step="verify").delete(),
        lambda: RuleSet.objects.filter(name=LAW).update(valid_from=None),
        lambda: Holiday.objects.filter(date=date(2026, 12, 25)).delete(),
        lambda: OfficeHours.objects.all().delete(),
        lambda: rule_set("Nol", date(2027, 1, 1), ("verify", "", 0, "working_days")),
        lambda: rule_set("Dua", date(2027, 1, 1), ("verify", "", 1, "working_days"), ("verify", "", 2, "working_days")),
        lambda: rule_set(LAW, date(2019, 1, 1)),
        lambda: OfficeHours.objects.create(weekday=6, opens=time(8), closes=time(12), valid_from=date(2026, 1, 1)),
        lambda: OfficeHours.objects.create(weekday=1, opens=time(12), closes=time(8), valid_from=date(2026, 1, 1)),
    ],
)
def test_what_would_falsify_a_promise_is_refused(attempt: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


def test_a_draft_may_still_be_changed_and_thrown_away() -> None:
    draft = rule_set("Rancangan", None, ("verify", "", 1, "working_days"))
    assert draft.rules.update(amount=2) == 1
    assert draft.rules.all().delete()[0] == 1


def test_ticking_a_figure_as_checked_shows_at_once() -> None:
    Rule.objects.filter(step="verify").update(verified=True)
    assert due("verify").verified is True


def test_every_step_of_the_seed_is_a_known_step() -> None:
    assert {*Rule.objects.values_list("step", flat=True)} == {*Step.values} - {"instruction"}
