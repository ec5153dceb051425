import base64
import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from arcadumas.base import sealed

OLD, NEW = "old:" + "11" * 32, "new:" + "22" * 32
HERE = {"table": "reporter", "row": 7, "field": "phone"}
quietly = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.FIELD_KEYS = [NEW, OLD]


@quietly
@given(st.text())
def test_what_is_sealed_is_read_again(text):
    assert sealed.unseal(sealed.seal(text, **HERE), **HERE) == text


@quietly
@given(st.binary(max_size=300))
def test_bytes_are_read_again(data):
    token = sealed.seal(data, **HERE)
    assert sealed.unseal_bytes(token, **HERE) == data
    assert sealed.unseal_bytes(memoryview(token), **HERE) == data


def test_two_seals_of_one_text_differ_and_hide_it():
    first, second = sealed.seal("081234567890", **HERE), sealed.seal("081234567890", **HERE)
    assert first != second
    assert b"081234567890" not in first


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "report", "row": 7, "field": "phone"},
        {"table": "reporter", "row": 8, "field": "phone"},
        {"table": "reporter", "row": 7, "field": "email"},
        {"table": "reporter7", "row": "", "field": "phone"},
    ],
)
def test_a_token_does_not_open_in_another_place(elsewhere):
    with pytest.raises(sealed.SealError):
        sealed.unseal(sealed.seal("x", **HERE), **elsewhere)


def test_every_flipped_bit_is_noticed():
    token = sealed.seal("a", **HERE)
    for index in range(len(token) * 8):
        altered = bytearray(token)
        altered[index // 8] ^= 1 << index % 8
        with pytest.raises(sealed.SealError):
            sealed.unseal_bytes(bytes(altered), **HERE)


def test_every_shorter_token_is_refused():
    token = sealed.seal("a", **HERE)
    for length in range(len(token)):
        with pytest.raises(sealed.SealError):
            sealed.unseal_bytes(token[:length], **HERE)


def test_the_first_key_seals_and_older_keys_still_open(settings):
    settings.FIELD_KEYS = [OLD]
    token = sealed.seal("lama", **HERE)
    settings.FIELD_KEYS = [NEW, OLD]
    assert sealed.unseal(token, **HERE) == "lama"
    assert sealed.is_current(token) is False
    assert sealed.is_current(sealed.seal("baru", **HERE)) is True


def test_a_token_of_a_key_that_is_gone_says_so(settings):
    settings.FIELD_KEYS = [OLD]
    token = sealed.seal("lama", **HERE)
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(sealed.SealError) as refusal:
        sealed.unseal(token, **HERE)
    assert str(refusal.value) == "The key that sealed this value is not in FIELD_KEY."


def test_the_same_id_with_another_secret_does_not_open(settings):
    token = sealed.seal("x", **HERE)
    settings.FIELD_KEYS = ["new:" + "33" * 32]
    with pytest.raises(sealed.SealError):
        sealed.unseal(token, **HERE)


def test_a_blind_value_is_steady_and_says_nothing():
    first = sealed.blind("+6281234567890", purpose="phone")
    assert first == sealed.blind("+6281234567890", purpose="phone")
    assert len(first) == 32
    assert first != sealed.blind("+6281234567891", purpose="phone")
    assert first != sealed.blind("+6281234567890", purpose="email")


def test_a_blind_value_is_found_under_an_older_key(settings):
    settings.FIELD_KEYS = [OLD]
    before = sealed.blind("x", purpose="phone")
    settings.FIELD_KEYS = [NEW, OLD]
    assert sealed.blinds("x", purpose="phone") == [sealed.blind("x", purpose="phone"), before]
    assert sealed.blind("x", purpose="phone") != before


def test_derived_keys_differ_by_purpose_and_by_key(settings):
    assert sealed.derive("links") != sealed.derive("seals")
    assert len(sealed.derive("links")) == 32
    settings.FIELD_KEYS = [OLD]
    old = sealed.derive("links")
    settings.FIELD_KEYS = [NEW, OLD]
    assert sealed.derive_all("links") == [sealed.derive("links"), old]


def test_keys_are_written_in_hexadecimal_or_base64():
    secret = os.urandom(32)
    written = [secret.hex(), base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode().rstrip("=")]
    assert [sealed.read_key(f"k1:{text}") for text in written] == [sealed.Key("k1", secret)] * 3


def test_bare_text_is_a_key_with_an_id_of_its_own(settings):
    settings.FIELD_KEYS = ["a long sentence that nobody guesses"]
    key = sealed.keys()[0]
    assert (len(key.id), len(key.secret)) == (8, 32)
    assert sealed.unseal(sealed.seal("x", **HERE), **HERE) == "x"


@pytest.mark.parametrize("written", [[], ["k1:abcd"], ["k1:" + "zz" * 32], [NEW, "new:" + "44" * 32]])
def test_a_malformed_key_is_refused(settings, written):
    settings.FIELD_KEYS = written
    with pytest.raises(ImproperlyConfigured):
        sealed.keys()


def test_a_key_never_shows_its_secret():
    assert repr(sealed.keys()[0]) == "Key(id='new')"
