"""People who send reports while processes die: each keeps what was acknowledged, and sends again what was not."""

import hashlib
import html
import io
import random
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from PIL import Image

from tests.faults.instance import DOWN, Answer, Caller

DOORS = ("plain", "api photo", "plain", "form photo")  # half with a photo
LETTERS = "abcdefghijklmnopqrstuvwxyz"  # digits could pass for a number and be masked
SLIP = re.compile(r'<dd class="code" translate="no">([^<]+)</dd>')


@dataclass(kw_only=True)
class Filed:
    """One acknowledged report. `sent`: digest of the picture's colour; `kept`: the digest that the product promised."""

    code: str
    secret: str = field(repr=False)
    door: str
    title: str
    phone: str
    at: float
    colour: tuple[int, int, int] | None = None
    kept: str = ""


def picture(colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(file, "PNG")
    return file.getvalue()


def multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    """The body and its content type."""
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="foto.png"\r\nContent-Type: image/png\r\n\r\n'
    return b"".join(
        [*parts, head.encode(), content, f"\r\n--{line}--\r\n".encode()]
    ), f"multipart/form-data; boundary={line}"


class Citizens:
    """`count` people at once; `pause` seconds between two reports of one of them. While `rest` is set nobody begins one."""

    def __init__(self, port: int, *, count: int = 12, pause: float = 0.1, seed: int = 1) -> None:
        self.port, self.count, self.pause, self.seed = port, count, pause, seed
        self.filed: list[Filed] = []
        self.refused: list[str] = []
        self.answers: dict[str, int] = {}
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.rest = threading.Event()
        self.threads = [threading.Thread(target=self._live, args=(n,), daemon=True) for n in range(count)]

    def __enter__(self) -> "Citizens":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.finish()

    def finish(self) -> None:
        """Everybody ends what they have begun, which may need many tries."""
        self.stop.set()
        for thread in self.threads:
            thread.join(180)

    def acknowledged(self) -> list[Filed]:
        with self.lock:
            return list(self.filed)

    def _live(self, number: int) -> None:
        chance = random.Random(self.seed * 1000 + number)
        caller = Caller(self.port)
        turn = number
        while not self.stop.is_set():
            if self.rest.is_set():
                self.stop.wait(0.05)
                continue
            turn += 1
            door = DOORS[turn % len(DOORS)]
            filed = self._file(caller, door, chance)
            if filed:
                with self.lock:
                    self.filed.append(filed)
            self.stop.wait(self.pause * chance.uniform(0.5, 1.5))

    def _file(self, caller: Caller, door: str, chance: random.Random) -> Filed | None:
        """Until acknowledged, however often the line breaks; None when the product refused."""
        number = chance.randrange(10**8, 10**9)
        title, phone = f"Lampu padam {''.join(chance.choices(LETTERS, k=12))}", f"+62857{number}"
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        if door == "form photo":
            return self._by_form(caller, title, phone, colour)
        values = {
            "title": title, "body": "Lampu jalan di depan pasar padam sejak Senin.", "kind": "complaint",
            "reporter": {"phone": phone},
        }  # fmt: skip
        answer = self._again(lambda: caller.post("/api/v1/reports", values, Idempotency_Key=title), good=201)
        if answer is None:
            return None
        said = answer.json()
        filed = Filed(
            code=said["code"], secret=said["secret"], door=door, title=title, phone=phone, at=time.monotonic()
        )
        if door == "api photo":
            self._attach(caller, filed, colour)
        return filed

    def _attach(self, caller: Caller, filed: Filed, colour: tuple[int, int, int]) -> None:
        body, kind = multipart({}, "file", picture(colour))
        answer = self._again(
            lambda: caller.ask(
                "POST", f"/api/v1/reports/{filed.code}/attachments", body,
                Content_Type=kind, Report_Secret=filed.secret, Idempotency_Key=filed.title,
            ),
            good=201,
        )  # fmt: skip
        if answer is not None:
            filed.colour, filed.kept = colour, answer.json()["sha256"]

    def _by_form(self, caller: Caller, title: str, phone: str, colour: tuple[int, int, int]) -> Filed | None:
        page = self._again(lambda: caller.ask("GET", "/lapor/"), good=200)
        if page is None:
            return None
        text = page.content.decode()
        fields = {name: _hidden(text, name) for name in ("csrfmiddlewaretoken", "token")}
        fields |= {"kind": "complaint", "title": title, "body": "Jembatan di hulu berlubang.", "phone": phone}
        cookies = _cookies(page)
        body, kind = multipart(fields, "photos", picture(colour))
        sent = self._again(lambda: caller.ask("POST", "/lapor/", body, Content_Type=kind, Cookie=cookies), good=302)
        if sent is None:
            return None
        at, cookies = time.monotonic(), "; ".join([cookies, _cookies(sent)])
        shown = self._again(lambda: caller.ask("GET", sent.headers["location"], Cookie=cookies), good=200)
        if shown is None:
            return None
        code, secret = (html.unescape(each).strip() for each in SLIP.findall(shown.content.decode()))
        return Filed(code=code, secret=secret, door="form photo", title=title, phone=phone, at=at, colour=colour)

    def _again(self, ask: Callable[[], Answer], *, good: int) -> Answer | None:
        """The same request until it is answered. A refusal that a new try cannot mend is kept and ends it."""
        limit = time.monotonic() + 150
        while time.monotonic() < limit:
            try:
                answer = ask()
            except DOWN:
                self._count("no answer")
                time.sleep(0.2)
                continue
            self._count(str(answer.status))
            if answer.status == good:
                return answer
            if answer.status not in {409, 429, 500, 502, 503, 504}:
                break
            time.sleep(0.2)
        with self.lock:
            self.refused.append(f"{answer.status} {answer.content[:300]!r}")
        return None

    def _count(self, what: str) -> None:
        with self.lock:
            self.answers[what] = self.answers.get(what, 0) + 1


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    return html.unescape(found[1]) if found else ""


def _cookies(answer: Answer) -> str:
    jars = [SimpleCookie(line) for line in answer.headers.get("set-cookie", "").splitlines()]
    return "; ".join(f"{name}={morsel.value}" for jar in jars for name, morsel in jar.items())


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
