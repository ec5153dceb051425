"""The page of what a search found: filters, how many, and where in the text the words stand."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib.postgres.search import SearchHeadline
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from arcadumas.base import tallies
from arcadumas.base.compiled import Given, Slot, Sql, compiled
from arcadumas.core.handling import search
from arcadumas.core.handling.reading import freely, known
from arcadumas.core.organisation.readers import ForReaders, Reader, for_readers
from arcadumas.core.reports import sought, spelling
from arcadumas.core.reports.models import ClosedBy, Report, Source, State
from arcadumas.edges.pages.desk import choices, lists, rows
from arcadumas.edges.pages.desk.selects import LongSelect
from arcadumas.edges.pages.signing import actor

START, STOP = "\x02", "\x03"  # around what was found: no text that we keep holds them
MOST = 200  # counting stops here; the page says "200+"
ANY = ("", _("All"))
COLUMNS = {
    "state": "state", "unit": "unit__code", "category": "category__code", "source": "source", "closed_by": "closed_by",
    "since": "received_at__gte", "until": "received_at__lt",
}  # fmt: skip


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
        """Days as the moments between which a report came."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def clean_since(self) -> datetime | None:
        return _midnight(self.cleaned_data["since"])

    def clean_until(self) -> datetime | None:
        until = self.cleaned_data["until"]
        return _midnight(until + timedelta(days=1)) if until and until < date.max else None


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


@dataclass(frozen=True)
class Hits:
    """What is asked for a text that is looked for in this way, narrowed by these filters, without the values: `lists.Rows`."""

    way: str
    names: frozenset[str]

    def __call__(self, reader: Reader, given: Any) -> QuerySet[Report]:
        return search.rows(self.way, reader, given["sought"]).filter(narrowed(self.names, reader, given))


def narrowed(names: Collection[str], reader: Reader, given: Any) -> Q:
    """By what this officer knows of a report: one that their unit gave back is found without filters alone, and by its topic
    only one of which a list shows it."""
    found = known(reader) if names else Q()
    found &= freely(reader) if "category" in names else Q()
    for name in sorted(names):
        found &= Q(**{COLUMNS[name]: given[name]})
    return found


def found(request: HttpRequest, text: str) -> dict[str, Any]:
    """Counted and paged among what this officer may read: nothing tells of the rest."""
    who, now, form = actor(request), timezone.now(), FilterForm(request.GET)
    by, looked = form.chosen(), search.look(who, text)
    hits, given = Hits(looked.way, frozenset(by)), {**by, "sought": looked.value}
    page = lists.page(hits, who, given, by_due=False, after=request.GET.get("sesudah", ""))
    shown = rows.rows_of(page.rows, who, now)
    marks = _marked(
        [row.report.pk for row in shown if row.title],
        "" if search.is_exact(text) else sought.shown(text, is_wider=looked.is_wider),
    )
    kept = request.GET.copy()
    kept.pop("sesudah", None)
    return {
        "q": text, "is_wider": looked.is_wider, "now": now, "next": page.after, "form": form, "is_narrowed": bool(by), "kept": kept.urlencode(),
        "rows": [replace(row, title=marks.get(row.report.pk, ("", ""))[0] or row.title, snippet=marks.get(row.report.pk, ("", ""))[1]) for row in shown],
        "total": _counted(hits)(who, given)[0][0], "most": MOST,
    }  # fmt: skip


@lru_cache(maxsize=lists.KEPT)
def _counted(hits: Hits) -> ForReaders[tuple[int]]:
    @for_readers
    def counted(reader: Reader, given: Slot) -> Sql:
        return tallies.statement(MOST, hits(reader, Given(given)))

    return counted


def _marked(ids: list[int], query: str) -> dict[int, tuple[SafeString, SafeString]]:
    """Title and a passage of the text with the words marked, safe to print."""
    found = _passages(ids, query) if ids and query else []
    return {key: (_safe(title), _safe(body)) for key, title, body in found}


@compiled
def _passages(ids: Slot, query: Slot) -> QuerySet[Report, tuple[int, str, str]]:
    words = sought.lookup(query)
    title = SearchHeadline("title", words, config=spelling.CONFIG, start_sel=START, stop_sel=STOP, highlight_all=True)
    body = SearchHeadline(
        "body", words, config=spelling.CONFIG, start_sel=START, stop_sel=STOP, max_words=28, min_words=12, max_fragments=2
    )  # fmt: skip
    return Report.objects.filter(pk__among=ids).values_list("pk", title, body)


def _safe(text: str) -> SafeString:
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308  (escaped just here)
