"""The inbox narrowed: by unit, topic, place, urgency and lateness; what is used again is saved under a name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling import visible
from arcadumas.core.handling.models import SavedFilter
from arcadumas.core.handling.reading import freely
from arcadumas.core.handling.reading import known as known_rows
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.readers import Reader
from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.desk import choices, lists
from arcadumas.edges.pages.desk.selects import LongSelect
from arcadumas.edges.pages.signing import actor, staff_required

MOST = 20
NAMES = ("unit", "topik", "wilayah", "mendesak", "telat")


class FilterForm(forms.Form):
    unit = forms.ChoiceField(label=gettext_lazy("Unit in charge"), choices=[], required=False, widget=LongSelect)
    topik = forms.ChoiceField(label=gettext_lazy("Category"), choices=[], required=False, widget=LongSelect)
    wilayah = forms.ChoiceField(label=gettext_lazy("Place"), choices=[], required=False, widget=LongSelect)
    mendesak = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)
    telat = forms.BooleanField(label=gettext_lazy("Overdue"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("Any"))
        for name, found in (
            ("unit", choices.units()),
            ("topik", choices.categories(is_search=True)),
            ("wilayah", choices.areas()),
        ):
            self.fields[name].choices = [anything, *found[1:]]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """What narrows the list, as the words of an address; nothing for what we did not offer."""
        if not self.is_valid():
            return {}
        values = ((name, self.cleaned_data[name]) for name in NAMES)
        return {name: "ya" if value is True else str(value) for name, value in values if value}


@dataclass(frozen=True)
class InTab:
    """What is asked for a tab narrowed by these, without the values: `lists.Rows`."""

    key: str
    names: frozenset[str] = frozenset()

    def __call__(self, reader: Reader, given: Any) -> QuerySet[Report]:
        rows = visible.to(reader).filter(lists.rows_of(lists.tab(reader, self.key), reader, given["others"]))
        return rows.filter(narrowed(self.names, reader, given))


def narrowed(names: Collection[str], reader: Reader, given: Any) -> Q:
    """Rows of what this officer sees anyway; a unit's of what it did not give back, of which none of this is theirs to know.
    By topic and place of what a list shows these of."""
    found = known_rows(reader) if names else Q()
    found &= freely(reader) if {"topik", "wilayah"} & set(names) else Q()
    if "unit" in names:
        found &= Q(unit__code=given["unit"])
    if "topik" in names:
        found &= Q(category__code=given["topik"]) | Q(category__parent__code=given["topik"])
    if "wilayah" in names:
        found &= Q(area=given["wilayah"]) | Q(area__parent=given["wilayah"])
    if "mendesak" in names:
        found &= Q(is_urgent=True)
    if "telat" in names:
        found &= lists.is_dated(reader, before=given["now"])
    return found


def page(tab: lists.Tab, chosen: Mapping[str, str], who: Actor, *, given: Mapping[str, Any], after: str) -> lists.Page:
    """Of a tab what this chooses, after the cursor."""
    rows = InTab(tab.key, frozenset(chosen))
    return lists.page(rows, who, {**given, **chosen}, by_due=tab.by_due, after=after)


def known(request: HttpRequest, who: Actor) -> dict[str, Any]:
    """The form where it is asked for (`?saring=`) or used, what it narrows, and this officer's own saved ways.

    One statement; three more for the choices of the form."""
    form = _form(request)
    chosen = form.chosen() if form else {}
    return {"filter_form": form, "chosen": chosen, "narrow": urlencode(chosen), "saved": _saved(who.person_id)}


def chosen(request: HttpRequest) -> dict[str, str]:
    """What narrows the list of this address."""
    form = _form(request)
    return form.chosen() if form else {}


def _form(request: HttpRequest) -> FilterForm | None:
    is_open = any(name in request.GET for name in (*NAMES, "saring"))
    return FilterForm(request.GET) if is_open else None


@prepared
def _saved(person: Slot) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(person=person).order_by("name", "id")


@staff_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Under a name; the same name again takes the new way."""
    person, name = actor(request).person_id or 0, " ".join(request.POST.get("name", "").split())[:60]
    query = urlencode(FilterForm(request.POST).chosen() | _tab(request))
    own = SavedFilter.objects.filter(person=person)
    if not name or not query:
        messages.error(request, _("Choose something to narrow the list by, and give it a name."))
    elif own.count() >= MOST and not own.filter(name=name).exists():
        messages.error(request, _("You have {most} saved lists. Take one away first.").format(most=MOST))
    else:
        SavedFilter.objects.update_or_create(person_id=person, name=name, defaults={"query": query[:500]})
        messages.success(request, _("Saved as “{name}”.").format(name=name))
    return redirect(f"{reverse('desk')}?{query}")


def _tab(request: HttpRequest) -> dict[str, str]:
    tab = request.POST.get("lihat", "")
    return {"lihat": tab} if tab in {each.key for each in lists.TABS} - {""} else {}


@staff_required
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    SavedFilter.objects.filter(pk=number, person=actor(request).person_id or 0).delete()
    return redirect("desk")
