"""The upload on the desk: nothing changes before the preview has been seen."""

import io
import re

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.base.inbound.models import Inbound
from arcadumas.core.reports.models import Report
from tests.cast import Cast
from tests.edges.channels.sp4n.test_importing import made, workbook

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: str) -> Client:
    client.force_login(Cast.assemble().person(role))
    return client


def upload(client: Client, content: bytes) -> str:
    file = io.BytesIO(content)
    file.name = "laporan.xlsx"
    answer = client.post("/meja/impor/pratinjau/", {"file": file, "zone": "UTC"})
    return f"{answer.status_code} {answer.content.decode()}"


def test_the_preview_says_what_would_happen_and_changes_nothing(client: Client) -> None:
    page = upload(signed_in(client, "front_officer"), workbook({"Tracking ID": "7000001"}, {"Tracking ID": "1"}))
    assert page.startswith("200")
    assert page.index("Impor sekarang") < page.index("Baris yang tidak diambil")  # however long the lists are
    assert Report.objects.count() == 0
    assert b"Jalan rusak" not in bytes(Inbound.objects.get().body_sealed)


def test_the_import_follows_and_a_second_press_changes_nothing(client: Client) -> None:
    page = upload(signed_in(client, "front_officer"), workbook({"Tracking ID": "7000001"}))
    found = re.search(r'action="(/meja/impor/[0-9a-f-]{36}/)"', page)
    assert found
    assert client.post(found[1]).status_code == 302
    client.post(found[1])
    assert Report.objects.count() == 1


def test_a_changed_status_is_shown_before_and_after(client: Client) -> None:
    signed_in(client, "front_officer")
    for status in ("Terverifikasi", "Ditutup oleh Sistem"):
        page = upload(client, workbook({"Status Laporan": status}))
        found = re.search(r'action="(/meja/impor/[0-9a-f-]{36}/)"', page)
        assert found
        client.post(found[1])
    assert "Terverifikasi" in page
    assert Report.objects.get().sp4n.status == "Ditutup oleh Sistem"


def test_the_preview_warns_of_an_old_export_and_of_what_runs_again(client: Client) -> None:
    signed_in(client, "front_officer")
    made(timezone.localdate(), {"Status Laporan": "Ditutup oleh Sistem"})
    file = [["Tanggal Generate", "", "2023-06-01"]]
    assert "1 baris tetap seperti pada ekspor yang lebih baru" in upload(
        client, workbook({"Status Laporan": "Terverifikasi"}, preamble=file)
    )
    assert "1 laporan yang sudah selesai di SP4N berjalan lagi" in upload(
        client, workbook({"Status Laporan": "Terverifikasi"})
    )


def test_a_file_that_is_no_export_is_refused_with_a_sentence(client: Client) -> None:
    page = upload(signed_in(client, "front_officer"), b"bukan lembar kerja")
    assert page.startswith("422")
    assert ("Tracking ID" in page, "<title>Perlu diperbaiki: " in page, 'aria-invalid="true"' in page) == (
        True,
        True,
        True,
    )


def test_an_agency_may_not_import(client: Client) -> None:
    signed_in(client, "pupr_admin")
    assert client.get("/meja/impor/").status_code == 403
    assert upload(client, workbook({})).startswith("403")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/meja/impor/").status_code == 302
