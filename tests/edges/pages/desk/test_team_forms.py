"""The form for a unit's part of the answer: who sits in several units that help says for which."""

import re

import pytest
from django.test import Client

from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.models import Contribution
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    for unit in ("63.04.05", "dinkes"):
        dispose(report.code, to=unit, role="support", by=cast.front_officer)
    return report


def form(client: Client, report: Report) -> str:
    page = client.get(f"/meja/{report.code}/bagian-jawaban/", follow=True).content.decode()
    return page.split('bagian-jawaban/"', 1)[1].split("</form>")[0]


def chosen(form: str) -> tuple[list[str], list[str]]:
    return re.findall(r'<option value="([^"]*)"', form), re.findall(r'<option value="([^"]*)" selected', form)


def test_of_one_unit_nothing_is_asked(report: Report, signs_in: SignsIn) -> None:
    assert chosen(form(signs_in("alalak_admin"), report)) == ([], [])


def test_of_two_the_one_whose_part_is_missing_is_chosen_first(report: Report, cast: Cast, signs_in: SignsIn) -> None:
    there = Post.objects.get(person=cast.person("dinkes_admin")).unit
    Post.objects.create(person=cast.person("alalak_admin"), unit=there, role="liaison", title="Penghubung Dinkes")
    client, at = signs_in("alalak_admin"), f"/meja/{report.code}/bagian-jawaban/"
    assert chosen(form(client, report)) == (["63.04.05", "dinkes"], ["63.04.05"])
    assert client.post(at, {"unit": "63.04.05", "text": builders.ANSWER}).status_code == 303
    assert chosen(form(client, report))[1] == ["dinkes"]
    assert client.post(at, {"unit": "pupr", "text": builders.ANSWER}).status_code == 422
    assert client.post(at, {"unit": "dinkes", "text": builders.ANSWER}).status_code == 303
    assert sorted(Contribution.objects.values_list("unit__code", flat=True)) == ["63.04.05", "dinkes"]
    assert builders.ANSWER in form(client, report)
