"""A body that is too large is refused before it is read."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/lapor/", "/meja/impor/pratinjau/", "/lacak/7K3M-2QDX/lampiran/"])
def test_three_hundred_megabytes_get_a_sentence_and_are_not_read(client: Client, path: str) -> None:
    answer = client.post(path, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="300000000")
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()


@pytest.mark.django_db
def test_an_ordinary_form_passes(client: Client) -> None:
    assert client.get("/lapor/").status_code == 200
