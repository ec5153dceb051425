"""Addresses of static files carry a digest of their content, so that a browser may keep each for long."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def digest(path: str) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:10]


class DigestStorage(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        """`/static/arcadumas.css?v=3f1c…`; a name no finder knows stays as it is."""
        address = super().url(name)
        found = finders.find(name) if name else None
        return f"{address}?v={digest(found)}" if isinstance(found, str) else address
