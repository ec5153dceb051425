"""A team proposes; the front desk or the head settles it, once, with a reason where it is not taken up."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import proposals
from arcadumas.core.organisation.models import Proposal, Unit
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = "Ibu Siti pindah tugas mulai 1 Desember; penggantinya Bapak Rahman."


def made(cast: Cast) -> Proposal:
    return proposals.propose("pupr", by=cast.pupr_admin, text=f" {TEXT} ")


def test_it_waits_for_the_desk_and_is_written_down_without_the_words(cast: Cast) -> None:
    one = made(cast)
    assert (one.text, one.post, list(proposals.waiting()), list(proposals.of(one.unit))) == (TEXT, cast.pupr_admin.seats[0].title, [one], [one])  # fmt: skip
    entry = Entry.objects.get(act="change_proposed")
    assert (entry.subject, "Siti" in str(entry.facts)) == ("unit:pupr", False)


@pytest.mark.parametrize("role", ["front_officer", "front_head", "engineer", "pupr_head"])
def test_it_is_settled_once(cast: Cast, role: str) -> None:
    one = made(cast)
    settled = proposals.settle(one.pk, by=getattr(cast, role), is_taken_up=True)
    assert (settled.is_taken_up, settled.answer, list(proposals.waiting())) == (True, "", [])
    with pytest.raises(OutOfTurn):
        proposals.settle(one.pk, by=cast.front_head, is_taken_up=False, answer="Belum ada SK yang baru.")


def test_what_is_not_taken_up_has_its_reason(cast: Cast) -> None:
    one = made(cast)
    with pytest.raises(Unfit) as refused:
        proposals.settle(one.pk, by=cast.front_officer, is_taken_up=False, answer=" ")
    assert refused.value.field == "answer"
    assert proposals.settle(one.pk, by=cast.front_officer, is_taken_up=False, answer="Belum ada SK yang baru.").answer
    assert Entry.objects.get(act="proposal_settled").facts["is_taken_up"] is False


def test_words_are_needed_and_ten_are_enough(cast: Cast) -> None:
    with pytest.raises(Unfit):
        proposals.propose("pupr", by=cast.pupr_liaison, text="ganti")
    for _time in range(proposals.WAITING):
        made(cast)
    with pytest.raises(OutOfTurn):
        made(cast)


@pytest.mark.parametrize("role", ["pupr_member", "dinkes_admin", "secretary", "regional_head", "inspector"])
def test_others_may_not(cast: Cast, role: str) -> None:
    one = made(cast)
    with pytest.raises(Powerless):
        proposals.propose("pupr", by=getattr(cast, role), text=TEXT)
    with pytest.raises(Powerless):
        proposals.settle(one.pk, by=getattr(cast, role), is_taken_up=True)
    with pytest.raises(Powerless):
        proposals.settle(one.pk, by=cast.pupr_admin, is_taken_up=True)
    assert Unit.objects.get(code="pupr").proposals.get().settled_at is None


def test_what_is_not_there_is_not_found(cast: Cast) -> None:
    with pytest.raises(Unseen):
        proposals.settle(999_999, by=cast.front_head, is_taken_up=True)
    with pytest.raises(Unseen):
        proposals.propose("tidak-ada", by=cast.pupr_admin, text=TEXT)
