"""Reports whose every text holds a word of its own: whatever a page prints tells which text of which report it was."""

import io
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.utils import timezone
from PIL import Image

from arcadumas.core.handling import archive, ask, beside, close, invite, sp4n, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.contributions import give_part
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.core.handling.extend import ask_extension
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.inspect import Place, inspect
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.tasks import add_task, complete_task
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import later, tomorrow
from tests.core.handling.paper import CLASSES, Class

WORD = re.compile(r"kq[a-z]{4}zx", re.IGNORECASE)
NUMBER = re.compile(r"\b(?:\+?62|0)8597(\d{7})\b|\b77(\d{6})\b")
IDENTITY = ("name", "phone", "email", "file")  # revealed by an act alone, or for the reporter alone
LINE = ("tracking", "url", "bodies outside")  # who sees the line sees them
IN_WORK = (
    "complaint", "whistleblowing", "confidential", "about the lead's head", "about the front desk",
    "whistleblowing about the Inspectorate", "whistleblowing about both", "whistleblowing about all three",
)  # fmt: skip
ELSEWHERE = (("complaint", "received"), ("complaint", "referred"), ("complaint", "closed"), ("whistleblowing", "received"))  # fmt: skip
NUMBERS = count(1)


def _pixel() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (1, 1)).save(kept, "JPEG")
    return kept.getvalue()


PHOTO = builders.photo(_pixel())


@dataclass(kw_only=True, eq=False)
class Plant:
    """`texts`: what was planted, by its word. `state` is that of the tables on paper."""

    kind: Class
    state: str
    report: Report = field(default_factory=Report)
    texts: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind.name}, {self.state}"

    @property
    def code(self) -> str:
        return self.report.code

    @property
    def whole(self) -> int:
        """What it was split from, else itself."""
        return self.report.part_of_id or self.report.pk

    def word(self, text: str) -> str:
        word = f"kq{_letters(next(NUMBERS))}zx"
        self.texts[word] = text
        return word

    def sentence(self, text: str) -> str:
        return f"Kalimat {self.word(text)} yang cukup panjang untuk dibaca."

    def number(self, text: str, start: str, digits: int) -> str:
        number = f"{next(NUMBERS):0{digits}}"
        self.texts[number] = text
        return f"{start}{number}"


def _letters(number: int) -> str:
    found = ""
    for _place in range(4):
        number, at = divmod(number, 26)
        found += string.ascii_lowercase[at]
    return found


def words_in(text: str) -> Iterator[str]:
    yield from (found[0].lower() for found in WORD.finditer(text))
    yield from (found[1] or found[2] for found in NUMBER.finditer(text))


def plant_all(cast: Cast) -> list[Plant]:
    """The classes as reports in work, some in other states, and what stands beside others."""
    kinds = {kind.name: kind for kind in CLASSES}
    found = [planted(cast, kinds[name], "in_work") for name in IN_WORK]
    found += [planted(cast, kinds[name], state) for name, state in ELSEWHERE]
    by_name = {str(plant): plant for plant in found}
    joined = by_name["complaint, received"]
    merge(joined.code, into=by_name["complaint, in_work"].code, by=cast.front_head)
    joined.state = "merged"
    return [*found, _part_of(by_name["confidential, in_work"], cast)]


def planted(cast: Cast, kind: Class, state: str) -> Plant:
    """A life up to this state: given back by dinkes, then led by pupr with the help of Alalak. What protects it comes last."""
    plant = Plant(kind=kind, state=state)
    plant.report = builders.received(
        title=f"Jalan {plant.word('title')} rusak", body=plant.sentence("body"), village="63.04.05",
        place_text=f"Gang {plant.word('place')}", name=f"Siti {plant.word('name')}", phone=plant.number("phone", "08597", 7),
        email=f"{plant.word('email')}@contoh.test", files=((f"{plant.word('file')}.jpg", PHOTO),),
    ).report  # fmt: skip
    if state != "received":
        _pass_on(cast, plant)
    if state in ("in_work", "closed"):
        _work(cast, plant)
    if state == "closed":
        _end(cast, plant)
    _protect(cast, plant)
    plant.report.refresh_from_db()
    assert plant.report.state == state
    return plant


def _pass_on(cast: Cast, plant: Plant) -> None:
    code, desk = plant.code, cast.front_officer
    verify(code, by=desk, finding=Finding())
    there = f"https://lapor.test/{plant.word('url')}"
    sp4n.link(code, by=desk, tracking_id=plant.number("tracking", "77", 6), entered_at=timezone.now(), url=there)
    dispose(code, to="dinkes", by=desk, instruction=plant.sentence("first direction"))
    give_back(code, by=cast.dinkes_admin, reason=plant.sentence("return"))
    beside.note(code, by=desk, text=plant.sentence("desk's note"))
    if plant.state == "referred":
        note, more = (
            plant.sentence("referral"),
            {"reference": plant.word("number there"), "contact": plant.word("contact")},
        )
        archive.refer(code, by=desk, to=f"Balai {plant.word('bodies outside')}", note=note, **more)
        return
    dispose(code, to="pupr", by=desk, instruction=plant.sentence("direction"))
    dispose(code, to="63.04.05", role="support", by=desk, instruction=plant.sentence("direction to support"))
    ask_extension(code, by=cast.pupr_admin, reason=plant.sentence("wish for time"), due_at=later(code))


def _work(cast: Cast, plant: Plant) -> None:
    code, admin, head = plant.code, cast.pupr_admin, cast.pupr_head
    accept(code, by=admin)
    task = add_task(code, by=admin, title=f"Tinjau {plant.word('task')}", assignee="pupr.teknis")
    complete_task(code, task.pk, by=admin, note=plant.sentence("end of a task"))
    beside.note(code, by=admin, text=plant.sentence("note"))
    add_evidence(code, by=admin, files=[(f"{plant.word('evidence')}.jpg", PHOTO)], kind="after")
    visit_at = timezone.now() + timedelta(days=1)
    inspect(code, by=admin, visit_at=visit_at, place=Place(text=f"Pos {plant.word('visit')}"))
    ask.ask(code, by=admin, text=plant.sentence("question"))
    ask.send(code, by=cast.reporter(plant.report), text=plant.sentence("letter"))
    to, text = f"PLN {plant.word('bodies outside')}", plant.sentence("invitation")
    _invitation, token = invite.invite(code, by=admin, to=to, text=text, email=f"{plant.word('email')}@contoh.test")
    invite.reply(token, text=plant.sentence("reply from outside"))
    give_part(code, by=cast.alalak_admin, text=plant.sentence("part"))
    _order(cast, plant)
    mark_urgent(code, by=admin, reason=plant.sentence("urgency"))
    work.draft(code, by=admin, text=f"{builders.ANSWER} {plant.sentence('rejected draft')}", is_final=True)
    work.reject(code, by=head, reason=plant.sentence("rejection"))
    work.draft(code, by=admin, text=f"{builders.ANSWER} {plant.sentence('draft')}", is_final=True)


def _order(cast: Cast, plant: Plant) -> None:
    said = {"text": plant.sentence("order"), "indicator": plant.word("order")}
    instruct(plant.code, by=cast.secretary, unit="pupr", due_on=tomorrow(), **said)
    accept_instruction(plant.code, by=cast.pupr_head)
    finish_instruction(plant.code, by=cast.pupr_head, note=plant.sentence("order"))


def _end(cast: Cast, plant: Plant) -> None:
    work.approve(plant.code, by=cast.pupr_head)
    respond(plant.code, by=cast.pupr_admin)
    beside.rate(plant.code, by=cast.reporter(plant.report), stars=2, comment=plant.sentence("comment"))
    close.close(plant.code, by=cast.front_officer, reason=plant.sentence("closing"))


def _protect(cast: Cast, plant: Plant) -> None:
    """By the act itself, so that all that follows from it has happened too."""
    kind = plant.kind
    kind.complain(plant.report.pk)
    if kind.whistleblowing or kind.confidential:
        visibility = ["confidential"] if kind.confidential else None
        finding = Finding(is_whistleblowing=kind.whistleblowing or None, visibility=visibility)
        classify(plant.code, by=cast.front_officer, finding=finding)


def _part_of(whole: Plant, cast: Cast) -> Plant:
    plant = Plant(kind=whole.kind, state="disposed")
    asked = Part(unit="dinkes", title=f"Bagian {plant.word('title')}", instruction=plant.sentence("first direction"))
    (plant.report,) = split(whole.code, parts=[asked], by=cast.front_head)
    give_back(plant.code, by=cast.dinkes_admin, reason=plant.sentence("return"))
    dispose(plant.code, to="pupr", by=cast.front_officer, instruction=plant.sentence("direction"))
    dispose(plant.code, to="63.04.05", role="support", by=cast.front_officer)
    plant.report.refresh_from_db()
    return plant
