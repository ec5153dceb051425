"""Units: the list with a search, each on a page of its own, changed and ended there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.core.audit.models import Entry
from arcadumas.core.audit.names import NAMES
from arcadumas.core.drills.lacks import lacks
from arcadumas.core.drills.models import Lack
from arcadumas.core.handling.dissolve import dissolve, take_up_again
from arcadumas.core.handling.front_desk import move_front_desk
from arcadumas.core.organisation import decrees, powers, proposals, unit_changes, units
from arcadumas.core.organisation.actors import valid_on
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.organisation.posts import OF_HEAD
from arcadumas.core.organisation.powers import Ground
from arcadumas.duties.notifications import personal
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.settings.unit_forms import LookForm, NameForm, ProposalForm, UnitForm, WhoseNameForm
from arcadumas.edges.pages.signing import actor, power_required

SIZE, PAST = 25, 20


@power_required("see_units")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them for those who keep them, their own for a unit's team."""
    who, form = actor(request), LookForm(request.GET)
    form.is_valid()
    may_change = powers.may(who, "units")
    found = _found(form) if may_change else _found(form).filter(pk__in=who.unit_ids)
    page = Paginator(found, SIZE).get_page(request.GET.get("halaman"))
    proposed = proposals.waiting()[:PAST] if may_change else []
    known = {
        "form": form,
        "page": page,
        "proposed": proposed,
        "desk": units.front_desk(),
        "look": look_of(request),
        "may_change": may_change,
    }
    return render(request, "settings/units.html", known)


def look_of(request: HttpRequest) -> str:
    """The search without its page, for the links to others."""
    kept = request.GET.copy()
    kept.pop("halaman", None)
    return kept.urlencode()


def _found(form: LookForm) -> QuerySet[Unit]:
    wanted = form.cleaned_data
    seats = valid_on(timezone.localdate(), of="posts__") & Q(posts__person__is_active=True)
    found = Unit.objects.select_related("parent").annotate(seats=Count("posts", filter=seats))
    shown = wanted.get("tampil", "")
    found = found.filter(valid_to__isnull=shown != "berakhir")
    if shown == "tanpa-tim":
        found = found.filter(seats=0)
    if kind := wanted.get("jenis"):
        found = found.filter(kind=kind)
    if text := wanted.get("q", "").strip():
        found = found.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(pk__in=_named(text)))
    return found.order_by("name", "id")


def _named(text: str) -> QuerySet[Unit, int]:
    return Unit.objects.filter(aliases__key__contains=units.key(text), aliases__valid_to=None).values_list("pk", flat=True)  # fmt: skip


@power_required("units")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form, status = UnitForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = refused(form, lambda: _add(request, form)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("The unit is entered. Give it a team, so that reports can be passed to it."))
            return SeeOther(reverse("settings-unit", args=[form.cleaned_data["code"]]))
    return render(request, "settings/unit_form.html", {"form": form}, status=status)


def _add(request: HttpRequest, form: UnitForm) -> object:
    return unit_changes.add_unit(form.row(), by=actor(request), needs_approval=form.cleaned_data["needs_approval"])


@power_required("see_units")
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """For those who keep units, and for a unit's own team, who may only look."""
    return page(request, code)


def page(request: HttpRequest, code: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The unit's page; `more` holds what an act answered: a form with errors, or `refusals`."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    who, here, today = actor(request), Ground(target_id=unit.pk), timezone.localdate()
    if not powers.may(who, "see_units", at=here):
        raise Http404(code)
    posts = list(Post.objects.filter(unit=unit).select_related("person", "team").order_by("role", "is_substitute", "id"))  # fmt: skip
    gone = [post for post in posts if post.valid_to is not None and post.valid_to < today]
    return render(request, "settings/unit.html", {
        "unit": unit, "may_change": powers.may(who, "units"), "may_keep": powers.may(who, "keep_team", at=here), "today": today,
        "may_propose": powers.may(who, "propose", at=here), "proposals": proposals.of(unit)[:PAST], "proposal_form": ProposalForm(),
        "posts": [post for post in posts if post not in gone], "gone": gone[:PAST],
        "below": Unit.objects.filter(parent=unit, valid_to=None).order_by("name", "id"),
        "decrees": decrees.of(unit), "names": unit_changes.names(unit), "desk": units.front_desk(), "name_form": NameForm(),
        "lacks": _lacks(unit), "of_head": OF_HEAD, "history": _history(unit), **more,
    }, status=status)  # fmt: skip


def kept(request: HttpRequest, code: str) -> Unit:
    """The unit whose team this officer keeps, or 404."""
    unit = get_object_or_404(Unit, code=code)
    if not powers.may(actor(request), "keep_team", at=Ground(target_id=unit.pk)):
        raise Http404(code)
    return unit


def _history(unit: Unit) -> list[tuple[Entry, Any]]:
    """Who changed what, with the name of the act as the trail says it."""
    entries = unit_changes.history(f"unit:{unit.code}")[:PAST]
    return [(entry, NAMES.get(entry.act, entry.act)) for entry in entries]


def _lacks(unit: Unit) -> list[Any]:
    """What a drill would say is missing, in words."""
    return [Lack.Kind(kind).label for _unit, kind in lacks(unit, timezone.now())]


@power_required("units")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    form, status = UnitForm(request.POST if request.method == "POST" else None, unit=unit), 200
    if request.method == "POST":
        status = refused(form, lambda: _change(request, code, form)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("Saved. It holds from now on; what was written down before keeps the old name."))  # fmt: skip
            return SeeOther(reverse("settings-unit", args=[code]))
    return render(request, "settings/unit_form.html", {"form": form, "unit": unit}, status=status)


def _change(request: HttpRequest, code: str, form: UnitForm) -> object:
    given = form.cleaned_data
    return unit_changes.change_unit(code, form.row(), by=actor(request), needs_approval=given["needs_approval"], seen=given["seen"] or 0)  # fmt: skip


def _done(request: HttpRequest, code: str, act: Any, said: str) -> HttpResponse:
    """Back to the unit's page, with what was done or why not."""
    status, refusals = attempted(act)
    if status:
        return page(request, code, status=status, refusals=refusals)
    messages.success(request, said)
    return SeeOther(reverse("settings-unit", args=[code]))


@power_required("units")
@require_POST
def become_desk(request: HttpRequest, code: str) -> HttpResponse:
    said = _("This unit is the front desk now. New clocks of the front desk run in its name.")
    return _done(request, code, lambda: move_front_desk(code, by=actor(request)), said)


@power_required("units")
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    said = _("Ended, with its posts. Nothing can be passed to it any more.")
    return _done(request, code, lambda: dissolve(code, by=actor(request)), said)


@power_required("units")
@require_POST
def resume(request: HttpRequest, code: str) -> HttpResponse:
    said = _("In force again. Its posts have to be given anew.")
    return _done(request, code, lambda: take_up_again(code, by=actor(request)), said)


@power_required("units")
@require_POST
def add_name(request: HttpRequest, code: str) -> HttpResponse:
    form = NameForm(request.POST)
    given = request.POST.get("name", "")
    status = refused(form, lambda: unit_changes.add_name(code, given, by=actor(request))) if form.is_valid() else 422
    if status:
        return page(request, code, status=status, name_form=form)
    messages.success(request, _("SP4N-LAPOR! rows with this name now find the unit."))
    return SeeOther(reverse("settings-unit", args=[code]))


@power_required("units")
@require_http_methods(["GET", "HEAD", "POST"])
def whose_name(request: HttpRequest) -> HttpResponse:
    """`?nama=`: one that an import from SP4N did not know."""
    form = WhoseNameForm(request.POST if request.method == "POST" else None, initial={"name": request.GET.get("nama", "")})  # fmt: skip
    status = 200
    if request.method == "POST":
        status = refused(form, lambda: _add_whose(request, form)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("SP4N-LAPOR! rows with this name now find the unit."))
            return SeeOther(reverse("settings-unit", args=[form.cleaned_data["unit"]]))
    return render(request, "settings/unit_whose_name.html", {"form": form}, status=status)


def _add_whose(request: HttpRequest, form: WhoseNameForm) -> None:
    unit_changes.add_name(form.cleaned_data["unit"], form.cleaned_data["name"], by=actor(request))


@power_required("units")
@require_POST
def end_name(request: HttpRequest, code: str, number: int) -> HttpResponse:
    said = _("The name is matched no more.")
    return _done(request, code, lambda: unit_changes.end_name(code, number, by=actor(request)), said)


@power_required("propose")
@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    form = ProposalForm(request.POST)
    status = refused(form, lambda: proposals.propose(code, by=actor(request), **form.cleaned_data)) if form.is_valid() else 422  # fmt: skip
    if status:
        return page(request, code, status=status, proposal_form=form)
    messages.success(request, _("Noted. The front desk and the head of your unit find it on this page."))
    return SeeOther(reverse("settings-unit", args=[code]))


@power_required("keep_team")
@require_POST
def settle(request: HttpRequest, code: str, number: int) -> HttpResponse:
    kept(request, code)
    is_taken_up, answer = request.POST.get("taken_up") == "yes", request.POST.get("answer", "")
    said = _("Settled. The team reads the answer on this page.")
    return _done(request, code, lambda: personal.settle_proposal(number, by=actor(request), is_taken_up=is_taken_up, answer=answer), said)  # fmt: skip
