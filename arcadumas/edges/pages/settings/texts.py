"""The words of every message: a list by reader, one text in both languages with a preview, its versions and their past."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.base import moments
from arcadumas.base.refusals import Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications import carriers, previews, rewording, saying
from arcadumas.duties.notifications.composing import CLOUD_API
from arcadumas.duties.notifications.models import Channel, Template, Words
from arcadumas.duties.notifications.texts import PARAMETER, Text, variables
from arcadumas.duties.notifications.wording import Wording, text_of
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.settings.text_forms import NAMES, TextForm
from arcadumas.edges.pages.signing import actor, power_required


@dataclass(frozen=True, kw_only=True)
class Line:
    """A text as the list shows it. `waits`: WhatsApp still sends the version before."""

    words: Words
    title: str
    sent: int | None
    state: str
    waits: bool


@power_required("rules")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Two statements, however many texts."""
    language = moments.known(get_language())
    rows = list(Words.objects.filter(is_current=True, language=language).select_related("template").order_by("stem"))
    wording = Wording(row.stem for row in rows)
    lines = sorted((_line(row, wording) for row in rows), key=_place)
    groups = [
        (saying.READERS[name], list(group)) for name, group in groupby(lines, key=lambda line: _reader(line.words))
    ]
    return render(request, "settings/texts.html", {"groups": groups, "is_cloud": _is_cloud()})


def _line(row: Words, wording: Wording) -> Line:
    sent = wording.template(row.stem, row.language) if row.body else None
    template: Template | None = getattr(row, "template", None)
    waits = bool(row.body) and (sent is None or sent.version != row.version)
    state = template.get_state_display() if template else ""
    return Line(words=row, title=title(row), sent=sent.version if sent else None, state=state, waits=waits)


def title(row: Words) -> str:
    """As its recipients know it."""
    return row.header or PARAMETER.sub("…", row.mail_subject)


def _reader(row: Words) -> str:
    return next((name for name in saying.READERS if name in row.audience), "post")


def _place(line: Line) -> tuple[int, str]:
    return list(saying.READERS).index(_reader(line.words)), line.title


def _is_cloud() -> bool:
    """Whether WhatsApp goes by the Cloud API, which alone knows templates."""
    return carriers.name_for(Channel.WHATSAPP) == CLOUD_API


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, stem: str) -> HttpResponse:
    """GET and POST of one text; `?laporan=` and `?bahasa=` choose what the preview shows."""
    texts = _texts(stem)
    initial = {"seen": rewording.newest_number(stem)}
    form = TextForm(texts, request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = refused(form, lambda: rewording.save(stem, form.written(), by=actor(request), seen=form.cleaned_data["seen"]))  # fmt: skip
        if not status:
            messages.success(request, _("Saved as a new version. E-mail uses it from now on; WhatsApp as soon as Meta has approved it."))  # fmt: skip
            return SeeOther(reverse("settings-text", args=[stem]))
    return _page(request, stem, texts, form, status=status)


@power_required("rules")
@require_POST
def preview(request: HttpRequest, stem: str) -> HttpResponse:
    """What is written, as it would arrive; kept nowhere. The part alone for htmx, else the whole page."""
    texts = _texts(stem)
    form = TextForm(texts, request.POST)
    if request.headers.get("HX-Request"):
        return render(request, "settings/text_preview.html", _previewed(request, stem, texts, form))
    return _page(request, stem, texts, form)


@power_required("rules")
@require_POST
def restore(request: HttpRequest, stem: str, version: int) -> HttpResponse:
    texts = _texts(stem)
    seen = request.POST.get("seen", "")
    status, refusals = attempted(
        lambda: rewording.restore(stem, version, by=actor(request), seen=int(seen) if seen.isdecimal() else -1)
    )
    if status:
        form = TextForm(texts, initial={"seen": rewording.newest_number(stem)})
        return _page(request, stem, texts, form, status=status, refusals=refusals)
    messages.success(request, _("Version {version} is in force again.").format(version=version))
    return SeeOther(reverse("settings-text", args=[stem]))


def _texts(stem: str) -> dict[str, Text]:
    try:
        return {language: text_of(row) for language, row in rewording.current(stem).items()}
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal


def _page(
    request: HttpRequest, stem: str, texts: Mapping[str, Text], form: TextForm, *, status: int = 200, refusals: Sequence[str] = ()
) -> HttpResponse:  # fmt: skip
    rows = list(Words.objects.filter(stem=stem).select_related("template").order_by("-version", "language"))
    shown = texts[moments.known(get_language())]
    wording = Wording([stem])
    return render(request, "settings/text.html", {
        "stem": stem, "form": form, "title": next(title(row) for row in rows if row.is_current and row.language == shown.language),
        "readers": [saying.READERS[name] for name in saying.READERS if name in shown.audience], "text": shown,
        "values": [(name, variables()[name]) for name in sorted(rewording.allowed(texts["id"]))], "is_cloud": _is_cloud(), "refusals": refusals,
        "versions": list(_versions(rows, wording)), "seen": rewording.newest_number(stem), **_previewed(request, stem, texts, form),
    }, status=status)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Version:
    number: int
    rows: list[Words]
    is_current: bool
    is_sent: bool
    entry: Entry | None


def _versions(rows: Iterable[Words], wording: Wording) -> Iterator[Version]:
    rows = list(rows)
    subject = f"{rewording.SUBJECT}{rows[0].stem}"
    acts = Entry.objects.filter(act__in=["words_changed", "words_restored"], subject=subject).order_by("seq")
    told = {entry.facts.get("version"): entry for entry in acts}
    for number, group in groupby(rows, key=lambda row: row.version):
        pair = list(group)
        sent = [wording.template(row.stem, row.language) for row in pair]
        yield Version(
            number=number, rows=pair, is_current=all(row.is_current for row in pair), entry=told.get(number),
            is_sent=any(text is not None and text.version == number for text in sent),
        )  # fmt: skip


def _previewed(request: HttpRequest, stem: str, texts: Mapping[str, Text], form: TextForm) -> dict[str, Any]:
    """The preview's own choices come with the form, or in the address."""
    asked = request.POST if request.method == "POST" else request.GET
    language = asked.get("bahasa", moments.known(get_language()))
    language, code = language if language in NAMES else "id", asked.get("laporan", "")
    written = rewording.text_with(texts[language], form.written()[language], version=texts[language].version)
    who = actor(request)
    reports = previews.reports_for(stem, by=who)
    return {
        "preview": previews.of(written, by=who, code=code), "reports": reports, "code": code, "language": language,
        "languages": NAMES.items(), "is_real": code in {report.code for report in reports},
    }  # fmt: skip
