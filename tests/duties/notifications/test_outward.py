"""The link for a body outside goes by mail, is followed like any notice, and says nothing of the report."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling.invite import end_invitation, invite
from arcadumas.core.handling.models import Invitation
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import adding, listing, resending, worker
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import in_work
from tests.cast import Cast
from tests.doubles import Graph, Mailbox

PLN, ADDRESS = "PLN ULP Marabahan", "pln@demo.test"
ASKED = "Tiang di depan pasar miring, mohon ditegakkan."
TITLE = "Judul dari warga"


def invited(cast: Cast, *, email: str = ADDRESS, language: str = "id") -> tuple[Report, Invitation]:
    report = in_work(cast, title=TITLE).report
    worker.drain()
    made, _token = invite(report.code, by=cast.pupr_admin, to=PLN, text=ASKED, email=email, language=language)
    worker.drain()
    return report, made


def outside(report: Report) -> list[Message]:
    return list(Message.objects.filter(notices__report=report, notices__recipient="outside").order_by("queued_at"))


@pytest.mark.parametrize(("language", "subject", "greeting"), [
    ("id", "Permintaan dari Dinas Pekerjaan Umum dan Penataan Ruang", f"Yth. {PLN},"),
    ("en", "A request from Dinas Pekerjaan Umum dan Penataan Ruang", f"Dear {PLN},"),
])  # fmt: skip
def test_the_mail_carries_the_link_and_nothing_of_the_report(
    graph: Graph, mailbox: Mailbox, cast: Cast, language: str, subject: str, greeting: str
):
    report, _made = invited(cast, language=language)
    (mail,) = mailbox.to(ADDRESS)
    said = mail.get_body(("plain",)).get_content()
    link = re.search(r"/pihak/[\w-]+/", said)
    assert (str(mail["Subject"]), said.startswith(greeting), mail["List-Unsubscribe"]) == (subject, True, None)
    assert [word in said for word in (report.code, TITLE, ASKED, "/t/")] == [False] * 4
    assert link and ASKED in Client().get(link[0]).content.decode()
    assert not graph.to(ADDRESS)


def test_it_is_followed_on_the_case_without_an_address(graph: Graph, mailbox: Mailbox, cast: Cast):
    report, _made = invited(cast)
    (line,) = [one for one in listing.for_report(report) if one.purpose == "outside_asked"]
    shown = line.as_json()
    assert (shown["recipient"], shown["channel"], shown["state"], shown["event"]) == (
        {"kind": "outside", "role": "outside"}, "email", "sent", "invited",
    )  # fmt: skip
    assert ADDRESS not in str(shown)
    assert Event.objects.filter(report=report, facts__icontains=ADDRESS).count() == 0


def test_address_and_link_are_sealed_in_their_row(graph: Graph, mailbox: Mailbox, cast: Cast):
    _report, made = invited(cast)
    stored = str([bytes(value) if isinstance(value, memoryview) else value for value in Invitation.objects.filter(pk=made.pk).values_list()[0]])  # fmt: skip
    token = re.search(r"/pihak/([\w-]+)/", mailbox.to(ADDRESS)[0].get_body(("plain",)).get_content())
    assert token and (token[1] in stored, ADDRESS in stored) == (False, False)


def test_without_an_address_nobody_is_written_to(graph: Graph, mailbox: Mailbox, cast: Cast):
    report, made = invited(cast, email="")
    assert (Notice.objects.filter(report=report, recipient="outside").count(), bytes(made.token)) == (0, b"")


def test_what_is_no_address_is_refused_at_its_field(cast: Cast):
    report = in_work(cast).report
    with pytest.raises(Unfit) as refused:
        invite(report.code, by=cast.pupr_admin, to=PLN, text=ASKED, email="pln di marabahan")
    assert (refused.value.field, Invitation.objects.count()) == ("email", 0)


def test_it_goes_again_by_hand_until_the_link_ends(graph: Graph, mailbox: Mailbox, cast: Cast):
    report, made = invited(cast)
    resending.resend(outside(report)[0].pk, by=cast.pupr_admin)
    worker.drain()
    assert len(mailbox.to(ADDRESS)) == 2
    end_invitation(report.code, made.pk, by=cast.pupr_admin)
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(OutOfTurn) as refused:
        resending.resend(outside(report)[0].pk, by=cast.pupr_admin)
    assert refused.value.code == "message.no_address"


def test_a_mail_that_does_not_arrive_is_seen_on_the_case_and_blames_nobody(graph: Graph, mailbox: Mailbox, cast: Cast):
    mailbox.decide = lambda address: "550 5.1.1 no such mailbox" if address == ADDRESS else None
    report, _made = invited(cast)
    assert [message.state for message in outside(report)] == ["failed"]
    assert Notice.objects.get(report=report, recipient="outside").lost_at is not None
    assert not Event.objects.filter(report=report, kind="unreachable").exists()


def test_its_words_are_offered_for_nobody_else(cast: Cast):
    assert {one.audiences for one in adding.patterns("invited").values() if one.stem == "aduan_luar_diminta"} == {
        frozenset({"outside"})
    }
