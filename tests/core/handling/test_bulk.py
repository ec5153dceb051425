"""Many at once: a rehearsal leaves nothing, the act leaves alone what is refused."""

import pytest

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling.beside import note
from arcadumas.core.handling.bulk import perform, rehearse
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.reports.models import Event, Promise, Report, State, Unread
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_preview_says_what_each_becomes_and_changes_nothing(cast: Cast) -> None:
    new, done = builders.received().report.code, builders.verified(cast).report.code
    kept = (
        Event.objects.count(),
        Unread.objects.count(),
        Promise.objects.count(),
        list(Report.objects.order_by("id").values()),
    )
    found = rehearse(
        [new, done, "ABCD-EFGH"],
        lambda code, version: verify(code, by=cast.front_officer, finding=Finding(), version=version),
    )
    assert [(one.label, bool(one.refusal)) for one in found] == [(State.VERIFIED.label, False), ("", True), ("", True)]
    assert kept == (
        Event.objects.count(),
        Unread.objects.count(),
        Promise.objects.count(),
        list(Report.objects.order_by("id").values()),
    )


def test_each_is_done_by_its_own_verb_and_a_refusal_stops_none(cast: Cast) -> None:
    codes = [builders.received().report.code, builders.verified(cast).report.code, builders.received().report.code]
    found = perform(
        codes, lambda code, version: verify(code, by=cast.front_officer, finding=Finding(), version=version)
    )
    assert [bool(one.refusal) for one in found] == [False, True, False]
    assert set(Report.objects.filter(code__in=codes).values_list("state", flat=True)) == {"verified"}
    assert Event.objects.filter(kind="verified", report__code__in=codes).count() == 3


def test_powers_are_asked_for_each(cast: Cast) -> None:
    code = builders.received().report.code
    found = perform([code], lambda one, _version: verify(one, by=cast.secretary, finding=Finding()))
    assert (bool(found[0].refusal), Report.objects.get(code=code).state) == (True, "received")


@pytest.mark.parametrize("number", [0, 101])
def test_none_and_too_many_are_refused(number: int) -> None:
    with pytest.raises(Unfit):
        rehearse([f"X{n}" for n in range(number)], lambda code, version: None)


def test_one_named_twice_is_done_once(cast: Cast) -> None:
    code = builders.received().report.code
    assert len(perform([code, code], lambda one, _version: verify(one, by=cast.front_officer, finding=Finding()))) == 1


def test_what_changed_since_the_preview_is_left_alone_and_the_others_go_on(cast: Cast) -> None:
    codes = [builders.received().report.code, builders.received().report.code]

    def act(code: str, version: int | None) -> object:
        return verify(code, by=cast.front_officer, finding=Finding(), version=version)

    versions = {one.code: one.version for one in rehearse(codes, act) if one.version}
    assert versions == dict.fromkeys(codes, 1)
    note(codes[0], by=cast.front_head, text="Sebentar, saya telepon dulu.")
    found = perform(codes, act, versions=versions)
    assert [bool(one.refusal) for one in found] == [True, False]
    assert [Report.objects.get(code=code).state for code in codes] == ["received", "verified"]
