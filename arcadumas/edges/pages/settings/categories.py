"""Categories: topics with what stands below them, each on a page of its own, renamed, moved and retired there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.core.audit.names import NAMES
from arcadumas.core.reports import category_changes
from arcadumas.core.reports.categories import label, name_field
from arcadumas.core.reports.models import Category
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.signing import actor, power_required

PAST = 20
EMPTY = {"required": gettext_lazy("This is empty. Write it, then send again.")}


class CategoryForm(forms.Form):
    name_id = forms.CharField(label=gettext_lazy("Name in Indonesian"), max_length=category_changes.MOST, error_messages=EMPTY)  # fmt: skip
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=category_changes.MOST, required=False, help_text=gettext_lazy("Left empty, the Indonesian name stands for it."))  # fmt: skip
    parent = forms.ChoiceField(label=gettext_lazy("Stands under"), required=False)
    sp4n_names = forms.CharField(label=gettext_lazy("Names in SP4N-LAPOR! that mean the same"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=gettext_lazy("One on each line. By these an import finds the category."))  # fmt: skip
    is_sensitive = forms.BooleanField(label=gettext_lazy("Never name it in a message"), required=False, help_text=gettext_lazy("Where the topic alone may betray a victim, a patient or a crime."))  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, category: Category | None = None, under: str = "") -> None:
        super().__init__(data, initial=_initial(category) if category else {"parent": under})
        found = category_changes.topics(but=category).order_by(name_field(), "id")
        parent: Any = self.fields["parent"]
        parent.choices = [("", _("Nothing: it is a topic itself")), *((one.code, label(one)) for one in found)]

    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return given | {"sp4n_names": given["sp4n_names"].splitlines()}


def _initial(category: Category) -> dict[str, Any]:
    kept = {name: getattr(category, name) for name in ("name_id", "name_en", "is_sensitive")}
    above = category.parent.code if category.parent else ""
    return kept | {"parent": above, "sp4n_names": "\n".join(category.sp4n_names), "seen": category_changes.mark(category)}  # fmt: skip


@power_required("rules")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One statement, however many there are. The retired ones stand at the end."""
    name = name_field()
    rows = [(one, label(one)) for one in Category.objects.select_related("parent").order_by(name, "id")]
    below: dict[int | None, list[tuple[Category, str]]] = {}
    for one, named in rows:
        if one.is_active:
            below.setdefault(one.parent_id, []).append((one, named))
    topics = [(one, named, below.get(one.pk, [])) for one, named in below.get(None, [])]
    retired = [(one, named, label(one.parent)) for one, named in rows if not one.is_active]
    return render(request, "settings/categories.html", {"topics": topics, "retired": retired})


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?topik=`: under which it is to stand."""
    form, status = CategoryForm(request.POST if request.method == "POST" else None, under=request.GET.get("topik", "")), 200  # fmt: skip
    if request.method == "POST":
        made: list[Category] = []
        act = lambda: made.append(category_changes.add_category(by=actor(request), **form.values()))  # noqa: E731
        status = refused(form, act) if form.is_valid() else 422
        if not status:
            messages.success(request, _("The category is entered and offered from now on."))
            return SeeOther(reverse("settings-category", args=[made[0].code]))
    return render(request, "settings/category.html", {"form": form}, status=status)


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    category = get_object_or_404(Category.objects.select_related("parent"), code=code)
    form = CategoryForm(request.POST if request.method == "POST" else None, category=category)
    if request.method != "POST":
        return _page(request, category, form)
    status = refused(form, lambda: _change(request, code, form)) if form.is_valid() else 422
    if status:
        return _page(request, category, form, status=status)
    messages.success(request, _("Saved. Reports that have it show the new name."))
    return SeeOther(reverse("settings-category", args=[code]))


def _change(request: HttpRequest, code: str, form: CategoryForm) -> object:
    return category_changes.change_category(code, by=actor(request), seen=form.cleaned_data["seen"] or 0, **form.values())  # fmt: skip


def _page(request: HttpRequest, category: Category, form: CategoryForm, *, status: int = 200, refusals: Any = ()) -> HttpResponse:  # fmt: skip
    entries = category_changes.history(category)[:PAST]
    known = {
        "category": category, "name": label(category), "form": form, "refusals": refusals,
        "history": [(entry, NAMES.get(entry.act, entry.act)) for entry in entries],
    }  # fmt: skip
    return render(request, "settings/category.html", known, status=status)


@power_required("rules")
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    said = _("Retired. It is offered no more; reports that have it keep it.")
    return _done(request, code, lambda: category_changes.retire(code, by=actor(request)), said)


@power_required("rules")
@require_POST
def resume(request: HttpRequest, code: str) -> HttpResponse:
    said = _("In use again.")
    return _done(request, code, lambda: category_changes.take_up_again(code, by=actor(request)), said)


def _done(request: HttpRequest, code: str, act: Any, said: str) -> HttpResponse:
    """Back to the category's page, with what was done or why not."""
    status, refusals = attempted(act)
    if status:
        category = get_object_or_404(Category.objects.select_related("parent"), code=code)
        return _page(request, category, CategoryForm(category=category), status=status, refusals=refusals)
    messages.success(request, said)
    return SeeOther(reverse("settings-category", args=[code]))
