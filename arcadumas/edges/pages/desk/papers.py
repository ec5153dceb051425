"""The official note of a disposition or a return: what it will hold, then the file."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from arcadumas.base.papers.drawing import draw
from arcadumas.base.refusals import Powerless, Unseen
from arcadumas.core.handling import official_note
from arcadumas.core.handling.official_note import Occasion
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.signing import actor, staff_required


class NoteForm(forms.Form):
    """`with_text` is there only for those who may export a report's words."""

    format = forms.ChoiceField(
        label=_("As"), widget=forms.RadioSelect, initial="pdf",
        choices=[("pdf", _("PDF, to print and sign")), ("docx", _("Word (DOCX), to edit first"))],
    )  # fmt: skip
    with_text = forms.BooleanField(
        label=_("With the text of the report"), required=False,
        help_text=_("Who took the text out, and when, is written down. Names and numbers in it stay hidden."),
    )  # fmt: skip

    def offer(self, what: Occasion) -> None:
        if not what.may_export:
            del self.fields["with_text"]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    try:
        what = official_note.occasion(code, seq, by=actor(request))
        form = NoteForm(request.POST if request.method == "POST" else None)
        form.offer(what)
        if request.method == "POST" and form.is_valid():
            return _file(request, what, form)
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    except Powerless as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, what, form, status=403)
    return _page(request, what, form, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, what: Occasion, form: NoteForm, *, status: int) -> HttpResponse:
    return render(request, "desk/note.html", frame(actor(request)) | {"what": what, "form": form}, status=status)


def _file(request: HttpRequest, what: Occasion, form: NoteForm) -> HttpResponse:
    with_text = form.cleaned_data.get("with_text", False) or "with_text" in request.POST
    paper = official_note.write(what.report.code, what.event.seq, by=actor(request), with_text=with_text)
    kind = form.cleaned_data["format"]
    name = f"nota-dinas-{what.report.code}-{what.event.seq}.{kind}"
    content, media_type = draw(paper, kind)
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
