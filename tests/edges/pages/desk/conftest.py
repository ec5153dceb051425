"""Officers before the desk, and a real browser whose server sees what a test has committed."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.cast import Cast

SignsIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once a module marked `django_db`: what a test changes is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast.assemble()
        transaction.set_rollback(True)


@pytest.fixture
def signs_in(cast: Cast) -> SignsIn:
    """signs_in("pupr_admin") is a client with that officer's session, in English."""

    def client(role: str) -> Client:
        signed = Client(headers={"accept-language": "en"})
        signed.force_login(cast.person(role))
        return signed

    return client


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
