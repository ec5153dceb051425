"""The API as ninja knows it: its nouns, and how every refusal is answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import Operation

from arcadumas.base.refusals import Refusal
from arcadumas.edges.api.acts import answer_again
from arcadumas.edges.api.keys import Replay
from arcadumas.edges.api.nouns import (
    acceptance,
    approval,
    archiving,
    attachments,
    categories,
    classification,
    closing,
    confirmation,
    disclosure,
    disposition,
    draft,
    evidence,
    extension,
    figures,
    handover,
    inspection,
    instruction,
    invitation,
    me,
    merging,
    messages,
    notes,
    nothing_more,
    notifications,
    opening,
    parts,
    question,
    rating,
    referral,
    reopening,
    reports,
    response,
    restoration,
    resumption,
    returning,
    sp4n,
    split,
    takeover,
    tasks,
    units,
    urgency,
    verification,
    withdrawal,
)  # fmt: skip
from arcadumas.edges.api.problems import refuse
from arcadumas.edges.api.reading import StrictParser
from arcadumas.edges.api.unfit import unfit

NOUNS = (
    reports, units, categories, me, attachments, messages, nothing_more, confirmation, rating, reopening, withdrawal, verification,
    classification, archiving, referral, restoration, disposition, acceptance, takeover, returning, question, resumption, notes, draft,
    approval, response, closing, sp4n, disclosure, opening, notifications,
    urgency, extension, instruction, figures, merging, split,
    tasks, evidence, inspection, handover, parts, invitation,
)  # fmt: skip


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Arcadumas",
    version="1",
    description="Reports of citizens, and every act on them. Times are ISO 8601 with offset; every refusal says what to do.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
for noun in NOUNS:
    api.add_router("", noun.router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return refuse(request, refusal)


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    return refuse(request, unfit(error))


@api.exception_handler(Replay)
def _again(request: HttpRequest, replay: Any) -> HttpResponse:
    return answer_again(request, replay.response)
