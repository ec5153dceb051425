"""The whole outbox: how the carriers stand, what was sent to whom and what came of it, and what a hand may do about it."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.base import tallies
from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling.visible import WIDE
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import health, nexts, overview, requeue
from arcadumas.duties.notifications.health import Standing
from arcadumas.duties.notifications.overview import Row, Wanted
from arcadumas.edges.pages.settings.outbox_forms import LookForm, ReasonForm
from arcadumas.edges.pages.signing import actor, power_required

MOST = 1_000  # counting stops here; the page says "1,000+"
MOST_ROWS = 100_000  # of a download
TABS = (
    ("", gettext_lazy("All")), ("queued", gettext_lazy("Queued")), ("failed", gettext_lazy("Failed")),
    ("uncertain", gettext_lazy("Uncertain")), ("sent", gettext_lazy("Sent")), ("delivered", gettext_lazy("Delivered")),
    ("read", gettext_lazy("Read")), ("superseded", gettext_lazy("Superseded")),
)  # fmt: skip
COUNTED = ("", "queued", "failed", "uncertain")
HEADER = ("id", "queued_at", "state", "channel", "carrier", "template", "purpose", "recipient", "unit", "report", "attempts",
          "sent_at", "delivered_at", "read_at", "failed_at", "next_at", "error_code", "reason")  # fmt: skip


@power_required("outbox")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?sesudah=` goes on after a row; the rest is what to look for."""
    who, form = actor(request), LookForm(request.GET or None)
    if not form.is_valid():
        return render(request, "settings/outbox.html", {"form": form, "carriers": _carriers(who), "now": timezone.now()}, status=422)  # fmt: skip
    after = request.GET.get("sesudah", "")
    wanted = form.wanted()
    page = overview.page(wanted, by=who, after=after)
    return render(request, "settings/outbox.html", {
        "form": form, "now": timezone.now(), "most": MOST, "carriers": _carriers(who), "rows": page.rows, "tabs": _tabs(form, who),
        "state": wanted.state, "look": form.query(), "after": after, "next": page.after, "worth": requeue.WORTH, "may_open": who.has(*WIDE),
    })  # fmt: skip


def _carriers(who: Actor) -> Sequence[Standing]:
    """The engineer's are all; whoever opens reports counts what they may know of."""
    return health.carriers(overview.matching(Wanted(), by=who) if who.has(*WIDE) else None)


def _tabs(form: LookForm, who: Actor) -> list[tuple[str, Any, str, int | None]]:
    """State, label, address and number of each; numbers up to MOST, in one statement."""
    rows = overview.matching(form.wanted(""), by=who)
    looks = [rows.filter(state=state) if state else rows for state in COUNTED]
    numbers = dict(zip(COUNTED, tallies.up_to(MOST, *looks), strict=True))
    return [(state, label, form.query(state), numbers.get(state)) for state, label in TABS]


@power_required("outbox")
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """What is looked for, as CSV; written down, for it leaves the house."""
    who, form = actor(request), LookForm(request.GET or None)
    if not form.is_valid():
        return _back(form)
    wanted, seat = form.wanted(), powers.require(who, "outbox")
    trail.record("outbox_exported", by=who.login, post=seat.title, via=who.via, subject="outbox", **wanted.as_facts())
    rows = islice(overview.every(wanted, by=who), MOST_ROWS)
    return StreamingHttpResponse(
        _csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=outbox.csv"},
    )


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterator[Row]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield writer.writerow(HEADER)
    for row in rows:
        yield writer.writerow([_plain(value) for value in _values(row)])


def _values(row: Row) -> list[Any]:
    one = row.message
    times = [
        at.isoformat(timespec="seconds") if at else ""
        for at in (one.sent_at, one.delivered_at, one.read_at, one.failed_at)
    ]
    next_at = one.next_at.isoformat(timespec="seconds") if one.state == "queued" else ""
    return [one.pk, one.queued_at.isoformat(timespec="seconds"), one.state, one.channel, one.carrier, one.template, row.purpose,
            row.recipient, row.unit, row.code, one.attempts, *times, next_at, one.error_code, row.reason]  # fmt: skip


def _plain(value: Any) -> str:
    """No cell is read as a formula (OWASP: CSV injection)."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


# -- Once more ---------------------------------------------------------------------------------------------------------
@power_required("outbox")
@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: HttpRequest) -> HttpResponse:
    """GET says how many; POST queues them."""
    who, form = actor(request), LookForm(request.GET or None)
    if not form.is_valid():
        return _back(form)
    if request.method != "POST":
        found = requeue.preview(form.wanted(), by=who)
        return render(
            request, "settings/outbox_retry.html", {"found": found, "ways": _ways(found), "look": form.query()}
        )
    done = requeue.again_all(form.wanted(), by=who)
    messages.success(request, ngettext("{number} message is queued once more.", "{number} messages are queued once more.", done).format(number=done))  # fmt: skip
    return _back(form)


@power_required("outbox")
@require_POST
def retry_one(request: HttpRequest, key: UUID) -> HttpResponse:
    form = LookForm(request.GET or None)
    try:
        requeue.again_one(key, by=actor(request))
        messages.success(request, _("The message is queued once more."))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    except OutOfTurn as refusal:
        messages.warning(request, refusal.sentence)
    return _back(form)


@power_required("outbox")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest) -> HttpResponse:
    """GET says how many; POST calls them off, with a reason."""
    who, form = actor(request), LookForm(request.GET or None)
    if not form.is_valid():
        return _back(form)
    why = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST" and why.is_valid():
        try:
            done = requeue.cancel(form.wanted(), by=who, reason=why.cleaned_data["reason"])
            messages.success(request, ngettext("{number} message is called off.", "{number} messages are called off.", done).format(number=done))  # fmt: skip
            return _back(form)
        except Unfit as refusal:
            why.add_error("reason", refusal.sentence)
    if request.method == "POST":
        status = 422
    found = requeue.cancel_preview(form.wanted(), by=who)
    shown = {"found": found, "ways": _ways(found), "look": form.query(), "form": why}
    return render(request, "settings/outbox_cancel.html", shown, status=status)


def _ways(found: requeue.Preview) -> list[tuple[str, int]]:
    return [(nexts.name_of(channel), number) for channel, number in found.by_channel.items()]


class _SeeOther(HttpResponseRedirect):
    status_code = 303


def _back(form: LookForm) -> HttpResponse:
    """To the list as it was looked at."""
    query = form.query() if form.is_valid() else ""
    return _SeeOther(reverse("settings-outbox") + (f"?{query}" if query else ""))
