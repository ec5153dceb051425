"""A drill calls everybody in a team once, runs alone, is not repeated soon without a word, and says what is missing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.drills import result
from arcadumas.core.drills.answer import answer
from arcadumas.core.drills.finish import finish
from arcadumas.core.drills.lacks import lacks
from arcadumas.core.drills.models import Call, Drill
from arcadumas.core.drills.start import start
from arcadumas.core.organisation.actors import Actor, Via
from arcadumas.core.organisation.models import Person, Post, Team, Unit
from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.builders import in_work
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUSE = Actor(kind="house", via=Via.CLI)
PUPR = {"pupr.admin", "pupr.pengganti", "pupr.penghubung", "pupr.teknis", "pupr.kepala"}


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


def logins(drill: Drill) -> set[str]:
    return set(drill.calls.values_list("person__login", flat=True))


def test_every_team_is_called_and_nobody_outside_them(cast: Cast):
    drill = start(by=cast.front_head)
    assert logins(drill) == {*Person.objects.values_list("login", flat=True)} - {"bupati", "teknisi"}
    assert drill.due_at - drill.started_at == timedelta(hours=24)
    assert Entry.objects.filter(act="drill_started", by="kominfo.kepala").count() == 1


def test_one_unit_can_be_called_alone_and_whoever_is_away_is_left_in_peace(cast: Cast):
    builders.absence("pupr.teknis", stand_in="pupr.penghubung")
    assert logins(start(by=HOUSE, unit="pupr")) == PUPR - {"pupr.teknis"}


def test_a_person_with_two_posts_is_called_once(cast: Cast):
    other = Post.objects.get(person__login="dinkes.kepala")
    Post.objects.create(person=Person.objects.get(login="pupr.admin"), unit=other.unit, role="member", title="Anggota")
    drill = start(by=HOUSE)
    assert drill.calls.filter(person__login="pupr.admin").count() == 1


def test_a_drill_leaves_no_trace_among_reports(cast: Cast):
    start(by=cast.front_head)
    assert (Report.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["front_officer", "pupr_admin", "secretary", "regional_head", "inspector"])
def test_others_may_not_start_one(cast: Cast, who: str):
    with pytest.raises(Powerless):
        start(by=getattr(cast, who))
    assert Drill.objects.count() == 0


def test_the_engineer_may(cast: Cast):
    assert start(by=cast.engineer).started_by_id == cast.engineer.person_id


def test_only_one_runs_at_a_time(cast: Cast):
    start(by=cast.front_head)
    with pytest.raises(OutOfTurn) as refused:
        start(by=cast.front_head, is_sure=True)
    assert refused.value.code == "drill.running"
    with pytest.raises(OutOfTurn):
        Drill.objects.update(started_at=timezone.now() - timedelta(days=30))
        start(by=cast.front_head)


def test_a_second_one_within_seven_days_wants_a_word(cast: Cast):
    finish(start(by=cast.front_head).pk, reach={}, at=timezone.now())
    with pytest.raises(OutOfTurn) as refused:
        start(by=cast.front_head)
    assert (refused.value.code, refused.value.needs) == ("drill.recent", "confirmation")
    assert start(by=cast.front_head, is_sure=True).is_running


def test_after_seven_days_nobody_is_asked(cast: Cast):
    finish(start(by=cast.front_head).pk, reach={}, at=timezone.now())
    Drill.objects.update(started_at=timezone.now() - timedelta(days=7, minutes=1))
    assert start(by=cast.front_head).is_running


@pytest.mark.parametrize(("values", "field"), [({"hours": 0}, "hours"), ({"hours": 73}, "hours"), ({"unit": "tidak-ada"}, "unit"), ({"unit": "63.04.01"}, "unit")])  # fmt: skip
def test_what_cannot_be_is_refused(cast: Cast, values: dict[str, object], field: str):
    with pytest.raises(Unfit) as refused:
        start(by=cast.front_head, **values)  # type: ignore[arg-type]
    assert (refused.value.field, Drill.objects.count()) == (field, 0)


# -- Answers -----------------------------------------------------------------------------------------------------------
def test_an_answer_counts_once_and_only_from_those_called(cast: Cast):
    drill = start(by=HOUSE, unit="pupr")
    first = timezone.now()
    answer(drill.pk, by=cast.pupr_admin, at=first)
    answer(drill.pk, by=cast.pupr_admin, at=first + timedelta(hours=1))
    assert drill.calls.get(person__login="pupr.admin").answered_at == first
    with pytest.raises(Unseen):
        answer(drill.pk, by=cast.dinkes_admin, at=first)


def test_after_the_end_an_answer_is_too_late(cast: Cast):
    drill = start(by=HOUSE, unit="pupr")
    finish(drill.pk, reach={}, at=timezone.now())
    with pytest.raises(OutOfTurn) as refused:
        answer(drill.pk, by=cast.pupr_admin, at=timezone.now())
    assert refused.value.code == "drill.over"


def test_it_ends_once_and_keeps_how_far_each_unanswered_call_came(cast: Cast):
    drill = start(by=HOUSE, unit="pupr")
    answer(drill.pk, by=cast.pupr_admin, at=drill.started_at + timedelta(minutes=9))
    head = drill.calls.get(person__login="pupr.kepala")
    member = drill.calls.get(person__login="pupr.teknis")
    reach = {head.pk: Call.Reach.READ, member.pk: Call.Reach.FAILED}
    assert finish(drill.pk, reach=reach, at=timezone.now()) is not None
    assert finish(drill.pk, reach={}, at=timezone.now()) is None
    found = result.of(Drill.objects.get())
    people = {person.login: (person.reach, person.took) for part in found.parts for person in part.people}
    assert people == {
        "pupr.admin": ("", timedelta(minutes=9)),
        "pupr.pengganti": ("no_address", None),
        "pupr.penghubung": ("no_address", None),
        "pupr.teknis": ("failed", None),
        "pupr.kepala": ("read", None),
    }
    assert (found.asked, found.answered, found.unreachable) == (5, 1, 3)


# -- What is missing ---------------------------------------------------------------------------------------------------
def missing(unit: str) -> set[str]:
    row = Unit.objects.get(code=unit)
    return {kind for unit_id, kind in lacks(row, timezone.now()) if unit_id == row.pk}


def seen_today() -> None:
    Person.objects.update(last_login=timezone.now())


def test_a_whole_team_lacks_nothing(cast: Cast):
    seen_today()
    assert missing("pupr") == set()


def test_a_team_without_a_substitute(cast: Cast):
    seen_today()
    assert missing("dinkes") == {"no_substitute"}
    Post.objects.filter(person__login="pupr.pengganti").update(valid_to=date(2020, 1, 1))
    assert missing("pupr") == {"no_substitute"}


def test_an_admin_who_stands_in_for_himself_is_no_substitute(cast: Cast):
    seen_today()
    Post.objects.filter(person__login="pupr.pengganti").update(person=cast.person("pupr_admin"))
    assert missing("pupr") == {"no_substitute"}


def test_a_team_without_an_admin(cast: Cast):
    seen_today()
    Post.objects.filter(person__login="pupr.admin").update(valid_to=date(2020, 1, 1))
    assert missing("pupr") == {"no_admin"}


@pytest.mark.parametrize(
    ("decrees", "is_expired"),
    [
        ([], False),
        ([None], False),
        ([date(2020, 1, 1)], True),
        ([date(2020, 1, 1), date(2999, 1, 1)], False),
        ([date(2999, 1, 1), date(2020, 1, 1)], False),
    ],
)
def test_a_team_whose_decree_has_expired(cast: Cast, decrees: list[date | None], is_expired: bool):
    seen_today()
    unit = Unit.objects.get(code="pupr")
    unit.posts.update(team=None)
    Team.objects.filter(unit=unit).delete()
    for until in decrees:
        Team.objects.create(unit=unit, sk_number="1", valid_to=until)
    assert (missing("pupr") == {"decree_expired"}) == is_expired


def test_an_admin_whom_nobody_has_seen_for_thirty_days(cast: Cast):
    long_ago = timezone.now() - timedelta(days=31)
    Person.objects.update(last_login=None, joined_at=long_ago)
    assert "admin_unseen" in missing("pupr")
    Person.objects.filter(login="pupr.admin").update(last_login=timezone.now() - timedelta(days=29))
    assert missing("pupr") == set()


def test_whoever_acts_by_a_link_or_answers_a_drill_has_been_seen(cast: Cast):
    long_ago = timezone.now() - timedelta(days=31)
    Person.objects.update(last_login=None, joined_at=long_ago)
    in_work(cast, to="dinkes")
    assert missing("dinkes") == {"no_substitute"}
    drill = start(by=HOUSE, unit="pupr")
    answer(drill.pk, by=cast.pupr_admin, at=timezone.now())
    assert missing("pupr") == set()


def test_a_newcomer_is_not_blamed_for_the_time_before(cast: Cast):
    Person.objects.update(last_login=None)
    assert "admin_unseen" not in missing("pupr")


def test_a_front_desk_of_one_lacks_a_second_person(cast: Cast):
    seen_today()
    assert missing("diskominfo") == set()
    Post.objects.filter(person__login="kominfo.kepala").update(valid_to=date(2020, 1, 1))
    assert missing("diskominfo") == {"no_substitute"}


def test_the_result_puts_what_is_amiss_first_and_says_what_to_do(cast: Cast):
    seen_today()
    drill = start(by=HOUSE)
    for person in Person.objects.exclude(login__in=["bupati", "teknisi"]):
        Call.objects.filter(person=person).update(answered_at=drill.started_at + timedelta(minutes=1))
    finish(drill.pk, reach={}, at=timezone.now())
    found = result.of(Drill.objects.get())
    assert found.incomplete == len([part for part in found.parts if part.lacks]) > 0
    assert [bool(part.lacks) for part in found.parts] == sorted(
        (bool(part.lacks) for part in found.parts), reverse=True
    )
    assert all(lack.remedy for part in found.parts for lack in part.lacks)
    assert found.as_json()["incomplete"] == found.incomplete


def test_refusals_carry_a_sentence(cast: Cast):
    start(by=HOUSE)
    with pytest.raises(Refusal) as refused:
        start(by=HOUSE)
    assert "sampai" in refused.value.sentence
