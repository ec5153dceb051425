"""Signs, moments and form parts. No page draws its own: `{% load signs %}`.

{% icon "veil" %}  {% mark %}  {% wordmark %}
{% due promise now %}  {% due promise now words="left" tag=True label=_("First answer") %}
{% days promise now %}           strip and its sentence; nothing for a clock counted in hours
{% seen "read" at %}  {% seen "failed" at reason=text %}
{% state_sign state label %}  {% state_sign state label turn=True %}
{% privacy report %}             veil "Anonim", lock "Rahasia", from report.visibility
{% errors form %}  {% field form.title %}
{{ clock|own_step }}               the step of a promise, as its reporter reads it
{{ report|standing }}               its state, with who closed it and why
{{ text|chat }}                    WhatsApp's *bold*, links and lines; {{1:code}} of a template reads {code}
{{ at|moment }}  {{ at|day }}  {{ at|short_day }}  {{ at|short_moment }}  {{ at|when }}  {{ at|stamp }}  {{ at|clock }}  {{ 1284|figure }}
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, Form, PasswordInput, RadioSelect
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.core.handling import story
from arcadumas.core.organisation import powers
from arcadumas.core.reports import emergency
from arcadumas.core.reports.models import Promise, Report
from arcadumas.edges.pages import clocks, drawings, dues, panels, signing, strips

register = template.Library()

DELIVERY = {
    "queued": ("clock", "", gettext_lazy("Queued")),
    "claimed": ("send", "", gettext_lazy("Being sent")),
    "sent": ("send", "", gettext_lazy("Sent")),
    "delivered": ("tray", "", gettext_lazy("Delivered")),
    "read": ("eye", "seen-read", gettext_lazy("Read")),
    "failed": ("x", "seen-fail", gettext_lazy("Failed")),
    "uncertain": ("alert", "seen-hold", gettext_lazy("Uncertain")),
    "superseded": ("swap", "seen-hold", gettext_lazy("Superseded")),
}
PRIVACY = {"anonymous": ("veil", gettext_lazy("Anonymous")), "confidential": ("lock", gettext_lazy("Confidential"))}
OWN_STEPS = {"complete_info": gettext_lazy("Your facts"), "reporter_reply": gettext_lazy("Your word")}
BOLD = re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])")
PARAMETER = re.compile(r"\{\{\d+:(\w+)\}\}")
EMPTY = Field.default_error_messages["required"]
SENT_BACK = {"returned", "objected", "reopened"}


# -- Drawings ----------------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon, hidden from screen readers: the word beside it speaks."""
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', drawings.ICONS[name]
    )


@register.simple_tag
def emergency_number() -> str:
    """The one to call when no other is shown, as this process knew it last: a broken page asks no database."""
    return emergency.last_known()[0].number


@register.simple_tag
def mark() -> SafeString:
    return format_html('<svg class="mark" viewBox="0 0 28 32" aria-hidden="true">{}</svg>', mark_safe(drawings.MARK))  # noqa: S308


@register.simple_tag
def wordmark() -> SafeString:
    return format_html(
        '<svg class="wordmark" viewBox="0 0 167.4 30" role="img" aria-label="Arcadumas">{}</svg>',
        mark_safe(drawings.WORDMARK),  # noqa: S308
    )


@register.simple_tag
def government() -> str:
    """The name of the government this installation serves: «Kabupaten Barito Kuala»."""
    return settings.GOVERNMENT


@register.simple_tag
def seat() -> dict[str, str]:
    """The same in two parts: kind «Kabupaten», name «Barito Kuala»."""
    kind, _space, name = settings.GOVERNMENT.partition(" ")
    return {"kind": kind if name else "", "name": name or kind}


@register.simple_tag
def is_demo() -> bool:
    return settings.IS_DEMO


@register.simple_tag
def has_settings(request: HttpRequest) -> bool:
    """Whether the rail shows the settings to whoever asks; no statement where the view has asked who that is."""
    return bool(panels.panels_for(signing.actor(request)))


@register.simple_tag
def may(request: HttpRequest, act: str) -> bool:
    """Whether whoever asks may do this act of POWERS: the rail shows no place that is closed to them."""
    return powers.may(signing.actor(request), act)


# -- Signs -------------------------------------------------------------------------------------------------------------
@register.simple_tag
def due(
    promise: Any, now: datetime | None = None, *, words: str = "date", tag: bool = False, label: str = ""
) -> SafeString:
    """The deadline's sign (clocks.Clock, or anything with its names). `tag` adds the ground: once per page."""
    clock = clocks.read(promise)
    sign = dues.due(clock, now or timezone.now(), words=words)
    at = clock.met_at or clock.due_at
    said = f"{label}: {sign.words}" if label else sign.words
    return format_html(
        '<span class="due due-{}{}"><svg viewBox="0 0 20 20" aria-hidden="true">{}</svg>{}</span>',
        sign.kind,
        " due-tag" if tag else "",
        mark_safe(sign.shape),  # noqa: S308
        time_element(at, said) if at else said,
    )


@register.simple_tag
def days(promise: Any, now: datetime | None = None) -> SafeString | str:
    """The working-day strip and the sentence under it."""
    strip = strips.strip(clocks.read(promise), now or timezone.now())
    if strip is None:
        return ""
    return format_html(
        '<svg class="days" viewBox="0 0 {0} 16" width="{0}" height="16" role="img" aria-label="{1}">{2}</svg><p>{3}</p>',
        f"{strip.width:g}",
        strip.label,
        mark_safe(strip.svg),  # noqa: S308
        strip.sentence,
    )


@register.simple_tag
def seen(state: str, at: datetime | None = None, *, reason: str = "", now: datetime | None = None) -> SafeString:
    """How far a message has come, when, and for a failure why."""
    name, look, word = DELIVERY[state]
    said = f"{word} {time_words(at, now or timezone.now())}" if at else str(word)
    said = f"{said}: {reason}" if reason else said
    look = f" {look}" if look else ""
    return format_html('<span class="seen{}">{}{}</span>', look, icon(name), time_element(at, said) if at else said)


@register.simple_tag
def state_sign(state: str, label: str, *, turn: bool = False) -> SafeString:
    """The state in a quiet frame; `turn` when it is someone's turn on this page; returned and reopened stand out."""
    if state in SENT_BACK:
        return format_html('<span class="state state-back">{}{}</span>', icon("undo"), label)
    if turn:
        return format_html('<span class="state state-open">{}{}</span>', icon("flag"), label)
    return format_html('<span class="state">{}</span>', label)


@register.simple_tag
def privacy(report: Any) -> SafeString:
    """Marks of an anonymous or confidential report; nothing for an open one."""
    chosen: Iterable[str] = report.get("visibility", ()) if isinstance(report, dict) else report.visibility
    found = [PRIVACY[name] for name in PRIVACY if name in chosen]
    return format_html_join(" ", '<span class="mk">{}{}</span>', ((icon(name), word) for name, word in found))


def time_element(at: datetime, said: str) -> SafeString:
    here = moments.local(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', here.isoformat(timespec="seconds"), moments.moment(here, get_language()), said
    )  # fmt: skip


def time_words(at: datetime, now: datetime) -> str:
    """«10.44» today, «Senin 23 Nov» before."""
    is_today = moments.local_date(at) == moments.local_date(now)
    return moments.clock(at, get_language()) if is_today else moments.weekday_day(at, get_language())


# -- Moments and numbers -----------------------------------------------------------------------------------------------
@register.filter
def own_step(clock: Promise) -> str:
    """What is the reporter's own to do is theirs by name; the rest as everybody reads it."""
    return str(OWN_STEPS.get(clock.step, clock.step_label))


@register.filter
def standing(report: Report) -> str:
    """«Ditangani», «Ditutup oleh pelapor», «Ditutup: di luar wewenang»: the state, with who closed it and why."""
    return story.label(report)


@register.filter
def day(at: date | datetime | None) -> str:
    """«Selasa, 24 November 2026»."""
    return moments.day(at, get_language()) if at else ""


@register.filter
def moment(at: datetime | None) -> str:
    """«Selasa, 24 November 2026 pukul 14.05 WITA»."""
    return moments.moment(at, get_language()) if at else ""


@register.filter
def short_day(at: date | datetime | None) -> str:
    """«24 Nov 2026»."""
    return moments.short_day(at, get_language()) if at else ""


@register.filter
def short_moment(at: datetime | None) -> str:
    """«24 Nov 2026, 14.05»."""
    return moments.short(at, get_language()) if at else ""


@register.filter
def stamp(at: datetime | None) -> str:
    """«Selasa 24 Nov, 14.05»."""
    return moments.stamp(at, get_language()) if at else ""


@register.filter
def clock(at: datetime | None) -> str:
    """«14.05»."""
    return moments.clock(at, get_language()) if at else ""


@register.filter
def when(at: date | datetime | None, now: datetime | None = None) -> str:
    """«Hari ini, Selasa 24 November»."""
    return moments.near(at, now or timezone.now(), get_language()) if at else ""


@register.filter
def lasting(span: timedelta | None) -> str:
    """«3 jam 10 menit»."""
    return moments.lasting(span, get_language()) if span is not None else ""


@register.filter
def figure(value: float | None) -> str:
    """«1.284»; a dash-less blank for what is not known."""
    return "" if value is None else moments.number(value, get_language(), 0 if value == int(value) else 1)


# -- Words of a message ------------------------------------------------------------------------------------------------
@register.filter
def chat(text: str) -> SafeString:
    """WhatsApp's *bold*, links and lines; everything else escaped."""
    plain = PARAMETER.sub(r"{\1}", text)
    safe = urlize(conditional_escape(plain), nofollow=True)
    return linebreaksbr(mark_safe(BOLD.sub(r"<b>\1</b>", safe)))  # noqa: S308 -- escaped above


# -- Forms -------------------------------------------------------------------------------------------------------------
@register.inclusion_tag("parts/errors.html")
def errors(form: Form) -> dict[str, Any]:
    """The summary of what must be mended: first on the page, linked to the fields in order. A sentence that does not say
    which field it means has the field's name before it. A password is not kept."""
    found = [(bound, str(message)) for bound in form if not bound.is_hidden for message in bound.errors]
    alike = Counter(message for _bound, message in found)
    bad = [
        (target(bound), f"{bound.label}: {message}" if alike[message] > 1 or message == str(EMPTY) else message)
        for bound, message in found
    ]
    is_kept = not any(isinstance(field.widget, PasswordInput) for field in form.fields.values())
    return {"bad": bad, "general": list(form.non_field_errors()), "is_kept": is_kept}


def target(bound: BoundField) -> str:
    """The id to jump to: the control, or the first of its choices."""
    is_set = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if is_set else bound.auto_id


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, kind: str = "", *, may_be_empty: bool = True) -> dict[str, Any]:
    """Label, hint, error and control of one field; choices become whole-row targets.

    `may_be_empty`: False where the form asks for a field by itself, so that its label must not say otherwise."""
    widget = bound.field.widget
    shape = "set" if isinstance(widget, RadioSelect | CheckboxSelectMultiple) else "box"
    if isinstance(widget, CheckboxInput):
        shape = "tick"
    described = [f"{bound.auto_id}-h"] if bound.help_text else []
    described += [f"{bound.auto_id}-e"] if bound.errors else []
    is_chosen = isinstance(widget, RadioSelect) and bool(bound.value())  # nobody can empty it again
    attrs = {"class": f"in {kind}".strip(), "aria-describedby": " ".join(described) or None}
    return {
        "bound": bound,
        "shape": shape,
        "control": bound.as_widget(attrs={k: v for k, v in attrs.items() if v}) if shape == "box" else "",
        "described": " ".join(described),
        "optional": "" if bound.field.required or is_chosen or not may_be_empty else _("(may be left empty)"),
    }
