"""The values a message may carry, by name (variables.toml): from closed lists, dates and the office's own words only.

Each takes the case, whom it is for and the language, and gives words or "". Titles, texts, names, numbers and what an
officer typed are not to be had here; the exceptions are the reporter's own: key, question and answer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from arcadumas.base import moments
from arcadumas.base.masking import mask
from arcadumas.core.deadlines import rules, workdays
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.reports import identity, words
from arcadumas.core.reports.models import Event, Letter, Promise, Report
from arcadumas.duties.notifications import errands, outward, work_values
from arcadumas.duties.notifications.asked import Asked

CITIZENS = ("verify", "respond", "settle")
# Which clock a text means by {due}: the first of these that still runs.
DUE: dict[str, tuple[str, ...]] = {
    "aduan_baru": ("verify",),
    "aduan_menunggu_verifikasi": ("verify",),
    "aduan_pimpinan": ("respond", "settle"),
    "aduan_dikembalikan": ("respond", "settle"),
    "aduan_berpindah": ("respond", "settle"),
    "aduan_keputusan": ("respond", "settle"),
    "aduan_persetujuan": ("respond", "settle"),
    "aduan_disetujui": ("respond", "settle"),
    "aduan_perbaikan": ("respond", "settle"),
    "aduan_dilanjutkan": ("verify", "dispose", "respond", "settle"),
    "aduan_dibuka_kembali": ("settle",),
    "aduan_tugas": ("respond", "settle"),
    "aduan_alih_tugas": ("respond", "settle"),
    "aduan_mendesak": ("verify", "dispose", "respond", "settle"),
    "aduan_warga_terima": ("verify",),
    "aduan_warga_ditangani": ("settle",),
    "aduan_warga_lengkapi": ("complete_info",),
    "aduan_warga_lanjutan": ("dispose", "respond"),
    "aduan_warga_jawaban_awal": ("settle",),
    "aduan_khusus": ("verify", "dispose", "accept", "respond", "settle"),
}


def gather(asked: Asked, names: Sequence[str]) -> dict[str, str]:
    """The named values; `given` goes before what is found here."""
    known = asked.given or {}
    return {name: known[name] if name in known else VALUES[name](asked) for name in names}


# -- The report --------------------------------------------------------------------------------------------------------
def _post(asked: Asked) -> str:
    return asked.holder.title if asked.holder else ""


def _code(asked: Asked) -> str:
    if asked.stem == "aduan_warga_lanjutan":
        return str(getattr(asked.case.facts, "code", "")) or asked.case.report.code
    whole = asked.case.report.part_of
    return whole.code if whole and asked.holder is None else asked.case.report.code


def _subject(asked: Asked) -> str:
    """The bare kind, and for an open report its topic, unless the topic is a sensitive one."""
    report = asked.case.report
    kind = asked.label("kind", report.kind)
    category = report.category
    if not report.is_open or category is None or category.is_sensitive:
        return kind
    return f"{kind} ({category.name_en if asked.language == 'en' else category.name_id})"


def _channel(asked: Asked) -> str:
    report = asked.case.report
    return asked.label("channel", report.source if report.is_open else "official")


def _unit(asked: Asked) -> str:
    """To the reporter the unit is named only when the report is open; to a body outside it is the one that asks."""
    if asked.case.invitation:
        return asked.case.invitation.unit.name
    if asked.holder is None and not asked.case.report.is_open:
        return asked.label("unit", "in_charge")
    named = asked.case.report.named_unit
    if asked.stem == "aduan_menunggu_verifikasi" and named:
        return named.name
    return asked.case.office.name if asked.case.office else asked.label("unit", "in_charge")


def _suggested_unit(asked: Asked) -> str:
    named = asked.case.report.named_unit
    return named.name if named else ""


def _standing(asked: Asked) -> str:
    if asked.stem == "aduan_instruksi_kabar":
        return asked.label("instruction", asked.case.event.kind)
    return asked.label("standing", asked.case.report.state)


def _number(asked: Asked) -> str:
    return asked.case.instruction.number if asked.case.instruction else ""


def _reports(asked: Asked) -> list[Report]:
    """Those of the instruction, without what complains of whom it is told to and what has become a whistleblower's."""
    case, to = asked.case, asked.holder
    if case.instruction is None:
        return [case.report]
    found = (one for one in case.instruction.reports.all() if not one.is_whistleblowing or one == case.report)
    return sorted((one for one in found if to is None or not case.names(to, one.about.all())), key=lambda one: one.code)


def _codes(asked: Asked) -> str:
    """Of what is special nothing but that it is there."""
    special = asked.label("special", "title")
    return ", ".join(
        special if errands.is_special(one, has_about=bool(one.about.all())) else one.code for one in _reports(asked)
    )


def _indicator(asked: Asked) -> str:
    return mask(asked.case.instruction.indicator) if asked.case.instruction else ""


def _new_code(asked: Asked) -> str:
    return asked.case.report.code


def _hops(asked: Asked) -> str:
    return str(getattr(asked.case.facts, "hops", asked.case.report.hops))


def _hop_list(asked: Asked) -> str:
    offices = asked.case.roster.offices
    return ", ".join(offices[each.unit_id].name for each in asked.case.dispositions if each.state == "returned")


def _story_short(asked: Asked) -> str:
    lines = (f"{asked.label('story', kind)} {moments.short_day(at, asked.language)}" for kind, at in asked.case.story)
    return ", ".join(lines)


# -- Clocks ------------------------------------------------------------------------------------------------------------
def clock(asked: Asked) -> Promise | None:
    """The promise that the text means by {due} and {step}."""
    number = getattr(asked.case.facts, "promise", 0)
    if number:
        return next((each for each in asked.case.promises if each.pk == number), None)
    by_stem = asked.case.promise(*DUE.get(asked.stem, CITIZENS)) or asked.case.promise(*CITIZENS)
    return work_values.of_part(asked) or by_stem


def _due_at(asked: Asked) -> datetime | None:
    if asked.case.task is not None and asked.case.task.due_on is not None:
        return moments.end_of_day(asked.case.task.due_on)
    if asked.case.invitation is not None:
        return asked.case.invitation.expires_at
    if asked.stem == "aduan_selisih_sp4n":  # no promise: the working day after it was seen
        return workdays.due_at(asked.case.event.at, 1, CountedIn.WORKING_DAYS, rules.current().calendar)
    promise = clock(asked)
    return promise.due_at if promise else None


def _count(asked: Asked) -> str:
    """How many reports stand in the group beside this one, or how many an instruction is about."""
    return str(getattr(asked.case.facts, "count", 0) or len(_reports(asked)))


def _sp4n_status(asked: Asked) -> str:
    return str(getattr(asked.case.facts, "status", ""))


def _answer_due_at(asked: Asked) -> datetime | None:
    if asked.stem == "aduan_warga_gabung" and (due := getattr(asked.case.facts, "due_at", "")):
        return datetime.fromisoformat(due)
    unit_id = asked.case.office.id if asked.case.office else None
    own = asked.case.promise("respond", unit_id=unit_id) if unit_id and asked.holder else None
    promise = own or asked.case.promise("respond", "settle")
    return promise.due_at if promise else None


def _of_unit(asked: Asked, step: str) -> datetime | None:
    unit_id = asked.case.office.id if asked.case.office else None
    promise = asked.case.promise(step, unit_id=unit_id) or asked.case.promise(step)
    return promise.due_at if promise else None


def _decide_due_at(asked: Asked) -> datetime | None:
    promise = asked.case.promise("dispose")
    return promise.due_at if promise else None


def _confirm_due_at(asked: Asked) -> datetime | None:
    """Until when the reporter's word is awaited; for one closed without an answer, as long from that moment on."""
    promise = asked.case.promise("reporter_reply")
    if promise:
        return promise.due_at
    report, at = asked.case.report, asked.case.event.at
    due = rules.due("reporter_reply", report.report_class, at)
    return due.due_at if due else at


def _step(asked: Asked) -> str:
    promise = clock(asked)
    return asked.label("step", promise.step if promise else "settle")


def _over(asked: Asked) -> str:
    """How late."""
    event = asked.case.event
    return work_values.span(_due_at(asked) or event.at, event.at, asked.language)


def _next_at(asked: Asked) -> str:
    """When the next rung follows; on the last one, four working hours on."""
    if planned := str(getattr(asked.case.facts, "next_at", "")):
        return asked.moment(datetime.fromisoformat(planned))
    calendar = rules.current().calendar
    return asked.moment(workdays.due_at(asked.case.event.at, 4, CountedIn.WORKING_HOURS, calendar))


def _left(asked: Asked) -> str:
    """What is left until it falls due: whole working days, below one in working hours, at least one."""
    due, at = _due_at(asked) or asked.case.event.at, asked.case.event.at
    now = rules.current()
    if (days := now.working_days_between(at, due)) > 0:
        return moments.span_words(days, "working_days", asked.language)
    hours = max(1, round(now.working_time_between(at, due) / timedelta(hours=1)))
    return moments.span_words(hours, "working_hours", asked.language)


def _main_post(asked: Asked) -> str:
    """The post that should have acted: whoever took the report, else the unit's admin."""
    case, roster = asked.case, asked.case.roster
    taker = roster.by_post.get(case.disposition.accepted_by_id or 0) if case.disposition else None
    unit_id = case.office.id if case.office else None
    return (taker or next(iter(roster.team(unit_id)), None) or asked.holder).title  # type: ignore[union-attr]


def _told_with_times(asked: Asked) -> str:
    """The rungs climbed before, each with its moment."""
    number = getattr(asked.case.facts, "promise", 0)
    lines = Event.objects.filter(report=asked.case.report, kind="rung_climbed", facts__promise=number)
    before = lines.filter(seq__lt=asked.case.event.seq, facts__is_repeat=False).order_by("seq")
    said = [(asked.label("rung", event.facts["audience"]), moments.short(event.at, asked.language)) for event in before]
    return ", ".join(f"{who} ({at})" for who, at in said)


def _told_level(asked: Asked) -> str:
    """Before whom the delay was brought: the audience of this rung."""
    return asked.label("told_level", str(getattr(asked.case.facts, "audience", "") or "none"))


def _days(asked: Asked) -> str:
    promise = asked.case.promise("reporter_reply")
    return str(promise.amount or 10) if promise else "10"


# -- Who and why -------------------------------------------------------------------------------------------------------
def _by(asked: Asked) -> str:
    event = asked.case.event
    return event.post_title or asked.label("actor", "reporter" if event.actor == "reporter" else "house")


def _drafter(asked: Asked) -> str:
    """The post of whoever drafted the answer."""
    response, office = asked.case.response, asked.case.office
    if response is None:
        return _by(asked)
    found = (each.title for each in asked.case.roster.holders if each.person_id == response.by_id)
    return next(found, office.name if office else _by(asked))


def _also_post(asked: Asked) -> str:
    above = asked.case.roster.level_above(asked.case.office.id if asked.case.office else None)
    return above[0].title if above else asked.label("post", "leader")


def _told_posts(asked: Asked) -> str:
    return ", ".join(title for title in asked.told if title != _post(asked))


def _cause(asked: Asked) -> str:
    facts, event = asked.case.facts, asked.case.event
    return asked.label("cause", asked.cause or str(getattr(facts, "cause", "")) or event.kind) or asked.label(
        "cause", event.kind
    )


def _reason(asked: Asked) -> str:
    """From the closed list; else where it can be read."""
    returned = asked.case.returned if asked.stem == "aduan_warga_dialihkan" else None
    facts = asked.case.facts
    key = returned.return_cause if returned else str(getattr(facts, "cause", "") or getattr(facts, "reason", ""))
    otherwise = "because_page" if asked.holder is None or asked.stem == "aduan_tambahan_waktu" else "page"
    return asked.label("reason", key) or asked.label("reason", otherwise)


def _decision(asked: Asked) -> str:
    """Of a return, or what became of a task."""
    kind = asked.case.event.kind
    key = kind if kind.startswith("task_") else "refused" if kind == "return_refused" else "granted"
    unit = asked.case.office.name if asked.case.office else ""
    return asked.label("decision", key).format(unit=unit)


def _other_body(asked: Asked) -> str:
    return mask(str(getattr(asked.case.facts, "to", "")))


def _tracking_id(asked: Asked) -> str:
    linked = getattr(asked.case.report, "sp4n", None) if asked.stem == "aduan_selisih_sp4n" else None
    return linked.tracking_id if linked else str(getattr(asked.case.facts, "tracking_id", ""))


# -- For the reporter alone --------------------------------------------------------------------------------------------
def _key(asked: Asked) -> str:
    return identity.secret_of(asked.case.report) if asked.holder is None else ""


def _question(asked: Asked) -> str:
    if asked.holder is not None or not asked.case.report.is_open:
        return ""
    letter = Letter.objects.filter(pk=str(getattr(asked.case.facts, "letter", ""))).first()
    return words.letter_text(letter) if letter else ""


def _answer(asked: Asked) -> str:
    response = asked.case.response
    return mask(response.text) if asked.holder is None and asked.case.report.is_open and response else ""


def _at(asked: Asked) -> str:
    facts: Any = asked.case.facts
    entered = getattr(facts, "entered_at", "") or getattr(facts, "visit_at", "") or getattr(facts, "done_at", "")
    return asked.moment(datetime.fromisoformat(entered) if entered else asked.case.event.at)


VALUES: dict[str, Callable[[Asked], str]] = {
    "post": _post,
    "code": _code,
    "new_code": _new_code,
    "sp4n_status": _sp4n_status,
    "number": _number,
    "count": _count,
    "codes": _codes,
    "indicator": _indicator,
    "subject": _subject,
    "channel": _channel,
    "unit": _unit,
    "suggested_unit": _suggested_unit,
    "standing": _standing,
    "hops": _hops,
    "hop_list": _hop_list,
    "story_short": _story_short,
    "due": lambda asked: asked.moment(_due_at(asked)),
    "due_short": lambda asked: asked.short(_due_at(asked)),
    "answer_due": lambda asked: asked.moment(_answer_due_at(asked)),
    "answer_due_short": lambda asked: asked.short(_answer_due_at(asked)),
    "accept_due": lambda asked: asked.moment(_of_unit(asked, "accept")),
    "return_due": lambda asked: asked.moment(_of_unit(asked, "accept")),
    "decide_due": lambda asked: asked.moment(_decide_due_at(asked)),
    "decide_due_short": lambda asked: asked.short(_decide_due_at(asked)),
    "confirm_due": lambda asked: asked.moment(_confirm_due_at(asked)),
    "at": _at,
    "step": _step,
    "over": _over,
    "next_at": _next_at,
    "left": _left,
    "main_post": _main_post,
    "told_posts_with_times": _told_with_times,
    "told_level": _told_level,
    "days": _days,
    "by": _by,
    "drafter": _drafter,
    "also_post": _also_post,
    "told_posts": _told_posts,
    "cause": _cause,
    "reason": _reason,
    "decision": _decision,
    "closed_by": work_values.closed_by,
    "other_body": _other_body,
    "tracking_id": _tracking_id,
    "key": _key,
    "question_if_open": _question,
    "answer_if_open": _answer,
    **work_values.VALUES,
    "invitation_link": lambda asked: outward.link(asked.case) if isinstance(asked.holder, outward.Outsider) else "",
}


def answer_due(report: Report) -> datetime | None:
    """When the next answer to the reporter is due."""
    owed = Promise.objects.filter(report=report, unit=None, step__in=("respond", "settle"), met_at=None)
    clocks = owed.exclude(state="cancelled")
    return clocks.order_by("step").values_list("due_at", flat=True).first()
