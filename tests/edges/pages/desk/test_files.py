"""A file of the case opens to its readers, as a picture and nothing else."""

import io

import pytest
from PIL import Image

from arcadumas.core.reports.models import Attachment
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 600)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def address(cast: Cast) -> str:
    report = builders.disposed(cast, is_confidential=True, files=(("a.jpg", builders.photo(picture())),)).report
    return f"/meja/{report.code}/lampiran/{Attachment.objects.get().pk}/"


def test_it_is_shown_where_nothing_can_run_and_nobody_keeps_it(signs_in: SignsIn, address: str) -> None:
    answer = signs_in("pupr_admin").get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, picture(), "image/jpeg")
    headers = ("Content-Security-Policy", "Cache-Control", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")
    assert [answer[name] for name in headers] == [
        "sandbox; default-src 'none'; frame-ancestors 'none'", "no-store", "nosniff", "same-origin",
    ]  # fmt: skip


def test_the_page_shows_it_small(signs_in: SignsIn, address: str) -> None:
    client = signs_in("pupr_admin")
    small = client.get(f"{address}kecil/")
    assert (Image.open(io.BytesIO(small.content)).size, small["Cache-Control"]) == ((480, 240), "no-store")
    assert f'src="{address}kecil/"' in client.get(address.split("lampiran")[0]).content.decode()


@pytest.mark.parametrize("role", ["dinkes_admin", "pupr_member", "secretary", "inspector"])
def test_who_does_not_read_the_report_finds_no_file(signs_in: SignsIn, address: str, role: str) -> None:
    client = signs_in(role)
    assert (client.get(address).status_code, client.get(f"{address}kecil/").status_code) == (404, 404)


def test_signed_out_is_asked_to_sign_in(signs_in: SignsIn, address: str) -> None:
    client = signs_in("pupr_admin")
    client.logout()
    assert client.get(address).status_code == 302
