"""A ZIP in pieces: whole when put together, and never more than one member ahead."""

import io
import zipfile
from collections.abc import Iterator

from arcadumas.base import zips


def test_the_pieces_make_a_whole_package() -> None:
    members = [("data.json", b"{}"), ("lampiran/a.jpg", bytes(range(256)) * 400)]
    with zipfile.ZipFile(io.BytesIO(b"".join(zips.stream(members)))) as package:
        assert package.testzip() is None
        assert [(name, package.read(name)) for name in package.namelist()] == members


def test_a_member_is_asked_for_only_when_the_one_before_is_out() -> None:
    asked: list[str] = []

    def members() -> Iterator[tuple[str, bytes]]:
        for name in ("satu", "dua"):
            asked.append(name)
            yield name, b"isi"

    pieces = zips.stream(members())
    assert (b"satu" in next(pieces), asked) == (True, ["satu"])
    assert (b"dua" in next(pieces), asked) == (True, ["satu", "dua"])


def test_the_same_members_are_the_same_bytes() -> None:
    assert b"".join(zips.stream([("a", b"1")])) == b"".join(zips.stream([("a", b"1")]))
