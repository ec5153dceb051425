"""What the reporter takes along: the file for the Ombudsman, and their own data."""

import json
from itertools import chain

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from arcadumas.base import zips
from arcadumas.base.papers.drawing import draw
from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling import ombudsman
from arcadumas.duties.notifications import own_messages
from arcadumas.edges.pages.portal.tracking import page, reporter


@require_safe
def ombudsman_file(request: HttpRequest, code: str) -> HttpResponse:
    """PDF; while the law's conditions are not met, the page says why (409)."""
    if (found := reporter(request, code)) is None:
        return redirect("track")
    report, by = found
    try:
        paper = ombudsman.file(report.code, by=by)
    except OutOfTurn as refusal:
        return page(request, report, by, status=409, refusal=refusal.sentence)
    content, media_type = draw(paper, "pdf")
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="berkas-ombudsman-{report.code}.pdf"'
    return answer


@require_safe
def own(request: HttpRequest, code: str) -> HttpResponseBase:
    """One ZIP: data.json and every file, sent while it is written."""
    if (found := reporter(request, code)) is None:
        return redirect("track")
    report, by = found
    package = own_messages.take_out(report.code, by=by)
    described = json.dumps(package.described, ensure_ascii=False, indent=2).encode()
    answer = StreamingHttpResponse(
        zips.stream(chain([("data.json", described)], package.files())), content_type="application/zip"
    )
    answer["Content-Disposition"] = f'attachment; filename="data-saya-{report.code}.zip"'
    return answer
