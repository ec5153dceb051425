"""Tracking: code and key open the story, and the reporter's acts work without JavaScript."""

import pytest
from django.test import Client

from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Letter, Rating, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def opened(client: Client, receipt: Receipt) -> str:
    answer = client.post("/lacak/", {"code": receipt.report.code.lower().replace("-", ""), "secret": receipt.secret})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_code_and_key_open_the_story(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    page = client.get(opened(client, receipt)).content.decode()
    assert builders.ANSWER in page
    assert receipt.secret not in page


def test_a_link_with_the_key_leaves_it_out_of_the_address(client: Client) -> None:
    receipt = builders.received()
    answer = client.get("/lacak/", {"code": receipt.report.code, "secret": receipt.secret})
    assert answer["Location"] == f"/lacak/{receipt.report.code}/"


def test_a_wrong_key_says_so_and_ten_wrong_ones_wait(client: Client) -> None:
    receipt = builders.received()
    wrong = {"code": receipt.report.code, "secret": "222222222222"}
    assert [client.post("/lacak/", wrong).status_code for _n in range(11)] == [422] * 10 + [429]


def test_nobody_reads_a_report_without_its_key(client: Client) -> None:
    receipt = builders.received()
    assert client.get(f"/lacak/{receipt.report.code}/").status_code == 302
    assert client.post(f"/lacak/{receipt.report.code}/pencabutan/").status_code == 302
    receipt.report.refresh_from_db()
    assert receipt.report.state == "received"


def test_the_reporter_confirms(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    client.post(f"{opened(client, receipt)}konfirmasi/")
    receipt.report.refresh_from_db()
    assert (receipt.report.state, receipt.report.closed_by) == ("closed", "reporter")


def test_the_reporter_objects_with_a_reason_and_a_short_one_is_kept(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    short = client.post(f"{place}keberatan/", {"reason": "belum"})
    assert (short.status_code, "belum" in short.content.decode()) == (422, True)
    client.post(f"{place}keberatan/", {"reason": "Lubangnya masih ada di depan pasar."})
    receipt.report.refresh_from_db()
    assert receipt.report.state == "disposed"


def test_a_late_objection_opens_a_follow_up_and_shows_its_key(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    client.post(f"{place}konfirmasi/")
    page = client.post(f"{place}keberatan/", {"reason": "Lubangnya muncul lagi minggu ini."}).content.decode()
    new = Report.objects.get(previous=receipt.report)
    assert new.code in page
    assert client.get(f"/lacak/{new.code}/").status_code == 200


def test_the_reporter_writes_rates_and_withdraws(client: Client) -> None:
    cast = Cast.assemble()
    answered = builders.answered(cast)
    place = opened(client, answered)
    client.post(f"{place}pesan/", {"text": "Terima kasih, nomor saya 0812 3456 7890."})
    assert Letter.objects.get().text == "Terima kasih, nomor saya [nomor disamarkan]."
    client.post(f"{place}penilaian/", {"stars": "4", "comment": ""})
    assert Rating.objects.get().stars == 4
    other = builders.received()
    client.post(f"{opened(client, other)}pencabutan/")
    other.report.refresh_from_db()
    assert (other.report.state, other.report.archive_reason) == ("archived", "withdrawn")


def test_an_act_out_of_turn_is_refused_with_a_sentence(client: Client) -> None:
    receipt = builders.received()
    answer = client.post(f"{opened(client, receipt)}konfirmasi/")
    assert answer.status_code == 409
