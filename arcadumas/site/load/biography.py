"""One invented report with everything that its life has left behind, each row as its verb writes it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from arcadumas.base import codes, sealed
from arcadumas.core.deadlines.rules import Due
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.handling.models import Disposition, Reason, Response
from arcadumas.core.handling.workflow import OVER, place
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports import facts, identity, intake, journal
from arcadumas.core.reports.facts import Facts
from arcadumas.core.reports.models import Event, Letter, Promise, Report, Reporter, Source, Sp4n, State
from arcadumas.core.reports.words import LETTER, REPORT
from arcadumas.site.load import words
from arcadumas.site.load.ascents import rules_of
from arcadumas.site.load.lives import Life
from arcadumas.site.load.people import Cast
from arcadumas.site.load.rows import made

SOURCES = (Source.WEB, Source.WEB, Source.WHATSAPP, Source.API, Source.COUNTER)
KINDS = ("complaint", "complaint", "complaint", "complaint", "aspiration", "information_request")
RUNNING, PAUSED, MET = Promise.State.RUNNING, Promise.State.PAUSED, Promise.State.MET
BROKEN, CANCELLED = Promise.State.BROKEN, Promise.State.CANCELLED


@dataclass(kw_only=True)
class Rows:
    """What is written, by table."""

    reports: list[Report] = field(default_factory=list)
    reporters: list[Reporter] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    sp4n: list[Sp4n] = field(default_factory=list)


_dues: dict[tuple[str, str, datetime], Due | None] = {}


def due_of(step: str, report_class: str, start: datetime) -> Due | None:
    """As the rules say; looked up once for each day where days are counted, else once for each moment."""
    day = start.astimezone(timezone.get_default_timezone()).replace(hour=0, minute=0)
    for moment in (day, start):
        key = (step, report_class, moment)
        if key not in _dues:
            _dues[key] = rules_of().due(step, report_class, moment)
        due = _dues[key]
        if due is None or due.counted_in != CountedIn.WORKING_HOURS:
            return due
    return due


@dataclass(kw_only=True)
class Biography:
    """`now` is when the load is made; nothing in it happens later. `age`: hours since it was received. `ids` are reserved:
    report, disposition, response."""

    cast: Cast
    chance: Random
    now: datetime
    life: Life
    age: float
    ids: tuple[int, int, int]
    rows: Rows
    unit: Unit | None = None
    clocks: list[Promise] = field(default_factory=list)

    def write(self) -> None:
        life, at = self.life, self.now - timedelta(hours=self.age)
        self.at = at.replace(minute=0, second=0, microsecond=0)  # so that due moments repeat
        self.report = report = self._report(life)
        self.post = self.chance.choice(self.cast.admins)
        self._start("verify", "settle")
        self._line(facts.Received(source=report.source), actor="reporter", via=Via.WEB)
        for step, hours in life.steps:
            self.at += timedelta(hours=hours)
            getattr(self, f"_{step}")(life)
        place(report, State(life.state))
        self._finish()

    # -- The report ----------------------------------------------------------------------------------------------------
    def _report(self, life: Life) -> Report:
        chance, code, secret = self.chance, codes.new_code(), codes.new_secret()
        title, body = words.sentences(chance)
        is_anonymous = chance.random() < 0.4
        report = made(
            Report, id=self.ids[0], code=code, secret_digest=intake.digest(code, secret), kind=chance.choice(KINDS),
            title=title, body=body, source=chance.choice(SOURCES), is_anonymous=is_anonymous,
            is_confidential=chance.random() < 0.1, is_urgent=chance.random() < 0.03,
            category_id=chance.choice(self.cast.categories), area_id=chance.choice(self.cast.areas),
            latitude=round(chance.uniform(-3.4, -2.5), 5), longitude=round(chance.uniform(114.3, 114.9), 5),
            received_at=self.at,
        )  # fmt: skip
        report.title_original = sealed.seal(title, table=REPORT, row=code, field="title")
        report.body_original = sealed.seal(body, table=REPORT, row=code, field="body")
        report.closed_by = life.last if life.state == "closed" else ""
        report.archive_reason = life.last if life.state == "archived" else ""
        if chance.random() < 0.5:
            self.rows.reporters.append(self._reporter(report, secret))
        self.rows.reports.append(report)
        return report

    def _reporter(self, report: Report, secret: str) -> Reporter:
        phone = f"+62857{self.chance.randrange(10**7, 10**8)}"

        def closed(name: str, value: str) -> bytes:
            return sealed.seal(value, table=identity.TABLE, row=report.code, field=name)

        return made(
            Reporter, report_id=report.pk, phone=closed("phone", phone), secret=closed("secret", secret),
            phone_blind=sealed.blind(phone, purpose="reporter.phone"),
        )  # fmt: skip

    # -- Steps, as the verbs of the same name take them ----------------------------------------------------------------
    def _verified(self, life: Life) -> None:
        self._meet("verify")
        self._start("respond")
        self._start("dispose", "sp4n_link", unit=self.cast.desk_unit)
        self._line(
            facts.Verified(report_class=self.report.report_class, is_urgent=self.report.is_urgent), post=self.cast.desk
        )

        if life.is_over:
            self._entered()

    def _entered(self) -> None:
        """In SP4N at once, under an invented number."""
        number = f"9{self.ids[0]:09d}"
        self.rows.sp4n.append(made(Sp4n, report_id=self.report.pk, tracking_id=number, entered_at=self.at))
        self._meet("sp4n_link")
        self._line(facts.Sp4nLinked(tracking_id=number, entered_at=self.at.isoformat()), post=self.cast.desk)

    def _disposed(self, life: Life) -> None:
        self.unit = self.post.unit
        self.report.unit_id = self.unit.pk
        self._meet("dispose")
        self._start("accept", unit=self.unit)
        self.disposition = made(
            Disposition, id=self.ids[1], report_id=self.report.pk, unit_id=self.unit.pk, by_id=self.cast.desk.person_id, at=self.at,
        )  # fmt: skip
        self.rows.dispositions.append(self.disposition)
        self._line(facts.Disposed(disposition=self.ids[1], unit=self.unit.code), post=self.cast.desk)

    def _accepted(self, life: Life) -> None:
        self._meet("accept")
        held = self.disposition
        held.state, held.accepted_at, held.accepted_by_id, held.seen_at = "accepted", self.at, self.post.pk, self.at
        self._line(facts.Accepted(unit=self.post.unit.code), post=self.post)

    def _question_asked(self, life: Life) -> None:
        letter = made(Letter, id=uuid.UUID(int=self.chance.getrandbits(128), version=4), report_id=self.report.pk,
                        is_from_reporter=False, text=words.QUESTION, unit_id=self.post.unit_id, at=self.at)  # fmt: skip
        letter.original = sealed.seal(words.QUESTION, table=LETTER, row=letter.id, field="text")
        self.rows.letters.append(letter)
        for clock in self.clocks:
            if clock.step in {"respond", "settle"} and clock.state == RUNNING:
                clock.state, clock.paused_since = PAUSED, self.at
        started = self._start("complete_info")
        self.report.state_before = State.IN_WORK
        due_at = started[0].due_at.isoformat() if started else ""
        self._line(facts.QuestionAsked(letter=str(letter.id), due_at=due_at), post=self.post)

    def _responded(self, life: Life) -> None:
        post = self.cast.answers(self.post.unit)
        self.rows.responses.append(made(
            Response, id=self.ids[2], report_id=self.report.pk, unit_id=post.unit_id, text=words.ANSWER, is_final=True, state="sent",
            by_id=post.person_id, at=self.at, sent_at=self.at,
        ))  # fmt: skip
        self._meet("respond", "settle")
        self._start("reporter_reply")
        self._start("sp4n_answer", unit=self.cast.desk_unit)
        self.disposition.state, self.disposition.ended_at = "answered", self.at
        self._line(facts.Responded(response=self.ids[2], unit=post.unit.code, is_final=True), post=post)
        if life.is_over:
            self.rows.sp4n[-1].answered_at = self.at
            self._meet("sp4n_answer")
            self._line(facts.Sp4nAnswered(entered_at=self.at.isoformat()), post=self.cast.desk)

    def _confirmed(self, life: Life) -> None:
        self._meet("reporter_reply")
        self._line(facts.Confirmed(), actor="reporter", via=Via.WEB)
        self._line(facts.Closed(by="reporter"), actor="reporter", via=Via.WEB)

    def _closed(self, life: Life) -> None:
        if life.last == "system":
            self._break("reporter_reply")
            self._line(facts.Closed(by="system"), actor="house", via=Via.HOUSE)
            return
        self._meet("reporter_reply")
        self._reason(self._line(facts.Closed(by="officer"), post=self.cast.desk))

    def _archived(self, life: Life) -> None:
        self._take_off()
        self._reason(self._line(facts.Archived(reason=life.last), post=self.cast.desk))

    def _withdrawn(self, life: Life) -> None:
        self._take_off()
        self._line(facts.Withdrawn(), actor="reporter", via=Via.WEB)

    def _referred(self, life: Life) -> None:
        self._take_off()
        self.report.referred_to = "PLN"
        self._reason(self._line(facts.Referred(to="PLN"), post=self.cast.desk))

    # -- What steps are made of ----------------------------------------------------------------------------------------
    def _line(self, said: Facts, *, post: Post | None = None, actor: str = "person", via: Via = Via.API) -> Event:
        report = self.report
        event = made(
            Event, report_id=report.pk, seq=report.version + 1, kind=said.kind, v=said.v, at=self.at, actor=actor,
            by_id=post.person_id if post else None, post_id=post.pk if post else None,
            post_title=post.title if post else "", unit_code=post.unit.code if post else "",
            unit_name=post.unit.name if post else "", via=via.value, facts=said.as_json(),
        )  # fmt: skip
        event.hash = journal.line_hash(event, previous=bytes(report.head))
        report.version, report.head = event.seq, event.hash
        self.rows.events.append(event)
        return event

    def _reason(self, event: Event) -> None:
        self.rows.reasons.append(Reason(event=event, text=words.REASON))

    def _start(self, *steps: str, unit: Unit | None = None) -> list[Promise]:
        started = []
        for step in steps:
            due = due_of(step, self.report.report_class, self.at)
            if due is not None:
                started.append(made(
                    Promise, report_id=self.report.pk, step=step, unit_id=unit.pk if unit else None, rule_version=due.rule_version,
                    amount=due.amount, counted_in=due.counted_in, rule=due.rule, basis=due.basis,
                    is_verified=due.verified, starts_at=self.at, due_at=due.due_at,
                ))  # fmt: skip
        self.clocks += started
        return started

    def _meet(self, *steps: str) -> None:
        for clock in self.clocks:
            if clock.step in steps and clock.met_at is None:
                is_late = self.at > clock.due_at
                clock.state, clock.met_at = BROKEN if is_late else MET, self.at
                clock.broken_at = clock.due_at if is_late else None

    def _break(self, *steps: str) -> None:
        for clock in self.clocks:
            if clock.step in steps:
                clock.state, clock.broken_at = BROKEN, self.at

    def _take_off(self) -> None:
        for clock in self.clocks:
            if clock.met_at is None:
                clock.state = CANCELLED
        if self.unit:
            self.disposition.state, self.disposition.ended_at = "withdrawn", self.at
            self.unit = self.report.unit_id = None

    def _finish(self) -> None:
        """What has passed unkept by now is broken: a round finds none left to break."""
        for clock in self.clocks:
            if clock.state == RUNNING and clock.due_at <= self.now:
                clock.state, clock.broken_at = BROKEN, clock.due_at
        still = [clock.due_at for clock in self.clocks if clock.state in (RUNNING, BROKEN) and clock.met_at is None]
        self.report.due_at = None if self.report.state in OVER else min(still, default=None)
        self.rows.promises += self.clocks
