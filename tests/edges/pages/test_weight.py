"""Bytes on a citizen's way, compressed (design: 50 KB a page with all its files, 16 KB stylesheet, 6 KB script)."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests import builders
from tests.cast import Cast

KB = 1024


def packed(path: str) -> int:
    found = finders.find(path)
    assert isinstance(found, str)
    return len(gzip.compress(Path(found).read_bytes(), 6))


def test_the_stylesheet_is_within_its_budget() -> None:
    assert packed("arcadumas.css") <= 16 * KB


def test_the_script_is_within_its_budget() -> None:
    assert packed("arcadumas.js") <= 6 * KB


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/privasi/", "/aksesibilitas/", "/lapor/", "/lacak/", "/masuk/"])
def test_a_public_page_with_all_its_files_is_within_its_budget(client: Client, address: str) -> None:
    assert weight(client, address) <= 50 * KB


@pytest.mark.django_db
def test_a_tracked_report_with_all_its_files_is_within_its_budget(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    opened = client.post("/lacak/", {"code": receipt.report.code, "secret": receipt.secret})
    assert weight(client, opened["Location"]) <= 50 * KB


def weight(client: Client, address: str) -> int:
    response = client.get(address)
    assert response.status_code == 200
    files = {name for name in re.findall(r'(?:href|src)="/static/([^"?]+)', response.content.decode())}
    return len(gzip.compress(response.content, 6)) + sum(packed(name) for name in files)


@pytest.mark.django_db
def test_a_page_goes_out_compressed(client: Client) -> None:
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
