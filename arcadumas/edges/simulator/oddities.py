"""What goes wrong between Meta and a webhook: lost, doubled, shuffled, thinned and badly signed events."""

import copy
from dataclasses import dataclass
from typing import Any

from arcadumas.edges.simulator.bubbles import new_wamid
from arcadumas.edges.simulator.faults import Faults

Json = dict[str, Any]


@dataclass(frozen=True)
class Parcel:
    """Changes that travel in one envelope. `signature`: good, bad or none."""

    changes: list[Json]
    signature: str = "good"


class Oddities:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.held: dict[str, list[Json]] = {"batch": [], "reorder": []}

    def parcels(self, change: Json) -> list[Parcel]:
        """What becomes of one event: usually one parcel, sometimes none, sometimes several."""
        number = number_in(change)
        if self.faults.take(["lost"], number):
            return []
        change = self._thinned(change, number)
        if parcels := self._held_back(change, number):
            return parcels[0]
        signature = "good"
        if self.faults.take(["bad_signature"], number):
            signature = "bad"
        elif self.faults.take(["no_signature"], number):
            signature = "none"
        parcels_now = [Parcel([change], signature)]
        if self.faults.take(["duplicate"], number):
            parcels_now.append(Parcel([change]))
        if "statuses" in change["value"] and self.faults.take(["unknown_wamid"], number):
            stranger = copy.deepcopy(change)
            stranger["value"]["statuses"][0]["id"] = new_wamid()
            stranger["value"]["statuses"][0].pop("biz_opaque_callback_data", None)
            parcels_now.append(Parcel([stranger]))
        return parcels_now

    def release(self) -> list[Parcel]:
        """Everything still held back, when the faults are cleared."""
        batch, shuffled = self.held["batch"], self.held["reorder"]
        self.held = {"batch": [], "reorder": []}
        return ([Parcel(batch)] if batch else []) + [Parcel([change]) for change in reversed(shuffled)]

    def _thinned(self, change: Json, number: str) -> Json:
        change = copy.deepcopy(change)
        value = change["value"]
        if "contacts" in value and self.faults.take(["no_contacts"], number):
            del value["contacts"]
        if "contacts" in value and self.faults.take(["bsuid_only"], number):
            for item in [*value["contacts"], *value.get("messages", []), *value.get("statuses", [])]:
                for name in ("wa_id", "from", "recipient_id"):
                    item.pop(name, None)
        return change

    def _held_back(self, change: Json, number: str) -> list[list[Parcel]]:
        """Nothing, or the parcels that go now: none while it is held, all when the last one has come."""
        for kind in ("batch", "reorder"):
            if fault := self.faults.take([kind], number):
                self.held[kind].append(change)
                if fault.remaining:
                    return [[]]
                held, self.held[kind] = self.held[kind], []
                return [[Parcel(held)] if kind == "batch" else [Parcel([each]) for each in reversed(held)]]
        return []


def number_in(change: Json) -> str:
    """Whose event it is, as E.164; "" when it does not say."""
    value = change["value"]
    items = [*value.get("statuses", []), *value.get("messages", [])]
    digits = next((item.get("recipient_id") or item.get("from") for item in items), None)
    return f"+{digits}" if digits else ""
