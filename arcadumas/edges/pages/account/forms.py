"""The forms of the account: shape only."""

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.core.organisation import passwords


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("Name and password do not match. Check capitals, or ask the front desk for a new password."),
        "inactive": _("This account is closed. Ask the front desk."),
        "run_out": _("This one-time password has run out. Ask the front desk for a new one."),
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

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        super().confirm_login_allowed(user)  # type: ignore[arg-type]  # the form is typed for Django's own users alone
        if passwords.has_run_out(user, at=timezone.now()):  # type: ignore[arg-type]
            raise forms.ValidationError(self.error_messages["run_out"], code="run_out")


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Your password until now"), max_length=200, strip=False,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("New password"), max_length=200, strip=False,
        help_text=_("At least 12 characters, such as three random words."),
        error_messages={"required": _("Type a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same password again"), max_length=200, strip=False,
        error_messages={"required": _("Type the new password once more.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two are not the same. Type the new password twice."))
        return again


class OwnForm(forms.Form):
    """Number, address and language of the one who is in."""

    phone = forms.CharField(label=_("WhatsApp number"), max_length=30, required=False, help_text=_("Reports reach you there within a second."), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))  # fmt: skip
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))  # fmt: skip
    language = forms.ChoiceField(label=_("Language of your messages and pages"), choices=[("id", "Indonesia"), ("en", "English")])  # fmt: skip


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
