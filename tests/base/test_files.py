import hashlib
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from arcadumas.base import files, sealed
from arcadumas.base.files import Clean, Missing, discard, fetch, rewrap, store

PHOTO = Clean(b"\xff\xd8\xff planted pixels" * 40, "image/jpeg", "jpg")


@pytest.fixture(autouse=True)
def state(settings, tmp_path) -> Path:
    settings.STATE = tmp_path / "var"
    return settings.STATE


def test_a_stored_file_is_fetched_again():
    stored = store(PHOTO)
    assert fetch(stored.name, stored.wrapped_key) == PHOTO.data
    assert (stored.size, stored.sha256, stored.content_type) == (
        len(PHOTO.data),
        hashlib.sha256(PHOTO.data).hexdigest(),
        "image/jpeg",
    )


def test_the_disk_shows_neither_pixels_nor_name_nor_key(state):
    stored = store(PHOTO)
    path = state / "files" / stored.name
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}", stored.name)
    assert b"planted" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "wrapped_key" not in repr(stored)


def test_two_files_share_neither_name_nor_bytes(state):
    one, other = store(PHOTO), store(PHOTO)
    assert one.name != other.name
    assert (state / "files" / one.name).read_bytes() != (state / "files" / other.name).read_bytes()


def test_nothing_is_left_beside_the_file(state):
    stored = store(PHOTO)
    assert [path.name for path in (state / "files" / stored.name).parent.iterdir()] == [stored.name[6:]]


def test_an_altered_a_torn_and_a_missing_file_are_noticed(state):
    stored = store(PHOTO)
    path = state / "files" / stored.name
    content = path.read_bytes()
    for damaged in (content[:-1], content[:5], b"", content[:20] + b"x" + content[21:]):
        path.write_bytes(damaged)
        with pytest.raises(Missing):
            fetch(stored.name, stored.wrapped_key)
    path.unlink()
    with pytest.raises(Missing):
        fetch(stored.name, stored.wrapped_key)


def test_a_file_put_in_the_place_of_another_is_noticed(state):
    one, other = store(PHOTO), store(PHOTO)
    (state / "files" / one.name).write_bytes((state / "files" / other.name).read_bytes())
    with pytest.raises(Missing):
        fetch(one.name, one.wrapped_key)
    with pytest.raises(sealed.SealError):
        fetch(one.name, other.wrapped_key)


@pytest.mark.parametrize("name", ["../../secrets/field_key", "/etc/passwd", "ab/cd/../x", "", "AB/CD/" + "A" * 32])
def test_no_other_path_is_read_or_removed(name):
    key = sealed.seal(b"k" * 32, table="files", row=name, field="key")
    with pytest.raises(Missing):
        fetch(name, key)
    with pytest.raises(Missing):
        discard(name)


def test_a_discarded_file_is_gone_and_may_be_discarded_again(state):
    stored = store(PHOTO)
    discard(stored.name)
    discard(stored.name)
    assert (state / "files" / stored.name).exists() is False


def test_a_file_outlives_the_change_of_the_field_key(settings):
    old = settings.FIELD_KEYS
    stored = store(PHOTO)
    settings.FIELD_KEYS = ["next:" + "ab" * 32, *old]
    wrapped = rewrap(stored.name, stored.wrapped_key)
    settings.FIELD_KEYS = ["next:" + "ab" * 32]
    assert fetch(stored.name, wrapped) == PHOTO.data


def test_file_and_folders_are_flushed_in_order_before_it_returns(state, monkeypatch):
    steps = []
    flush, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda d: (steps.append(os.readlink(f"/proc/self/fd/{d}")), flush(d))[1])
    monkeypatch.setattr(Path, "rename", lambda self, to: (steps.append("rename"), rename(self, to))[1])
    stored = store(PHOTO)
    path = state / "files" / stored.name
    assert steps == [
        str(path.with_name(f".{path.name}.part")),
        "rename",
        str(path.parent),
        str(path.parent.parent),
        str(state / "files"),
        str(state),
    ]


def test_a_failing_flush_is_no_success_and_leaves_no_part(state, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store(PHOTO)
    assert [path for path in (state / "files").rglob("*") if path.is_file()] == []


def test_many_at_once_are_all_kept():
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: files.store(PHOTO), range(40)))
    assert {fetch(one.name, one.wrapped_key) for one in stored} == {PHOTO.data}
    assert len({one.name for one in stored}) == 40
