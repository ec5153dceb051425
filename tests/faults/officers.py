"""The front desk at work while processes die: some reports are verified and passed on, each act sent until acknowledged."""

import threading
import time

from tests.faults.citizens import Citizens, Filed
from tests.faults.instance import DOWN, Caller

UNIT, TELLS = "pupr", ("pupr.admin", "pupr.penghubung", "pupr.kepala", "bupati")


class Officer:
    """Passes on every `every`-th report. `disposed` holds the codes whose disposition was acknowledged."""

    def __init__(self, port: int, token: str, citizens: Citizens, *, every: int = 6) -> None:
        self.caller, self.token, self.citizens, self.every = Caller(port), token, citizens, every
        self.disposed: list[str] = []
        self.refused: list[str] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> "Officer":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.finish()

    def finish(self) -> None:
        self.stop.set()
        self.thread.join(120)

    def _work(self) -> None:
        done = 0
        while not self.stop.is_set():
            filed = self.citizens.acknowledged()
            for report in filed[done :: self.every]:
                self._pass_on(report)
                if self.stop.is_set():
                    return
            done += len(filed[done :: self.every]) * self.every
            self.stop.wait(0.2)

    def _pass_on(self, report: Filed) -> None:
        if self._act(report, "verification", {}) and self._act(
            report, "disposition", {"unit": UNIT, "instruction": "Periksa di lapangan."}
        ):
            self.disposed.append(report.code)

    def _act(self, report: Filed, noun: str, values: dict[str, str]) -> bool:
        limit = time.monotonic() + 100
        path = f"/api/v1/reports/{report.code}/{noun}"
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency_Key": f"{report.code}-{noun}"}
        while time.monotonic() < limit:
            try:
                answer = self.caller.post(path, values, **headers)
            except DOWN:
                time.sleep(0.2)
                continue
            if answer.status == 201:
                return True
            if answer.status not in {409, 500, 502, 503, 504}:
                break
            time.sleep(0.2)
        self.refused.append(f"{noun} {report.code}: {answer.status} {answer.content[:300]!r}")
        return False
