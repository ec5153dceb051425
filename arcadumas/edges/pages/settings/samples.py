"""The form of the style page: each kind of control, whole and with something to mend."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, help_text=_("The hint stands above the box, not in it."))
    title = forms.CharField(
        label=_("Title"), error_messages={"required": _('There is no title yet. Write the gist, such as "Street light is out".')}
    )  # fmt: skip
    body = forms.CharField(label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    occurred_on = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    choice = forms.ChoiceField(
        label=_("Choice"), choices=[("a", _("Chosen")), ("b", _("Not chosen"))], initial="a", widget=forms.RadioSelect
    )
    place = forms.ChoiceField(label=_("District"), choices=[("", _("Choose one"))], required=False)
    tick = forms.BooleanField(label=_("A tick"), required=False, help_text=_("With a word of explanation."))


def wrong_form() -> SampleForm:
    form = SampleForm({"wrong-choice": "a"}, prefix="wrong")
    form.is_valid()
    return form
