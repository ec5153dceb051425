"""A real browser whose server sees what a test has committed."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """As the browser of all pages, without an account of its own: the cast is made by each test."""
    names = [os.environ.get("CHROME"), "chromium", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "No browser: set CHROME, or install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    seeds = connection._test_serialized_contents  # type: ignore[attr-defined]
    with sync_playwright() as playwright:
        connection._test_serialized_contents = seeds  # type: ignore[attr-defined]  (the loop has a connection of its own)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
