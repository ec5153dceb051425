"""The reporter's identity: sealed on the way in, and shown only through disclose(), which writes the audit."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed
from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.refusals import Unfit
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.reports.models import Report, Reporter

TABLE = "reports_reporter"


@dataclass(frozen=True, kw_only=True)
class Identity:
    name: str = ""
    phone: str = ""
    email: str = ""


def enrol(report: Report, identity: Identity, *, secret: str) -> Reporter:
    """Seal who reported, and save it. Phone in E.164."""
    reporter = enrolment(report, identity, secret=secret)
    reporter.save(force_insert=True)
    return reporter


def enrolment(report: Report, identity: Identity, *, secret: str) -> Reporter:
    """The same, unsaved."""

    def closed(field: str, value: str) -> bytes:
        return sealed.seal(value, table=TABLE, row=report.code, field=field) if value else b""

    return Reporter(
        report=report,
        name=closed("name", identity.name),
        phone=closed("phone", identity.phone),
        email=closed("email", identity.email),
        secret=closed("secret", secret),
        phone_blind=sealed.blind(identity.phone, purpose="reporter.phone") if identity.phone else None,
        email_blind=sealed.blind(identity.email.lower(), purpose="reporter.email") if identity.email else None,
    )


def forget_name(report: Report) -> None:
    """What they are called is dropped; how they are told stays."""
    Reporter.objects.filter(report=report).exclude(name=b"").update(name=b"")


def pass_on(old: Report, new: Report, *, secret: str) -> None:
    """The same reporter of a follow-up: sealed anew for it, and still left alone if they asked for that."""
    reporter = Reporter.objects.filter(report=old).first()
    if reporter is None:
        return
    enrolled = enrol(new, _read(old, reporter), secret=secret)
    if reporter.is_stopped:
        enrolled.is_stopped = True
        enrolled.save(update_fields=["is_stopped"])


def _read(report: Report, reporter: Reporter) -> Identity:
    def opened(field: str) -> str:
        value = bytes(getattr(reporter, field))
        return sealed.unseal(value, table=TABLE, row=report.code, field=field) if value else ""

    return Identity(name=opened("name"), phone=opened("phone"), email=opened("email"))


def disclose(report: Report, *, by: Actor, seat: Seat, reason: str) -> Identity:
    """Show who reported. Writes the audit in the same transaction; powers were asked by the verb that calls."""
    if not reason.strip():
        raise Unfit(
            "reveal.reason_missing",
            _("Revealing an identity needs a written reason and is told to the overseer. Write it, or cancel."),
            field="reason",
        )
    trail.record("identity_disclosed", by=by.login, post=seat.title, via=by.via, subject=report.code, reason=reason)
    reporter = Reporter.objects.filter(report=report).first()
    return _read(report, reporter) if reporter else Identity()


def address_for(report: Report) -> Identity:
    """Where the reporter is told: only for carriers on the way out, never for a page. Empty when they asked to stop."""
    reporter = Reporter.objects.filter(report=report, is_stopped=False).first()
    return _read(report, reporter) if reporter else Identity()


def is_number(report: Report, number: str) -> bool:
    """Whether this telephone number (E.164, with or without +) is the reporter's, also of one who asked to stop."""
    return _with_phone(number).filter(report=report).exists()


def reports_of(number: str) -> QuerySet[Report]:
    """What was reported with this telephone number, the newest first: for answers to that very number, never for a page."""
    return Report.objects.filter(reporter__in=_with_phone(number)).order_by("-received_at", "-pk")


def tell_number(number: str, *, is_told: bool) -> None:
    """Whoever has this telephone asks to hear no more of any of their reports, or to hear of them again."""
    _with_phone(number).update(is_stopped=not is_told)


def _with_phone(number: str) -> QuerySet[Reporter]:
    if not number:
        return Reporter.objects.none()
    return Reporter.objects.filter(
        phone_blind__in=sealed.blinds(f"+{number.removeprefix('+')}", purpose="reporter.phone")
    )


def own(report: Report, *, by: Actor) -> Identity:
    """What the reporter gave of themselves, to the holder of the key alone."""
    _require_own(report, by)
    reporter = Reporter.objects.filter(report=report).first()
    return _read(report, reporter) if reporter else Identity()


def is_stopped(report: Report) -> bool:
    """Whether there is an address, and its owner asked to hear no more."""
    return Reporter.objects.filter(report=report, is_stopped=True).exists()


def stop_telling(report: Report, *, by: Actor) -> None:
    """The reporter asks to hear no more of this report, nor of its parts, which are told under its code; it goes on."""
    _require_own(report, by)
    Reporter.objects.filter(report__in=told_together(report)).update(is_stopped=True)


def tell_again(report: Report, *, by: Actor) -> None:
    """The reporter asks to be told again, by the number and address given before."""
    _require_own(report, by)
    Reporter.objects.filter(report__in=told_together(report)).update(is_stopped=False)


def told_together(report: Report) -> list[int]:
    """Keys of what its reporter hears of under one code: what it was split from, and all the parts of that."""
    whole = report
    while whole.part_of is not None:
        whole = whole.part_of
    found, parts = [whole.pk], [whole.pk]
    while parts:
        parts = list(Report.objects.filter(part_of__in=parts).values_list("pk", flat=True))
        found += parts
    return found


def _require_own(report: Report, by: Actor) -> None:
    if by.kind != "reporter" or by.report_id != report.pk:
        raise powers.only_reporter()


def secret_of(report: Report) -> str:
    """The key for the reporter's own receipt; "" when there is no address to send it to."""
    reporter = Reporter.objects.filter(report=report).only("secret").first()
    if reporter is None or not reporter.secret:
        return ""
    return sealed.unseal(bytes(reporter.secret), table=TABLE, row=report.code, field="secret")


def has(report: Report) -> dict[str, bool]:
    """Which of name, phone and e-mail are known, without opening any."""
    known = _known.first(report.pk)
    return {f"has_{field}": bool(known and getattr(known, field)) for field in ("name", "phone", "email")}


@prepared
def _known(report: Slot) -> QuerySet[Reporter]:
    return Reporter.objects.filter(report=report).only("name", "phone", "email")
