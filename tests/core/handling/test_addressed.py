"""Whom an official note is for and who gets a copy: never one of whom the report complains."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.official_note import occasion, write
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Post, Role, Unit
from arcadumas.core.reports.models import About, Event, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
REASON = "Bukan kewenangan kami, lihat peta ruas."
DESK, PUPR, SEKDA, INSPECTOR = "Kepala Admin Instansi Diskominfo", "Kepala Dinas PUPR", "Sekretaris Daerah", "Inspektur Daerah"  # fmt: skip


def parties(report: Report, kind: str, *, by: Actor) -> tuple[str, str]:
    """To whom, and the copies."""
    seq = Event.objects.filter(report=report, kind=kind).latest("seq").seq
    meta = dict(write(report.code, seq, by=by).meta)
    return meta["Kepada"].removeprefix("Yth. "), meta["Tembusan"]


def about(report: Report, login: str) -> None:
    About.objects.create(report=report, person=Post.objects.get(person__login=login).person)


def test_a_note_is_for_the_head_and_copied_to_the_writers_own(cast: Cast) -> None:
    report = builders.disposed(cast).report
    assert parties(report, "disposed", by=cast.front_officer) == (PUPR, DESK)
    dispose(report.code, to="63.04.05", role="support", by=cast.front_head)
    assert parties(report, "disposed", by=cast.alalak_admin) == ("Camat Alalak", PUPR)
    give_back(report.code, by=cast.pupr_head, reason=REASON)
    assert parties(report, "returned", by=cast.pupr_head) == (DESK, "–")


def test_who_is_complained_of_gets_neither_note_nor_copy(cast: Cast) -> None:
    report = builders.disposed(cast).report
    about(report, "pupr.kepala")
    about(report, "kominfo.kepala")
    assert parties(report, "disposed", by=cast.front_officer) == ("Admin Penghubung Dinas PUPR", "–")
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert parties(report, "returned", by=cast.pupr_admin) == (INSPECTOR, "–")


def test_a_return_of_a_report_about_the_front_desk_is_for_the_inspectorate_that_decides(cast: Cast) -> None:
    report = builders.received(unit="diskominfo", about_officials=True).report
    classify(report.code, by=cast.inspector, finding=Finding(is_oversight=True))
    from_desk = Unit.objects.get(code="diskominfo")
    assert About.objects.filter(report=report, unit=from_desk).exists()
    builders.verify(report.code, by=cast.inspector, finding=Finding())
    dispose(report.code, to="pupr", by=cast.inspector)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    seq = Event.objects.get(report=report, kind="returned").seq
    for reader in (cast.pupr_admin, cast.inspector):
        said = str(write(report.code, seq, by=reader))
        assert ("Diskominfo" in said, "KOMUNIKASI" in said, "admin instansi" in said.lower()) == (False, False, False)
        assert parties(report, "returned", by=reader) == (INSPECTOR, PUPR)
    assert occasion(report.code, seq, by=cast.inspector).reader.code == "inspektorat"


@pytest.mark.parametrize(("complained_of", "is_copied"), [("", True), ("sekda", False)])
def test_of_a_third_return_the_sekda_gets_a_copy(cast: Cast, complained_of: str, is_copied: bool) -> None:
    report = builders.disposed(cast).report
    if complained_of:
        about(report, complained_of)
    for to, admin in (("", cast.pupr_admin), ("dinkes", cast.dinkes_admin), ("63.04.05", cast.alalak_head)):
        if to:
            dispose(report.code, to=to, by=cast.front_officer)
        give_back(report.code, by=admin, reason=REASON)
    assert parties(report, "returned", by=cast.front_head) == (DESK, SEKDA if is_copied else "–")
    assert parties(report, "returned", by=cast.alalak_head) == (DESK, "–")


def test_of_whistleblowing_nobody_gets_a_copy_and_its_return_stays_with_the_inspectorate(cast: Cast) -> None:
    report = builders.disposed(cast, to="inspektorat").report
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    accept(report.code, by=cast.inspector)
    give_back(report.code, by=cast.inspector, reason=REASON)
    assert parties(report, "disposed", by=cast.inspector) == (INSPECTOR, "–")
    assert parties(report, "returned", by=cast.inspector) == (INSPECTOR, "–")


def test_a_unit_without_posts_is_written_to_by_the_title_of_its_head(cast: Cast) -> None:
    report = builders.disposed(cast, to="63.04.05").report
    others = [Role.HEAD, Role.AGENCY_ADMIN, Role.LIAISON]
    posts = Post.objects.filter(unit__code="63.04.05", role__in=others)
    posts.filter(role=Role.HEAD).delete()
    assert parties(report, "disposed", by=cast.front_officer)[0] == "Admin Penghubung Kecamatan Alalak"
    posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert parties(report, "disposed", by=cast.front_officer)[0] == "Camat Alalak"
