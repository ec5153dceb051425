"""Forms of the tracking page: input only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.base.codes import read_code
from arcadumas.edges.pages.photos import PhotosField
from arcadumas.edges.pages.stars import STARS


class KeyForm(forms.Form):
    code = forms.CharField(label=_("Code of the report"), help_text=_("It looks like 7K3M-2QDX."), error_messages={"required": _("Write the code of your report.")})  # fmt: skip
    secret = forms.CharField(label=_("Key"), help_text=_("12 letters and digits, as on your receipt."), error_messages={"required": _("Write the key of your report.")})  # fmt: skip

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("That code is incomplete or mistyped. A right one looks like 7K3M-2QDX."))
        return code


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Add facts"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("What is not settled?"), min_length=10, max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write what is not settled, so that the officers know what to mend."),
            "min_length": _("Write what is not settled, so that the officers know what to mend."),
        },
    )  # fmt: skip


class RateForm(forms.Form):
    stars = forms.ChoiceField(
        label=_("How was it handled?"),
        choices=STARS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one first.")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Why?"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class TellForm(forms.Form):
    is_told = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class FileForm(forms.Form):
    photos = PhotosField(
        label=_("Add photos"),
        help_text=_("JPG, PNG or WebP, at most 10 MB each. Location data inside is removed."),
        error_messages={"required": _("Choose a photo first.")},
    )
