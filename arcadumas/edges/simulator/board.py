"""What the page shows: phones with their conversations, mailboxes, and scripted faults, read from the rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from arcadumas.core.organisation.models import Person
from arcadumas.core.organisation.people import phone_of
from arcadumas.edges.simulator import bubbles, letters, phones
from arcadumas.edges.simulator.choices import label_of, reason_of
from arcadumas.edges.simulator.faults import target_of
from arcadumas.edges.simulator.letters import Letter
from arcadumas.edges.simulator.models import Bubble, Direction, Fault, Mail, Phone, Template

WINDOW = timedelta(hours=24)
MOST_BUBBLES, MOST_LETTERS, MOST_CITIZENS = 30, 40, 12


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One message as the phone shows it. `state` as `{% seen %}` knows it; "" for what the phone itself wrote."""

    wamid: str
    is_ours: bool
    kind: str
    header: str
    text: str
    footer: str
    buttons: list[dict[str, Any]]
    state: str
    at: datetime
    created_at: datetime
    reason: str
    changed_at: datetime
    answers: str = ""  # wamid of the message it quotes
    quoted: str = ""  # how that one begins


@dataclass(kw_only=True)
class Telephone:
    number: str
    name: str
    login: str = ""
    phone: Phone | None = None
    sayings: list[Saying] = field(default_factory=list)

    @property
    def digits(self) -> str:
        """For ids in the page."""
        return self.number.removeprefix("+")

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper() or "?"

    @property
    def spaced(self) -> str:
        return f"{self.number[:3]} {self.number[3:6]} {self.number[6:9]} {self.number[9:]}".strip()

    @property
    def changed_at(self) -> datetime:
        """When its conversation last changed."""
        return max((saying.changed_at for saying in self.sayings), default=datetime.min.replace(tzinfo=UTC))

    @property
    def window_until(self) -> datetime | None:
        """When the 24 hours after this phone's last words end; None where it never wrote, or they have."""
        wrote = max((saying.created_at for saying in self.sayings if not saying.is_ours), default=None)
        ends = wrote + WINDOW if wrote else None
        return ends if ends and ends > timezone.now() else None

    @property
    def unread(self) -> int:
        return sum(saying.is_ours and saying.state in {"sent", "delivered"} for saying in self.sayings)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    label: str
    target: str
    remaining: int | None


def telephones(citizen: str = "Citizen") -> list[Telephone]:
    """Citizens who have written or heard something, the newest first; then the demo people by number."""
    people = {phone_of(person): person for person in Person.objects.filter(is_active=True).order_by("id")}
    rows = {phones.number_of(row): row for row in Phone.objects.order_by("-created_at", "-id")}
    strangers = [number for number in rows if number not in people][:MOST_CITIZENS]
    found = [Telephone(number=n, name=phones.profile_of(rows[n]) or citizen, phone=rows[n]) for n in strangers]
    found += [
        Telephone(number=number, name=people[number].name, login=people[number].login, phone=rows.get(number))
        for number in sorted(filter(None, people))
    ]
    _fill(found)
    return found


def telephone(number: str, citizen: str = "Citizen") -> Telephone | None:
    return next((each for each in telephones(citizen) if each.number == phones.named(number)), None)


def _fill(found: Iterable[Telephone]) -> None:
    owners = {each.phone.id: each for each in found if each.phone}
    rows = Bubble.objects.filter(phone__in=owners).order_by("-created_at", "-id")[: MOST_BUBBLES * max(len(owners), 1)]
    for row in rows:
        if len(owners[row.phone_id].sayings) < MOST_BUBBLES:
            owners[row.phone_id].sayings.insert(0, saying(row))
    for each in found:
        heads = {said.wamid: said.header or said.text[:60] for said in each.sayings}
        each.sayings = [replace(said, quoted=heads.get(said.answers, "")) for said in each.sayings]


def saying(row: Bubble) -> Saying:
    payload = bubbles.payload_of(row)
    is_ours = row.direction == Direction.OUT
    state = "queued" if row.state == "accepted" else row.state
    return Saying(
        wamid=row.wamid, is_ours=is_ours, kind=payload["type"], header=payload.get("header", ""),
        text=payload.get("text", ""), footer=payload.get("footer", ""), buttons=payload.get("buttons", []),
        state=state if is_ours or state == "read" else "", at=getattr(row, f"{row.state}_at", None) or row.created_at,
        created_at=row.created_at, changed_at=row.changed_at, reason=reason_of(row.error_code),
        answers=payload.get("answers", "") if payload["type"] not in ("button", "interactive") else "",
    )  # fmt: skip


def mailbox() -> list[Letter]:
    return [letters.open_letter(row) for row in letters.newest("", MOST_LETTERS)][::-1]


def troubles() -> list[Trouble]:
    rows = Fault.objects.exclude(remaining=0).order_by("id")
    return [
        Trouble(label=str(label_of(row.kind, row.code)), target=target_of(row), remaining=row.remaining) for row in rows
    ]


def templates() -> list[str]:
    """Names of the templates that the provider has."""
    return list(Template.objects.order_by("name").values_list("name", flat=True).distinct())


def newest_at() -> datetime | None:
    """When anything the page shows last changed."""
    moments = (
        Bubble.objects.aggregate(at=Max("changed_at"))["at"],
        Phone.objects.aggregate(at=Max("changed_at"))["at"],
        Mail.objects.aggregate(at=Max("received_at"))["at"],
        Fault.objects.aggregate(at=Max("created_at"))["at"],
    )
    return max((at for at in moments if at), default=None)
