"""A select for long lists. Django renders a template for each option, which is most of a case page's time."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """The same element, its options written at once."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = {str(each) for each in self.format_value(value) or []}
        around = flatatt(self.build_attrs(self.attrs, attrs))
        inside = SafeString("".join([_part(key, label, chosen) for key, label in self.choices]))
        several = SafeString(" multiple") if self.allow_multiple_selected else ""
        return format_html('<select name="{}"{}{}>{}</select>', name, around, several, inside)


class LongSelectMultiple(LongSelect, forms.SelectMultiple):
    """Several of them."""


def _part(key: Any, label: Any, chosen: set[str]) -> SafeString:
    if isinstance(label, list | tuple):
        return format_html('<optgroup label="{}">{}</optgroup>', key, _options(label, chosen))
    return _options([(key, label)], chosen)


def _options(pairs: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    """Each value and label escaped."""
    return SafeString(
        "".join(
            f'<option value="{conditional_escape(key)}"{" selected" if str(key) in chosen else ""}>{conditional_escape(label)}</option>'
            for key, label in pairs
        )
    )
