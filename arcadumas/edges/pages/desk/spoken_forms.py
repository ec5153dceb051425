"""Forms of what the front desk writes down for a reporter who came to the counter, wrote a letter or telephoned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.edges.pages.desk.forms import WHY, ActForm, words
from arcadumas.edges.pages.photos import PhotosField
from arcadumas.edges.pages.stars import STARS


class MessageForm(ActForm):
    text = words(_("What the reporter says"), help_text=_("In the reporter's own words. Leave out names and numbers of persons."))  # fmt: skip


class FilesForm(ActForm):
    photos = PhotosField(label=_("Photos"), help_text=_("A further page of a letter, for instance. JPG, PNG or WebP, at most 10 MB each; place and camera are removed."))  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {"version": self.cleaned_data["version"], "files": self.cleaned_data["photos"]}


class ObjectionForm(ActForm):
    reason = words(_("What is not settled, says the reporter"), help_text=WHY, most=1_000)


class RatingForm(ActForm):
    stars = forms.TypedChoiceField(
        label=_("How was it handled, says the reporter"), choices=STARS, widget=forms.RadioSelect, coerce=int,
        error_messages={"required": _("Choose one first.")},
    )  # fmt: skip
    comment = words(_("Why, in the reporter's words"), rows=2, required=False, most=1_000)
