"""The forms of the account: shape only."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("Name and password do not match. Check capitals, or ask the front desk for a new password."),
        "inactive": _("This account is closed. Ask the front desk."),
    }
    username = forms.CharField(
        label=_("Account name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PinForm(forms.Form):
    """`password` shows that it is still the same person who sits before the open session."""

    password = forms.CharField(
        label=_("Your password"), max_length=200, strip=False,
        help_text=_("So that nobody else sets it while your session is open."),
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    pin = forms.CharField(
        label=_("New PIN"), max_length=12, help_text=_("Six digits that are not in a row."),
        error_messages={"required": _("Type a new PIN.")},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same PIN again"), max_length=12,
        error_messages={"required": _("Type the new PIN once more.")},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again.strip() != str(self.cleaned_data.get("pin", again)).strip():
            raise forms.ValidationError(_("The two are not the same. Type the new PIN twice."))
        return again
