"""Reports in the API's own words: the reporter's view, the staff view, and a row of a list."""

from collections.abc import Sequence
from typing import Any

from arcadumas.core.handling import follow_up, instruct, story
from arcadumas.core.handling.dossier import Dossier
from arcadumas.core.handling.kin import Kin, kin_of, main_of
from arcadumas.core.handling.models import Contribution, Disposition, Response, Task
from arcadumas.core.handling.story import Line, Message
from arcadumas.core.handling.visible import Sight
from arcadumas.core.reports import attachments, following, words
from arcadumas.core.reports.models import Attachment, Promise, Report
from arcadumas.edges.api.answers import day, when


def reporter_view(dossier: Dossier) -> dict[str, Any]:
    report = dossier.report
    told = story.lines(report, for_staff=False)
    return {
        **_head(dossier, is_staff=False),
        "state_label": story.label(report, for_staff=False),
        "closed_by": report.closed_by or None,
        "linked": _linked(follow_up.linked(report)),
        "story": [_line(line, is_staff=False) for line in told],
        "messages": [_message(message) for message in story.correspondence(report)],
        "group": _group(report),
        "referral": _referral(report, told, is_read=True),
        "rating": _rating(dossier),
        **_parts(kin_of(report, by=dossier.reader), is_staff=False),
    }


def _group(report: Report) -> dict[str, Any] | None:
    main = main_of(report)
    if main is None:
        return None
    told = [_line(line, is_staff=False) for line in story.shared(report)]
    return {
        "state": main.state,
        "state_label": story.label(main, for_staff=False),
        "story": [{name: line[name] for name in ("at", "event", "text", "unit") if name in line} for line in told],
    }


def _referral(report: Report, told: Sequence[Line], *, is_read: bool) -> dict[str, Any] | None:
    """What an officer wrote of it is for who reads the report."""
    found = story.referral(report, told)
    if found is None:
        return None
    more = {"reference": found.reference or None, "contact": found.contact or None}
    return {"to": found.to, **(more if is_read else dict.fromkeys(more))}


def _rating(dossier: Dossier) -> dict[str, Any] | None:
    """The stars as the story has them; what was written beside them for who reads the report."""
    rating, is_read = dossier.rating, dossier.sight == Sight.READ
    if rating is None:
        return None
    return {"stars": rating.stars, "comment": (words.comment(rating, dossier.report) or None) if is_read else None}


def _parts(kin: Kin, *, is_staff: bool, is_read: bool = True) -> dict[str, Any]:
    return {
        "part_of": kin.whole.code if kin.whole else None,
        "parts": [
            {
                "code": each.code,
                "title": each.title if is_read and getattr(each, "is_readable", not is_staff) else None,
                "state": each.state,
                "state_label": story.label(each, for_staff=is_staff),
                "unit": {"code": each.unit.code, "name": each.unit.name} if each.unit else None,
            }
            for each in kin.parts
        ],
    }


def _kin(kin: Kin, followers: int) -> dict[str, Any]:
    return {
        "main": kin.main.code if kin.main else None,
        "joined": [each.code for each in kin.joined],
        "related": [each.code for each in kin.related],
        "followers": followers,
    }


def staff_view(dossier: Dossier) -> dict[str, Any]:
    report, is_read = dossier.report, dossier.sight == Sight.READ
    told = story.lines(report, for_staff=True, sight=dossier.sight, reader=dossier.reader)
    is_listed = dossier.sight in (Sight.READ, Sight.LISTED)
    kin = kin_of(report, by=dossier.reader) if is_listed else Kin()
    return {
        **listed_view(dossier),
        "linked": _linked(follow_up.linked_in_sight(report, by=dossier.reader)) if is_read else None,
        "story": [_line(line, is_staff=True) for line in told],
        "messages": [_message(message) for message in story.correspondence(report)] if is_read else None,
        "dispositions": [_disposition(each, is_read=is_read) for each in dossier.folder.dispositions],
        "response": _response(dossier.response, is_read=is_read),
        "answer_parts": [_answer_part(each, is_read=is_read) for each in dossier.contributions],
        "tasks": [_task(each, is_read=is_read) for each in dossier.tasks],
        "referral": _referral(report, told, is_read=is_read),
        "rating": _rating(dossier),
        "instructions": _instructions(dossier) if dossier.folder.instructions else [],
        **_parts(kin, is_staff=True, is_read=is_read),
        "kin": _kin(kin, following.number_of([report, *kin.joined]) if is_listed else 0),
    }


def listed_view(dossier: Dossier) -> dict[str, Any]:
    report, nobody = dossier.report, {"has_name": False, "has_phone": False, "has_email": False}
    return {
        **_head(dossier, is_staff=True),
        "version": report.version,
        "class": report.report_class,
        "source": report.source,
        "is_urgent": report.is_urgent,
        "reporter": {**nobody, **dossier.folder.reporter},
        "closed_by": report.closed_by or None,
    }


def _head(dossier: Dossier, *, is_staff: bool) -> dict[str, Any]:
    report, is_read = dossier.report, dossier.sight == Sight.READ
    is_listed = dossier.sight in (Sight.READ, Sight.LISTED)
    sp4n, unit = dossier.folder.sp4n, report.unit if is_listed else None
    return {
        "code": report.code,
        "kind": report.kind,
        "title": words.title(report) if is_read else None,
        "body": words.body(report) if is_read else None,
        "category": report.category.code if report.category and is_read else None,
        "visibility": report.visibility,
        "occurred_on": day(report.occurred_on) if is_read else None,
        "place": _place(report) if is_read else None,
        "state": report.state,
        "state_label": story.label(report),
        "received_at": when(report.received_at),
        "unit": {"code": unit.code, "name": unit.name} if unit else None,
        "due": due(dossier),
        "sp4n": {"tracking_id": sp4n.tracking_id, "url": sp4n.url} if sp4n else None,
        "attachments": [attachment(each, is_named=_is_named(each, report, is_staff)) for each in dossier.attachments]
        if is_read
        else None,
        "may": list(dossier.nouns()),
    }


def due(dossier: Dossier) -> dict[str, Any]:
    first = dossier.next
    return {
        "next": {"step": first.step, "at": when(first.due_at), "unit": _unit(first)} if first else None,
        "promises": [promise(each) for each in dossier.promises],
    }


def promise(each: Promise) -> dict[str, Any]:
    return {
        "step": each.step,
        "unit": _unit(each),
        "starts_at": when(each.starts_at),
        "due_at": when(each.due_at),
        "met_at": when(each.met_at),
        "state": each.state,
        "amount": each.amount,
        "counted_in": each.counted_in,
        "rule": each.rule,
        "basis": each.basis,
        "verified": each.is_verified,
    }


def _is_named(each: Attachment, report: Report, is_staff: bool) -> bool:
    """What a reporter called a file is for that reporter alone, and what officers called one of another report is not."""
    return each.kind != Attachment.Kind.REPORTER if is_staff else each.report_id == report.pk


def attachment(each: Attachment, *, is_named: bool = True) -> dict[str, Any]:
    return {
        "id": str(each.pk),
        "name": attachments.name_of(each) if is_named else attachments.plain_name(each),
        "type": each.content_type,
        "size": each.size,
        "sha256": each.sha256,
        "kind": each.kind,
    }


def _linked(found: Sequence[tuple[str, bool]]) -> list[dict[str, Any]]:
    return [{"code": code, "is_newer": newer} for code, newer in found]


def _unit(each: Promise) -> str | None:
    return each.unit.code if each.unit else None


def _place(report: Report) -> dict[str, Any] | None:
    if report.latitude is None and report.area_id is None and not report.place_text:
        return None
    return {"lat": report.latitude, "lon": report.longitude, "village": report.area_id, "text": report.place_text}


def _line(line: Line, *, is_staff: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"seq": line.seq, "at": when(line.at), "event": line.event, "text": line.text}
    more = {"unit": line.unit, "reason": line.reason}
    if is_staff:
        more |= {"post": line.post_title, "via": line.via, "words": line.words}
    return shown | {name: value for name, value in more.items() if value}


def _message(message: Message) -> dict[str, Any]:
    shown = {"at": when(message.at), "from": message.sender, "text": message.text}
    return shown | ({"unit": message.unit} if message.unit else {})


def _disposition(each: Disposition, *, is_read: bool) -> dict[str, Any]:
    return {
        "unit": each.unit.code,
        "role": each.role,
        "state": each.state,
        "at": when(each.at),
        "seen_at": when(each.seen_at),
        "instruction": each.instruction if is_read else None,
    }


def _response(each: Response | None, *, is_read: bool) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "state": each.state,
        "text": each.text if is_read else None,
        "by": each.by.login,
        "final": each.is_final,
    }


def _answer_part(each: Contribution, *, is_read: bool) -> dict[str, Any]:
    return {"unit": each.unit.code, "text": each.text if is_read else None, "by": each.by.login, "at": when(each.at)}


def _task(each: Task, *, is_read: bool) -> dict[str, Any]:
    return {
        "id": each.pk,
        "title": each.title if is_read else None,
        "assignee": each.assignee.login if each.assignee else None,
        "due_on": day(each.due_on),
        "done_at": None if each.is_cancelled else when(each.done_at),
        "cancelled_at": when(each.done_at) if each.is_cancelled else None,
    }


def _instructions(dossier: Dossier) -> list[dict[str, Any]]:
    found = instruct.of_report(dossier.report, reader=dossier.reader, is_read=dossier.sight == Sight.READ)
    return [
        {
            "number": each.number,
            "unit": each.unit.code,
            "by": each.post.title,
            "at": when(each.at),
            "due_on": day(each.due_on),
            "text": each.text if is_read else None,
            "indicator": each.indicator if is_read else None,
            "reports": codes,
            "accepted_at": when(each.accepted_at),
            "done_at": when(each.done_at),
            "note": each.done_note if is_read else None,
        }
        for each, codes, is_read in found
    ]
