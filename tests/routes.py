"""Every address that the house answers at, as it is written in its urls.py files."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver


def routes(patterns: Any = None, before: str = "/") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route
