"""The SMTP door: takes every mail, keeps it, and fails as scripted."""

import asyncio
import threading
import time

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from arcadumas.edges.simulator import letters
from arcadumas.edges.simulator.machine import Machine

HOSTNAME = "simulator.demo.test"
LARGEST = 40_000_000


class Letterbox:
    """aiosmtpd calls these by name. What they return is the SMTP reply."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.first_seen: dict[tuple[str, str], float] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        faults, target = self.machine.faults, address.lower()
        if fault := faults.take(["smtp_4xx"], target):
            return f"{fault.code or 451} 4.3.0 Scripted: try again later"
        if fault := faults.take(["smtp_5xx"], target):
            return f"{fault.code or 550} 5.1.1 Scripted: no such mailbox"
        if fault := next((each for each in faults.listed() if each.kind == "smtp_greylist"), None):
            pair = (str(envelope.mail_from), target)
            since = self.first_seen.setdefault(pair, time.monotonic())
            if fault.target in {"", target} and time.monotonic() - since < (fault.seconds or 5.0):
                return "451 4.7.1 Greylisted: try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        fault = next(filter(None, (self._taken(address) for address in envelope.rcpt_tos)), "")
        if fault == "smtp_drop_before":
            raise asyncio.CancelledError  # aiosmtpd then closes the connection without a word
        for address in envelope.rcpt_tos:
            await asyncio.wrap_future(self.machine.desk.submit(lambda to=address: letters.keep(to, raw)))  # type: ignore[misc]
        if fault == "smtp_drop":
            raise asyncio.CancelledError
        if fault.startswith("smtp_slow"):
            await asyncio.sleep(float(fault.partition(" ")[2]))
        return "250 OK: kept"

    def _taken(self, address: str) -> str:
        fault = self.machine.faults.take(["smtp_drop", "smtp_drop_before", "smtp_slow"], address.lower())
        if fault is None:
            return ""
        return f"smtp_slow {fault.seconds or 3.0}" if fault.kind == "smtp_slow" else fault.kind

    def admit(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=self.machine.faults.take(["smtp_auth"]) is None, handled=False)


class Mailroom(threading.Thread):
    """An event loop of its own. `port` is known once `start_listening` has returned."""

    def __init__(self, machine: Machine, port: int) -> None:
        super().__init__(name="mailroom", daemon=True)
        self.box, self.port = Letterbox(machine), port
        self.loop = asyncio.new_event_loop()
        self.is_listening = threading.Event()
        self.trouble: OSError | None = None

    def start_listening(self) -> None:
        """Raises OSError when the port is taken."""
        self.start()
        self.is_listening.wait()
        if self.trouble:
            raise self.trouble

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join()

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            server = self.loop.run_until_complete(self.loop.create_server(self._session, "127.0.0.1", self.port))
        except OSError as error:
            self.trouble = error
            self.is_listening.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self.is_listening.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    def _session(self) -> SMTP:
        return SMTP(
            self.box, hostname=HOSTNAME, ident="Simulator", data_size_limit=LARGEST, enable_SMTPUTF8=True,
            authenticator=self.box.admit, auth_require_tls=False, loop=self.loop,
        )  # fmt: skip
