"""Rules of the officials' own: a new one, from its event on, and the end of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.duties.notifications import adding, saying
from arcadumas.duties.notifications.models import Rule
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.settings import notice_rules
from arcadumas.edges.pages.settings.notice_forms import NewRuleForm, RuleForm, initial, topic_ticks
from arcadumas.edges.pages.signing import actor, power_required


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?kejadian=` is chosen first: it says which words there are."""
    event = request.GET.get("kejadian", "")
    if event not in adding.events():
        known = [(kind, saying.event(kind)) for kind in adding.events()]
        return render(request, "settings/notice_rule_new.html", {"events": known})
    form = NewRuleForm(request.POST if request.method == "POST" else None, event=event, initial=_first())
    status = 200
    if request.method == "POST":
        status = refused(form, lambda: _add(request, event, form)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("Added. It holds from the next event on."))
            return SeeOther(f"{reverse('settings-notice-rules')}?lihat=tambahan")
    return render(request, "settings/notice_rule_new.html", {
        "form": form, "event": saying.event(event), "kind": event, "chosen": [form["words"], form["audience"]],
        "plain": [form[name] for name in notice_rules.PLAIN], "reports": [form[name] for name in notice_rules.REPORTS],
        "topics": topic_ticks(form["categories"]), "hours": [form[name] for name in notice_rules.HOURS],
    }, status=status)  # fmt: skip


def _first() -> dict[str, object]:
    return {name: value for name, value in initial(Rule()).items() if name != "revision"} | {"mode": "first_then"}


def _add(request: HttpRequest, event: str, form: NewRuleForm) -> object:
    chosen = form.cleaned_data
    return adding.add(
        by=actor(request), event=event, words=chosen["words"], audience=chosen["audience"], values=form.values()
    )


@power_required("rules")
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    rule = get_object_or_404(Rule, key=key)
    form = RuleForm(initial(rule))
    form.is_valid()
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isdecimal() else -1
    status = refused(form, lambda: adding.end(key, by=actor(request), revision=revision))
    if status:
        return notice_rules.page(request, rule, form, status)
    messages.success(request, _("The rule is ended. What has been told stays told."))
    return SeeOther(reverse("settings-notice-rules"))
