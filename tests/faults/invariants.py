"""What must hold when all is quiet again. Judged by what people hold in their hands, and by the API."""

import io
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.faults.citizens import Filed, digest
from tests.faults.instance import DOWN, Answer, Caller, Instance
from tests.faults.officers import TELLS
from tests.faults.outside import Arrival, Box

DESK = ("kominfo", "kominfo.kepala")
PHONES = {
    "kominfo": "+628110000001", "kominfo.kepala": "+628110000002", "pupr.admin": "+628110000003",
    "pupr.penghubung": "+628110000005", "pupr.kepala": "+628110000007", "bupati": "+628110000014",
}  # fmt: skip
SEEN_AS = {"failed", "uncertain"}
UNDER_WAY = {"queued", "claimed"}
QUIET = 4.0  # seconds without an arrival after which the desk is asked whether more is to come
Due = tuple[str, str]  # (code, who must have heard of it)


@dataclass(kw_only=True)
class Verdict:
    """`lost_*` and `phantoms` must be empty; `doubled` at most a hundredth of `messages`, `most_copies` at most two."""

    reports: int = 0
    files: int = 0
    notices: int = 0
    messages: int = 0
    lost_reports: list[str] = field(default_factory=list)
    lost_files: list[str] = field(default_factory=list)
    lost_notices: list[Due] = field(default_factory=list)
    visible: list[Due] = field(default_factory=list)
    twice_filed: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)
    doubled: int = 0
    doubled_by_carrier: dict[str, int] = field(default_factory=dict)
    most_copies: int = 0
    settled_after: float = 0.0

    @property
    def share_doubled(self) -> float:
        return self.doubled / self.messages if self.messages else 0.0


def due(filed: Iterable[Filed], disposed: Iterable[str]) -> set[Due]:
    """Who must have heard of what."""
    found = {(each.code, who) for each in filed for who in (*DESK, each.phone)}
    return found | {(code, who) for code in disposed for who in TELLS}


def heard(arrivals: Iterable[Arrival]) -> set[Due]:
    names = {phone: login for login, phone in PHONES.items()}
    return {
        (code, names.get(each.to) or each.to.removesuffix("@demo.test")) for each in arrivals for code in each.codes
    }


def in_flight(filed: Iterable[Filed], box: Box) -> int:
    """Acknowledged reports of which the front desk has not heard everything yet."""
    known = heard(box.all())
    return sum(any((each.code, who) not in known for who in DESK) for each in filed)


def settle(
    instance: Instance, filed: list[Filed], disposed: list[str], box: Box, *, token: str, seconds: float
) -> float:
    """Wait until everybody has heard what they must, or it is quiet and of what is missing all messages have ended, or
    nothing has come for `seconds`, or much came that was not it; the seconds it took."""
    begun, wanted = time.monotonic(), due(filed, disposed)
    while time.monotonic() < begun + 8 * seconds and (missing := wanted - heard(known := box.all())):
        before = len(known)
        if box.wait(before + 1, QUIET):
            time.sleep(0.5)
        elif _have_ended(instance, missing, token) or not box.wait(before + 1, seconds - QUIET):
            break
    return time.monotonic() - begun


def _have_ended(instance: Instance, missing: set[Due], token: str) -> bool:
    """Whether the desk shows a message for each of them, and none that is still under way."""
    for code in {code for code, _who in missing}:
        seen = _seen_by_staff(instance, code, token)
        for states in (
            seen["reporter"] if who.startswith("+") else seen.get(who) for each, who in missing if each == code
        ):
            if not states or states & UNDER_WAY:
                return False
    return True


def judge(instance: Instance, filed: list[Filed], disposed: list[str], box: Box, *, token: str) -> Verdict:
    verdict = Verdict(reports=len(filed), files=sum(each.colour is not None for each in filed))
    with ThreadPoolExecutor(4) as pool:
        for report, files in pool.map(lambda each: _look(instance, each), filed):
            verdict.lost_reports += report
            verdict.lost_files += files
    arrivals = box.all()
    _notices(verdict, instance, due(filed, disposed), arrivals, token)
    _copies(verdict, arrivals)
    _rows(verdict, instance, filed, arrivals, token)
    return verdict


# -- Reports and files -------------------------------------------------------------------------------------------------
def _look(instance: Instance, filed: Filed) -> tuple[list[str], list[str]]:
    """What is missing of one acknowledged report, asked as its reporter would."""
    caller, path = Caller(instance.port), f"/api/v1/reports/{filed.code}"
    report = _asked(caller, path, Report_Secret=filed.secret)
    if report.status != 200 or report.json()["title"] != filed.title:
        return [filed.code], [filed.code] if filed.colour else []
    if filed.colour is None:
        return [], []
    kept = report.json()["attachments"]
    if len(kept) != 1 or (filed.kept and kept[0]["sha256"] != filed.kept):
        return [], [filed.code]
    file = _asked(caller, f"{path}/attachments/{kept[0]['id']}", Report_Secret=filed.secret)
    is_whole = file.status == 200 and digest(file.content) == kept[0]["sha256"] and _shows(file.content, filed.colour)
    return [], [] if is_whole else [filed.code]


def _shows(content: bytes, colour: tuple[int, int, int]) -> bool:
    pixel = Image.open(io.BytesIO(content)).convert("RGB").getpixel((100, 100))
    return isinstance(pixel, tuple) and max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) <= 6


def _asked(caller: Caller, path: str, **headers: str) -> Answer:
    for _try in range(20):
        try:
            answer = caller.ask("GET", path, **headers)
        except DOWN:
            time.sleep(0.3)
            continue
        if answer.status < 500:
            return answer
        time.sleep(0.3)
    return Answer(0, b"")


# -- Notices -----------------------------------------------------------------------------------------------------------
def _notices(verdict: Verdict, instance: Instance, wanted: set[Due], arrivals: list[Arrival], token: str) -> None:
    missing = wanted - heard(arrivals)
    verdict.notices = len(wanted)
    for code in {code for code, _who in missing}:
        seen = _seen_by_staff(instance, code, token)
        for who in sorted(who for each, who in missing if each == code):
            known = seen["reporter"] if who.startswith("+") else seen.get(who, set())
            (verdict.visible if known & SEEN_AS else verdict.lost_notices).append((code, who))


def _seen_by_staff(instance: Instance, code: str, token: str) -> dict[str, set[str]]:
    """Recipient -> states of its messages, as the desk shows them."""
    answer = _asked(Caller(instance.port), f"/api/v1/reports/{code}/notifications", Authorization=f"Bearer {token}")
    found: dict[str, set[str]] = {"reporter": set()}
    rows: list[dict[str, Any]] = answer.json() if answer.status == 200 else []
    for row in rows:
        who = "reporter" if row["recipient"]["kind"] == "reporter" else row["recipient"].get("login", "")
        found.setdefault(who, set()).add(row["state"])
    return found


def _copies(verdict: Verdict, arrivals: list[Arrival]) -> None:
    """Copies of one message by its own id, and of one text for one reader by what it says: the larger count holds."""
    by_id = Counter((each.carrier, each.key) for each in arrivals)
    by_text = Counter((each.carrier, each.to, each.subject, each.codes) for each in arrivals)
    counts = max(by_id, by_text, key=lambda counter: sum(n > 1 for n in counter.values()))
    verdict.messages = len(by_id)
    verdict.doubled = sum(number > 1 for number in counts.values())
    verdict.doubled_by_carrier = dict(Counter(key[0] for key, number in counts.items() if number > 1))
    verdict.most_copies = max(counts.values(), default=0)


# -- Rows that nobody was promised -------------------------------------------------------------------------------------
def _rows(verdict: Verdict, instance: Instance, filed: list[Filed], arrivals: list[Arrival], token: str) -> None:
    """Every report stands once for each submission, and no message speaks of a report that does not exist."""
    titles: Counter[str] = Counter()
    codes: set[str] = set()
    caller, path = Caller(instance.port), "/api/v1/reports?page_size=200"
    while path:
        page = _asked(caller, path, Authorization=f"Bearer {token}").json()
        titles.update(row["title"] for row in page["results"])
        codes |= {row["code"] for row in page["results"]}
        path = page["next"].removeprefix(f"http://127.0.0.1:{instance.port}") if page["next"] else ""
    verdict.twice_filed = sorted(title for title, number in titles.items() if number > 1)
    verdict.phantoms = sorted({code for each in arrivals for code in each.codes} - codes)
