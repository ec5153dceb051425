"""A search finds what its reader may read, and never tells more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.handling import disclose, sp4n, visible
from arcadumas.core.handling.reading import readable
from arcadumas.core.handling.search import look, search
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Area
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def codes(found: object) -> list[str]:
    return sorted(found.values_list("code", flat=True))  # type: ignore[attr-defined]


def test_words_are_found_in_title_text_and_place(cast: Cast) -> None:
    pasar = builders.received(title="Lampu mati di pasar").report.code
    sekolah = builders.received(title="Pagar rusak", body="Di dekat pasar lama").report.code
    area = Area.objects.filter(level="village").order_by("code").first()
    desa = builders.received(title="Jembatan", body="Lapuk", village=area.code).report.code
    assert codes(search(cast.front_officer, "PASAR")) == sorted([pasar, sekolah])
    assert codes(search(cast.front_officer, area.name)) == [desa]
    assert codes(search(cast.front_officer, "tidak ada")) == []


def test_a_code_and_a_tracking_id_find_one_report(cast: Cast) -> None:
    receipt = builders.verified(cast)
    builders.received(body=f"Lihat laporan {receipt.report.code}")
    sp4n.link(receipt.report.code, by=cast.front_officer, tracking_id="7654321", entered_at=timezone.now())
    assert codes(search(cast.front_officer, receipt.report.code.lower().replace("-", ""))) == [receipt.report.code]
    assert codes(search(cast.front_officer, "7654321")) == [receipt.report.code]
    assert codes(search(cast.pupr_admin, receipt.report.code)) == []


def test_words_that_may_not_be_read_are_not_found(cast: Cast) -> None:
    closed = builders.disposed(cast, title="Rahasia pasar", is_confidential=True).report.code
    insider = builders.received(title="Suap di pasar").report.code
    classify(insider, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    assert codes(search(cast.secretary, "pasar")) == []
    assert codes(search(cast.inspector, "suap")) == []  # sealed words are not indexed
    assert codes(search(cast.front_officer, "pasar")) == [closed]
    assert codes(search(cast.pupr_admin, "pasar")) == [closed]
    assert Report.objects.count() == 2


def test_an_opening_makes_a_confidential_row_readable_for_a_day(cast: Cast) -> None:
    report = builders.disposed(cast, is_confidential=True).report
    rows = visible.to(cast.secretary).filter(readable(cast.secretary))
    assert not rows.exists()
    opening = disclose.open_(report.code, by=cast.secretary, reason=REASON)
    assert rows.get() == report
    type(opening).objects.update(until=timezone.now())
    assert not visible.to(cast.secretary).filter(readable(cast.secretary)).exists()


def test_a_mistyped_word_finds_the_same_whatever_stands_in_reports_that_are_not_read(cast: Cast) -> None:
    own = builders.disposed(cast, title="Jembatan lapuk").report.code
    sought.learn()
    assert (codes(search(cast.pupr_admin, "jembtan")), look(cast.pupr_admin, "jembtan").is_wider) == ([own], True)
    other = builders.disposed(cast, title="Jembtan miring", to="dinkes").report.code
    builders.disposed(cast, title="Jembtan rahasia", to="dinkes", is_confidential=True)
    sought.learn()
    assert (codes(search(cast.pupr_admin, "jembtan")), look(cast.pupr_admin, "jembtan").is_wider) == ([own], True)
    assert (codes(search(cast.dinkes_head, "miring jembtan")), look(cast.dinkes_head, "jembtan").is_wider) == ([other], False)  # fmt: skip


def test_words_that_the_reader_reads_as_they_were_typed_are_not_widened(cast: Cast) -> None:
    lamp = builders.disposed(cast, title="Lampu mati").report.code
    builders.disposed(cast, title="Lampung jauh")
    sought.learn()
    assert (codes(search(cast.pupr_admin, "lampu mati")), look(cast.pupr_admin, "lampu mati").is_wider) == (
        [lamp],
        False,
    )


def test_what_is_asked_before_depends_on_what_the_reader_reads_alone(cast: Cast) -> None:
    look(cast.pupr_admin, "warm")  # what is asked once of a reader
    asked = []
    for more in ({}, {"title": "Xyzzyq", "to": "dinkes"}, {"title": "Xyzzyq", "to": "dinkes", "is_confidential": True}):
        builders.disposed(cast, **more)
        with CaptureQueriesContext(connection) as queries:
            look(cast.pupr_admin, "xyzzyq")
        asked.append(len(queries))
    assert len(set(asked)) == 1
