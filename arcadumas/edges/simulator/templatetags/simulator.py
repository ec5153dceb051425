"""How a phone shows text: `{% load simulator %}`, `{{ saying.text|chat }}`."""

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
BOLD = re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])")


@register.filter
def chat(text: str) -> SafeString:
    """WhatsApp's *bold*, links and lines; everything else escaped."""
    safe = urlize(conditional_escape(text), nofollow=True)
    return linebreaksbr(mark_safe(BOLD.sub(r"<b>\1</b>", safe)))  # noqa: S308 -- escaped above
