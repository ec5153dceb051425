"""The page of a body outside: its own words, nothing of the report, and an answer with photos."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from arcadumas.core.handling.invite import end_invitation, invite
from arcadumas.core.handling.models import InvitationReply
from arcadumas.core.reports.models import Attachment
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ASKED, ANSWERED = "Tiang miring, mohon ditegakkan.", "Sudah ditegakkan hari ini."


def test_it_shows_what_was_typed_and_nothing_of_the_report(cast: Cast) -> None:
    report = builders.in_work(cast, title="Kanarijudul", body="Kanariisi rahasia", name="Kanarinama").report
    made, token = invite(report.code, by=cast.pupr_admin, to="PLN ULP Marabahan", text=ASKED)
    page = Client().get(f"/pihak/{token}/")
    text = page.content.decode()
    assert (page.status_code, ASKED in text, "PLN ULP Marabahan" in text) == (200, True, True)
    assert ("anari" in text, report.code in text) == (False, False)
    assert "no-store" in page["Cache-Control"]
    end_invitation(report.code, made.pk, by=cast.pupr_admin)
    assert (gone := Client().get(f"/pihak/{token}/")).status_code == 404
    assert ASKED not in gone.content.decode()


def test_an_answer_with_a_photo_is_kept_and_one_without_words_is_not(cast: Cast) -> None:
    report = builders.in_work(cast).report
    _made, token = invite(report.code, by=cast.pupr_admin, to="PLN", text=ASKED)
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    client = Client()
    assert client.post(f"/pihak/{token}/", {"text": "pendek"}).status_code == 422
    photo = SimpleUploadedFile("tiang.jpg", file.getvalue(), "image/jpeg")
    assert client.post(f"/pihak/{token}/", {"text": ANSWERED, "photos": photo}).status_code == 200
    assert [one.text for one in InvitationReply.objects.all()] == [ANSWERED]
    assert Attachment.objects.get(report=report).kind == "other"
