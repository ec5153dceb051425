"""Verify and classify: is it clear, complete and ours? Not: is it true."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import complain, group, protect, reasons, sp4n
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, promises, sought
from arcadumas.core.reports.facts import Classified, Verified
from arcadumas.core.reports.models import Category, Report, ReportKind


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the officer found; None leaves a thing as it is. Visibility only gets stricter."""

    kind: str | None = None
    category: str | None = None
    is_oversight: bool | None = None
    is_whistleblowing: bool | None = None
    is_urgent: bool | None = None
    about_units: Sequence[str] | None = None
    about_logins: Sequence[str] | None = None
    about_posts: Sequence[int] | None = None
    not_about: Whom | None = None
    not_about_reason: str = ""
    visibility: Sequence[str] | None = None

    @property
    def is_oversight_alone(self) -> bool:
        """Only oversight, whistleblowing or whom it complains of: the Inspectorate may set these on any report."""
        others = (self.kind, self.category, self.is_urgent, self.visibility)
        own = (self.is_oversight, self.is_whistleblowing, self.about_units, self.about_logins, self.about_posts, self.not_about)  # fmt: skip
        return all(value is None for value in others) and any(value is not None for value in own)

    @property
    def about(self) -> Whom:
        return Whom(units=self.about_units or (), logins=self.about_logins or (), posts=self.about_posts or ())


@transaction.atomic
def verify(code: str, *, by: Actor, finding: Finding, version: int | None = None) -> Report:
    """Meets verify; starts dispose, respond and, without a tracking ID, sp4n_link where it is to be entered there."""
    report = take(code, by=by)
    seat = powers.require(by, "verify", at=ground(report, by))
    check(report, "verify", version=version)
    apply(report, finding, by=by, seat=seat)
    at = journal.now()
    promises.meet(report, "verify", at=at)
    if finding.kind is not None or finding.is_oversight is not None or finding.is_whistleblowing is not None:
        promises.recount(report, "settle", at=at)
    promises.start(report, "respond", at=at)
    is_awaited = sp4n.is_entered(report) and not hasattr(report, "sp4n")
    steps = ("dispose", "sp4n_link") if is_awaited else ("dispose",)
    promises.start(report, *steps, unit=front_desk(), at=at)
    group.keep_one_protection(report)
    group.keep_earliest(report, at=at)
    facts = Verified(report_class=report.report_class, is_urgent=report.is_urgent)
    move(report, "verify", by=by, seat=seat, at=at, facts=facts)
    return report


@transaction.atomic
def classify(code: str, *, by: Actor, finding: Finding, reason: str = "", version: int | None = None) -> Report:
    """The settling time is counted again from the same start; the line keeps both. What is to be urgent no longer needs a
    reason (Unfit). What protects it protects what was split from it, and what it was split from."""
    family = protect.hold(code)
    report = take(code, by=by)
    power = "mark_oversight" if finding.is_oversight_alone else "classify"
    seat = powers.require(by, power, at=ground(report, by))
    check(report, "classify", version=version)
    was_urgent = report.is_urgent
    apply(report, finding, by=by, seat=seat)
    if (was_urgent and not report.is_urgent) or reason.strip():
        reason = reasons.require(reason)
    at = journal.now()
    protect.spread(report, to=family, cleared=finding.not_about or Whom(), reason=finding.not_about_reason, by=by, seat=seat, at=at)  # fmt: skip
    before, after = promises.recount(report, "settle", at=at)
    group.keep_one_protection(report)
    group.keep_earliest(report, at=at)
    facts = Classified(
        report_class=report.report_class,
        settle_due_before=before.isoformat() if before else "",
        settle_due=after.isoformat() if after else "",
        urgency="" if report.is_urgent == was_urgent else "marked" if report.is_urgent else "lifted",
    )
    event = move(report, "classify", by=by, seat=seat, at=at, facts=facts)
    if reason:
        reasons.keep(event, reason)
    return report


def apply(report: Report, finding: Finding, *, by: Actor, seat: Seat) -> None:
    """Change the report by the finding; the move saves it. Raises Unfit."""
    if finding.kind is not None:
        if finding.kind not in ReportKind.values:
            raise Unfit("form.kind_missing", _("Choose a kind first: complaint, aspiration or information request."), field="kind")  # fmt: skip
        report.kind = finding.kind
    if finding.category is not None:
        report.category = _category(finding.category)
        sought.add(report, report.category.name_id if report.category else "")
    _flag(report, finding)
    _restrict(report, finding.visibility)
    complain.take_out(report, finding.not_about or Whom(), reason=finding.not_about_reason, by=by, seat=seat)
    complain.name(report, finding.about, by=by, seat=seat)


def _category(code: str) -> Category | None:
    if not code:
        return None
    category = Category.objects.filter(code=code, is_active=True).first()
    if category is None:
        raise Unfit("form.category_unknown", _('There is no category "{category}". Choose the nearest, or leave it empty.'), field="category", category=code)  # fmt: skip
    return category


def _flag(report: Report, finding: Finding) -> None:
    if finding.is_oversight is not None:
        report.is_oversight = finding.is_oversight
    if finding.is_urgent is not None:
        report.is_urgent = finding.is_urgent
    if finding.is_whistleblowing is False and report.is_whistleblowing:
        raise Unfit("form.whistleblowing_stays", _("Whistleblowing is not taken back: its words are under seal. Leave the mark as it is."), field="is_whistleblowing")  # fmt: skip
    if finding.is_whistleblowing and not report.is_whistleblowing:
        protect.as_whistleblowing(report)


def _restrict(report: Report, visibility: Sequence[str] | None) -> None:
    """Stricter only: what the reporter asked for is never loosened by an officer."""
    if visibility is None:
        return
    if set(visibility) - {"anonymous", "confidential"}:
        raise Unfit("form.visibility_unknown", _("Visibility is anonymous, confidential, both or none."), field="visibility")  # fmt: skip
    if set(report.visibility) - set(visibility):
        raise Unfit("form.visibility_looser", _("A report can only be made more protected. Keep what the reporter chose and add to it."), field="visibility")  # fmt: skip
    report.is_anonymous = "anonymous" in visibility
    if "confidential" in visibility and not report.is_confidential:
        protect.as_confidential(report)
