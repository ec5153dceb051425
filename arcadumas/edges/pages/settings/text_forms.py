"""The form of a text: both languages, each with its WhatsApp and its mail. It reads input and judges nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from arcadumas.duties.notifications.rewording import LANGUAGES, PARTS, Written, written_of
from arcadumas.duties.notifications.texts import Text

LABELS: Mapping[str, Any] = {
    "header": _("Heading"), "body": _("Text"), "footer": _("Line below"), "label_1": _("First button"),
    "label_2": _("Second button"), "label_3": _("Third button"), "mail_subject": _("Subject"), "mail_body": _("Text of the mail"),
}  # fmt: skip
HELP: Mapping[str, Any] = {
    "body": _("A value is written {code}; *bold* between stars. With the longest values up to 1,024 letters."),
    "mail_body": _("A sentence whose value is empty is left out whole."),
}
LONGEST = {"header": 60, "footer": 60, "label_1": 25, "label_2": 25, "label_3": 25, "mail_subject": 200, "body": 1_500, "mail_body": 10_000}  # fmt: skip
TALL = {"body": 8, "mail_body": 10}
OPTIONAL = {"footer"}
NAMES = {"id": "Bahasa Indonesia", "en": "English"}


class TextForm(forms.Form):
    """`seen` is what was in force when the page was shown. Fields are named `id_body`, `en_mail_subject` and so on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, texts: Mapping[str, Text], data: Any = None, **named: Any) -> None:
        super().__init__(data, initial={**_initial(texts), **named.pop("initial", {})}, **named)
        self.parts = parts_of(texts["id"])
        for language in LANGUAGES:
            for part in self.parts:
                self.fields[f"{language}_{part}"] = _box(part, language)

    def written(self) -> dict[str, Written]:
        """As typed, also while it is not yet valid: for the preview."""
        known = self.data if self.is_bound else self.initial
        return {
            language: Written(**{part: str(known.get(f"{language}_{part}", "")) for part in PARTS}) for language in LANGUAGES
        }  # fmt: skip

    def sections(self) -> list[tuple[str, str, list[BoundField], list[BoundField]]]:
        """Code, name, boxes of WhatsApp, boxes of the mail."""
        mail = ("mail_subject", "mail_body")
        return [
            (
                language, NAMES[language], [self[f"{language}_{part}"] for part in self.parts if part not in mail],
                [self[f"{language}_{part}"] for part in mail],
            )
            for language in LANGUAGES
        ]  # fmt: skip


def parts_of(text: Text) -> list[str]:
    """The boxes that this text has: those of WhatsApp only where it goes by WhatsApp, labels only for its buttons."""
    labels = [f"label_{number}" for number, _button in enumerate(text.buttons, 1)]
    whatsapp = ["header", "body", "footer"] if text.body else []
    return [*whatsapp, *labels, "mail_subject", "mail_body"]


def _box(part: str, language: str) -> forms.CharField:
    tall = TALL.get(part)
    attrs: dict[str, Any] = {"lang": language, "spellcheck": "true"}
    widget = forms.Textarea(attrs | {"rows": tall}) if tall else forms.TextInput(attrs)
    return forms.CharField(
        label=LABELS[part], help_text=HELP.get(part, ""), max_length=LONGEST[part], widget=widget,
        required=part not in OPTIONAL, strip=True,
        error_messages={"required": _("This is empty. Write it, then send again.")},
    )  # fmt: skip


def _initial(texts: Mapping[str, Text]) -> dict[str, Any]:
    return {f"{language}_{part}": getattr(written_of(text), part) for language, text in texts.items() for part in PARTS}
