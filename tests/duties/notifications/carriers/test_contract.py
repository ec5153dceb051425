"""What the outbox relies on, whoever carries: every carrier keeps every line of it.

A new carrier brings a stand-in as strict as its original and adds it to STAND_INS.
"""

import importlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers.interface import CarrierError, Parcel
from tests.duties.notifications.carriers.standing import SECRET, StandIn, standing
from tests.duties.notifications.carriers.test_email import MailStandIn
from tests.duties.notifications.carriers.test_fonnte import FonnteStandIn
from tests.duties.notifications.carriers.test_push import PushStandIn
from tests.duties.notifications.carriers.test_qontak import QontakStandIn
from tests.duties.notifications.carriers.test_waha import WahaStandIn
from tests.duties.notifications.carriers.test_whatsapp import CloudStandIn

STAND_INS = {
    "whatsapp": CloudStandIn, "fonnte": FonnteStandIn, "waha": WahaStandIn, "qontak": QontakStandIn,
    "email": MailStandIn, "push": PushStandIn,
}  # fmt: skip
SHORT = 0.4  # seconds


@pytest.fixture(params=list(STAND_INS))
def there(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The stand-in of one carrier, which waits only shortly for answers."""
    module = importlib.import_module(f"arcadumas.duties.notifications.carriers.{request.param}")
    monkeypatch.setattr(module, "TIMEOUT", SHORT)
    clear = getattr(getattr(module, "_made", None), "cache_clear", None)
    if clear:
        clear()
    with standing(STAND_INS[request.param], settings) as stand_in:
        yield stand_in
    if clear:
        clear()


def refused(there: StandIn, parcel: Parcel | None = None) -> CarrierError:
    with pytest.raises(CarrierError) as caught:
        there.carrier.send(parcel or there.parcel())
    return caught.value


def test_every_carrier_is_held_to_it() -> None:
    assert set(STAND_INS) == set(CARRIERS)
    assert all(name == carrier.name for name, carrier in CARRIERS.items())


def test_it_is_usable_once_set_up(there: StandIn) -> None:
    assert there.carrier.is_usable()
    assert 1 <= there.carrier.threads <= 16


def test_what_is_accepted_has_an_id_of_its_own(there: StandIn) -> None:
    parcel = there.parcel()
    ids = [there.carrier.send(parcel).provider_id for _ in range(2)]
    assert all(ids) and all(len(each) <= 200 for each in ids)
    assert [each.to for each in there.received] == [there.address_of(parcel)] * 2


def test_an_id_does_not_hold_the_address(there: StandIn) -> None:
    parcel = there.parcel()
    assert there.address_of(parcel) not in there.carrier.send(parcel).provider_id


def test_a_refused_address_is_the_addresses_fault(there: StandIn) -> None:
    there.refuse_address()
    assert (refused(there).kind, there.received) == ("address", [])


def test_refused_content_is_never_tried_again(there: StandIn) -> None:
    there.refuse_content()
    error = refused(there)
    assert (error.kind, error.permanent, there.received) == ("permanent", True, [])


def test_throttled_it_comes_back_no_sooner_than_asked(there: StandIn) -> None:
    there.throttle(37)
    error = refused(there)
    assert error.kind in {"busy", "temporary", "pair"}
    assert error.retry_after == (37 if there.has_retry_after else None)
    assert there.received == []


def test_a_refused_key_stops_the_channel(there: StandIn) -> None:
    there.refuse_key()
    stops = (
        "permanent" if there.carrier.name == "push" else "channel"
    )  # one browser's push service speaks for itself alone
    assert (refused(there).kind, there.received) == (stops, [])


def test_a_broken_service_is_tried_again(there: StandIn) -> None:
    there.break_down()
    assert refused(there).kind in {"temporary", "uncertain"}
    there.carrier.send(there.parcel())
    assert len(there.received) == 1


def test_nobody_there_means_nothing_was_sent(there: StandIn) -> None:
    there.go_away()
    assert refused(there).kind == "temporary"


def test_no_answer_leaves_it_open(there: StandIn) -> None:
    there.fall_silent()
    assert (refused(there).kind, len(there.received)) == ("uncertain", 1)


def test_a_lost_answer_leaves_it_open(there: StandIn) -> None:
    there.lose_answer()
    assert (refused(there).kind, len(there.received)) == ("uncertain", 1)


@pytest.mark.parametrize("text", ["Café “Ñandú” – 水, ✓ 👩🏽‍🚒 ﷽", "{nama} *tebal* <b> & \\ ' \" %s", "x" * 900])
def test_words_arrive_as_they_were(there: StandIn, text: str) -> None:
    there.carrier.send(there.parcel(text))
    assert there.received[0].text.startswith(text)


def test_a_long_text_arrives_whole(there: StandIn) -> None:
    text = " ".join(f"kata{number}" for number in range(700))[: there.longest]
    there.carrier.send(there.parcel(text))
    assert there.received[0].text.replace("\n", " ").startswith(text)


@pytest.mark.parametrize("fault", ["", "refuse_address", "refuse_content", "refuse_key", "break_down", "lose_answer"])
def test_no_key_address_or_text_is_ever_logged(there: StandIn, caplog: pytest.LogCaptureFixture, fault: str) -> None:
    parcel = there.parcel("rahasia warga")
    said = ""
    with caplog.at_level(logging.DEBUG):
        if fault:
            getattr(there, fault)()
            error = refused(there, parcel)
            said = f"{error!r} {error} {error.__cause__!r} {error.code} {error.text}"
        else:
            there.carrier.send(parcel)
    said += f"{caplog.text} {parcel!r} {there.carrier!r}"
    address = there.address_of(parcel)
    assert [word for word in (SECRET, address, "rahasia warga") if word in said] == []
