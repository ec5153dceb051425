"""The statuses of a message, one after the other: sent, delivered, read, or failed."""

import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from arcadumas.edges.simulator import bubbles, phones, shapes
from arcadumas.edges.simulator.machine import Machine
from arcadumas.edges.simulator.models import Bubble, Direction, Phone, State

RANK = {State.ACCEPTED: 0, State.SENT: 1, State.DELIVERED: 2, State.READ: 3, State.FAILED: 9}


def start(machine: Machine, bubble: Bubble, payload: dict[str, Any]) -> None:
    """Let a message go its way. Its payload may say `fails_with` a code, or that it `is_stuck`."""
    options = machine.options
    if payload.get("is_stuck"):
        return
    if (code := payload.get("fails_with")) is not None:
        machine.postman.due(options.sent_after, partial(climb, machine, bubble.id, State.FAILED, code))
        return
    machine.postman.due(options.sent_after, partial(climb, machine, bubble.id, State.SENT))
    deliver(machine, bubble.id, after=options.sent_after + options.delivered_after)


def deliver(machine: Machine, bubble_id: uuid.UUID, *, after: float = 0.0) -> None:
    machine.postman.due(after, partial(climb, machine, bubble_id, State.DELIVERED))
    if machine.options.reads_at_once:
        machine.postman.due(after + machine.options.read_after, partial(climb, machine, bubble_id, State.READ))


def read(machine: Machine, bubble_id: uuid.UUID) -> None:
    machine.postman.due(0.0, partial(climb, machine, bubble_id, State.READ))


def switch_on(machine: Machine, phone: Phone) -> None:
    """What waited for the phone arrives."""
    waiting = Bubble.objects.filter(phone=phone, direction=Direction.OUT, state=State.SENT).order_by("created_at", "id")
    for bubble_id in waiting.values_list("id", flat=True):
        deliver(machine, bubble_id)


def resume(machine: Machine) -> None:
    """After a restart: go on with what had only been accepted."""
    for bubble in Bubble.objects.filter(direction=Direction.OUT, state=State.ACCEPTED).order_by("created_at", "id"):
        start(machine, bubble, bubbles.payload_of(bubble))


@transaction.atomic
def climb(machine: Machine, bubble_id: uuid.UUID, step: State, code: int | None = None) -> list[dict[str, Any]]:
    """Take one step, unless the message is already there, beyond or failed. Locks the message; gives the webhook."""
    bubble = Bubble.objects.select_for_update(of=("self",)).select_related("phone").filter(id=bubble_id).first()
    if bubble is None or RANK[State(bubble.state)] >= RANK[step]:
        return []
    payload = bubbles.payload_of(bubble)
    if step == State.READ and bubble.state == State.ACCEPTED:
        if not payload.get("is_stuck"):
            machine.postman.due(0.05, partial(climb, machine, bubble_id, step))
        return []
    if step == State.DELIVERED and bubble.phone.is_off:
        return []
    if step == State.DELIVERED and machine.faults.take(["skip_delivered"], phones.number_of(bubble.phone)):
        step = State.READ
    now = timezone.now()
    bubble.state, bubble.error_code = step, code
    setattr(bubble, f"{step.value}_at", now)
    bubble.save()
    return [shapes.status(machine.account, bubble, payload, step=step.value, at=now)]
