"""The work on a topic: which topics need a photo of afterwards, and the tasks that are given again and again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.core.handling.models import TaskTemplate
from arcadumas.core.handling.topics import MOST_DAYS, add_template, need_evidence, retire_template
from arcadumas.core.reports.categories import label, name_field
from arcadumas.core.reports.models import Category
from arcadumas.edges.pages.signing import actor, power_required


class TemplateForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("For the topic"), choices=[], required=False)
    title = forms.CharField(label=gettext_lazy("Task"), max_length=90, min_length=3, help_text=gettext_lazy("It may stand in messages: no names and no addresses."))  # fmt: skip
    days = forms.IntegerField(label=gettext_lazy("Working days"), min_value=0, max_value=MOST_DAYS, initial=3, help_text=gettext_lazy("0: without a date."))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [
            (one.code, label(one)) for one in Category.objects.filter(is_active=True).order_by(name_field(), "id")
        ]
        self.fields["category"].choices = [("", _("Any topic")), *topics]  # type: ignore[attr-defined]


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "settings/topics.html", context(TemplateForm()))
    form = TemplateForm(request.POST)
    if not form.is_valid():
        return render(request, "settings/topics.html", context(form), status=422)
    try:
        add_template(by=actor(request), **form.cleaned_data)
    except Unfit as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "settings/topics.html", context(form), status=422)
    messages.success(request, _("The task is in the list."))
    return redirect("settings-topics")


def context(form: TemplateForm) -> dict[str, Any]:
    name = name_field()
    found = Category.objects.filter(is_active=True).select_related("parent").order_by(f"parent__{name}", name, "id")
    usual = TaskTemplate.objects.filter(is_active=True).select_related("category")
    rows = [{"topic": one, "name": label(one), "above": label(one.parent)} for one in found]
    listed = [{"task": one, "topic": label(one.category)} for one in usual.order_by("category", "position", "id")]
    return {"form": form, "needed": [row for row in rows if row["topic"].needs_evidence],  # type: ignore[attr-defined]
            "others": [row for row in rows if not row["topic"].needs_evidence], "templates": listed}  # type: ignore[attr-defined]  # fmt: skip


@power_required("rules")
@require_POST
def evidence(request: HttpRequest) -> HttpResponse:
    is_needed = request.POST.get("needed") == "yes"
    try:
        topic = need_evidence(request.POST.get("category", ""), by=actor(request), is_needed=is_needed)
    except Unfit as refusal:
        messages.error(request, refusal.sentence)
        return redirect("settings-topics")
    done = _("“{topic}” now needs a photo of afterwards.") if is_needed else _("“{topic}” needs no photo any more.")
    messages.success(request, done.format(topic=label(topic)))
    return redirect("settings-topics")


@power_required("rules")
@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    try:
        retire_template(number, by=actor(request))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    messages.success(request, _("The task is offered no more."))
    return redirect("settings-topics")
