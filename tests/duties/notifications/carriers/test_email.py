"""Mail behind the carrier; the gateway's own tests hold every code."""

import socket
import threading
import uuid
from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from arcadumas.duties.notifications import postmarks
from arcadumas.duties.notifications.carriers.email import Email, message_id_of
from arcadumas.duties.notifications.carriers.interface import CarrierError, Parcel
from tests.duties.notifications.carriers.standing import MESSAGE_ID, SECRET, TEXT, Received, standing

ADDRESS = "admin.pupr@demo.test"


class MailStandIn:
    """A mail server that wants a name and a password; `faults` gives one reply, to a step of its choice."""

    carrier = Email()
    has_retry_after = False
    longest = 10_000

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.faults: dict[str, str] = {}
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    def prepare(self, settings: Any) -> None:
        port = self.listener.getsockname()[1]
        settings.EMAIL_URL = f"smtp://surat:{SECRET}@127.0.0.1:{port}"
        settings.EMAIL_FROM = "Arcadumas <aduan@demo.test>"

    def parcel(self, text: str = TEXT, to: str = ADDRESS) -> Parcel:
        content = {"subject": "Laporan", "body": f"{text}\n"}
        return Parcel(id=MESSAGE_ID, to=to, template="aduan_baru_v1", language="id", content=content)

    def address_of(self, parcel: Parcel) -> str:
        return parcel.to

    def refuse_address(self) -> None:
        self.faults["rcpt"] = "550 5.1.1 no such user"

    def refuse_content(self) -> None:
        self.faults["dot"] = "554 5.6.0 content refused"

    def throttle(self, seconds: int) -> None:
        self.faults["rcpt"] = "450 4.7.1 slow down"

    def refuse_key(self) -> None:
        self.faults["auth"] = "535 5.7.8 bad credentials"

    def break_down(self) -> None:
        self.faults["mail"] = "451 4.3.0 local error"

    def fall_silent(self) -> None:
        self.faults["dot"] = "silence"

    def lose_answer(self) -> None:
        self.faults["dot"] = "drop"

    def go_away(self) -> None:
        with suppress(OSError):  # closing alone does not wake the thread in accept()
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def close(self) -> None:
        self.over.set()
        self.go_away()
        self.carrier.rest()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file:

            def say(text: str) -> None:
                connection.sendall(f"{text}\r\n".encode())

            say("220 stand-in")
            while line := file.readline().decode().strip():
                step = line.split()[0].lower()
                if step == "ehlo":
                    say("250-stand-in\r\n250 AUTH PLAIN")
                elif step == "data":
                    say("354 go on")
                    if not self.take(file, say):
                        return
                else:
                    say(self.faults.pop(step, "235 ok" if step == "auth" else "250 ok"))

    def take(self, file: Any, say: Any) -> bool:
        lines = []
        while (line := file.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        fault = self.faults.pop("dot", "")
        if fault and fault not in {"silence", "drop"}:
            say(fault)
            return True
        mail = message_from_bytes(b"".join(lines), policy=default)
        self.received.append(Received(str(mail["To"]), mail.get_content()))
        if fault == "silence":
            self.over.wait(2)
        if fault:
            return False
        say("250 kept")
        return True


@pytest.fixture
def mail(settings: Any) -> Any:
    with standing(MailStandIn, settings) as stand_in:
        yield stand_in


def test_every_try_bears_the_same_message_id(mail: MailStandIn) -> None:
    ids = {mail.carrier.send(mail.parcel()).provider_id for _ in range(2)}
    assert (ids, len(mail.received)) == ({message_id_of(MESSAGE_ID)}, 2)


@pytest.mark.parametrize("to", ["tanpa-at", "a@b@c", "x@demo.test\r\nBcc: y@demo.test"])
def test_what_is_no_address_is_refused_before_it_leaves(mail: MailStandIn, to: str) -> None:
    with pytest.raises(CarrierError) as caught:
        mail.carrier.send(mail.parcel(to=to))
    assert (caught.value.kind, mail.received) == ("address", [])


def test_a_message_id_lies_in_our_domain_and_bears_our_mark(settings: Any) -> None:
    settings.BASE_URL = "https://aduan.example.go.id"
    mark, _at, domain = message_id_of(uuid.UUID(int=1)).strip("<>").partition("@")
    assert (postmarks.read(mark), domain) == (uuid.UUID(int=1), "aduan.example.go.id")
