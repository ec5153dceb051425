"""What a reporter was told goes with their own data."""

import json

import pytest

from arcadumas.base.refusals import Powerless
from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.own_messages import take_out
from tests import builders
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

WHO = {"name": "Siti Rahmah", "phone": "0812 3456 7890", "email": "siti@contoh.test"}


pytestmark = pytest.mark.usefixtures("both_channels")


def test_messages_come_with_their_words_and_what_became_of_them(cast: Cast) -> None:
    report = builders.answered(cast, **WHO).report
    builders.answered(cast, **WHO)
    tell_all()
    Message.objects.filter(purpose="answered").update(state="read", read_at="2026-11-24T02:00:00Z")
    found = take_out(report.code, by=cast.reporter(report)).described
    told = {(one["purpose"], one["channel"]): one for one in found["messages_to_you"]}
    assert set(told) == {
        ("received", "whatsapp"),
        ("disposed", "whatsapp"),
        ("accepted", "whatsapp"),
        ("answered", "whatsapp"),
    }
    answered = told["answered", "whatsapp"]
    assert (answered["state"], answered["read_at"], report.code in answered["text"]) == (
        "read", "2026-11-24T02:00:00+00:00", True,
    )  # fmt: skip
    assert json.loads(json.dumps(found)) == found
    assert [entry.subject for entry in Entry.objects.filter(act="own_data")] == [report.code]


def test_neither_key_nor_link_of_a_mail_goes_along(cast: Cast) -> None:
    receipt = builders.received(email="siti@contoh.test")
    tell_all()
    (told,) = take_out(receipt.report.code, by=cast.reporter(receipt.report)).described["messages_to_you"]
    assert (told["channel"], receipt.report.code in told["text"]) == ("email", True)
    assert [leak for leak in (receipt.secret, "/t/", "http") if leak in told["text"]] == []


def test_it_is_the_reporters_alone(cast: Cast) -> None:
    report = builders.received(**WHO).report
    with pytest.raises(Powerless):
        take_out(report.code, by=cast.front_head)
