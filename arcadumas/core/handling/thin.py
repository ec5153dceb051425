"""An answer that says nothing: promises without a deed, a few words, or what was sent to others already.

Citizens' first grievance is "answered, but nothing fixed". This only warns; it never refuses.
"""

import re
from collections.abc import Iterable

from django.db.models import Q
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling import canned, evidence
from arcadumas.core.handling.models import CannedAnswer, Response
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Report, ReportKind

SHORT = 60  # characters
LEFT = 8  # words that must be left when the stock sentences are taken away
ALIKE = 0.8  # share of letter triples
LATEST = 100  # answers of the unit that are compared
PROMISE = _("It only promises. Say what was done, when, and by whom, or by which day it will be.")
FEW = _("It is very short. Say what was found and what was done about it.")
SAME = _("It is nearly the same as an answer that another reporter got from this unit. Say what is so in this case.")

READY = _("It is a ready text and nothing more. Add what is so in this case.")

SENTENCES = re.compile(r"[.!?\n;]+")
WORDS = re.compile(r"\w+")
STOCK = re.compile(
    r"tindak ?lanjut|teruskan|sampaikan ke|koordinasi|terima ?kasih|mohon maaf|mohon (menunggu|bersabar|ditunggu)|dalam proses"
    r"|segera (kami )?(proses|tangani|perbaiki)|akan (segera )?(kami |di)|salam|assalam|hormat kami|demikian|yth|bapak|ibu",
    re.IGNORECASE,
)  # fmt: skip


def doubts(report: Report, text: str, *, unit: Unit | None) -> list["str | Lazy"]:
    """What is thin about an answer to a complaint about something that can be seen; nothing for other reports."""
    if not is_physical(report):
        return []
    text = text.strip()
    found: list[str | Lazy] = [PROMISE] if is_promise(text) else []
    if not found and len(text) < SHORT:
        found.append(FEW)
    if unit is not None and is_like_one_of(text, sent_by(unit, besides=report)):
        found.append(SAME)
    elif unit is not None and is_like_one_of(text, ready_for(unit, report)):
        found.append(READY)
    return found


def is_physical(report: Report) -> bool:
    """A complaint about a place, or of a topic whose work is shown by a photo: something is broken, blocked, dirty or missing."""
    if report.kind != ReportKind.COMPLAINT or report.is_whistleblowing:
        return False
    has_place = report.area_id is not None or bool(report.place_text) or report.latitude is not None
    return has_place or evidence.is_asked(report)


def is_promise(text: str) -> bool:
    """Stock sentences, and hardly a word beside them. A sentence with a figure in it, a date or a measure, is no stock."""
    sentences = [part.strip() for part in SENTENCES.split(text) if part.strip()]
    stock = [part for part in sentences if STOCK.search(part) and not any(letter.isdigit() for letter in part)]
    left = sum(len(WORDS.findall(part)) for part in sentences if part not in stock)
    return bool(stock) and left < LEFT


def sent_by(unit: Unit, *, besides: Report) -> list[str]:
    latest = Response.objects.filter(unit=unit, state=Response.State.SENT, report__is_whistleblowing=False)
    return list(latest.exclude(report=besides).order_by("-id").values_list("text", flat=True)[:LATEST])


def ready_for(unit: Unit, report: Report) -> list[str]:
    """Its ready texts and those of all units, filled in as they are put into an answer to this report."""
    found = CannedAnswer.objects.filter(Q(unit=unit) | Q(unit=None), is_active=True)
    return [canned.filled(one, report) for one in found.order_by("id")]


def is_like_one_of(text: str, others: Iterable[str]) -> bool:
    own = triples(text)
    return bool(own) and any(_share(own, triples(other)) >= ALIKE for other in others)


def triples(text: str) -> frozenset[str]:
    plain = " ".join(WORDS.findall(text.lower()))
    return frozenset(plain[place : place + 3] for place in range(len(plain) - 2))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
