"""The tables of docs/process.md as a test reads them: what may be done, from where, and what is seen.

Written from the paper, not from POWERS, MOVES or visible: they are what the code is held to.
"""

from dataclasses import dataclass

from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Person, Post, Unit
from arcadumas.core.reports.models import About, Report, Source

# -- The paper: powers. ● = yes (an agency's post: while its unit is lead), – = no, p = while its unit takes part, s = while it supports, and the
# numbers of the notes. A file, a message, an objection … typed in for somebody (1) needs a report that was typed in.
POWERS = """
act           FO FH AA LI ME HE IN SE RH EN
attach        1  1  –  –  –  –  –  –  –  –
message       1  1  –  –  –  –  –  –  –  –
rate          1  1  –  –  –  –  –  –  –  –
confirm       1  1  –  –  –  –  –  –  –  –
object        1  1  –  –  –  –  –  –  –  –
object_late   1  1  –  –  –  –  –  –  –  –
withdraw      1  1  –  –  –  –  –  –  –  –
add_nothing   1  1  –  –  –  –  –  –  –  –
verify        ●  ●  –  –  –  –  2  15  16 –
classify      ●  ●  –  –  –  –  2  15  16 –
archive       ●  ●  –  –  –  –  2  15  16 –
refer         ●  ●  –  –  –  –  2  15  16 –
restore       3  ●  –  –  –  –  –  –  –  –
rule          3  ●  –  –  –  –  –  –  –  –
oversight     ●  ●  –  –  –  –  ●  15  16 –
dispose       ●  ●  –  –  –  –  2  5  16 –
dispose_below ●  ●  ●  ●  –  ●  2  5  16 –
support       ●  ●  –  –  –  –  2  5  16 –
support_below ●  ●  ●  ●  –  ●  2  5  16 –
accept        –  17 ●  ●  6  ●  2  15  16 –
take_over     –  –  ●  ●  6  ●  –  –  –  –
hand_over     –  –  ●  ●  6  ●  –  –  –  –
return        –  17 ●  ●  6  ●  2  15  16 –
question      ●  ●  ●  ●  –  ●  2  15  16 –
resume        ●  ●  ●  ●  –  ●  2  15  16 –
note          ●  ●  p  p  p  p  2  ●  ●  –
task          –  17 p  p  p  p  2  15  16 –
complete_task –  17 p  p  p  p  2  15  16 –
cancel_task   –  17 p  p  p  p  2  15  16 –
reassign_task –  17 p  p  p  p  2  15  16 –
evidence      –  17 p  p  p  p  2  15  16 –
inspect       –  17 p  p  p  p  2  15  16 –
draft         –  17 ●  ●  ●  ●  2  15  16 –
accept_part   –  –  s  s  s  s  –  –  –  –
part          –  –  s  s  s  s  –  –  –  –
end_support   ●  ●  ●  ●  –  ●  2  15  16 –
invite        –  17 ●  ●  –  ●  2  15  16 –
approve       –  17 –  7  –  ●  2  15  16 –
reject        –  17 –  7  –  ●  2  15  16 –
respond_first –  17 ●  ●  –  ●  2  15  16 –
respond       –  17 ●  ●  –  ●  2  15  16 –
close         ●  ●  –  –  –  –  –  –  –  –
mark_urgent   ●  ●  ●  ●  –  ●  ●  ●  ●  –
extend        –  ●  –  –  –  ●  –  –  –  –
ask_extension ●  –  ●  ●  –  –  –  –  –  –
refuse_extension – ● –  –  –  ●  –  –  –  –
merge         3  ●  –  –  –  –  –  –  –  –
unmerge       3  ●  –  –  –  –  –  –  –  –
split         ●  ●  –  –  –  –  –  –  –  –
relate        ●  ●  –  –  –  –  –  –  –  –
sp4n_link     ●  ●  –  –  –  –  –  –  –  –
sp4n_answer   ●  ●  –  ●  –  –  –  –  –  –
sp4n_settle   ●  ●  –  –  –  –  –  –  –  –
instruct      –  –  –  –  –  –  –  o  o  –
accept_instruction – – ● ●  –  ●  –  –  –  –
finish_instruction – – – –  –  ●  –  –  –  –
disclose      ●  ●  10 10  –  10  2  15  16 –
open          –  –  –  –  –  –  ●  ●  ●  –
"""
# -- The paper: from which states. A tracking ID, with a difference, stands on the answered and closed reports of this test alone,
# an instruction to pupr on the one that is disposed, an accepted one on the one in work, and the front desk's request for more time
# on the one that awaits its reporter.
OPEN = "received verified disposed in_work awaiting_reporter answered"
ALL = f"{OPEN} closed archived referred merged"
FROM = {
    "attach": f"{OPEN} merged", "message": ALL, "rate": "answered closed", "confirm": "answered", "object": "answered",
    "object_late": "closed", "withdraw": "received verified disposed in_work awaiting_reporter", "verify": "received",
    "classify": OPEN, "archive": "received verified awaiting_reporter", "refer": "received verified",
    "restore": "archived referred", "rule": "verified", "oversight": OPEN, "dispose": "verified disposed",
    "dispose_below": "verified disposed", "support": "disposed in_work", "support_below": "disposed in_work",
    "accept": "disposed", "take_over": "disposed in_work awaiting_reporter", "return": "disposed in_work", "hand_over": "disposed in_work awaiting_reporter", "question": "received verified in_work",
    "resume": "awaiting_reporter", "add_nothing": "awaiting_reporter", "note": ALL, "draft": "in_work", "invite": "disposed in_work awaiting_reporter", "accept_part": "disposed in_work awaiting_reporter", "end_support": "disposed in_work awaiting_reporter", "part": "disposed in_work awaiting_reporter", "approve": "in_work", "reject": "in_work",
    "respond_first": "in_work", "respond": "in_work", "close": "answered", "disclose": ALL, "open": ALL,
    "task": OPEN, "complete_task": OPEN, "cancel_task": OPEN, "reassign_task": OPEN, "evidence": OPEN, "inspect": OPEN, "mark_urgent": OPEN, "extend": OPEN, "ask_extension": OPEN, "refuse_extension": "awaiting_reporter",
    "sp4n_link": "received verified disposed in_work awaiting_reporter archived referred merged",
    "sp4n_answer": "answered closed", "sp4n_settle": "answered closed", "instruct": OPEN, "accept_instruction": "disposed", "finish_instruction": "in_work",
    "merge": "received verified disposed in_work", "unmerge": "merged",
    "split": "verified disposed in_work", "relate": ALL,
}  # fmt: skip
REPORTERS = ("attach", "message", "rate", "confirm", "object", "object_late", "withdraw", "add_nothing")
STATES = ALL.split()
HELD = ("disposed", "in_work", "awaiting_reporter", "answered", "closed", "merged")  # by pupr, supported by 63.04.05
SHORT = {
    "front_officer": "FO", "front_head": "FH", "agency_admin": "AA", "liaison": "LI", "member": "ME", "head": "HE",
    "inspectorate": "IN", "secretary": "SE", "regional_head": "RH", "engineer": "EN",
}  # fmt: skip
TABLE = {row.split()[0]: row.split()[1:] for row in POWERS.strip().splitlines()[1:]}
COLUMNS = POWERS.strip().splitlines()[0].split()[1:]


@dataclass(frozen=True)
class Class:
    """Flags of the report, and whom it complains of."""

    name: str
    oversight: bool = False
    whistleblowing: bool = False
    confidential: bool = False
    anonymous: bool = False
    about_unit: str = ""
    about_login: str = ""
    about_post: str = ""  # the login of its holder
    about_logins: tuple[str, ...] = ()
    typed_in: bool = False

    @property
    def is_of_secretary(self) -> bool:
        """Note 15: whistleblowing that complains of the Inspectorate."""
        return self.whistleblowing and "inspektorat" in self._named and not self.is_of_both

    @property
    def is_of_head(self) -> bool:
        """Note 16: and of the Sekda too."""
        return self.is_of_both and not self.is_of_desk

    @property
    def is_of_both(self) -> bool:
        return self.whistleblowing and "inspektorat" in self._named and self._names_sekda

    @property
    def is_about_desk(self) -> bool:
        """A report about Kominfo: the unit, or somebody who sits there."""
        return self.about_unit == "diskominfo" or any(name in self._named for name in ("kominfo", "kominfo.kepala"))

    @property
    def desk_falls_to(self) -> str:
        """Note 18: not whistleblowing, about the front desk and the Inspectorate."""
        if self.whistleblowing or not (self.is_about_desk and "inspektorat" in self._named):
            return ""
        return "SE" if not self._names_sekda else "" if "bupati" in self._named else "RH"

    @property
    def _names_sekda(self) -> bool:
        return "sekda" in self._named or "setda" in self._named

    @property
    def is_of_desk(self) -> bool:
        """Note 17: and of the regional head too."""
        return self.is_of_both and "bupati" in self._named

    @property
    def overseer(self) -> str:
        return "FH" if self.is_of_desk else "RH" if self.is_of_head else "SE" if self.is_of_secretary else "IN"

    @property
    def _named(self) -> tuple[str, ...]:
        return (self.about_unit, self.about_login, self.about_post, *self.about_logins)

    def put_on(self, ids: list[int]) -> None:
        Report.objects.filter(pk__in=ids).update(
            is_oversight=self.oversight,
            is_whistleblowing=self.whistleblowing,
            is_confidential=self.confidential,
            is_anonymous=self.anonymous,
            source=Source.LETTER if self.typed_in else Source.WEB,
        )
        for report_id in ids:
            self.complain(report_id)

    def complain(self, report_id: int) -> None:
        if self.about_unit:
            About.objects.create(report_id=report_id, unit=Unit.objects.get(code=self.about_unit))
        for login in filter(None, (self.about_login, *self.about_logins)):
            About.objects.create(report_id=report_id, person=Person.objects.get(login=login))
        if self.about_post:
            About.objects.create(report_id=report_id, post=Post.objects.get(person__login=self.about_post))


CLASSES = (
    Class("complaint"),
    Class("oversight", oversight=True),
    Class("whistleblowing", whistleblowing=True),
    Class("confidential", confidential=True),
    Class("anonymous", anonymous=True),
    Class("confidential oversight", confidential=True, oversight=True),
    Class("about the lead's unit", about_unit="pupr"),
    Class("about the lead's head", about_login="pupr.kepala"),
    Class("about the front desk", about_unit="diskominfo"),
    Class("typed in from a letter", typed_in=True),
    Class("confidential and anonymous", confidential=True, anonymous=True),
    Class("confidential whistleblowing", confidential=True, whistleblowing=True),
    Class("about the post of the lead's admin", about_post="pupr.admin"),
    Class("about the Sekda, for oversight", about_login="sekda", oversight=True),
    Class("about the Inspectorate", about_unit="inspektorat"),
    Class("whistleblowing about the Inspectorate", about_unit="inspektorat", whistleblowing=True),
    Class("whistleblowing about an inspector", about_login="inspektorat", whistleblowing=True),
    Class("whistleblowing about the inspector's post", about_post="inspektorat", whistleblowing=True),
    Class("whistleblowing about both", about_unit="inspektorat", about_login="sekda", whistleblowing=True),
    Class("whistleblowing about both, as unit", about_unit="setda", about_login="inspektorat", whistleblowing=True),
    Class(
        "whistleblowing about all three",
        about_unit="inspektorat",
        about_logins=("sekda", "bupati"),
        whistleblowing=True,
    ),
    Class("plain, about both", about_unit="inspektorat", about_login="sekda"),
    Class("about the officers of the front desk", about_login="kominfo", about_post="kominfo.kepala"),
    Class("about the front desk and the Inspectorate", about_unit="diskominfo", about_login="inspektorat"),
)


@dataclass(frozen=True)
class Player:
    """An officer as the paper sees one: role, unit and the one thing that notes 6 and 7 ask for."""

    name: str
    actor: Actor
    has_task: bool = False
    is_delegate: bool = False

    @property
    def role(self) -> str:
        return SHORT[self.actor.seats[0].role] if self.actor.seats else "EN"  # without a post: nothing, as the engineer

    @property
    def unit(self) -> str:
        return self.actor.seats[0].unit_code if self.actor.seats else "none"

    def standing(self, state: str) -> str:
        if self.unit == "dinkes" and state != "received":
            return "returned"
        if state not in HELD:
            return ""
        return {"pupr": "lead", "63.04.05": "support"}.get(self.unit, "")


def sees(player: Player, state: str, kind: Class) -> bool:
    """The paper: sight of the line."""
    is_about = player.unit == kind.about_unit or player.actor.login in (
        kind.about_login,
        kind.about_post,
        *kind.about_logins,
    )
    if player.role == "EN" or is_about:
        return False
    if kind.whistleblowing:
        return player.role == kind.overseer or (player.role == "FO" and state == "received")
    return player.role in ("FO", "FH", "IN", "SE", "RH") or player.standing(state) != ""


def expected(player: Player, act: str, state: str, kind: Class) -> str:
    """The paper: 404, then 403 with what it needs, then 409, else ok."""
    if not sees(player, state, kind):
        return "404"
    mark, standing = TABLE[act][COLUMNS.index(player.role)], player.standing(state)
    is_overseen = kind.oversight or kind.whistleblowing or kind.is_about_desk
    is_agency = player.role in ("AA", "LI", "ME", "HE")
    is_lead = standing == "lead"
    may = {
        "●": is_lead if is_agency else True,
        "–": False,
        "p": standing in ("lead", "support"),
        "s": standing == "support",
        "1": kind.typed_in,
        "2": is_overseen,
        "3": False,
        "5": kind.is_about_desk or kind.is_of_secretary,
        "15": kind.is_of_secretary or kind.desk_falls_to == "SE",
        "16": kind.is_of_head or kind.desk_falls_to == "RH",
        "17": kind.is_of_desk,
        "o": not kind.whistleblowing,
        "6": is_lead and player.has_task,
        "7": is_lead and player.is_delegate,
        "10": is_lead and not kind.anonymous,
    }[mark]
    if not may:
        needs = "front_head" if mark == "3" else "reporter" if act in REPORTERS else ""
        return f"403 {needs}".strip()
    is_own = (
        act == "take_over" and state in ("in_work", "awaiting_reporter") and player.actor.login == "pupr.admin"
    )  # who holds it takes nothing
    if act == "extend" and state in ("received", "answered" if player.role == "HE" else ""):
        return "409"  # no inner promise of theirs runs
    if act == "ask_extension" and state in ("received", "answered" if player.role in ("AA", "LI") else ""):
        return "409"
    if act == "ask_extension" and state == "awaiting_reporter":
        return "409"  # the front desk has asked already, and the unit owes nothing inner
    if act == "refuse_extension" and player.role == "HE":
        return "409"  # it is the front desk's request
    if act in ("dispose", "dispose_below") and state == "in_work" and kind.about_unit == "pupr":
        return "ok"  # the unit in charge sees nothing of it
    return "ok" if state in FROM[act].split() and not is_own else "409"


def reads(player: Player, state: str, kind: Class) -> str:
    """The paper: sight of text and photos."""
    standing = player.standing(state)
    if kind.whistleblowing:
        return "read" if player.role == kind.overseer else "listed"
    if player.role not in ("FO", "FH", "IN", "SE", "RH") and standing == "returned":
        return "returned"
    if not kind.confidential or player.role in ("FO", "FH"):
        return "read"
    is_of_lead = standing == "lead" and (player.role in ("AA", "LI", "HE") or player.has_task)
    return "read" if is_of_lead else "listed"


Stage = tuple[dict[str, Report], list[Player]]
