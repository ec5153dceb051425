"""Every error code has its sentence, in both languages, and none repeats what the carrier said."""

import pytest

from arcadumas.base.gateways import whatsapp
from arcadumas.duties.notifications import errors, labels
from arcadumas.duties.notifications.models import Words

TABLE = errors.table()


def test_both_languages_stand_everywhere():
    rows = [row for group in TABLE.values() for row in group.values()]
    assert {tuple(sorted(row)) for row in rows} == {("en", "id")}
    assert [row for row in rows if not row["id"].strip() or not row["en"].strip() or row["id"] == row["en"]] == []


def test_every_code_we_react_to_has_a_sentence_of_its_own():
    permissions = set(range(200, 300)) | {1, 2, 3}  # a family; and those that say no more than "try again"
    assert sorted(set(whatsapp.KIND_OF_CODE) - permissions - {int(code) for code in TABLE["whatsapp"]}) == []


def test_every_kind_has_a_sentence():
    assert set(whatsapp.KIND_OF_CODE.values()) <= set(TABLE["kind"])


@pytest.mark.parametrize(
    ("channel", "state", "code", "text", "wanted"),
    [
        ("whatsapp", "failed", "131026", "x", "the number is not on WhatsApp, or cannot receive messages"),
        ("whatsapp", "failed", "299", "x", "this channel cannot be used at all at present"),
        ("whatsapp", "failed", "987654", "x", "the channel refused it"),
        ("whatsapp", "queued", "2", "x", "not taken yet; it may pass later"),
        ("email", "failed", "550", "5.2.2 <a@b.id> over quota", "the mailbox is full"),
        ("email", "failed", "552", "mailbox of a@b.id is full", "the mailbox is full, or the message is too large"),
        ("email", "failed", "5.1.1", "", "there is no such mailbox"),
        ("email", "queued", "452", "4.2.2 full", "the mailbox is full"),
        ("email", "failed", "599", "5.9.9 unheard of", "the channel refused it"),
        ("email", "uncertain", "", "the connection broke", "there was no answer, so nobody knows whether it was sent"),
        ("email", "queued", "", "not connected (TimeoutError)", "not taken yet; it may pass later"),
        ("fonnte", "failed", "x9", "odd", "the channel refused it"),
        ("whatsapp", "superseded", "cancelled", "", "cancelled by an officer"),
        ("whatsapp", "sent", "", "", ""),
    ],
)
def test_a_code_is_said_in_plain_words(channel: str, state: str, code: str, text: str, wanted: str):
    assert errors.sentence(channel, state, code, text, "en") == wanted


def test_indonesian_is_what_is_said_unless_asked_otherwise():
    assert errors.sentence("whatsapp", "failed", "131026", "", None).startswith("nomor ini tidak ada di WhatsApp")


@pytest.mark.django_db
def test_every_purpose_has_its_words(cast: object):
    purposes = {purpose for row in Words.objects.all() for purpose in row.purposes}
    assert purposes - set(labels.lists()["purpose"]) == set()
