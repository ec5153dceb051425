"""A load client that costs little: prepared requests over kept connections, one thread each, no HTTP library."""

import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one run gave. Times are in seconds."""

    connections: int
    seconds: float
    times: list[float] = field(repr=False)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def at(self, percent: float) -> float:
        """The time that so many percent of the requests kept."""
        times = sorted(self.times)
        return times[min(len(times) - 1, int(len(times) * percent / 100))] if times else 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.times) if self.times else 0.0


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Line:
    """One connection. `ask` sends prepared bytes and reads the whole answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, prepared: bytes) -> tuple[int, bytes]:
        self.socket.sendall(prepared)
        kept = b""
        while b"\r\n\r\n" not in kept:
            kept += self._more()
        head, _blank, body = kept.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        part = self.socket.recv(65_536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


def load(port: int, make: Callable[[int], bytes], *, connections: int, seconds: float, warmup: float = 2.0) -> Load:
    """Ask over `connections` at once, as fast as answers come, and count what came after `warmup`."""
    times: list[float] = []
    statuses: dict[int, int] = {}
    lock = threading.Lock()
    begin = time.perf_counter() + warmup
    end = begin + seconds

    def live(number: int) -> None:
        line, turn = Line(port), number * 1_000_000
        while (now := time.perf_counter()) < end:
            turn += 1
            prepared = make(turn)
            now = time.perf_counter()
            status, _body = line.ask(prepared)
            done = time.perf_counter()
            if now >= begin and done <= end:
                with lock:
                    times.append(done - now)
                    statuses[status] = statuses.get(status, 0) + 1
        line.close()

    threads = [threading.Thread(target=live, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(connections=connections, seconds=seconds, times=times, statuses=statuses)
