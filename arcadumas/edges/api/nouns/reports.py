"""POST and GET /reports, GET /reports/{code}."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from arcadumas.core.handling.dispose import mark_seen
from arcadumas.core.handling.dossier import Dossier, gather
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.listed import Wanted
from arcadumas.core.handling.visible import Sight
from arcadumas.core.organisation import powers
from arcadumas.core.reports import admission, emergency, intake
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import Source
from arcadumas.edges.api.acts import note_dossier, report_answer, tracking_url
from arcadumas.edges.api.answers import answer, once
from arcadumas.edges.api.callers import CITIZEN, Caller, caller_of
from arcadumas.edges.api.describing import filing, read_of_report, staff_read
from arcadumas.edges.api.paging import newest
from arcadumas.edges.api.replies import ReceiptOut, ReporterView, ReportPage, StaffView
from arcadumas.edges.api.shapes import PlaceIn, ReporterIn, ReportFilters, ReportIn
from arcadumas.edges.api.showing import due, listed_view

router = Router()


@router.post("/reports", **filing(ReceiptOut))
def create_report(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """File a report. Nobody need sign in; a front officer's token files it in that officer's name."""
    actor = caller_of(request).actor
    if actor.kind == "person":
        powers.require(actor, "file")
    else:
        admission.admit(request.META.get("REMOTE_ADDR", ""))
    return once(request, lambda caller: _file(caller, _draft(body)))


def _file(caller: Caller, draft: Draft) -> HttpResponse:
    actor = caller.actor
    receipt = intake.receive(draft, by=actor, seat=powers.seat_for(actor, "file"))
    report = receipt.report
    folder = Folder(report=report, here=powers.NOWHERE, sight=Sight.READ)
    shown: dict[str, object] = {
        "code": report.code,
        "secret": receipt.secret,
        "url": tracking_url(report.code, receipt.secret),
        "state": report.state,
        "due": due(Dossier(folder=folder, reader=CITIZEN, promises=receipt.promises)),
    }
    if numbers := emergency.called_for(draft.title, draft.body):
        shown["emergency"] = [{"number": each.number, "label": each.label} for each in numbers]
    return answer(shown, status=201, version=report.version)


def _draft(body: ReportIn) -> Draft:
    place, reporter = body.place or PlaceIn(), body.reporter or ReporterIn()
    visibility = ["anonymous"] if body.visibility is None else body.visibility
    return Draft(
        title=body.title,
        body=body.body,
        kind=body.kind,
        source=Source.API,
        language=body.language,
        occurred_on=body.occurred_on,
        unit=body.unit or "",
        category=body.category or "",
        village=place.village or "",
        latitude=place.lat,
        longitude=place.lon,
        place_text=place.text or "",
        is_anonymous="anonymous" in visibility,
        is_confidential="confidential" in visibility,
        name=reporter.name or "",
        phone=reporter.phone or "",
        email=reporter.email or "",
        about_officials=body.about_officials,
        sp4n_consent=body.sp4n_consent,
    )


@router.get("/reports", **staff_read(ReportPage))
def list_reports(request: HttpRequest, filters: Query[ReportFilters]) -> HttpResponse:
    """Reports in the officer's sight, the newest first."""
    actor = caller_of(request).actor
    wanted = Wanted(
        state=filters.state or "", unit=filters.unit or "", is_overdue=filters.overdue, text=filters.q or ""
    )
    reports, following = newest(request, partial(wanted.rows, by=actor), after=filters.after, size=filters.page_size)
    return answer(
        {"results": [listed_view(each) for each in gather(reports, by=actor, is_list=True)], "next": following}
    )


@router.get("/reports/{code}", **read_of_report(StaffView | ReporterView))
def show_report(request: HttpRequest, code: str) -> HttpResponse:
    """One report: the reporter's view with the key, the staff view, which has more, with a token."""
    caller = caller_of(request)
    dossier = gather([caller.seen], by=caller.actor)[0]
    if unopened := dossier.folder.unopened_by(caller.actor):
        mark_seen(caller.seen.pk, unit_id=unopened.unit_id, at=timezone.now())
    note_dossier(dossier, is_anew=True)
    return report_answer(dossier)
