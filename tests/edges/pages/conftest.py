"""Officers before the pages, and a real browser before a real server that reads the test database."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connections, transaction
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from arcadumas.core.organisation import people
from tests.cast import Cast

Opens = Callable[..., Page]
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


@pytest.fixture(scope="session")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Where the pages are served from; the server sees only what is committed: the seeds."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def session_cookie(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """An officer's session, committed for the time of the tests that need it."""
    with django_db_blocker.unblock():
        officer = people.add("browser.officer", name="Petugas Peramban")
        client = Client()
        client.force_login(officer)
        yield client.cookies["sesi"].value
        client.session.flush()
        officer.delete()


@pytest.fixture(scope="module")
def browser(session_cookie: str) -> Iterator[Browser]:
    """$CHROME, or the chromium or google-chrome of the machine.

    Closed with its module. While it is open an event loop runs in this thread, and Django must be told not to mind.
    A module that opens pages is marked `django_db`, or no test database is made.
    """
    names = [os.environ.get("CHROME"), "chromium", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "No browser: set CHROME, or install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()
        connections.close_all()  # those of this thread's loop are others than the thread's own
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opens(browser: Browser, address: str) -> Iterator[Opens]:
    """Opens an address of ours: opens("/", width=360, dark=True, script=False, session=cookie, language="en"). Fails on script errors."""
    contexts = []

    def open_page(
        path: str, *, width: int = 1280, dark: bool = False, script: bool = True, session: str = "", language: str = ""
    ) -> Page:
        scheme = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="id-ID", color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        cookies = {"sesi": session, "bahasa": language}
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies.items() if value]
        )
        page = context.new_page()
        page.on("pageerror", complain)
        page.on(
            "console", lambda message: complain(message.text) if "Content Security Policy" in message.text else None
        )
        answer = page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status < 500, page.content()
        return page

    complaints: list[str] = []

    def complain(what: object) -> None:
        complaints.append(str(what))

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
