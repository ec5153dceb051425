import datetime
import email
import email.policy
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from arcadumas.base.gateways import mail
from arcadumas.base.gateways.mail import Mailer, MailError, compose

TO = "petugas@kab.test"


def message(**changes):
    values = {
        "sender": "Arcadumas <aduan@kab.test>",
        "to": TO,
        "subject": "Laporan baru",
        "text": "Ada laporan baru.\n.titik di awal baris\n",
        "message_id": "<m-1@kab.test>",
        "headers": {},
    }
    return compose(**{**values, **changes})


# -- Servers on loopback -----------------------------------------------------------------------------------------------
class Desk:
    """Takes mail, and answers for some recipients as they are called."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.hellos: list[str] = []
        self.answers: dict[str, str] = {}
        self.is_dropping = False

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.hellos.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if answer := self.answers.get("mail"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.answers.get("rcpt"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if self.is_dropping:
            server.transport.abort()
        return self.answers.get("data", "250 OK")


class Host(Controller):
    def __init__(self, desk: Desk, **options) -> None:
        super().__init__(desk, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        """The port is chosen by the system, so it is asked of the socket."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def host(desk: Desk) -> Iterator[Controller]:
    controller = Host(desk)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def mailer(host: Controller) -> Iterator[Mailer]:
    mailer = Mailer(f"smtp://127.0.0.1:{host.port}", timeout=0.5)
    yield mailer
    mailer.close()


def failure(mailer: Mailer, to: str = TO) -> MailError:
    with pytest.raises(MailError) as failed:
        mailer.send(message(), to)
    return failed.value


def test_a_message_arrives_whole(desk, mailer):
    mailer.send(message(), TO)
    sender, recipients, content = desk.taken[0]
    assert (sender, recipients) == ("aduan@kab.test", [TO])
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert (read["Message-ID"], read.get_content()) == (
        "<m-1@kab.test>",
        "Ada laporan baru.\r\n.titik di awal baris\r\n",
    )
    assert desk.hellos == ["kab.test"]


def test_a_burst_goes_over_one_connection(desk, mailer):
    for _ in range(20):
        mailer.send(message(), TO)
    assert (len(desk.taken), len(desk.hellos)) == (20, 1)


def test_a_connection_is_opened_anew_after_a_burst_and_after_a_rest(desk, mailer, monkeypatch):
    monkeypatch.setattr(mail, "BURST", 3)
    for _ in range(4):
        mailer.send(message(), TO)
    assert len(desk.hellos) == 2
    monkeypatch.setattr(mail, "IDLE", 0.0)
    mailer.send(message(), TO)
    assert len(desk.hellos) == 3


def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(desk, host, mailer):
    mailer.send(message(), TO)
    mailer.own.line.smtp.sock.shutdown(socket.SHUT_RDWR)
    mailer.send(message(), TO)
    assert (len(desk.taken), len(desk.hellos)) == (2, 2)


def test_each_thread_has_a_connection_of_its_own(desk, mailer):
    barrier = threading.Barrier(3)

    def burst(_):
        barrier.wait(5)
        for _ in range(5):
            mailer.send(message(), TO)
        mailer.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(burst, range(3)))
    assert (len(desk.taken), len(desk.hellos)) == (15, 3)


@pytest.mark.parametrize(
    ("step", "answer", "kind", "code"),
    [
        ("mail", "451 try later", "temporary", 451),
        ("mail", "550 5.7.60 you may not send as this", "channel", 550),
        ("mail", "530 5.7.0 sign in first", "channel", 530),
        ("mail", "552 5.3.4 too big", "permanent", 552),
        ("rcpt", "450 4.2.0 greylisted", "temporary", 450),
        ("rcpt", "452 4.2.2 mailbox full", "temporary", 452),
        ("rcpt", "421 shutting down", "temporary", 421),
        ("rcpt", "550 no such user here", "address", 550),
        ("rcpt", "550 5.1.1 no such user here", "address", 550),
        ("rcpt", "553 5.1.3 malformed", "address", 553),
        ("rcpt", "550 5.2.1 mailbox closed", "address", 550),
        ("rcpt", "552 5.2.2 mailbox full", "permanent", 552),
        ("rcpt", "554 5.7.1 relay denied", "permanent", 554),
        ("rcpt", "550 5.7.1 refused by policy", "permanent", 550),
        ("rcpt", "550 5.1.8 your domain is unknown", "channel", 550),
        ("rcpt", "530 5.7.0 sign in first", "channel", 530),
        ("data", "451 4.3.0 try later", "temporary", 451),
        ("data", "452 4.3.1 disk full", "temporary", 452),
        ("data", "554 5.7.1 looks like spam", "permanent", 554),
        ("data", "550 5.1.1 no such user here", "address", 550),
    ],
)
def test_each_refusal_says_what_to_do(desk, mailer, step, answer, kind, code):
    desk.answers[step] = answer
    failed = failure(mailer)
    assert (failed.kind, failed.code, failed.detail) == (kind, code, answer[4:])


def test_after_a_refusal_the_connection_serves_again(desk, mailer):
    desk.answers["rcpt"] = "550 no such user"
    failure(mailer)
    desk.answers = {}
    mailer.send(message(), TO)
    assert (len(desk.taken), len(desk.hellos)) == (1, 1)


def test_an_answer_never_shows_an_address(desk, mailer):
    desk.answers["rcpt"] = "550 5.1.1 <petugas@kab.test>: user 081234567890 unknown"
    assert failure(mailer).detail == "5.1.1 <[email disamarkan]>: user [nomor disamarkan] unknown"


def test_when_the_answer_to_a_message_is_lost_nobody_knows(desk, mailer):
    desk.is_dropping = True
    failed = failure(mailer)
    assert (failed.kind, failed.code, len(desk.taken)) == ("uncertain", None, 1)
    desk.is_dropping = False
    mailer.send(message(), TO)
    assert len(desk.taken) == 2


@pytest.mark.parametrize("to", ["", "x", "a@x.test\r\nRCPT TO:<b@y.test>", "a@x.test> SIZE=1", "a b@x.test"])
def test_a_malformed_address_is_refused_without_a_connection(desk, mailer, to):
    assert failure(mailer, to).kind == "address"
    assert desk.hellos == []


# -- Servers that misbehave --------------------------------------------------------------------------------------------
def scripted(*replies: bytes | None) -> tuple[str, socket.socket]:
    """A server that sends one reply at the start and one after each line; None is silence, b'' hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines:
            for reply in replies:
                if reply is None:
                    time.sleep(1.5)
                if not reply:
                    return
                connection.sendall(reply)
                lines.readline()

    threading.Thread(target=serve, daemon=True).start()
    return f"smtp://127.0.0.1:{listener.getsockname()[1]}", listener


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([None], "temporary"),
        ([b""], "temporary"),
        ([b"nonsense\r\n"], "temporary"),
        ([b"421 busy\r\n"], "temporary"),
        ([b"554 no service for you\r\n"], "channel"),
        ([b"220 hi\r\n", b""], "temporary"),
        ([b"220 hi\r\n", b"250 ok\r\n", None], "temporary"),
        ([b"220 hi\r\n", b"250 ok\r\n", b""], "temporary"),
        ([b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b""], "temporary"),
        ([b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b""], "temporary"),
        ([b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", None], "uncertain"),
        ([b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b""], "uncertain"),
        ([b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"junk\r\n"], "uncertain"),
        ([b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 no data\r\n"], "uncertain"),
    ],
)
def test_a_broken_or_silent_server_is_harmless_until_the_final_dot(replies, kind):
    url, listener = scripted(*replies)
    with listener:
        mailer = Mailer(url, timeout=0.3)
        start = time.monotonic()
        assert failure(mailer).kind == kind
        assert time.monotonic() - start < 1.4
        mailer.close()


def test_a_closed_port_is_tried_again_later():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(Mailer(f"smtp://127.0.0.1:{port}")).kind == "temporary"


def test_an_unknown_host_is_tried_again_later():
    assert failure(Mailer("smtps://mail.invalid")).kind == "temporary"


# -- Encryption and sign-in --------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def check(server, session, envelope, mechanism, data: LoginPassword) -> AuthResult:
    is_right = (data.login, data.password) == (b"aduan", b"kata:sandi")
    return AuthResult(success=is_right, handled=False)


def test_a_message_goes_out_encrypted_from_the_start(desk, certificate):
    host = Host(desk, ssl_context=serving(certificate))
    host.start()
    mailer = Mailer(f"smtps://localhost:{host.port}", timeout=2, context=trusting(certificate))
    mailer.send(message(), TO)
    mailer.close()
    host.stop()
    assert len(desk.taken) == 1


def test_a_message_goes_out_encrypted_after_a_plain_greeting_and_signed_in(desk, certificate):
    host = Host(desk, tls_context=serving(certificate), require_starttls=True, authenticator=check, auth_required=True)
    host.start()
    mailer = Mailer(
        f"smtp+starttls://aduan:kata%3Asandi@localhost:{host.port}", timeout=2, context=trusting(certificate)
    )
    mailer.send(message(), TO)
    mailer.close()
    wrong = Mailer(f"smtp+starttls://aduan:salah@localhost:{host.port}", timeout=2, context=trusting(certificate))
    assert (failure(wrong).kind, len(desk.taken)) == ("channel", 1)
    host.stop()


def test_a_certificate_that_nobody_vouches_for_stops_the_channel(desk, certificate):
    host = Host(desk, tls_context=serving(certificate))
    host.start()
    failed = failure(Mailer(f"smtp+starttls://localhost:{host.port}", timeout=2))
    host.stop()
    assert (failed.kind, desk.taken) == ("channel", [])


def test_a_server_without_encryption_gets_neither_password_nor_message(desk, host):
    failed = failure(Mailer(f"smtp+starttls://aduan:x@127.0.0.1:{host.port}", timeout=2))
    assert (failed.kind, desk.taken) == ("channel", [])


def test_a_server_without_sign_in_stops_the_channel(desk, host):
    failed = failure(Mailer(f"smtp://aduan:x@127.0.0.1:{host.port}", timeout=2))
    assert (failed.kind, desk.taken) == ("channel", [])


def test_speaking_encrypted_to_a_plain_port_stops_the_channel(host):
    assert failure(Mailer(f"smtps://127.0.0.1:{host.port}", timeout=1)).kind in {"channel", "temporary"}
