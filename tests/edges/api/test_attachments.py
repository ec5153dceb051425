"""Photos: cleaned, sealed, shown only to who may read, and never more of them than there is room for."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from arcadumas.base import files
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Attachment
from arcadumas.edges.api import uploads
from tests import builders
from tests.edges.api.ring import Ring, problem


def photo(kind: str = "JPEG", colour: str = "green") -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (3.0, 5.0, 6.0)}
    Image.new("RGB", (40, 30), colour).save(file, kind, exif=exif)
    return file.getvalue()


def send(ring: Ring, receipt: Receipt, data: bytes, *, name: str = "jalan.jpg", by: str = "", secret: str = "", field: str = "file", **more: str) -> Any:  # fmt: skip
    path = f"/api/v1/reports/{receipt.report.code}/attachments"
    headers = ring.headers(by, secret, {key.replace("_", "-"): value for key, value in more.items()})
    return ring.client.post(path, {field: SimpleUploadedFile(name, data, "image/jpeg")}, headers=headers)


def test_a_photo_is_added_and_can_be_fetched(ring: Ring) -> None:
    receipt = builders.received()
    added = send(ring, receipt, photo(), secret=receipt.secret)
    assert (added.status_code, added["ETag"]) == (201, '"2"')
    shown = added.json()
    assert {name: shown[name] for name in ("name", "type", "kind")} == {
        "name": "jalan.jpg",
        "type": "image/jpeg",
        "kind": "reporter",
    }
    path = f"/reports/{receipt.report.code}"
    assert ring.get(path, secret=receipt.secret).json()["attachments"] == [shown]
    fetched = ring.get(f"{path}/attachments/{shown['id']}", secret=receipt.secret)
    assert (fetched.status_code, len(fetched.content)) == (200, shown["size"])
    assert Image.open(io.BytesIO(fetched.content)).getexif() == {}
    assert {name: fetched[name] for name in ("Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options")} == {
        "Content-Type": "image/jpeg", "Content-Disposition": f'attachment; filename="{shown["id"]}.jpeg"',
        "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip


def test_the_name_that_a_reporter_gave_a_file_is_for_the_reporter_alone(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, is_anonymous=True)
    key = send(ring, receipt, photo(), name="KTP Siti Rahmah.jpg", secret=receipt.secret).json()["id"]
    path = f"/reports/{receipt.report.code}"
    seen = {by: [each["name"] for each in ring.get(path, by=by).json()["attachments"]] for by in ("front_officer", "pupr_admin")}  # fmt: skip
    assert seen == {"front_officer": [f"{key}.jpeg"], "pupr_admin": [f"{key}.jpeg"]}
    listed = ring.get("/reports", by="pupr_admin").json()["results"]
    assert [each["name"] for row in listed for each in row["attachments"]] == [f"{key}.jpeg"]
    own = ring.get(path, secret=receipt.secret).json()["attachments"]
    assert [each["name"] for each in own] == ["KTP Siti Rahmah.jpg"]


def test_only_who_may_read_may_fetch(ring: Ring) -> None:
    receipt, other = builders.verified(ring.cast, is_confidential=True), builders.received()
    key = send(ring, receipt, photo(), secret=receipt.secret).json()["id"]
    path = f"/reports/{receipt.report.code}/attachments/{key}"
    seen = {
        role: ring.get(path, by=role).status_code for role in ("front_officer", "secretary", "dinkes_admin", "engineer")
    }
    assert seen == {"front_officer": 200, "secretary": 404, "dinkes_admin": 404, "engineer": 404}
    assert ring.get(path).status_code == 404
    assert ring.get(f"/reports/{other.report.code}/attachments/{key}", secret=other.secret).status_code == 404
    assert ring.get(f"/reports/{receipt.report.code}/attachments/nonsense", secret=receipt.secret).status_code == 404


def test_a_file_for_somebody_who_wrote_a_letter_may_be_added_by_the_front_desk_alone(ring: Ring) -> None:
    receipt, filed = builders.disposed(ring.cast, source="letter"), builders.disposed(ring.cast)
    assert send(ring, receipt, photo(), by="front_officer").status_code == 201
    refused = send(ring, filed, photo(), by="front_officer")
    assert (problem(refused)[0], refused.json()["needs"]) == (403, "reporter")
    assert problem(send(ring, receipt, photo(), by="pupr_admin"))[0] == 403
    assert problem(send(ring, receipt, photo(), by="engineer"))[0] == 404
    assert problem(send(ring, receipt, photo(), secret="2" * 12))[0] == 404


def test_the_eleventh_file_is_refused(ring: Ring) -> None:
    receipt = builders.received()
    assert [send(ring, receipt, photo(), secret=receipt.secret).status_code for _n in range(10)] == [201] * 10
    assert problem(send(ring, receipt, photo(), secret=receipt.secret)) == (422, "file.too_many")


@pytest.mark.parametrize(
    ("data", "code"), [(b"%PDF-1.7", "file.type"), (photo()[:60], "file.damaged"), (b"", "file.damaged")]
)
def test_what_is_no_photo_is_refused_in_words(ring: Ring, data: bytes, code: str) -> None:
    receipt = builders.received()
    response = send(ring, receipt, data, secret=receipt.secret)
    assert problem(response) == (422, code)
    assert response.json()["errors"][0]["field"] == "file"
    assert Attachment.objects.count() == 0


def test_a_file_over_ten_megabytes_is_413(ring: Ring) -> None:
    receipt = builders.received()
    response = send(ring, receipt, b"\xff\xd8\xff" + b"0" * files.LIMIT, secret=receipt.secret)
    assert problem(response) == (413, "file.too_big")
    assert response.json()["detail"] == "jalan.jpg is larger than 10 MB. Make it smaller, or send another photo."


def test_a_huge_body_is_refused_without_reading_it(ring: Ring) -> None:
    receipt = builders.received()

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            raise AssertionError("was read")

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("was read")

    response = ring.client.generic(
        "POST", f"/api/v1/reports/{receipt.report.code}/attachments", b"x", content_type="multipart/form-data; boundary=x",
        headers={"Report-Secret": receipt.secret, "Accept-Language": "en"},
        CONTENT_LENGTH="300000000", HTTP_EXPECT="100-continue", **{"wsgi.input": Endless()},
    )  # fmt: skip
    assert problem(response) == (413, "file.too_big")


def test_reading_stops_at_the_limit_whatever_was_announced() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        + b"0" * 200_000
        + b"\r\n--x--\r\n"
    )
    request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=x")
    with pytest.raises(files.Refusal) as refused:
        uploads.read_file(request, limit=150_000)
    assert refused.value.key == "file.too_big"


@pytest.mark.parametrize(("raw", "content_type", "expected"), [
    (b"{}", "application/json", (415, "api.content_type")),
    (b"x", "multipart/form-data", (400, "api.multipart")),
    (b"--x--\r\n", "multipart/form-data; boundary=x", (422, "api.missing")),
    (b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nafter\r\n--x--\r\n', "multipart/form-data; boundary=x", (422, "api.unknown_field")),
    (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nwords\r\n--x--\r\n', "multipart/form-data; boundary=x", (422, "api.missing")),
])  # fmt: skip
def test_other_bodies_are_refused(ring: Ring, raw: bytes, content_type: str, expected: tuple[int, str]) -> None:
    receipt = builders.received()
    response = ring.post(
        f"/reports/{receipt.report.code}/attachments", raw=raw, content_type=content_type, secret=receipt.secret
    )
    assert problem(response) == expected


def test_the_same_file_with_its_key_is_added_once(ring: Ring) -> None:
    receipt = builders.received()
    first = send(ring, receipt, photo(), secret=receipt.secret, Idempotency_Key="k")
    again = send(ring, receipt, photo(), secret=receipt.secret, Idempotency_Key="k")
    assert (again.json(), Attachment.objects.count()) == (first.json(), 1)
    other = send(ring, receipt, photo(colour="red"), secret=receipt.secret, Idempotency_Key="k")
    assert problem(other) == (422, "api.key_reused")


def test_an_archived_report_takes_no_more_files(ring: Ring) -> None:
    receipt = builders.received()
    ring.act(receipt, "withdrawal", {}, secret=receipt.secret)
    assert problem(send(ring, receipt, photo(), secret=receipt.secret))[0] == 409


def test_an_odd_name_does_no_harm(ring: Ring) -> None:
    receipt = builders.received()
    names = [
        send(ring, receipt, photo(), name=name, secret=receipt.secret).json()["name"]
        for name in ("../../etc/passwd", "ñ' \".jpg")
    ]
    assert names == ["passwd", "ñ' \".jpg"]


# -- Evidence ----------------------------------------------------------------------------------------------------------
def prove(ring: Ring, receipt: Receipt, *, kind: str | None = "after", by: str = "pupr_member", **more: str) -> Any:
    path = f"/api/v1/reports/{receipt.report.code}/evidence"
    fields = {"file": SimpleUploadedFile("sesudah.jpg", photo(), "image/jpeg")} | ({"kind": kind} if kind else {})
    headers = ring.headers(by, "", {key.replace("_", "-"): value for key, value in more.items()})
    return ring.client.post(path, fields, headers=headers)


def test_evidence_is_added_and_answered_with_the_staff_view(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    added = prove(ring, receipt)
    view = added.json()
    assert (added.status_code, added["ETag"]) == (201, f'"{view["version"]}"')
    assert ([one["kind"] for one in view["attachments"]], view["story"][-1]["event"]) == (["after"], "evidence_added")


def test_evidence_sent_twice_with_its_key_is_kept_once(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    first, second = (prove(ring, receipt, Idempotency_Key="bukti-1") for _time in range(2))
    assert (first.content, Attachment.objects.filter(report=receipt.report).count()) == (second.content, 1)


@pytest.mark.parametrize(("kind", "by", "status"), [(None, "pupr_member", 422), ("reporter", "pupr_member", 422), ("after", "front_officer", 403), ("after", "dinkes_admin", 404)])  # fmt: skip
def test_evidence_is_refused_without_what_it_shows_or_without_the_power(ring: Ring, kind: str | None, by: str, status: int) -> None:  # fmt: skip
    receipt = builders.in_work(ring.cast)
    assert problem(prove(ring, receipt, kind=kind, by=by))[0] == status
