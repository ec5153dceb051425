"""What the official papers share: who writes, by which rule a promise is counted, and the journal's mark at the foot."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.papers.parts import Letterhead, Table
from arcadumas.base.phones import national
from arcadumas.core.organisation.models import Kind, Post, Unit
from arcadumas.core.reports.models import Promise, Report

HEADS = {
    Kind.SECRETARIAT: _("The Regional Secretary"),
    Kind.INSPECTORATE: _("The Inspector"),
    Kind.DISTRICT: _("The head of the district {place}"),
    Kind.WARD: _("The head of the ward {place}"),
    Kind.HOSPITAL: _("The director of {unit}"),
}


def letterhead(unit: Unit) -> Letterhead:
    """As official letters carry it: the government above, the unit below, then where it is found."""
    numbers = [
        gettext("Telephone {number}").format(number=national(unit.phone)) if unit.phone else "",
        gettext("E-mail {address}").format(address=unit.email) if unit.email else "",
    ]
    return Letterhead(
        above=gettext("Government of {name}").format(name=settings.GOVERNMENT).upper(),
        name=unit.name.upper(),
        contact=" · ".join(part for part in (unit.address, *numbers) if part),
    )


def head_of(unit: Unit) -> str:
    """What the head of such a unit is called, where no post says it."""
    title = HEADS.get(Kind(unit.kind))
    if title is None:
        return gettext("The head of {unit}").format(unit=unit.name)
    return str(title).format(unit=unit.name, place=" ".join(unit.name.split()[1:]) or unit.name)


def titled(post: Post) -> str:
    prefix = post.get_acting_display()
    return post.title if not prefix or post.title.startswith(prefix) else f"{prefix} {post.title}"


def counted(promise: Promise) -> str:
    """«5 hari kerja, PermenPANRB 62/2018 (belum dicocokkan dengan naskah resmi)»."""
    if not promise.amount:
        return promise.rule
    span = moments.span_words(promise.amount, promise.counted_in, get_language())
    doubt = "" if promise.is_verified else gettext("not yet checked against the official text")
    return f"{span}, {promise.rule}" + (f" ({doubt})" if doubt else "")


def clocks(promises: list[Promise]) -> Table:
    """Step, last moment, and by which rule it is counted."""
    head = (gettext("Step"), gettext("At the latest"), gettext("Counted by"))
    rows = [(each.step_label, moments.moment(each.due_at, get_language()), counted(each)) for each in promises]
    return Table(head, rows, (0.24, 0.36, 0.4))


def mark(report: Report, *, seq: int, hash_: bytes) -> str:
    """Which line of which journal the paper was written from: `audit verify` proves that it has not changed since."""
    sentence = gettext("Written from the journal of report {code}, line {seq}. SHA-256 {hash}")
    return sentence.format(code=report.code, seq=seq, hash=hash_.hex())


def on(at: datetime) -> str:
    return moments.day(at, get_language())
