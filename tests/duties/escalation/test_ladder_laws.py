"""Laws of the ladder over random sequences of acts: stopped by whoever acts, climbed once, escaped by nobody."""

import os
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from arcadumas.base.refusals import Refusal
from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.workdays import Calendar, add_working_time
from arcadumas.core.handling import work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import ask, resume, send
from arcadumas.core.handling.close import close, object_
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.extend import extend
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.escalation import acts, auditor, ladder, reader, rounds
from arcadumas.duties.escalation.models import Ascent
from tests import builders
from tests.cast import Cast

REASON = "Karena memang demikian adanya."
ALL = 8  # rungs of an unkept promise: five, the last said again three times
IS_LONG = os.environ.get("FAULTS") == "long"


class Ladder(RuleBasedStateMachine):
    """Any act may be tried at any time; what is refused changes nothing. Time only moves forward, by hours or days."""

    def __init__(self) -> None:
        super().__init__()
        self.cast = Cast.assemble()
        self.report = builders.received().report
        self.at = self.looked_at = timezone.now()
        self.waits: dict[
            tuple[int, int], tuple[datetime, int]
        ] = {}  # (promise, place) -> of the act, and the rung before
        self.climbed: list[tuple[int, int, datetime]] = []  # (promise, place, when)

    def attempt(self, act: object) -> None:
        """Its lines are dated as the time of this machine goes."""
        before = Report.objects.get(pk=self.report.pk).version
        late = self.places()
        try:
            act()  # type: ignore[operator]
        except Refusal:
            return
        new = Event.objects.filter(report=self.report, seq__gt=before, actor="person")
        new.update(at=self.at)
        said = list(new.values_list("kind", "unit_code"))
        while reader.once():
            pass
        for promise, place in self.places().items():
            owes = (promise.unit or Report.objects.get(pk=self.report.pk).unit or front_desk()).code
            is_late = late.get(promise) == place and self.is_climbed(promise, place - 1)
            if is_late and any(kind in acts.ACTS and unit == owes for kind, unit in said):
                self.waits.setdefault((promise.pk, place), (self.at, place - 1))

    def places(self) -> dict[Promise, int]:
        """Of broken promises whose ladder goes on: how many rungs were climbed."""
        open_ = Ascent.objects.filter(promise__report=self.report, promise__state="broken", promise__met_at=None)
        return {each.promise: each.place for each in open_.exclude(next_at=None).select_related("promise__unit")}

    def is_climbed(self, promise: Promise, place: int) -> bool:
        link = ladder.link_at(Ascent.objects.get(pk=promise.pk).chain, place) if place >= 0 else None
        return link is not None and not link.is_warning

    @rule()
    def verified(self) -> None:
        self.attempt(lambda: verify(self.report.code, by=self.cast.front_officer, finding=Finding()))

    @rule(unit=st.sampled_from(["pupr", "dinkes", "63.04.05"]))
    def disposed(self, unit: str) -> None:
        self.attempt(lambda: dispose(self.report.code, to=unit, by=self.cast.front_officer))

    @rule(who=st.sampled_from(["pupr_admin", "dinkes_admin", "alalak_admin"]))
    def accepted(self, who: str) -> None:
        self.attempt(lambda: accept(self.report.code, by=getattr(self.cast, who)))

    @rule()
    def taken_over(self) -> None:
        self.attempt(lambda: take_over(self.report.code, by=self.cast.pupr_substitute))

    @rule(who=st.sampled_from(["pupr_admin", "dinkes_admin", "alalak_admin"]))
    def returned(self, who: str) -> None:
        self.attempt(lambda: give_back(self.report.code, by=getattr(self.cast, who), reason=REASON))

    @rule()
    def asked(self) -> None:
        self.attempt(lambda: ask(self.report.code, by=self.cast.front_officer, text=REASON))

    @rule()
    def replied(self) -> None:
        self.attempt(lambda: send(self.report.code, by=self.cast.reporter(self.report), text=REASON))

    @rule(who=st.sampled_from(["pupr_head", "dinkes_head", "alalak_head"]), is_final=st.booleans())
    def answered(self, who: str, is_final: bool) -> None:
        self.attempt(
            lambda: respond(self.report.code, by=getattr(self.cast, who), text=builders.ANSWER, is_final=is_final)
        )

    @rule()
    def objected(self) -> None:
        self.attempt(lambda: object_(self.report.code, by=self.cast.reporter(self.report), reason=REASON))

    @rule()
    def resumed(self) -> None:
        self.attempt(lambda: resume(self.report.code, by=self.cast.front_officer, reason=REASON))

    @rule(who=st.sampled_from(["dinkes_admin", "pupr_liaison"]))
    def drafted(self, who: str) -> None:
        self.attempt(lambda: work.draft(self.report.code, by=getattr(self.cast, who), text=builders.ANSWER))

    @rule(who=st.sampled_from(["pupr_member", "dinkes_admin"]))
    def tasked(self, who: str) -> None:
        unit = "pupr_admin" if who == "pupr_member" else who
        self.attempt(lambda: add_task(self.report.code, by=getattr(self.cast, unit), title=REASON))

    @rule(is_good=st.booleans())
    def decided(self, is_good: bool) -> None:
        by = self.cast.dinkes_head
        self.attempt(
            lambda: (
                work.approve(self.report.code, by=by)
                if is_good
                else work.reject(self.report.code, by=by, reason=REASON)
            )
        )

    @rule()
    def closed(self) -> None:
        self.attempt(lambda: close(self.report.code, by=self.cast.front_officer, reason=REASON, cause="settled"))

    @rule()
    def became_urgent(self) -> None:
        self.attempt(lambda: mark_urgent(self.report.code, by=self.cast.front_officer, reason=REASON))

    @rule(step=st.sampled_from(["dispose", "accept", "approve"]), days=st.integers(1, 30))
    def extended(self, step: str, days: int) -> None:
        later = timezone.now() + timedelta(days=days)
        self.attempt(lambda: extend(self.report.code, by=self.cast.front_head, reason=REASON, due_at=later, step=step))

    @rule(hours=st.sampled_from([1, 5, 24, 72, 24 * 20]))
    def time_passes(self, hours: int) -> None:
        """Rounds climb, end pauses and close what nobody spoke of; the ladder itself moves no report."""
        self.at += timedelta(hours=hours)
        before, heard = self.state(), Counter(line["promise"] for line in self.rungs())
        rounds.run(self.at)
        self.looked_at = self.at
        assert self.state() == before or before in {"awaiting_reporter", "answered"}
        for line in self.rungs()[sum(heard.values()) :]:
            self.climbed.append((line["promise"], self.place_of(line["promise"], heard), self.at))
            heard[line["promise"]] += 1

    def rungs(self) -> list[dict[str, Any]]:
        return [line.facts for line in journal.story(self.report) if line.kind == "rung_climbed"]

    def place_of(self, promise: int, heard: Counter[int]) -> int:
        """In its chain: the warnings stand before the rungs."""
        return heard[promise] + sum(row[2] == "before_due" for row in Ascent.objects.get(pk=promise).chain)

    def state(self) -> str:
        return Report.objects.values_list("state", flat=True).get(pk=self.report.pk)

    @invariant()
    def each_rung_is_climbed_once(self) -> None:
        rungs = [line.facts for line in journal.story(self.report) if line.kind == "rung_climbed"]
        first = Counter((line["promise"], line["number"]) for line in rungs if not line.get("is_repeat"))
        assert set(first.values()) <= {1}
        repeats = Counter(line["promise"] for line in rungs if line.get("is_repeat"))
        assert max(repeats.values(), default=0) <= 3

    @invariant()
    def a_kept_promise_climbs_no_more(self) -> None:
        over = Promise.objects.filter(report=self.report).exclude(met_at=None)
        assert not Ascent.objects.filter(promise__in=over).exclude(next_at=None).exists()

    @invariant()
    def rungs_come_in_their_order(self) -> None:
        seen: dict[int, int] = {}
        for line in journal.story(self.report):
            if line.kind == "rung_climbed":
                assert line.facts["number"] >= seen.get(line.facts["promise"], 0)
                seen[line.facts["promise"]] = line.facts["number"]

    @invariant()
    def whoever_kept_it_in_time_is_spared_and_after_any_keeping_nothing_is_said(self) -> None:
        """`met_at` of a promise is the moment of the line that kept it."""
        kept = {each.pk: each for each in Promise.objects.filter(report=self.report).exclude(met_at=None)}
        lines = [
            line for line in journal.story(self.report) if line.kind == "rung_climbed" and line.facts["promise"] in kept
        ]
        assert [line.facts for line in lines if kept[line.facts["promise"]].state == "met"] == []
        assert [line.facts for line in lines if line.at > kept[line.facts["promise"]].met_at] == []

    @invariant()
    def whoever_acts_has_the_full_time_to_the_next_rung(self) -> None:
        for promise, place, at in self.climbed:
            if (promise, place) in self.waits:
                act, last = self.waits[promise, place]
                assert at >= add_working_time(
                    act, self.hours(promise, place) - self.hours(promise, last), self.calendar
                )

    @invariant()
    def and_no_act_holds_it_longer_than_twice_its_time(self) -> None:
        for promise in self.places():
            chain = Ascent.objects.get(pk=promise.pk).chain
            first = sum(row[2] == "before_due" for row in chain)
            twice = [
                add_working_time(promise.due_at, 2 * self.hours(promise.pk, first + n), self.calendar)
                for n in range(ALL)
            ]
            assert len(self.said(promise)) >= sum(at <= self.looked_at for at in twice)

    def hours(self, promise: int, place: int) -> timedelta:
        link = ladder.link_at(Ascent.objects.get(pk=promise).chain, place)
        return timedelta(hours=link.distance if link else 0)

    @property
    def calendar(self) -> Calendar:
        return rules.current().calendar

    @invariant()
    def a_clock_that_stands_still_or_was_called_off_climbs_nothing(self) -> None:
        still = Promise.objects.filter(report=self.report, state__in=["paused", "cancelled"])
        assert not Ascent.objects.filter(promise__in=still).exclude(next_at=None).exists()

    @precondition(lambda self: self.at > timezone.now() + timedelta(minutes=6))
    @invariant()
    def nobody_escapes(self) -> None:
        assert auditor.look(self.at).mended == 0
        late = Promise.objects.filter(report=self.report, state="broken", met_at=None, due_at__lt=self.at)
        for promise in late.exclude(step__in=["complete_info", "reporter_reply"]):
            ascent = Ascent.objects.get(promise=promise)
            is_left = ladder.link_at(ascent.chain, ascent.place) is not None
            assert (ascent.next_at is not None) == is_left, "a rung is left, and nobody will climb it"
            assert is_left or len(self.said(promise)) == ALL

    def said(self, promise: Promise) -> list[dict[str, Any]]:
        lines = [line.facts for line in journal.story(self.report) if line.kind == "rung_climbed"]
        return [facts for facts in lines if facts["promise"] == promise.pk]


class TestLadder(Ladder.TestCase, TestCase):  # type: ignore[name-defined, misc]
    settings = settings(
        max_examples=200 if IS_LONG else 10,
        stateful_step_count=40 if IS_LONG else 14,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
