"""The case: what is so and whose turn it is, the words, the story, the clocks, and the acts of this officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from arcadumas.base import codes
from arcadumas.base.refusals import Refusal, Stale, Unfit
from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import ReportClass, Step
from arcadumas.core.handling import (
    complain,
    contributions,
    follow_up,
    instruct,
    presence,
    similar,
    story,
    thin,
    turn,
    versions,
)
from arcadumas.core.handling.disclose import note_reading
from arcadumas.core.handling.dispose import mark_seen
from arcadumas.core.handling.folder import Folder, open_folder
from arcadumas.core.handling.kin import kin_of
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.visible import WIDE, Sight
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import attachments, following, words
from arcadumas.core.reports.categories import label as category_label
from arcadumas.core.reports.models import Promise, Report
from arcadumas.edges.pages.clocks import clock_of
from arcadumas.edges.pages.desk import copies, hints, ready, rows, tasks, told
from arcadumas.edges.pages.desk.acts import BY_NAME, Act
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.signing import actor

# The act that ends a turn: the first of these that is offered is the page's one primary act.
ENDS = {"rule": ("rule", "dispose"), "draft": ("respond", "draft"), "redraft": ("draft", "respond"), "send": ("respond", "draft")}  # fmt: skip
BESIDE = {"accept": ("return",), "approve": ("reject",), "verify": ("question", "archive"), "dispose": ("question",),
          "respond": ("draft", "question"), "draft": ("question",), "rule": ("dispose",)}  # fmt: skip
READ_FIRST = ("verify", "dispose", "rule")  # judged by what the report says, so its words stand before the form
STEPS = {
    "verify": "verify",
    "dispose": "dispose",
    "rule": "dispose",
    "accept": "accept",
    "approve": "approve",
    "draft": "respond",
    "send": "respond",
}
OF_INSTRUCTIONS = ("accept_instruction", "finish_instruction")
IN_SP4N = ("sp4n_settle", "sp4n_link", "sp4n_answer")


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An act that was refused: its form with every typed word, and why. `is_begun`: nothing was sent yet, a ready text was
    put into its form."""

    act: Act
    form: Any
    refusal: Refusal | None = None
    doubts: Sequence[Any] = ()
    is_begun: bool = False

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Label and words of every box that was written in."""
        boxes = [bound for bound in self.form if not bound.is_hidden and isinstance(bound.field.widget, Textarea)]
        return [(str(bound.label), bound.value()) for bound in boxes if bound.value()]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An act with its form, ready to show; `tried` when it is the one that was just refused. `form` None: it is fetched when
    it is opened, for most officers never open it."""

    act: Act
    form: Any = None
    tried: bool = False
    is_open: bool = False


def page(request: HttpRequest, code: str, *, tried: Tried | None = None, status: int = 200) -> HttpResponse:
    """Raises Unseen. The first opening by a post of the holding unit is kept as a fact; nothing else changes."""
    who, now = actor(request), timezone.now()
    folder = open_folder(code, by=who)
    if fresh := folder.unopened_by(who):
        mark_seen(folder.report.pk, unit_id=fresh.unit_id, at=now)
    note_reading(folder.report, by=who, here=folder.here, sight=folder.sight)
    template = "desk/returned.html" if folder.sight == Sight.RETURNED else "desk/case.html"
    return render(request, template, context(folder, who, now, tried, request.GET), status=status)


def address(code: str) -> str:
    return reverse("desk-case", args=[codes.read_code(code) or code])


def context(folder: Folder, who: Actor, now: datetime, tried: Tried | None, picked: Mapping[str, str]) -> dict[str, Any]:  # fmt: skip
    report = folder.report
    lines = story.lines(report, for_staff=True, sight=folder.sight, reader=who)
    known = frame(who) | {"folder": folder, "report": report, "now": now, "lines": lines, "tried": tried}
    if folder.sight == Sight.RETURNED:
        return known | {"why": why(tried, []), "lost": tried}
    clocks = clocks_of(folder.promises, now)
    next_ = next_of(clocks, folder, who)
    acts = acts_of(folder, who, reporters_limit(clocks), tried, opened=picked.get("buka", ""))
    return known | acts | _ready(folder, who, acts, picked) | _hints(folder, acts["primary"], picked) | {
        "clocks": clocks, "next": next_, "changes": changes(lines, tried), "label": story.label(report),
        **_words(folder), "photos": attachments.of(report) if folder.is_read else [],
        "onlookers": presence.beat(report, by=who, at=now), "tasks": tasks.panel(folder, who, now), "invitations": tasks.outside(folder, who, now), "shares": contributions.shares(report, folder.dispositions) if folder.is_read else [],
        "kept": [each for each in clocks if each["is_over"] and not each["is_cancelled"]], "facts": facts_of(folder, who), "linked": linked(folder, who), "presence": opened(folder.dispositions),
        "instructions": instruct.of_report(report, reader=who, is_read=folder.is_read) if folder.instructions else [],
        **draft_of(folder, who),
        **told.panel(folder, who, now), **_kin(folder, who), "may_merge": "merge" in offers(folder, who), "may_relate": powers.may(who, "relate", at=folder.here), "similar": similar.similar(report, by=who),
    }  # fmt: skip


def _kin(folder: Folder, who: Actor) -> dict[str, Any]:
    """With how many others have met with it: of a main report also those who said so of what is joined to it."""
    kin = kin_of(folder.report, by=who)
    joined = following.number_of([folder.report, *kin.joined]) if kin.joined else folder.there["followers"]
    return {"kin": kin, "followers": joined}


def _words(folder: Folder) -> dict[str, str]:
    if not folder.is_read:
        return {"title": "", "body": "", "copy": ""}
    title, body = words.title(folder.report), words.body(folder.report)
    return {"title": title, "body": body, "copy": copies.of_report(folder.report, title=title, body=body)}


def _ready(folder: Folder, who: Actor, acts: Mapping[str, Any], picked: Mapping[str, str]) -> dict[str, Any]:
    """The ready texts, and the one of `?siap=` in the box. Forms that are fetched later bring their own."""
    forms = {one.act.name: one.form for one in (acts["primary"], *acts["beside"], *acts["rest"]) if one}
    found = ready.beside(forms, folder, by=who)
    ready.insert(picked.get("siap", ""), found, forms)
    return {"ready": found}


def _hints(folder: Folder, primary: Offer | None, picked: Mapping[str, str]) -> dict[str, Any]:
    return hints.panel(folder, primary.act.name, primary.form, picked) if primary else {}


def draft_of(folder: Folder, who: Actor) -> dict[str, Any]:
    """What changed since the version that was sent back; to who may approve, what is thin about the draft."""
    draft = folder.draft
    if draft is None or not folder.is_read:
        return {}
    found: dict[str, Any] = {}
    if folder.rejected and draft.state != Response.State.REJECTED:
        found["diff"] = versions.compare(folder.rejected.text, draft.text)
    if draft.state == Response.State.DRAFTED and powers.may(who, "approve", at=folder.here):
        found["draft_doubts"] = thin.doubts(folder.report, draft.text, unit=draft.unit)
    return found


def is_theirs(promise: Promise, who: Actor) -> bool:
    """The citizen's clocks are everyone's; a unit's are its own and those of the posts that watch over all."""
    return promise.unit_id is None or who.has(*WIDE) or promise.unit_id in who.unit_ids


def next_of(clocks: list[dict[str, Any]], folder: Folder, who: Actor) -> dict[str, Any] | None:
    """The clock that matters now: what falls due first for this officer; of two at one moment, that of the turn."""
    step = STEPS.get(turn.whose(folder).act, "")
    own = [each for each in clocks if not each["is_over"] and is_theirs(each["promise"], who)]
    return min(own, key=lambda each: (each["promise"].due_at, each["promise"].step != step), default=None)


def reporters_limit(clocks: list[dict[str, Any]]) -> datetime | None:
    """Until when the reporter may speak, where it is the reporter's turn."""
    own = (
        each for each in clocks if each["promise"].step in ("complete_info", "reporter_reply") and not each["is_over"]
    )
    return next((each["promise"].due_at for each in own), None)


def acts_of(folder: Folder, who: Actor, until: datetime | None, tried: Tried | None, opened: str) -> dict[str, Any]:
    """The opening sentence, the one primary act, those beside it, and the rest. `opened`: the noun of an act whose form was
    asked for with the page. It is nobody's turn who does not read it."""
    names = [name for name in offers(folder, who) if name in BY_NAME]
    whose = turn.whose(folder)
    primary = next((name for name in ENDS.get(whose.act, (whose.act,)) if folder.is_read and name in names), "")
    is_mine = bool(primary)
    primary = primary or next((name for name in (*OF_INSTRUCTIONS, *IN_SP4N) if name in names), "")
    beside = [
        name
        for name in (*BESIDE.get(primary, ()), *OF_INSTRUCTIONS, "sp4n_settle")
        if name in names and name != primary
    ]
    rest = [name for name in names if name not in (primary, "note", *beside)]
    spoken = [name for name in rest if BY_NAME[name].for_reporter and folder.here.is_typed_in]
    shown = {
        name: offer(BY_NAME[name], folder, who, tried, opened, later=name not in (primary, "note")) for name in names
    }
    lost = tried if tried and tried.act.name not in shown else None
    return {
        "sentence": turn.sentence(whose, folder, is_mine=is_mine, until=until), "is_mine": is_mine,
        "primary": shown.get(primary), "words_first": primary in READ_FIRST, "beside": [shown[name] for name in beside], "rest": [shown[name] for name in rest if name not in spoken],
        "spoken": [shown[name] for name in spoken],
        "note": shown.get("note"), "lost": lost, "why": why(tried, [one.act.title for one in shown.values()]),
    }  # fmt: skip


def why(tried: Tried | None, titles: Sequence[Any]) -> str:
    """The refusal in words; "" where the form itself says it. The acts now possible are named as the page's buttons are."""
    if tried is None or tried.refusal is None or isinstance(tried.refusal, Unfit):
        return ""
    return str(tried.refusal.text).format(**{**tried.refusal.values, "acts": ", ".join(map(str, titles)) or "–"})


def offer(act: Act, folder: Folder, who: Actor, tried: Tried | None, opened: str, *, later: bool) -> Offer:
    if tried and tried.act is act:
        return Offer(act=act, form=tried.form, tried=not tried.is_begun, is_open=True)
    if later and opened != act.noun:
        return Offer(act=act)
    return Offer(act=act, form=form_for(act, folder, who), is_open=opened == act.noun)


def part(request: HttpRequest, code: str, act: Act) -> HttpResponse | None:
    """The form of one act by itself, for a page that shows the version `?versi=`; None where it is not offered now. Raises
    Unseen."""
    who = actor(request)
    folder = open_folder(code, by=who)
    if act.name not in offers(folder, who):
        return None
    form = form_for(act, folder, who)
    if (version := request.GET.get("versi", "")).isdecimal():
        form.initial["version"] = int(version[:9])
    report, forms = folder.report, {act.name: form}
    known: dict[str, Any] = {"folder": folder, "report": report, "offer": Offer(act=act, form=form)}
    known["ready"] = ready.beside(forms, folder, by=who)
    ready.insert(request.GET.get("siap", ""), known["ready"], forms)
    if folder.is_read:
        note_reading(report, by=who, here=folder.here, sight=folder.sight, is_anew=False)
        known |= {"title": words.title(report), "body": words.body(report)}
    return render(request, "desk/act_form.html", known)


def form_for(act: Act, folder: Folder, who: Actor, data: Any = None, files: Any = None) -> Any:
    """Bound when there is data; each act's controls have ids of their own, for they share one page."""
    form = act.form(data, files, initial={"version": folder.report.version}, auto_id=f"{act.noun}-%s")
    form.fill(folder, who)
    return form


def clocks_of(found: Sequence[Promise], now: datetime) -> list[dict[str, Any]]:
    """Every promise with its sign: running ones by what falls due, then kept ones, then cancelled ones."""
    calendar = rules.current()
    order = {Promise.State.RUNNING: 0, Promise.State.BROKEN: 0, Promise.State.PAUSED: 0, Promise.State.CANCELLED: 2}

    def rank(promise: Promise) -> int:
        return 1 if promise.met_at else order.get(Promise.State(promise.state), 1)

    return [
        {"promise": promise, "clock": clock_of(promise, now, calendar=calendar), "step": Step(promise.step).label,
         "is_over": rank(promise) > 0, "is_cancelled": rank(promise) == 2}
        for promise in sorted(found, key=rank)
    ]  # fmt: skip


def changes(lines: Sequence[story.Line], tried: Tried | None) -> list[story.Line]:
    """What happened since the officer opened the page, when that is why the act was refused."""
    if tried is None or not isinstance(tried.refusal, Stale):
        return []
    since = {event.seq for event in tried.refusal.changes}
    return [line for line in lines if line.seq in since]


def facts_of(folder: Folder, who: Actor) -> list[tuple[str, str]]:
    report = folder.report
    lead = folder.lead
    held = lead.unit.name if lead and lead.state in Disposition.LIVE else _("The front desk")
    helped = (one for one in folder.dispositions if one.role == "support" and one.state in Disposition.LIVE)
    helping = dict.fromkeys(one.unit.name for one in helped)
    found = [
        (_("With"), held),
        (_("Helping"), ", ".join(helping)),
        (_("Class"), str(ReportClass(report.report_class).label)),
        *(_about_what(report) if folder.is_read else ()),
        (_("Came in by"), capfirst(report.get_source_display())),
        (_("Unit named by the reporter"), report.named_unit.name if report.named_unit else ""),
        (_("Complains of"), _named(folder, who)),
        (_("Changes of hands"), str(report.hops) if report.hops else ""),
    ]
    return [(name, value) for name, value in found if value]


def _about_what(report: Report) -> list[tuple[str, str]]:
    place = rows.area_name(report.area) if report.area else ""
    return [
        (_("Category"), category_label(report.category)),
        (_("Place"), "; ".join(part for part in (place, report.place_text) if part)),
    ]


def linked(folder: Folder, who: Actor) -> list[tuple[str, str]]:
    """What it carries on and what carries it on, as far as this officer sees them."""
    found = follow_up.linked_in_sight(folder.report, by=who)
    return [(_("Carried on by") if newer else _("Follow-up of"), code) for code, newer in found]


def _named(folder: Folder, who: Actor) -> str:
    """For those who may name them: whom the report complains of."""
    if not folder.there.get("about") or not powers.may(who, "mark_oversight", at=folder.here):
        return ""
    return "; ".join(map(complain.label, complain.named(folder.report)))


def opened(dispositions: Sequence[Disposition]) -> list[Disposition]:
    return [one for one in dispositions if one.state in Disposition.LIVE]
