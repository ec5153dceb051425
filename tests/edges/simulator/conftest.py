"""The simulator on free ports, with a receiver of webhooks beside it."""

import threading
from collections.abc import Iterator

import pytest

from arcadumas.edges.simulator.account import Account, Options
from arcadumas.edges.simulator.server import Running
from tests.edges.simulator.rig import CITIZEN_LINE, LINE, SECRET, TOKEN, WABA, Caller, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def account(receiver: Receiver) -> Account:
    return Account(
        token=TOKEN, app_secret=SECRET, verify_token="verify", waba=WABA, lines=(LINE, CITIZEN_LINE), webhook_url=receiver.url
    )  # fmt: skip


@pytest.fixture
def options() -> Options:
    return Options(sent_after=0, delivered_after=0, read_after=0, retry_first=0.05)


@pytest.fixture
def sim(account: Account, options: Options, receiver: Receiver) -> Iterator[Caller]:
    with Running(account=account, options=options) as running:
        caller = Caller(running, receiver)
        yield caller
        caller.http.close()
