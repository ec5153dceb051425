"""A ZIP written while it is sent: one member in memory at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator

EPOCH = (1980, 1, 1, 0, 0, 0)


class _Pipe(io.RawIOBase):
    """What zipfile writes to: it cannot go back, so sizes follow their member."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.waiting += piece
        return len(piece)

    def drain(self) -> bytes:
        piece, self.waiting = bytes(self.waiting), bytearray()
        return piece


def stream(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The package, piece by piece: (name, content) is asked for only when the one before is out."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
            yield pipe.drain()
    yield pipe.drain()
