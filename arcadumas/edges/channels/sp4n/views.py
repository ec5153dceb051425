"""The upload on the desk: file, preview with what would change, import. The file waits sealed between the two steps."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.base.refusals import Powerless, Refusal
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Person
from arcadumas.edges.channels.sp4n import importing
from arcadumas.edges.channels.sp4n.forms import ImportForm, UploadForm

CHANNEL = "sp4n-upload"


def _actor(request: HttpRequest) -> Actor:
    assert isinstance(request.user, Person)  # noqa: S101  (login_required)
    return person_actor(request.user, via=Via.WEB)


@login_required
@require_GET
def upload(request: HttpRequest) -> HttpResponse:
    if not powers.may(_actor(request), "import"):
        return _refused(request, None)
    return render(request, "sp4n/upload.html", {"form": UploadForm()})


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Keep the file, say what an import would do."""
    actor = _actor(request)
    form = UploadForm(request.POST, request.FILES)
    try:
        powers.require(actor, "import")
        if not form.is_valid():
            return render(request, "sp4n/upload.html", {"form": form}, status=422)
        content, zone = form.cleaned_data["file"].read(), form.cleaned_data["zone"]
        outcome = importing.run(content, by=actor, zone=zone, is_preview=True)
    except Powerless as refusal:
        return _refused(request, refusal)
    except Refusal as refusal:
        form.add_error("file", refusal.sentence)
        return render(request, "sp4n/upload.html", {"form": form}, status=422)
    kept = store.keep(CHANNEL, content, headers={"zone": zone, "by": actor.login})
    return render(
        request, "sp4n/preview.html", {"outcome": outcome, "kept": kept.pk, "zone": zone, "form": ImportForm()}
    )


@login_required
@require_POST
def perform(request: HttpRequest, kept: uuid.UUID) -> HttpResponse:
    """Import the file that was previewed. Twice is as once: the second finds everything unchanged."""
    actor = _actor(request)
    inbound = Inbound.objects.filter(pk=kept, channel=CHANNEL).first()
    if inbound is None or not powers.may(actor, "import"):
        raise Http404
    form = ImportForm(request.POST)
    form.is_valid()
    zone = store.read_headers(inbound)["zone"]
    outcome = importing.run(store.read(inbound), by=actor, notify=form.cleaned_data["notify"], zone=zone)
    with transaction.atomic():
        store.done(inbound)
    done = _("{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected.")
    messages.success(request, done.format(
        created=outcome.created, updated=outcome.updated, unchanged=outcome.unchanged, rejected=len(outcome.rejected)
    ))  # fmt: skip
    if outcome.rejected or outcome.unmatched_units or outcome.older:
        return render(request, "sp4n/done.html", {"outcome": outcome})
    return redirect("/meja/")


def _refused(request: HttpRequest, refusal: Powerless | None) -> HttpResponse:
    sentence = refusal.sentence if refusal else _("Importing is for the front desk. Ask the front desk to do it.")
    return render(request, "sp4n/refused.html", {"sentence": sentence}, status=403)
