"""One valid thing each, with keyword overrides."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from arcadumas.base.files import Clean
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import ask, send
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.extend import ask_extension
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.organisation.actors import Actor, Via
from arcadumas.core.organisation.models import Absence, Delegation, Post
from arcadumas.core.reports import intake
from arcadumas.core.reports.intake import Draft, Receipt
from arcadumas.core.reports.models import Event, Promise, Source
from tests.cast import Cast

CITIZEN = Actor(kind="reporter", via=Via.API)
ANSWER = "Lubang sudah ditutup dengan aspal pada hari Senin oleh petugas kami."


def draft(**values: Any) -> Draft:
    return Draft(
        **{
            "title": "Jalan berlubang di depan pasar",
            "body": "Sudah dua minggu berlubang dan membahayakan pengendara.",
            "kind": "complaint",
            "source": Source.API,
            "is_anonymous": False,
            **values,
        }
    )


def photo(data: bytes = b"\xff\xd8\xff pixels") -> Clean:
    """A file as it is after cleaning."""
    return Clean(data, "image/jpeg", "jpg")


def received(**values: Any) -> Receipt:
    return intake.receive(draft(**values), by=CITIZEN)


def verified(cast: Cast, *, finding: Finding | None = None, **values: Any) -> Receipt:
    receipt = received(**values)
    report = verify(receipt.report.code, by=cast.front_officer, finding=finding or Finding())
    return Receipt(report=report, secret=receipt.secret)


def disposed(cast: Cast, *, to: str = "pupr", **values: Any) -> Receipt:
    receipt = verified(cast, **values)
    dispose(receipt.report.code, to=to, by=cast.front_officer, instruction="Mohon ditinjau.")
    receipt.report.refresh_from_db()
    return receipt


def wanting_time(cast: Cast, **values: Any) -> Receipt:
    """Its unit asked for a day more to accept it."""
    receipt = disposed(cast, **values)
    later = Promise.objects.get(report=receipt.report, step="accept").due_at + timedelta(days=1)
    ask_extension(receipt.report.code, by=cast.pupr_admin, reason="Petugas sedang di lapangan.", due_at=later)
    receipt.report.refresh_from_db()
    return receipt


def in_work(cast: Cast, *, to: str = "pupr", **values: Any) -> Receipt:
    receipt = disposed(cast, to=to, **values)
    accept(receipt.report.code, by=getattr(cast, f"{'alalak' if to == '63.04.05' else to}_admin"))
    receipt.report.refresh_from_db()
    return receipt


def helped(cast: Cast) -> Receipt:
    """In work at pupr, with the help of Alalak asked for."""
    receipt = in_work(cast)
    dispose(receipt.report.code, to="63.04.05", role="support", by=cast.front_officer)
    receipt.report.refresh_from_db()
    return receipt


def asked_and_resumed(cast: Cast, *, days: int) -> Receipt:
    """In work again, after so many days in which it lay with its reporter."""
    receipt = in_work(cast)
    report = receipt.report
    ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    since = timezone.now() - timedelta(days=days)
    Event.objects.filter(report=report, kind="question_asked").update(at=since)
    Promise.objects.filter(report=report, state="paused").update(paused_since=since)
    send(report.code, by=cast.reporter(report), text="Jalan Panglima Antasari.")
    report.refresh_from_db()
    return receipt


def answered(cast: Cast, **values: Any) -> Receipt:
    receipt = in_work(cast, **values)
    respond(receipt.report.code, by=cast.pupr_admin, text=ANSWER)
    receipt.report.refresh_from_db()
    return receipt


def delegation(post: Post, **values: Any) -> Delegation:
    """In force today, until somebody ends it."""
    known = {"valid_from": timezone.localdate(), "named_at": timezone.now(), **values}
    return Delegation.objects.create(post=post, **known)


def absence(login: str, *, stand_in: str, **values: Any) -> Absence:
    """Away today, as the person of this login noted."""
    post = Post.objects.filter(person__login=login).earliest("id")
    other = Post.objects.filter(person__login=stand_in).earliest("id")
    today = timezone.localdate()
    known = {"starts_on": today, "ends_on": today, "noted_by_id": post.person_id, "noted_at": timezone.now(), **values}
    return Absence.objects.create(post=post, stand_in=other, **known)
