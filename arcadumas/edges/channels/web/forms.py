"""The report form: input only. What fits is decided by intake; its sentences come back to the fields here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.core.reports import attachments
from arcadumas.core.reports.models import ReportKind

NOWHERE = "-"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files; `clean` gives a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        items = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(item, initial) for item in items if item]


class ReportForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, max_length=200)
    kind = forms.ChoiceField(choices=ReportKind.choices, required=False, initial="complaint")
    title = forms.CharField(required=False, strip=True)
    body = forms.CharField(required=False, strip=True, widget=forms.Textarea)
    occurred_on = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d %m %Y"],
        error_messages={"invalid": _("We cannot read that date. Write it as 24-11-2026.")},
    )
    district = forms.CharField(required=False)
    village = forms.CharField(required=False)
    place = forms.CharField(required=False)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    photos = PhotosField(required=False)
    anonymous = forms.BooleanField(required=False)
    confidential = forms.BooleanField(required=False)
    about_officials = forms.BooleanField(required=False)
    unit = forms.CharField(required=False)
    name = forms.CharField(required=False)
    phone = forms.CharField(required=False)
    email = forms.CharField(required=False)
    sp4n_consent = forms.BooleanField(required=False)

    def clean_photos(self) -> list[Any]:
        photos: list[Any] = self.cleaned_data["photos"]
        if len(photos) > attachments.MOST:
            raise forms.ValidationError(
                _("You may attach {max} files. Remove one before adding another.").format(max=attachments.MOST)
            )
        return photos

    def blame(self, field: str, sentence: object) -> None:
        """A refusal of intake, put beside the field of this form that it is about."""
        name = FIELD_OF.get(field, field)
        self.add_error(name if name in self.fields else None, str(sentence))

    def value(self, name: str) -> Any:
        return self.data.get(name, "") if self.is_bound else self.get_initial_for_field(self.fields[name], name)


FIELD_OF = {
    "reporter.phone": "phone",
    "reporter.email": "email",
    "reporter.name": "name",
    "place.village": "village",
    "place_text": "place",
    "file": "photos",
    "category": "",
}
