"""The tasks on the page of a case: done, called off, given to somebody else, each by its own button."""

import re
from typing import Any

import pytest
from django.test import Client

from arcadumas.core.handling.models import Task
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.organisation.accounts import close_account
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    add_task(report.code, by=cast.pupr_head, title="Ukur lubang", assignee="pupr.teknis")
    return report


def press(client: Client, report: Report, noun: str, **values: str) -> Any:
    return client.post(f"/meja/{report.code}/tugas/{Task.objects.get().pk}/{noun}/", values)


def buttons(client: Client, report: Report) -> set[str]:
    page = client.get(f"/meja/{report.code}/").content.decode()
    return set(re.findall(r'action="/meja/[^"]+/tugas/\d+/(\w+)/"', page))


def test_whoever_keeps_it_finds_every_button_and_whoever_does_not_none(report: Report, signs_in: SignsIn) -> None:
    assert buttons(signs_in("pupr_admin"), report) == {"selesai", "petugas", "pembatalan"}
    assert buttons(signs_in("front_officer"), report) == set()
    press(signs_in("pupr_member"), report, "selesai", note="Lebarnya satu meter.")
    assert buttons(signs_in("pupr_admin"), report) == set()


def test_it_is_given_to_a_colleague_of_the_team_whom_the_list_names(report: Report, signs_in: SignsIn) -> None:
    client = signs_in("pupr_admin")
    page = client.get(f"/meja/{report.code}/").content.decode()
    offered = re.findall(r'<option value="([^"]*)"', page.split('name="assignee"', 1)[1].split("</select>")[0])
    assert set(offered) == {"pupr.admin", "pupr.pengganti", "pupr.penghubung", "pupr.kepala", ""}
    assert press(client, report, "petugas", assignee="pupr.penghubung").status_code == 303
    assert Task.objects.get().assignee.login == "pupr.penghubung"
    assert press(client, report, "petugas", assignee="dinkes.admin").status_code == 422
    assert press(client, report, "petugas", assignee="pupr.penghubung").status_code == 409
    assert press(signs_in("front_officer"), report, "petugas").status_code == 403
    assert press(client, report, "petugas").status_code == 303
    assert Task.objects.get().assignee is None


def test_of_a_closed_account_the_page_says_so(report: Report, cast: Cast, signs_in: SignsIn) -> None:
    close_account("pupr.teknis", by=cast.front_officer)
    assert "(account closed)" in signs_in("pupr_admin").get(f"/meja/{report.code}/").content.decode()


def test_it_is_called_off_with_a_note(report: Report, signs_in: SignsIn) -> None:
    client = signs_in("pupr_head")
    assert press(client, report, "pembatalan", note="Sudah diukur dinas lain.").status_code == 303
    assert (Task.objects.get().is_cancelled, Task.objects.get().done_note) == (True, "Sudah diukur dinas lain.")
    assert press(client, report, "pembatalan").status_code == 409
    assert press(signs_in("dinkes_admin"), report, "pembatalan").status_code == 404
