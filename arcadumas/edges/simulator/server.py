"""The simulator as a process of its own: Graph and control by HTTP, mail by SMTP."""

import signal
import threading
from types import TracebackType

from arcadumas.edges.simulator import ladder, moderation
from arcadumas.edges.simulator.account import Account, Options
from arcadumas.edges.simulator.machine import Machine
from arcadumas.edges.simulator.mailroom import Mailroom
from arcadumas.edges.simulator.wire import Server


class Running:
    """The simulator in threads of this process, from `with` to its end. Port 0 takes a free one.

    It works on database connections of its own, so a test that uses it needs committed rows
    (`django_db(transaction=True)`). Raises OSError when a port is taken."""

    def __init__(
        self, http_port: int = 0, smtp_port: int = 0, *, account: Account | None = None, options: Options | None = None,
        webhook_url: str | None = None,
    ) -> None:  # fmt: skip
        self.account = account or Account.from_settings(webhook_url=webhook_url)
        self.machine = Machine(self.account, options or Options())
        self.http = Server(http_port, self.machine)
        self.mailroom = Mailroom(self.machine, smtp_port)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.05,), name="graph", daemon=True)

    @property
    def http_port(self) -> int:
        return int(self.http.server_address[1])

    @property
    def smtp_port(self) -> int:
        return self.mailroom.port

    @property
    def url(self) -> str:
        """For WHATSAPP_API_URL and ARCADUMAS_SIMULATOR_URL."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def email_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp_port}"

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until every status and webhook has gone out; False if that takes longer."""
        return self.machine.postman.settle(timeout)

    def __enter__(self) -> "Running":
        self.mailroom.start_listening()
        self.machine.start()
        self.thread.start()
        self.machine.desk.run(lambda: ladder.resume(self.machine))
        self.machine.desk.run(lambda: moderation.resume(self.machine))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.machine.stopping.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()
        self.mailroom.stop()
        self.machine.stop()


def serve(*, http_port: int, smtp_port: int, options: Options | None = None) -> None:
    """Run until SIGTERM or SIGINT. Raises OSError when a port is taken."""
    ending = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ending.set())
    with Running(http_port, smtp_port, options=options):
        ending.wait()
