"""A text as its recipient would see it: with the values of a real report that the official may see, or with examples.

Nothing is written, and the reporter's key never stands in a preview."""

from collections.abc import Mapping
from dataclasses import dataclass

from arcadumas.core.handling import visible
from arcadumas.core.handling.visible import Sight
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import cases, matching
from arcadumas.duties.notifications.asked import Asked
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.models import Rule
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.texts import (  # fmt: skip
    EmailText,
    Frame,
    Text,
    WhatsAppText,
    render_email,
    render_whatsapp,
    variables,
)
from arcadumas.duties.notifications.values import VALUES, gather

MOST = 8
HIDDEN = "••••-••••-••••"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`empty`: values that this report has not. Without them WhatsApp carries nothing; a mail drops the sentence."""

    whatsapp: WhatsAppText | None
    mail: EmailText
    empty: tuple[str, ...] = ()


def reports_for(stem: str, *, by: Actor) -> list[Report]:
    """The newest reports of which this text might have told, among those that the official sees. One statement; one more
    for the rules."""
    kinds = _kinds(stem)
    if not kinds:
        return []
    events = Event.objects.filter(kind__in=kinds, report__in=visible.to(by).filter(is_whistleblowing=False, about_officials=False, about__isnull=True))  # fmt: skip
    newest = events.order_by("-at", "-id").select_related("report")[: MOST * 4]
    found = {event.report_id: event.report for event in newest}
    return list(found.values())[:MOST]


def of(text: Text, *, by: Actor, code: str = "") -> Preview:
    """On the report with this code, else with examples. Raises nothing for a report that is not seen: examples."""
    found = _case(text.stem, code, by) if code else None
    if found is None:
        known = variables()
        shown = {name: known[name].examples[text.language] for name in text.variables if name in known}
        return _with({**shown, "key": HIDDEN}, text, is_citizen=text.level == "N3")
    case, rule = found
    recipients = [each for each in matching.recipients(rule, case) if each is not None]
    holder = recipients[0] if recipients else None
    return _with(_values(text, case, rule, holder), text, is_citizen=rule.audience == "reporter", holder=holder)


def _kinds(stem: str) -> list[str]:
    return list(Rule.objects.filter(stem=stem).values_list("event", flat=True).distinct())


def _case(stem: str, code: str, by: Actor) -> tuple[Case, Rule] | None:
    """None also for special reports, of which nothing is told but that there is one, and where nobody would be told."""
    report = visible.to(by).filter(code=code).first()
    rules = list(Rule.objects.filter(stem=stem).order_by("position", "id"))
    if report is None or not rules or visible.sight(report, by, visible.ground(report, by)) != Sight.READ:
        return None
    events = Event.objects.filter(report=report, kind__in={rule.event for rule in rules})
    event = events.select_related("report", *cases.RELATED).order_by("-seq").first()
    if event is None:
        return None
    (case,) = cases.read([event], Roster())
    fitting = [rule for rule in rules if rule.event == event.kind and matching.matches(rule, case)]
    rule = (fitting or [each for each in rules if each.event == event.kind])[0]
    is_told = rule.audience == "reporter" or any(matching.recipients(rule, case))
    return (case, rule) if is_told and not case.is_special else None


def _values(text: Text, case: Case, rule: Rule, holder: Holder | None) -> dict[str, str]:
    asked = Asked(case=case, stem=text.stem, language=text.language, holder=holder, cause=rule.cause, told=())
    names = [name for name in text.variables if name in VALUES and name != "key"]
    return {**gather(asked, names), "key": HIDDEN}


def _with(values: Mapping[str, str], text: Text, *, is_citizen: bool, holder: Holder | None = None) -> Preview:
    known = variables()
    empty = tuple(name for name in text.variables if name in known and not values.get(name))
    shown = {name: values.get(name) or "…" for name in text.parameters}
    own = {"post": holder.title if holder else known["post"].examples[text.language], "expires": "…", "stop_link": "https://…",
           "own_unit": holder.unit_name if holder else known["unit"].examples[text.language]}  # fmt: skip
    frame: Frame = "citizen" if is_citizen else "outside" if text.audience == ("outside",) else "staff"
    links = {button.act: "https://…" for button in text.buttons}
    return Preview(
        whatsapp=render_whatsapp(text, shown) if text.body and shown else None,
        mail=render_email(text, {**own, **values}, frame=frame, links=links),
        empty=empty,
    )
