"""Writing down a report for a citizen at the counter or on the telephone, and the receipt that is printed for them."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from arcadumas.base import points
from arcadumas.base.refusals import Unfit
from arcadumas.core.deadlines.models import Step
from arcadumas.core.handling import similar
from arcadumas.core.handling.file import FOR_OTHERS, file
from arcadumas.core.handling.similar import Near
from arcadumas.core.organisation import powers
from arcadumas.core.reports import emergency
from arcadumas.core.reports.intake import BODY_MAX, TITLE_MAX, Draft, Receipt
from arcadumas.core.reports.models import Promise, ReportKind, Source
from arcadumas.edges.pages.desk import choices
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.photos import PhotosField
from arcadumas.edges.pages.signing import actor, staff_required

FIELDS = {"reporter.phone": "phone", "reporter.email": "email", "place": "place_text", "place.village": "village"}
KEPT = 20  # forms of this session that were sent, so that none is sent twice
ASK = "ask"  # the form asks once whether the same was reported


class NewForm(forms.Form):
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    source = forms.ChoiceField(label=_("How did it reach you?"), choices=[], widget=forms.RadioSelect, error_messages={"required": _("Say how the report reached you.")})  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=[], widget=forms.RadioSelect, initial="complaint")
    title = forms.CharField(
        label=_("Title"), max_length=TITLE_MAX, help_text=_('The gist, such as "Street light is out".'),
        error_messages={"required": _('There is no title yet. Write the gist, such as "Street light is out".')},
    )  # fmt: skip
    body = forms.CharField(
        label=_("What happened, where and when"), max_length=BODY_MAX, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("In the citizen's own words. Leave out names and numbers of persons."),
        error_messages={"required": _("The text is empty. Tell us what happened, where and when.")},
    )  # fmt: skip
    occurred_on = forms.DateField(
        label=_("Happened on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    village = forms.ChoiceField(label=_("Kecamatan and village"), choices=[], required=False)
    place_text = forms.CharField(label=_("Where exactly"), required=False, max_length=300, help_text=_("A landmark, or the coordinates or the link of a map that the citizen shows you: -3.09512, 114.57260."))  # fmt: skip
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Unit the citizen names"), choices=[], required=False)
    category = forms.ChoiceField(label=_("Category"), choices=[], required=False)
    about_officials = forms.BooleanField(label=_("It complains of officials of that unit"), required=False)
    anonymous = forms.BooleanField(label=_("Anonymous"), required=False, initial=True, help_text=_("The citizen's identity is hidden from the units and the public. Untick only if the citizen agrees."))  # fmt: skip
    confidential = forms.BooleanField(label=_("Confidential"), required=False, help_text=_("Only those who handle it read the text."))  # fmt: skip
    name = forms.CharField(label=_("The citizen's name"), required=False, max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    phone = forms.CharField(label=_("Telephone or WhatsApp number"), required=False, max_length=30, help_text=_("We tell the citizen of each step there."), widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))  # fmt: skip
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))  # fmt: skip
    sp4n_consent = forms.BooleanField(label=_("The citizen agrees that the identity goes along into SP4N-LAPOR!"), required=False)  # fmt: skip
    photos = PhotosField(label=_("Photos"), required=False, help_text=_("JPG, PNG or WebP, up to 10 MB each. Location data inside is removed."))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(value, str(label).capitalize()) for value, label in ReportKind.choices]  # type: ignore[attr-defined]
        self.fields["source"].choices = [(source.value, str(source.label).capitalize()) for source in FOR_OTHERS]  # type: ignore[attr-defined]
        self.fields["village"].choices = choices.areas()  # type: ignore[attr-defined]
        self.fields["unit"].choices = choices.units()  # type: ignore[attr-defined]
        self.fields["category"].choices = choices.categories()  # type: ignore[attr-defined]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not powers.may(actor(request), "file"):
        raise PermissionDenied(_("Your post may not do this here. Ask the front desk who can."))
    if request.method != "POST":
        return _form(request, NewForm(initial={"once": secrets.token_urlsafe(12)}))
    form = NewForm(request.POST, request.FILES)
    sent: dict[str, str] = request.session.get("filed", {})
    if code := sent.get(request.POST.get("once", "")):
        return render(request, "desk/sent_twice.html", frame(actor(request)) | {"code": code}, status=409)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        draft = _draft(form.cleaned_data)
        if like := _like(request, draft):
            return _form(request, form, like=like)
        receipt = file(draft, by=actor(request))
    except Unfit as refusal:
        for error in refusal.errors:
            name = FIELDS.get(error.field, error.field)
            form.add_error(name if name in form.fields else None, error.sentence)
        return _form(request, form, status=422)
    request.session["filed"] = dict([*sent.items(), (form.cleaned_data["once"], receipt.report.code)][-KEPT:])
    return slip(request, receipt)


def _draft(values: dict[str, Any]) -> Draft:
    plain = ("title", "body", "kind", "occurred_on", "unit", "category", "village", "name", "phone", "email",
             "about_officials", "sp4n_consent")  # fmt: skip
    latitude, longitude, words = points.given(values["lat"], values["lon"], values["place_text"])
    return Draft(
        latitude=latitude,
        longitude=longitude,
        place_text=words,
        source=Source(values["source"]),
        is_anonymous=values["anonymous"],
        is_confidential=values["confidential"],
        files=tuple(values["photos"]),
        **{name: values[name] for name in plain},
    )


def _like(request: HttpRequest, draft: Draft) -> list[Near]:
    """Open reports that are perhaps about the same thing, asked once a form. Chosen photos would be lost by asking."""
    if request.POST.get("similar") != ASK or draft.files:
        return []
    return similar.before_filing(draft, by=actor(request), at=timezone.now())


def _form(request: HttpRequest, form: NewForm, *, status: int = 200, like: Sequence[Near] = ()) -> HttpResponse:
    shown = {
        "form": form,
        "like": like,
        "ask": "" if like else request.POST.get("similar", ASK),
        "emergency": emergency.called_for(form.data.get("title", ""), form.data.get("body", "")),
    }
    return render(request, "desk/new.html", frame(actor(request)) | shown, status=status)


def slip(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """Shown once, never stored: whoever holds code and key reads the report."""
    clocks = Promise.objects.filter(report=receipt.report).order_by("due_at", "id")
    steps = [(Step(clock.step).label, clock.due_at) for clock in clocks]
    numbers = emergency.called_for(receipt.report.title, receipt.report.body)
    known = {"report": receipt.report, "secret": receipt.secret, "steps": steps, "now": timezone.now(), "emergency": numbers}  # fmt: skip
    return render(request, "desk/receipt.html", frame(actor(request)) | known)
