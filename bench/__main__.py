"""`python -m bench [name …]`: every table of figures, or those that are named. Exit 1 when a target was missed."""

import sys
from collections.abc import Callable, Iterator

from bench import delivery, intake, memory, outbox, pages
from bench.figures import Figure, show

PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "memory": memory.measure,
    "delivery": delivery.measure,
    "outbox": outbox.measure,
    "intake": intake.measure,
    "pages": pages.measure,
}


def main(names: list[str]) -> int:
    unknown = set(names) - PARTS.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    kept = [show(name, PARTS[name]()) for name in names or PARTS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
