"""An import is told in one message a post, and only when it was asked for."""

import pytest
from django.utils import timezone

from arcadumas.core.handling.dispose import dispose
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.core.reports import intake, journal
from arcadumas.core.reports.facts import Imported
from arcadumas.core.reports.models import Report, Unread
from arcadumas.duties.notifications import bundling, tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests import builders
from tests.builders import draft
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

pytestmark = pytest.mark.usefixtures("both_channels")


def imported(number: int, *, is_history: bool = False, notify: bool = True) -> Report:
    report, _secret = intake.make(draft())
    report.received_at = journal.now()
    facts = Imported(
        tracking_id=f"45{number:05}", sp4n_status="Belum Terverifikasi", is_history=is_history, notify=notify
    )  # fmt: skip
    intake.put_new(report, facts=facts, by=HOUSE, seat=None)
    return report


def test_an_import_tells_nobody_unless_asked_to(cast: Cast):
    imported(1, notify=False)
    imported(2, notify=False, is_history=True)
    tell_all()
    assert (Notice.objects.count(), Unread.objects.filter(reader=tell.READER).count()) == (0, 0)


def test_many_reports_make_one_message_a_post_and_channel(cast: Cast):
    codes = [imported(number).code for number in range(60)]
    tell_all()
    assert (bundling.once(), Message.objects.count()) == (0, 0)
    Notice.objects.update(bundle_at=timezone.now())
    assert bundling.once() == 4
    messages = Message.objects.all()
    assert {message.notices.count() for message in messages} == {60}
    mail = next(message for message in messages if message.channel == "email")
    table = content_of(mail.pk, bytes(mail.text))["body"]
    assert [code for code in codes if code not in table] == []
    assert (bundling.once(), Notice.objects.exclude(bundle_at=None).count()) == (0, 0)


def test_the_message_counts_them_and_names_the_nearest(cast: Cast):
    first, second = imported(1), imported(2)
    tell_all()
    first.promises.update(due_at="2027-02-01T04:00:00Z")
    second.promises.update(due_at="2027-01-01T04:00:00Z")
    Notice.objects.update(bundle_at=timezone.now(), created_at="2026-12-01T01:00:00Z")
    bundling.once()
    message = Message.objects.get(channel="whatsapp", notices__person__login="kominfo", notices__report=first)
    assert content_of(message.pk, bytes(message.text))["parameters"] == [
        "Admin Instansi Diskominfo", "2", "Selasa, 1 Desember 2026 pukul 09.00 WITA", second.code,
        "Jumat, 1 Januari 2027 pukul 12.00 WITA",
    ]  # fmt: skip


def test_a_bundle_waits_while_more_of_its_import_is_to_be_told(cast: Cast):
    imported(1)
    tell_all()
    imported(2)
    Notice.objects.update(bundle_at=timezone.now())
    assert bundling.once() == 0
    Notice.objects.update(created_at=timezone.now() - bundling.PATIENCE * 2)
    assert bundling.once() == 4


def test_a_unit_that_has_it_no_more_reads_no_clock_of_another_in_its_bundle(cast: Cast):
    report = builders.disposed(cast).report
    own = builders.disposed(cast).report
    dispose(report.code, to="63.04.05", by=cast.front_officer)
    tell_all()
    Message.objects.all().delete()
    Notice.objects.filter(person__login="pupr.admin").update(bundle_at=timezone.now(), settled_at=None)
    bundling.once()
    mail = Message.objects.get(channel="email", notices__report=own)
    table = content_of(mail.pk, bytes(mail.text))["body"]
    assert (f"{report.code} ·" in table, report.code in table) == (False, True)
    assert f"{own.code} · penerimaan" in table
