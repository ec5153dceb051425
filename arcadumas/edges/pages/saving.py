"""What a form page answers: on to the next page when the act is done, else the same page with what must be mended."""

from collections.abc import Callable

from django.forms import Form
from django.http import Http404, HttpResponseRedirect

from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Stale, TooOften, Unfit, Unseen

STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (Stale, 412), (OutOfTurn, 409), (Powerless, 403), (Unseen, 404), (Unfit, 422), (TooOften, 429),
)  # fmt: skip


class SeeOther(HttpResponseRedirect):
    status_code = 303


def refused(form: Form, act: Callable[[], object]) -> int:
    """Do it. 0 when it is done, else the status of the answer; the sentence stands at its field or above the form.

    Raises Http404 for what is not there."""
    try:
        act()
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    except Unfit as refusal:
        for each in refusal.errors:
            form.add_error(each.field if each.field in form.fields else None, each.sentence)
        return 422
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return status_of(refusal)
    return 0


def status_of(refusal: Refusal) -> int:
    return next((status for kind, status in STATUS if isinstance(refusal, kind)), 409)


def attempted(act: Callable[[], object]) -> tuple[int, list[str]]:
    """The same for an act that a button alone asks for: the status, and the sentences of a refusal."""
    form = Form({})
    form.is_valid()
    status = refused(form, act)
    return status, [str(each) for each in form.non_field_errors()]
