"""Rates: buckets that fill by the clock (Meta: throughput, pair rate limit, spam rate limit)."""

import threading
import time

from arcadumas.edges.simulator.account import Options
from arcadumas.edges.simulator.errors import GraphError


class Buckets:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.levels: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, kind: str, key: str, *, size: float, every: float) -> bool:
        """Whether there was a drop left: `size` at most, a new one `every` seconds."""
        now = time.monotonic()
        with self.lock:
            level, at = self.levels.get((kind, key), (size, now))
            level = min(size, level + (now - at) / every)
            is_there = level >= 1
            self.levels[kind, key] = (level - 1 if is_there else level, now)
        return is_there

    def require(self, options: Options, *, line: str, number: str) -> None:
        """Raises GraphError 130429 (the line), 131056 (the pair) or 131048 (spam)."""
        if options.per_second and not self.take(
            "line", line, size=max(1.0, options.per_second), every=1 / options.per_second
        ):
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        if options.pair_burst and not self.take(
            "pair", f"{line}:{number}", size=options.pair_burst, every=options.pair_seconds
        ):
            raise GraphError(131056, "Too many messages sent from the sender phone number to the same recipient.")
        if options.spam_per_hour and not self.take(
            "spam", line, size=options.spam_per_hour, every=3600 / options.spam_per_hour
        ):
            raise GraphError(131048, "Too many previous messages were blocked or flagged as spam.")
