"""POST /reports/{code}/instruction, instruction-acceptance, instruction-completion."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import InstructionIn, OrderDoneIn, OrderIn

router = Router()


@router.post("/reports/{code}/instruction", **staff_act())
def create_instruction(request: HttpRequest, code: str, body: InstructionIn) -> HttpResponse:
    """A leader's order to a unit, with a date; about this report and, with `reports`, about others too."""
    return act(
        request,
        lambda caller, version: instruct(
            code,
            by=caller.actor,
            text=body.text,
            unit=body.unit,
            due_on=body.due_on,
            indicator=body.indicator or "",
            also=body.reports or (),
            version=version,
        ),
    )


@router.post("/reports/{code}/instruction-acceptance", **staff_act())
def create_instruction_acceptance(request: HttpRequest, code: str, body: OrderIn) -> HttpResponse:
    """The unit knows of an instruction about this report, the oldest where none is named, and takes it on."""
    return act(
        request,
        lambda caller, version: accept_instruction(code, by=caller.actor, number=body.number or "", version=version),
    )


@router.post("/reports/{code}/instruction-completion", **staff_act())
def create_instruction_completion(request: HttpRequest, code: str, body: OrderDoneIn) -> HttpResponse:
    """The head says that an accepted instruction, the oldest where none is named, is carried out, and how."""
    return act(
        request,
        lambda caller, version: finish_instruction(
            code, by=caller.actor, note=body.note, number=body.number or "", version=version
        ),
    )
