"""A power cut right after the acknowledgement: what was promised is whole on the disk, what was careless is gone.

The files are written to a file system in an image; the image is copied while nothing has been flushed but what was asked
for, as the disk would stand after a cut, and the copy is mounted and read. Where images cannot be mounted, the calls that
flush are watched instead.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arcadumas.base.files import write_durably
from tests.faults.controls.cli import write_carelessly

pytestmark = pytest.mark.faults
Write = Callable[[Path, bytes], None]
MANY = 60


def call(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[bool]:
    at.mkdir(exist_ok=True)
    is_mounted = call("mount", "-o", "loop", str(image), str(at))
    try:
        yield is_mounted
    finally:
        if is_mounted:
            call("umount", str(at))


def content(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest() * 512


def lost_in_a_cut(folder: Path, write: Write) -> int | None:
    """Acknowledged files that are missing or torn on the copy; None where no image can be mounted."""
    image, copy = folder / "disk.img", folder / "after.img"
    with image.open("wb") as file:
        file.truncate(96_000_000)
    if not call("mkfs.ext4", "-q", str(image)):
        return None
    with mounted(image, folder / "disk") as is_there:
        if not is_there:
            return None
        call("sync", "-f", str(folder / "disk"))
        names = [Path("state") / "files" / f"{n % 7:02x}" / f"{n:032x}" for n in range(MANY)]
        for number, name in enumerate(names):
            write(folder / "disk" / name, content(number))
        shutil.copyfile(image, copy)
    with mounted(copy, folder / "after") as is_there:
        assert is_there
        whole = [(folder / "after" / name) for name in names]
        return sum(not path.exists() or path.read_bytes() != content(n) for n, path in enumerate(whole))


def unflushed(folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of file and folders were not flushed before the writing was over."""
    flushed: set[Path] = set()
    real = os.fsync

    def watch(descriptor: int) -> None:
        flushed.add(Path(os.readlink(f"/proc/self/fd/{descriptor}")))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    write(folder / "files" / "aa" / "name", content(1))
    wanted = {folder / "files" / "aa", folder / "files"}
    is_file_flushed = any(path.parent == folder / "files" / "aa" for path in flushed)
    return len(wanted - flushed) + (not is_file_flushed)


def test_no_acknowledged_file_is_lost_and_the_careless_way_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, int | None] = {}
    for name, write in (("ours", write_durably), ("careless", write_carelessly)):
        (tmp_path / name).mkdir()
        found[name] = lost_in_a_cut(tmp_path / name, write)
    if found["ours"] is None:
        for name, write in (("ours", write_durably), ("careless", write_carelessly)):
            found[name] = unflushed(tmp_path / name, write, monkeypatch)
    assert found["ours"] == 0
    assert (found["careless"] or 0) > 0
