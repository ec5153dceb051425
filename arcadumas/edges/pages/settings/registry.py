"""The register of WhatsApp templates: how each stands at Meta, what it lacks, and a hand to ask Meta anew."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from arcadumas.core.organisation import powers
from arcadumas.duties.notifications import carriers, templates_sync
from arcadumas.duties.notifications.composing import CLOUD_API
from arcadumas.duties.notifications.models import Channel, Template, Words
from arcadumas.duties.notifications.registry import BROKEN
from arcadumas.duties.notifications.texts import Text
from arcadumas.duties.notifications.wording import text_of
from arcadumas.edges.pages.saving import SeeOther
from arcadumas.edges.pages.signing import actor, power_required

BY_HAND = 20  # applications at a time, so that the page answers within a minute
MEANS = {
    Template.State.REJECTED: gettext_lazy("Meta refused it. Reword the text: the new version is applied for by itself."),
    Template.State.PAUSED: gettext_lazy("Too many recipients blocked it. Meta lets it go on by itself; reword it if it happens again."),
    Template.State.DISABLED: gettext_lazy("Meta has switched it off for good. Reword the text."),
    Template.State.GONE: gettext_lazy("It is no longer at Meta; it will be applied for again."),
    Template.State.PENDING: gettext_lazy("Meta takes minutes to a day."),
}  # fmt: skip
LOOKS = (("", gettext_lazy("All")), ("perhatian", gettext_lazy("Need attention")), ("tunggu", gettext_lazy("Waiting")))


@dataclass(frozen=True, kw_only=True)
class Line:
    """`row` None: Meta has not been asked about this text."""

    text: Text
    is_current: bool
    row: Template | None

    @property
    def state(self) -> str:
        return self.row.state if self.row else Template.State.WAITING.value

    @property
    def label(self) -> str:
        return str(Template.State(self.state).label)

    @property
    def means(self) -> str:
        return str(MEANS.get(Template.State(self.state), ""))

    @property
    def needs_attention(self) -> bool:
        changes = self.row is not None and (self.row.category_next or self.row.category not in ("", "UTILITY"))
        return self.is_current and (
            self.state in BROKEN or bool(changes) or bool(self.row and self.row.quality == "RED")
        )


@power_required("rules", "operate")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?lihat=` narrows the list. One statement, however many templates."""
    look = request.GET.get("lihat", "")
    used = Q(is_current=True) | Q(template__isnull=False)
    rows = (
        Words.objects.filter(used).exclude(body="").select_related("template").order_by("stem", "-version", "-language")
    )
    lines = [Line(text=text_of(row), is_current=row.is_current, row=getattr(row, "template", None)) for row in rows]
    waiting = (Template.State.WAITING, Template.State.PENDING)
    shown = {
        "perhatian": [line for line in lines if line.needs_attention],
        "tunggu": [line for line in lines if line.is_current and line.state in waiting],
    }.get(look, lines)
    unasked = sum(line.is_current and line.state in templates_sync.UNASKED for line in lines)
    return render(request, "settings/registry.html", {
        "lines": sorted(shown, key=lambda line: not line.needs_attention), "looks": LOOKS, "look": look, "unasked": unasked,
        "attention": sum(line.needs_attention for line in lines), "may_word": powers.may(actor(request), "rules"), **_standing(),
    })  # fmt: skip


def _standing() -> dict[str, Any]:
    """Which carrier WhatsApp goes by, and what is missing for Meta's."""
    carrier = carriers.name_for(Channel.WHATSAPP)
    known = {
        "WHATSAPP_TOKEN": settings.WHATSAPP_TOKEN, "WHATSAPP_PHONE_NUMBER_ID": settings.WHATSAPP_PHONE_NUMBER_ID,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
    }  # fmt: skip
    return {
        "is_cloud": carrier == CLOUD_API, "carrier": carrier.capitalize(), "is_set_up": templates_sync.is_set_up(),
        "missing": [name for name, value in known.items() if not value],
    }  # fmt: skip


@power_required("rules", "operate")
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """Ask Meta how everything stands; nothing is applied for."""
    return _asked(request, most=0)


@power_required("rules", "operate")
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Ask, and apply for what is missing there, a few at a time."""
    return _asked(request, most=BY_HAND)


def _asked(request: HttpRequest, *, most: int) -> HttpResponse:
    if not templates_sync.is_set_up():
        messages.warning(request, _("WhatsApp is not set up, so there is nobody to ask."))
        return SeeOther(reverse("settings-registry"))
    found = templates_sync.by_hand(by=actor(request), most=most)
    if found.problem:
        messages.error(request, _("Meta could not be asked to the end: {why}").format(why=found.problem))
    else:
        at = timezone.localtime()
        told = _("Asked at {time}: {read} templates stand at Meta, {changed} have changed here.")
        messages.success(request, told.format(time=f"{at:%H.%M}", read=found.read, changed=found.changed))
    if found.asked:
        told = ngettext("{n} template was applied for.", "{n} templates were applied for.", found.asked)
        messages.success(request, told.format(n=found.asked))
    if found.refused:
        told = ngettext("Meta refused {n} of them; the reason stands below.", "Meta refused {n} of them; the reasons stand below.", found.refused)  # fmt: skip
        messages.warning(request, told.format(n=found.refused))
    return SeeOther(reverse("settings-registry"))
