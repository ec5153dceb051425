"""What is read only with an entry in the audit trail: lists show none of it, and each other door writes one."""

import pytest

from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import beside
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Attachment, Report
from tests import builders
from tests.cast import Cast
from tests.edges.api.ring import REASON, Ring

pytestmark = pytest.mark.django_db
TITLE, BODY = "Pungutan kucingrahasia di loket", "Setiap warga dimintai uang oleh petugas kucingrahasia."


@pytest.fixture
def ring() -> Ring:
    return Ring(cast=Cast.assemble())


def whistleblowing(ring: Ring) -> Receipt:
    receipt = builders.received(title=TITLE, body=BODY, village="63.04.05", category="pungli")
    beside.attach(receipt.report.code, by=ring.cast.reporter(receipt.report), file=builders.photo(), name="foto.jpg")
    report = verify(receipt.report.code, by=ring.cast.front_officer, finding=Finding(is_whistleblowing=True))
    return Receipt(report=report, secret=receipt.secret)


def confidential(ring: Ring) -> Receipt:
    receipt = builders.in_work(ring.cast, title=TITLE, body=BODY, village="63.04.05", is_confidential=True)
    beside.attach(receipt.report.code, by=ring.cast.reporter(receipt.report), file=builders.photo(), name="foto.jpg")
    ring.act(receipt, "opening", {"reason": REASON}, by="inspector")
    Entry.objects.filter(act="confidential_read").delete()
    return receipt


KINDS = [(whistleblowing, "whistleblowing_read"), (confidential, "confidential_read")]
EACH = pytest.mark.parametrize(("make", "act"), KINDS, ids=["whistleblowing", "confidential"])


@EACH
def test_a_list_tells_code_kind_state_and_clocks(ring: Ring, make: object, act: str) -> None:
    report = make(ring).report  # type: ignore[operator]
    (row,) = ring.get("/reports", by="inspector").json()["results"]
    hidden = ("title", "body", "place", "category", "occurred_on", "attachments")
    assert [row[name] for name in hidden] == [None] * len(hidden)
    assert (row["code"], row["kind"], row["state"], bool(row["due"]["promises"])) == (report.code, "complaint", report.state, True)  # fmt: skip
    assert Entry.objects.filter(act=act).count() == 0


@EACH
def test_no_list_of_desk_or_leaders_shows_it(ring: Ring, make: object, act: str) -> None:
    report = make(ring).report  # type: ignore[operator]
    Report.objects.filter(pk=report.pk).update(is_urgent=True)
    ring.client.force_login(ring.cast.person("inspector"))
    for page in (
        "/meja/",
        f"/meja/?q={report.code}",
        "/meja/?lihat=saya",
        "/pimpinan/",
        "/pimpinan/daftar/?lihat=urgent",
    ):
        said = ring.client.get(page).content.decode()
        assert (page, "kucingrahasia" in said, "Alalak</span>" in said) == (page, False, False)
    assert report.code in ring.client.get("/meja/").content.decode()
    assert Entry.objects.filter(act=act).count() == 0


@EACH
def test_the_report_itself_its_files_and_the_answer_to_an_act_write_an_entry(
    ring: Ring, make: object, act: str
) -> None:
    receipt = make(ring)  # type: ignore[operator]
    code, photo = receipt.report.code, Attachment.objects.get()

    def entries() -> int:
        return Entry.objects.filter(act=act, by="inspektorat", subject=code).count()

    assert ring.get(f"/reports/{code}/attachments/{photo.pk}", by="inspector").status_code == 200
    assert entries() == 1
    assert ring.get(f"/reports/{code}/attachments/{photo.pk}", by="inspector").status_code == 200
    assert entries() == 1  # of one sitting
    assert ring.get(f"/reports/{code}", by="inspector").json()["title"] == TITLE
    assert entries() == 2  # each opening
    Entry.objects.filter(act=act).delete()
    answer = ring.act(receipt, "urgency", {"reason": REASON}, by="inspector")
    assert (answer.status_code, answer.json()["title"], entries()) == (201, TITLE, 1)


@EACH
def test_an_answer_given_again_by_its_key_writes_an_entry(ring: Ring, make: object, act: str) -> None:
    receipt = make(ring)  # type: ignore[operator]
    body = {"reason": REASON}
    plain = builders.in_work(ring.cast)

    def told(by: str, noun: str = "urgency", of: Receipt = receipt) -> tuple[str, int]:
        answer = ring.act(of, noun, body, by=by, Idempotency_Key="k").json()
        return answer.get("title", ""), Entry.objects.filter(act="answer_repeated", subject=of.report.code).count()

    assert [told("inspector") for _n in range(2)] == [(TITLE, 0), (TITLE, 1)]
    by = "inspector" if act == "whistleblowing_read" else "front_officer"
    assert [told(by, "disclosure")[1] for _n in range(2)] == [1, 2]
    assert [told("front_officer", of=plain)[1] for _n in range(2)] == [0, 0]


@EACH
def test_its_reporter_reads_it_without_one(ring: Ring, make: object, act: str) -> None:
    receipt = make(ring)  # type: ignore[operator]
    photo = Attachment.objects.get()
    assert ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()["title"] == TITLE
    assert ring.get(f"/reports/{receipt.report.code}/attachments/{photo.pk}", secret=receipt.secret).status_code == 200
    assert Entry.objects.filter(act=act).count() == 0
