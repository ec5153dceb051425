"""The form of a rule: who is told how, when, and of which reports. It reads input and judges nothing."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.deadlines.models import ReportClass
from arcadumas.core.reports import categories
from arcadumas.core.reports.models import Category
from arcadumas.duties.notifications import adding, ruling, saying
from arcadumas.duties.notifications.models import Channel, Mode, Rule, Urgency, Words

Choices = list[tuple[str, Any]]
CHANNELS: Choices = [(Channel.WHATSAPP, "WhatsApp"), (Channel.EMAIL, _("E-mail"))]
MODES: Choices = [
    (Mode.BOTH, _("Both at once")),
    (Mode.FIRST_THEN, _("WhatsApp first, then e-mail when it has not arrived")),
]
URGENCIES: Choices = [
    (Urgency.NORMAL, _("Ordinary: waits for quiet hours to end")),
    (Urgency.URGENT, _("Urgent: at any hour, by every channel")),
    (Urgency.DIGEST, _("With the morning digest")),
]


def _ticks(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **more)


def _hour(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


class RuleForm(forms.Form):
    """`revision` is the rule's as it was shown: a change of somebody else's in between is told (412)."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=_("This rule is on"), required=False)
    channels = forms.MultipleChoiceField(
        label=_("By which channels"), choices=CHANNELS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("No channel is ticked. Tick one at least, or switch the rule off.")},
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("In which order"), choices=MODES, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Minutes until the other channel"), help_text=_("Counts only for “WhatsApp first”.")
    )
    urgency = forms.ChoiceField(label=_("How urgent"), choices=URGENCIES, widget=forms.RadioSelect)
    is_firm = forms.BooleanField(
        label=_("By all these channels, whatever the recipient prefers"), required=False,
        help_text=_("Without the tick officers may leave out a channel for themselves."),
    )  # fmt: skip
    only_urgent = forms.BooleanField(label=_("Only of urgent reports"), required=False)
    classes = _ticks(_("Only of these classes"), choices=ReportClass.choices, help_text=_("None ticked: every class."))
    categories = _ticks(_("Only of these topics"), help_text=_("None ticked: every topic."))
    weekdays = _ticks(_("Only on these days"), help_text=_("None ticked: every day."))
    only_working_days = forms.BooleanField(
        label=_("Only on working days"), required=False, help_text=_("Not on holidays either.")
    )
    from_time = _hour(_("Only from this hour on"), help_text=_("For example 16:00. Empty: from midnight."))
    to_time = _hour(_("and until"), help_text=_("Empty: to midnight. An earlier hour means the next day."))
    after_days = forms.IntegerField(
        label=_("Or when so many working days have passed"),
        help_text=_("0: no waiting. With hours above, whichever comes first counts."),
    )
    outside = forms.ChoiceField(
        label=_("Outside these days and hours"), choices=Rule.Outside.choices, widget=forms.RadioSelect
    )

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        days = moments.WEEKDAYS[moments.known(get_language())]
        fields: dict[str, Any] = self.fields
        fields["weekdays"].choices = [(str(number), name) for number, name in enumerate(days, 1)]
        fields["categories"].choices = list(topic_choices())

    def values(self) -> dict[str, Any]:
        """As ruling.CHANGEABLE: every channel is the same as none named, so that a new one is used too."""
        found = {name: self.cleaned_data[name] for name in ruling.CHANGEABLE}
        chosen = set(found["channels"])
        return found | {
            "channels": [] if chosen == set(Channel.values) else found["channels"],
            "weekdays": sorted(int(day) for day in found["weekdays"]),
        }  # fmt: skip


class NewRuleForm(RuleForm):
    """A rule of the officials' own: which of the words that fit the event, and who is told."""

    revision = None  # type: ignore[assignment]
    words = forms.ChoiceField(label=_("In which words"), choices=[], widget=forms.RadioSelect)
    audience = forms.ChoiceField(
        label=_("Who is told"), choices=[],
        help_text=_("Some words are for some people alone: those with a button that does something, and those to the reporter."),
    )  # fmt: skip
    field_order = ("words", "audience")

    def __init__(self, *values: Any, event: str, **named: Any) -> None:
        super().__init__(*values, **named)
        known = adding.patterns(event)
        headers = _headers({one.stem for one in known.values()})
        fields: dict[str, Any] = self.fields
        fields["words"].choices = [(key, _named(one, headers, event)) for key, one in known.items()]
        told = {name for one in known.values() for name in one.audiences}
        fields["audience"].choices = [(name, saying.audience(name)) for name in saying.AUDIENCES if name in told]


def _headers(stems: set[str]) -> dict[str, str]:
    rows = Words.objects.filter(stem__in=stems, is_current=True, language=moments.known(get_language()))
    return {words.stem: words.header or words.mail_subject for words in rows}


def _named(one: adding.Pattern, headers: dict[str, str], event: str) -> str:
    """«Report closed (to the reporter): only when an officer closed it»."""
    name, conditions = headers.get(one.stem, one.stem), saying.conditions(one.rule(event, ""), {})
    if one.audiences == {"reporter"}:
        name = f"{name} ({saying.audience('reporter')})"
    return f"{name}: {', '.join(conditions)}" if conditions else name


def initial(rule: Rule) -> dict[str, Any]:
    values = {name: getattr(rule, name) for name in ruling.CHANGEABLE}
    return values | {
        "channels": rule.channels or Channel.values, "weekdays": [str(day) for day in rule.weekdays],
        "revision": rule.revision,
    }  # fmt: skip


def topic_choices() -> Choices:
    """«Infrastruktur» and «Infrastruktur: jalan», a topic before its own, in the order of the alphabet. One statement."""
    name = categories.name_field()
    rows = Category.objects.filter(is_active=True).select_related("parent")
    named = [([getattr(each, name) for each in (row.parent, row) if each], row.code) for row in rows]
    return [
        (code, ": ".join(names)) for names, code in sorted(named, key=lambda each: [one.lower() for one in each[0]])
    ]


def topic_ticks(bound: forms.BoundField) -> Iterator[tuple[Any, list[Any], bool]]:
    """Each topic's tick with those of its sub-topics, and whether one of these is ticked."""
    ticks = list(bound)
    tops = [place for place, tick in enumerate(ticks) if ": " not in str(tick.choice_label)]
    for start, end in zip(tops, [*tops[1:], len(ticks)], strict=True):
        below = ticks[start + 1 : end]
        yield ticks[start], below, any(tick.data["selected"] for tick in below)
