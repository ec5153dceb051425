"""The reporter's own data, as given, in one package (UU 27/2022 Pasal 7-13): for the holder of the key alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from arcadumas.base import files
from arcadumas.core.audit import trail
from arcadumas.core.handling import follow_up, shown, story, workflow
from arcadumas.core.handling.kin import clocked, kin_of
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.organisation.powers import NOWHERE
from arcadumas.core.reports import attachments, identity, words
from arcadumas.core.reports.models import Attachment, Letter, Promise, Rating, Report

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@dataclass(frozen=True, kw_only=True)
class Package:
    """`described` is plain JSON; `files` opens one file at a time: (name, content), in the order of `described`."""

    described: dict[str, Any]
    kept: list[Attachment]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """One that the disk has lost is named as missing, and the others still come."""
        for one in self.kept:
            try:
                yield name_of(one), attachments.content(one)
            except files.Missing:
                yield f"{name_of(one)}.missing", b""


@transaction.atomic
def take_out(code: str, *, by: Actor) -> Package:
    """Audited, without a name: the key says who it is."""
    report = workflow.find(code, by=by)
    powers.require_reporter(by, at=NOWHERE)
    kept = list(shown.to_reporter(report))
    trail.record("own_data", by="", via=by.via, subject=report.code)
    return Package(described=_described(report, kept, by=by), kept=kept)


def name_of(one: Attachment) -> str:
    return f"lampiran/{one.pk}.{ENDINGS.get(one.content_type, 'bin')}"


def _described(report: Report, kept: list[Attachment], *, by: Actor) -> dict[str, Any]:
    title, body = words.originals(report)
    own = identity.own(report, by=by)
    return {
        "code": report.code,
        "kind": report.kind,
        "title": title,
        "body": body,
        "occurred_on": report.occurred_on.isoformat() if report.occurred_on else None,
        "place": {"area": report.area_id, "text": report.place_text, "lat": report.latitude, "lon": report.longitude},
        "named_unit": _unit(report.named_unit),
        "about_officials": report.about_officials,
        "category": report.category.code if report.category else None,
        "visibility": report.visibility,
        "source": report.source,
        "language": report.language,
        "sp4n_consent": report.sp4n_consent,
        "reporter": {
            "name": own.name,
            "phone": own.phone,
            "email": own.email,
            "is_told": not identity.is_stopped(report),
        },
        **_beside(report, by=by),
        "state": report.state,
        "closed_by": report.closed_by or None,
        "received_at": report.received_at.isoformat(),
        "promises": [_promise(one) for one in Promise.objects.filter(report=clocked(report), unit=None).order_by("id")],
        "story": [_line(line) for line in story.lines(report, for_staff=False)],
        "letters": [_letter(one) for one in Letter.objects.filter(report=report).order_by("at", "id")],
        "rating": _rating(report),
        "attachments": [_file(one, to=report) for one in kept],
    }


def _unit(unit: Unit | None) -> dict[str, str] | None:
    return {"code": unit.code, "name": unit.name} if unit else None


def _beside(report: Report, *, by: Actor) -> dict[str, Any]:
    """Their other reports that hang on this one, each with a package of its own."""
    kin = kin_of(report, by=by)
    parts = [
        {"code": part.code, "title": part.title, "state": part.state, "unit": _unit(part.unit)} for part in kin.parts
    ]
    return {
        "part_of": kin.whole.code if kin.whole else None,
        "parts": parts,
        "linked": [{"code": code, "is_newer": is_newer} for code, is_newer in follow_up.linked(report)],
    }


def _promise(one: Promise) -> dict[str, Any]:
    met = one.met_at.isoformat() if one.met_at else None
    return {"step": one.step, "due_at": one.due_at.isoformat(), "met_at": met, "state": one.state, "rule": one.rule}


def _line(line: story.Line) -> dict[str, Any]:
    said = {"seq": line.seq, "at": line.at.isoformat(), "event": line.event, "text": line.text}
    more = {"unit": line.unit, "words": line.words, "reason": line.reason}
    return said | {name: value for name, value in more.items() if value}


def _letter(one: Letter) -> dict[str, Any]:
    """The reporter's own words as sent; an officer's as they were shown."""
    text = words.original_letter(one) if one.is_from_reporter else words.letter_text(one)
    return {"at": one.at.isoformat(), "from": "reporter" if one.is_from_reporter else "officer", "text": text}


def _rating(report: Report) -> dict[str, Any] | None:
    rating = Rating.objects.filter(report=report).first()
    return {"stars": rating.stars, "comment": words.comment(rating, report)} if rating else None


def _file(one: Attachment, *, to: Report) -> dict[str, Any]:
    known = {"file": name_of(one), "name": shown.name_of(one, to=to), "kind": one.kind, "type": one.content_type}
    return known | {"size": one.size, "sha256": one.sha256, "added_at": one.added_at.isoformat()}
