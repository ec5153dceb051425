"""Who hears what: the rules of the notices, grouped by what happened; one rule with its form and its past."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications import adding, ruling, saying, vital
from arcadumas.duties.notifications.models import Rule
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.settings.notice_forms import RuleForm, initial, topic_choices, topic_ticks
from arcadumas.edges.pages.signing import actor, power_required

LOOKS = (
    ("", gettext_lazy("All")), ("kepala-daerah", gettext_lazy("Regional head")), ("pelapor", gettext_lazy("Reporter")),
    ("berubah", gettext_lazy("Changed")), ("tambahan", gettext_lazy("Added")), ("mati", gettext_lazy("Switched off")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """A rule as the list shows it."""

    rule: Rule
    who: str
    ways: str
    urgency: str
    conditions: list[str]
    is_needed: bool
    changed: Entry | None


@power_required("rules")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`?lihat=` narrows the list. Three statements, however many rules."""
    look = request.GET.get("lihat", "")
    rules = sorted(Rule.objects.all(), key=_place)
    shown = [rule for rule in rules if _is_looked_for(rule, look)]
    lines = list(_lines(shown, rules, dict(topic_choices())))
    groups = [(saying.event(kind), list(group)) for kind, group in groupby(lines, key=lambda line: line.rule.event)]
    return render(request, "settings/notice_rules.html", {"groups": groups, "looks": LOOKS, "look": look})


def _place(rule: Rule) -> tuple[int, str, int, int]:
    kinds = list(saying.EVENTS)
    return kinds.index(rule.event) if rule.event in kinds else len(kinds), rule.event, rule.position, rule.pk


def _is_looked_for(rule: Rule, look: str) -> bool:
    return {
        "kepala-daerah": rule.audience == "regional_head", "pelapor": rule.audience == "reporter",
        "berubah": rule.revision > 0 and not ruling.is_as_shipped(rule), "mati": not rule.is_active,
        "tambahan": adding.is_own(rule),
    }.get(look, True)  # fmt: skip


def _lines(shown: Iterable[Rule], rules: Iterable[Rule], topics: Mapping[str, str]) -> Iterator[Line]:
    shown, rules = list(shown), list(rules)
    changed = ruling.newest(shown)
    for rule in shown:
        alike = [each for each in rules if each.event == rule.event]
        yield Line(
            rule=rule, who=saying.audience(rule.audience), ways=saying.ways(rule), urgency=saying.urgency(rule),
            conditions=saying.conditions(rule, topics), is_needed=bool(vital.only_by(rule, alike)),
            changed=changed.get(rule.key),
        )  # fmt: skip


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    rule = get_object_or_404(Rule, key=key)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial(rule))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = refused(form, lambda: ruling.change(key, by=actor(request), revision=form.cleaned_data["revision"], values=form.values()))  # fmt: skip
        if not status:
            messages.success(request, _("Saved. It holds from the next event on; what has been told stays told."))
            return SeeOther(reverse("settings-notice-rule", args=[key]))
    return page(request, rule, form, status)


@power_required("rules")
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    return _restored(request, key, ruling.undo)


@power_required("rules")
@require_POST
def put_back(request: HttpRequest, key: str) -> HttpResponse:
    return _restored(request, key, ruling.put_back)


def _restored(request: HttpRequest, key: str, verb: Any) -> HttpResponse:
    """The whole form is shown again when it is refused, with the reason above it."""
    rule = get_object_or_404(Rule, key=key)
    form = RuleForm(initial(rule))
    form.is_valid()
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isdecimal() else -1
    status = refused(form, lambda: verb(key, by=actor(request), revision=revision))
    if status:
        return page(request, rule, form, status)
    messages.success(request, _("The rule is as it was before. That too is written down, and can be undone."))
    return SeeOther(reverse("settings-notice-rule", args=[key]))


def page(request: HttpRequest, rule: Rule, form: RuleForm, status: int) -> HttpResponse:
    alike, topics = list(Rule.objects.filter(event=rule.event)), dict(topic_choices())
    return render(request, "settings/notice_rule.html", {
        "rule": rule, "form": form, "event": saying.event(rule.event), "who": saying.audience(rule.audience),
        "ways": saying.ways(rule), "urgency": saying.urgency(rule), "conditions": saying.conditions(rule, topics),
        "needed": [each.says for each in vital.only_by(rule, alike)], "history": list(_history(rule, form, topics)),
        "is_own": adding.is_own(rule), "origin": adding.origin(rule) if adding.is_own(rule) else None,
        "is_shipped": ruling.shipped(rule.key) is not None, "is_as_shipped": ruling.is_as_shipped(rule),
        "plain": [form[name] for name in PLAIN], "reports": [form[name] for name in REPORTS], "topics": topic_ticks(form["categories"]), "hours": [form[name] for name in HOURS],
    }, status=status)  # fmt: skip


PLAIN = ("is_active", "channels", "mode", "minutes", "urgency", "is_firm")
REPORTS = ("only_urgent", "classes")
HOURS = ("weekdays", "only_working_days", "from_time", "to_time", "after_days", "outside")


def _history(rule: Rule, form: Form, topics: Mapping[str, str]) -> Iterator[tuple[Entry, list[tuple[Any, str, str]]]]:
    """Each change with its fields: label, before, after."""
    for entry in ruling.changes(rule.key):
        names = [name for name in ruling.CHANGEABLE if name in entry.facts]
        yield entry, [_changed(form, name, entry.facts[name], topics) for name in names]


def _changed(form: Form, name: str, pair: list[Any], topics: Mapping[str, str]) -> tuple[Any, str, str]:
    before, after = (_said(form, name, value, topics) for value in pair)
    return form[name].label, before, after


def _said(form: Form, name: str, value: Any, topics: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == []:
        return _("nothing set")
    known = topics if name == "categories" else dict(getattr(form.fields[name], "choices", ()))
    parts = value if isinstance(value, list) else [value]
    return ", ".join(str(known.get(str(part), part)) for part in parts)
