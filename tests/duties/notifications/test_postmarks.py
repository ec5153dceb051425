"""The mark of our mails: short, ours alone, good under an older key."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.base.gateways.mail import LONGEST_LOCAL, SettingError, read_reply_to
from arcadumas.duties.notifications import postmarks


@given(st.uuids())
def test_a_mark_is_read_back_in_any_case_and_any_text(number: uuid.UUID) -> None:
    mark = postmarks.make(number)
    assert len(mark) == 42
    assert postmarks.read(mark) == postmarks.read(mark.upper()) == number
    assert postmarks.find(f"ke <balas+{mark}@x.test>, {'a' * 42}") == number


@given(st.uuids(), st.integers(0, 40), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_another_letter_makes_it_worthless(number: uuid.UUID, place: int, letter: str) -> None:
    mark = postmarks.make(number)
    changed = mark[:place] + letter + mark[place + 1 :]
    assert postmarks.read(changed) == (number if changed == mark else None)


def test_it_outlives_a_change_of_keys(settings: Any) -> None:
    number = uuid.uuid4()
    mark = postmarks.make(number)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = ["2:" + "ab" * 32, *old]
    assert (postmarks.read(mark), postmarks.make(number) != mark) == (number, True)
    settings.FIELD_KEYS = ["2:" + "ab" * 32]
    assert postmarks.read(mark) is None


@pytest.mark.parametrize("pattern", ["balas+{token}@demo.test", "{token}@balas.demo.test", "aduan@demo.test"])
def test_an_address_for_replies_is_taken(settings: Any, pattern: str) -> None:
    settings.EMAIL_REPLY_TO = read_reply_to(pattern)
    address = postmarks.address(uuid.uuid4())
    assert len(address.partition("@")[0]) <= LONGEST_LOCAL
    assert bool(address) == ("{token}" in pattern)


@pytest.mark.parametrize("pattern", ["balas", "layanan-pengaduan-masyarakat+{token}@x.test", "a b@x.test", "{token}@"])
def test_an_address_that_cannot_work_is_refused(pattern: str) -> None:
    with pytest.raises(SettingError):
        read_reply_to(pattern)
