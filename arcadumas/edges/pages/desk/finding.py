"""The page of what a search found: filters, how many, and where in the text the words stand."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from arcadumas.base import tallies
from arcadumas.base.compiled import Slot, Sql
from arcadumas.core.handling.reading import freely, known
from arcadumas.core.handling.search import is_exact, look, read_by
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.readers import Reader, for_readers
from arcadumas.core.reports import sought, spelling
from arcadumas.core.reports.models import ClosedBy, Report, Source, State
from arcadumas.edges.pages.desk import choices, lists, rows
from arcadumas.edges.pages.desk.selects import LongSelect
from arcadumas.edges.pages.signing import actor

START, STOP = "\x02", "\x03"  # around what was found: no text that we keep holds them
MOST = 200  # counting stops here; the page says "200+"
ANY = ("", _("All"))


class FilterForm(forms.Form):
    """Every box may be left empty; what cannot be read narrows nothing."""

    state = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *State.choices], widget=LongSelect)
    unit = forms.ChoiceField(label=_("Unit in charge"), required=False, choices=[], widget=LongSelect)
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[], widget=LongSelect)
    source = forms.ChoiceField(label=_("Came in by"), required=False, choices=[ANY, *Source.choices], widget=LongSelect)
    closed_by = forms.ChoiceField(
        label=_("Closed by"), required=False, choices=[ANY, *ClosedBy.choices], widget=LongSelect
    )
    since = forms.DateField(label=_("Came in since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    until = forms.DateField(label=_("Came in until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [ANY, *choices.units()[1:]]  # type: ignore[attr-defined]
        self.fields["category"].choices = [ANY, *choices.categories(is_search=True)[1:]]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def narrowed(found: QuerySet[Report], by: dict[str, Any], who: Actor) -> QuerySet[Report]:
    """By what this officer knows of a report: one that their unit gave back is found without filters alone, and by its topic
    only one of which a list shows it."""
    found = found.filter(known(who)) if by else found
    found = found.filter(freely(who)) if "category" in by else found
    plain = {"state": "state", "unit": "unit__code", "category": "category__code", "source": "source", "closed_by": "closed_by"}  # fmt: skip
    found = found.filter(**{column: by[name] for name, column in plain.items() if name in by})
    if "since" in by:
        found = found.filter(received_at__gte=_midnight(by["since"]))
    return found.filter(received_at__lt=_midnight(by["until"] + timedelta(days=1))) if "until" in by else found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def found(request: HttpRequest, text: str) -> dict[str, Any]:
    """Counted and paged among what this officer may read: nothing tells of the rest."""
    who, now, form = actor(request), timezone.now(), FilterForm(request.GET)
    by = form.chosen()
    looked = look(who, text)
    hits = narrowed(looked.rows, by, who)
    after = request.GET.get("sesudah", "")
    if looked.few is None or by or after:
        page, total = lists.page(hits, who, by_due=False, after=after), tallies.up_to(MOST, hits)[0]
    else:
        page, total = lists.first_of(looked.few, who), _how_many(who, looked.few)[0][0]
    shown = rows.rows_of(page.rows, who, now)
    marks = _marked(
        [row.report.pk for row in shown if row.title],
        None if is_exact(text) else sought.shown(text, is_wider=looked.is_wider),
    )
    kept = request.GET.copy()
    kept.pop("sesudah", None)
    return {
        "q": text, "is_wider": looked.is_wider, "now": now, "next": page.after, "form": form, "is_narrowed": bool(by), "kept": kept.urlencode(),
        "rows": [replace(row, title=marks.get(row.report.pk, ("", ""))[0] or row.title, snippet=marks.get(row.report.pk, ("", ""))[1]) for row in shown],
        "total": total, "most": MOST,
    }  # fmt: skip


@for_readers
def _how_many(reader: Reader, keys: Slot) -> Sql:
    return tallies.statement(MOST, read_by(reader).filter(pk__among=keys))


def _marked(ids: list[int], query: SearchQuery | None) -> dict[int, tuple[SafeString, SafeString]]:
    """Title and a passage of the text with the words marked, safe to print."""
    if not ids or query is None:
        return {}
    title = SearchHeadline("title", query, config=spelling.CONFIG, start_sel=START, stop_sel=STOP, highlight_all=True)
    body = SearchHeadline(
        "body", query, config=spelling.CONFIG, start_sel=START, stop_sel=STOP, max_words=28, min_words=12, max_fragments=2
    )  # fmt: skip
    found = Report.objects.filter(pk__in=ids).values_list("pk", title, body)
    return {key: (_safe(title), _safe(body)) for key, title, body in found}


def _safe(text: str) -> SafeString:
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308  (escaped just here)
