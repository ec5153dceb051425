"""The upload's two forms: input only."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 25_000_000  # bytes
ZONES = [
    ("UTC", _("UTC, as SP4N writes them")),
    ("Asia/Jakarta", "WIB"),
    ("Asia/Makassar", "WITA"),
    ("Asia/Jayapura", "WIT"),
]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Export from SP4N-LAPOR!"),
        help_text=_("Laporan Ringkas, as .xlsx. Nothing is changed before you have seen what would happen."),
        error_messages={"required": _("Choose the file first.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "in"}),
    )
    zone = forms.ChoiceField(
        label=_("The file's times are in"),
        choices=ZONES,
        initial="UTC",
        widget=forms.Select(attrs={"class": "in"}),
        help_text=_("SP4N's exports look like UTC: entries typed by staff stand at 02.00 to 03.59, which is 09.00 to 10.59 in Jakarta."),
    )  # fmt: skip

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 25 MB. Export a shorter period."))
        return file

    def clean_zone(self) -> str:
        return str(ZoneInfo(self.cleaned_data["zone"]))


class ImportForm(forms.Form):
    notify = forms.BooleanField(
        label=_("Tell the agencies of reports that are still open, one message each"), required=False
    )
