"""The numbers to call: shipped, changed as a whole, and never none."""

from collections.abc import Iterator, Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from arcadumas.base.refusals import Powerless, Stale, Unfit
from arcadumas.core.audit.models import Entry
from arcadumas.core.reports import emergency
from arcadumas.core.reports.emergency import SHIPPED, Number
from arcadumas.core.reports.models import EmergencyNumber
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RESCUE = Number(number="0511 4799000", label_id="BPBD, 24 jam", label_en="disaster agency")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    emergency.forget()
    yield
    emergency.forget()


def put(cast: Cast, rows: Sequence[Number]) -> None:
    emergency.put(rows, by=cast.front_head, seen=emergency.mark())


def test_the_national_ones_are_there_to_begin_with(cast: Cast) -> None:
    assert emergency.stored() == SHIPPED
    emergency.sow()
    assert emergency.stored() == SHIPPED
    assert [one.number for one in emergency.current()] == ["112", "110", "113", "119", "115"]


def test_where_nothing_was_sown_the_national_ones_are_shown() -> None:
    EmergencyNumber.objects.all().delete()
    assert emergency.current() == SHIPPED


def test_they_change_as_a_whole_in_their_order_and_it_is_written_down(
    cast: Cast, django_capture_on_commit_callbacks: type[None]
) -> None:
    emergency.current()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        put(cast, [RESCUE, *SHIPPED[:2], Number(number="", label_id=" ")])
    assert emergency.current() == (RESCUE, *SHIPPED[:2])
    entry = Entry.objects.get(act="emergency_changed")
    assert (entry.by, entry.facts["after"]) == ("kominfo.kepala", ["0511 4799000", "112", "110"])
    assert RESCUE.dialled == "05114799000"


def test_the_label_is_in_the_readers_language() -> None:
    with translation.override("en"):
        assert (RESCUE.label, Number(number="1", label_id="Damkar").label) == ("disaster agency", "Damkar")
    with translation.override("id"):
        assert RESCUE.label == "BPBD, 24 jam"


def test_nothing_changed_writes_nothing(cast: Cast) -> None:
    put(cast, SHIPPED)
    assert not Entry.objects.filter(act="emergency_changed").exists()


@pytest.mark.parametrize(("row", "field"), [
    (Number(number="12", label_id="x"), "number_1"), (Number(number="polisi", label_id="x"), "number_1"), (Number(number="", label_id="x"), "number_1"),
    (Number(number="112\x00", label_id="x"), "number_1"), (Number(number="1" * 21, label_id="x"), "number_1"),
    (Number(number="112", label_id=""), "label_id_1"), (Number(number="112", label_id="x" * 61), "label_id_1"),
    (Number(number="112", label_id="x", label_en="x" * 61), "label_en_1"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_row(cast: Cast, row: Number, field: str) -> None:
    with pytest.raises(Unfit) as refused:
        put(cast, [SHIPPED[0], row])
    assert (refused.value.field, emergency.stored()) == (field, SHIPPED)


def test_there_are_never_none_and_never_too_many(cast: Cast) -> None:
    for rows in ([], [RESCUE] * 13):
        with pytest.raises(Unfit):
            put(cast, rows)


def test_the_second_of_two_who_write_is_told_and_nobody_else_may(cast: Cast) -> None:
    seen = emergency.mark()
    put(cast, [RESCUE])
    with pytest.raises(Stale):
        emergency.put(SHIPPED, by=cast.front_head, seen=seen)
    with pytest.raises(Powerless):
        emergency.put(SHIPPED, by=cast.front_officer, seen=emergency.mark())


def test_a_process_asks_once_a_minute_and_a_broken_page_never(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for at in (1_000.0, 1_030.0, 1_061.0):
        monkeypatch.setattr(emergency.time, "monotonic", lambda at=at: at)
        with CaptureQueriesContext(connection) as statements:
            emergency.current()
        asked.append(len(statements))
    with CaptureQueriesContext(connection) as statements:
        assert emergency.last_known() == SHIPPED
    assert (asked, len(statements)) == ([1, 0, 1], 0)
