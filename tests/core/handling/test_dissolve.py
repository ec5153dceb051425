"""The end of a unit: what must be settled first, and that its people lose sight at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling.close import close
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.dissolve import dissolve, take_up_again
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.visible import to
from arcadumas.core.organisation.actors import Via, person_actor, seats_of
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Promise
from arcadumas.duties.notifications.roster import Roster
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_its_people_lose_sight_and_notices_at_once_and_nothing_goes_there(cast: Cast) -> None:
    code = builders.answered(cast).report.code
    close(code, by=cast.front_officer, reason="Pelapor menyampaikan lewat telepon bahwa sudah selesai.")
    assert to(cast.pupr_admin).filter(code=code).exists()
    dissolve("pupr", by=cast.front_head)
    person = cast.person("pupr_admin")
    assert (seats_of(person), to(person_actor(person, via=Via.WEB)).filter(code=code).exists()) == ((), False)
    assert Roster().team(Unit.objects.get(code="pupr").pk) == []
    other = builders.verified(cast).report.code
    with pytest.raises(Unfit):
        dispose(other, to="pupr", by=cast.front_officer, instruction="Mohon ditinjau.")


def test_it_can_be_taken_up_again_without_posts(cast: Cast) -> None:
    dissolve("pupr", by=cast.engineer)
    dissolve("pupr", by=cast.engineer)
    take_up_again("pupr", by=cast.engineer)
    assert Unit.objects.get(code="pupr").valid_to is None
    assert seats_of(cast.person("pupr_admin")) == ()


def test_what_is_still_held_or_stands_under_it_is_settled_first(cast: Cast) -> None:
    builders.disposed(cast)
    above = Unit.objects.get(code="pupr").parent
    assert above is not None
    for code in ("pupr", "diskominfo", above.code):
        with pytest.raises(OutOfTurn):
            dissolve(code, by=cast.front_head)
        assert Unit.objects.get(code=code).valid_to is None


def test_a_unit_whose_report_is_joined_to_another_is_not_ended(cast: Cast) -> None:
    """Separated again it would stand with nobody, in work, where no act leads out."""
    joined = builders.in_work(cast).report
    merge(joined.code, into=builders.in_work(cast, to="dinkes").report.code, by=cast.front_head)
    with pytest.raises(OutOfTurn) as refused:
        dissolve("pupr", by=cast.front_head)
    assert (refused.value.code, refused.value.values["count"]) == ("unit.has_reports", 1)


@pytest.mark.parametrize("clock", ["running", "broken", "cancelled"])
def test_a_unit_that_owes_an_instruction_is_not_ended(cast: Cast, clock: str) -> None:
    """Also one that is late with it, or has given its report back since."""
    make = builders.disposed if clock == "cancelled" else builders.verified
    code = make(cast).report.code
    instruct(
        code,
        by=cast.regional_head,
        text="Periksa lokasi dan laporkan hasilnya.",
        unit="pupr",
        due_on=timezone.localdate() + timedelta(days=7),
    )
    if clock == "cancelled":
        give_back(code, by=cast.pupr_admin, reason="Jalan itu milik provinsi, bukan kabupaten.")
    else:
        Promise.objects.filter(step="instruction").update(state=clock)
    assert Promise.objects.get(step="instruction").state == clock
    with pytest.raises(OutOfTurn) as refused:
        dissolve("pupr", by=cast.front_head)
    assert (refused.value.code, refused.value.values["count"]) == ("unit.has_orders", 1)


def test_others_may_not(cast: Cast) -> None:
    for act in (dissolve, take_up_again):
        with pytest.raises(Powerless):
            act("pupr", by=cast.pupr_head)
