"""A rule in words, for those who may change it. Reads nothing, writes nothing."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.core.deadlines.models import ReportClass, Step
from arcadumas.duties.notifications.models import Channel, Mode, Rule, Urgency

# In the order of a report's way; a rule's page groups by it.
EVENTS: Mapping[str, Promise] = {
    "received": gettext_lazy("A report comes in"),
    "imported": gettext_lazy("A report comes in from SP4N-LAPOR!"),
    "linked": gettext_lazy("A report follows a closed one"),
    "verified": gettext_lazy("A report is verified"),
    "classified": gettext_lazy("A report is classified anew"),
    "archived": gettext_lazy("A report is set aside"),
    "referred": gettext_lazy("A report is passed to another body"),
    "restored": gettext_lazy("A report is taken up again"),
    "withdrawn": gettext_lazy("A reporter takes a report back"),
    "disposed": gettext_lazy("A report is passed on to a unit"),
    "accepted": gettext_lazy("A unit takes a report in hand"),
    "returned": gettext_lazy("A unit gives a report back"),
    "return_refused": gettext_lazy("A return is refused"),
    "question_asked": gettext_lazy("The reporter is asked something"),
    "reporter_replied": gettext_lazy("The reporter replies"),
    "message_sent": gettext_lazy("The reporter writes"),
    "attachment_added": gettext_lazy("The reporter adds files"),
    "resumed": gettext_lazy("Work goes on after a pause"),
    "answer_drafted": gettext_lazy("An answer is drafted"),
    "answer_approved": gettext_lazy("A draft is approved"),
    "answer_rejected": gettext_lazy("A draft is sent back"),
    "responded": gettext_lazy("An answer goes out"),
    "objected": gettext_lazy("The reporter says that it is not settled"),
    "closed": gettext_lazy("A report is closed"),
    "marked_urgent": gettext_lazy("A report is marked urgent"),
    "instructed": gettext_lazy("A leader gives an instruction"),
    "instruction_accepted": gettext_lazy("An instruction is accepted"),
    "instruction_done": gettext_lazy("An instruction is carried out"),
    "handed_over": gettext_lazy("Work is handed over to a colleague"),
    "taken_over": gettext_lazy("Work is taken over from a colleague"),
    "part_accepted": gettext_lazy("A supporting unit takes its part on"),
    "task_added": gettext_lazy("A task is given"),
    "task_done": gettext_lazy("A task is done"),
    "task_cancelled": gettext_lazy("A task is called off"),
    "task_reassigned": gettext_lazy("A task is given to somebody else"),
    "extension_asked": gettext_lazy("More time is asked for"),
    "extension_refused": gettext_lazy("More time is refused"),
    "extended": gettext_lazy("An inner promise gets more time"),
    "part_given": gettext_lazy("A supporting unit gives its part of the answer"),
    "support_ended": gettext_lazy("The help of a unit is ended"),
    "invited": gettext_lazy("A body outside is asked"),
    "invited_replied": gettext_lazy("A body outside replies"),
    "note_added": gettext_lazy("A colleague is mentioned in a note"),
    "act_disputed": gettext_lazy("Somebody says that an act by their link was not theirs"),
    "inspected": gettext_lazy("A visit is planned or made"),
    "inspection_ended": gettext_lazy("A planned visit does not take place"),
    "sp4n_differs": gettext_lazy("SP4N-LAPOR! and this desk differ"),
    "merged": gettext_lazy("Reports are joined"),
    "unmerged": gettext_lazy("Joined reports are parted"),
    "split": gettext_lazy("A report is split into parts"),
    "promise_warned": gettext_lazy("A promise is about to fall due"),
    "promise_broken": gettext_lazy("A promise is broken"),
    "rung_climbed": gettext_lazy("The next rung of the ladder is reached"),
    "unreachable": gettext_lazy("A post cannot be reached"),
    "sp4n_changed": gettext_lazy("SP4N-LAPOR! says something else"),
    "sp4n_linked": gettext_lazy("A report stands in SP4N-LAPOR!"),
    "identity_disclosed": gettext_lazy("An identity is disclosed"),
}
AUDIENCES: Mapping[str, Promise] = {
    "front_desk": gettext_lazy("the front desk"),
    "desk_for_lost": gettext_lazy("the front desk, of a post that cannot be reached"),
    "desk_for_approval": gettext_lazy("the front desk, of a draft that nobody in the unit can approve"),
    "team": gettext_lazy("the unit's team"),
    "head": gettext_lazy("the head of the unit"),
    "named_team": gettext_lazy("the team of the unit that the reporter named"),
    "returned_team": gettext_lazy("the team that had given it back"),
    "let_go": gettext_lazy("the teams that have it no more"),
    "given_to": gettext_lazy("the teams of all units that have it"),
    "supporters": gettext_lazy("the teams of units that help"),
    "holder": gettext_lazy("whoever holds the report"),
    "late": gettext_lazy("whoever should have kept the promise"),
    "late_substitute": gettext_lazy("the substitute of the late unit"),
    "late_head": gettext_lazy("the head of the late unit"),
    "desk_and_secretary": gettext_lazy("the front desk and the Regional Secretary"),
    "leader": gettext_lazy("the level above the unit"),
    "approver": gettext_lazy("whoever approves answers"),
    "drafter": gettext_lazy("whoever drafted the answer"),
    "new_holder": gettext_lazy("whoever it was handed to"),
    "asker": gettext_lazy("whoever asked for more time"),
    "link_holder": gettext_lazy("whoever's link was used"),
    "assignee": gettext_lazy("whoever got the task"),
    "task_giver": gettext_lazy("whoever gave the task"),
    "former_assignee": gettext_lazy("whoever had the task until then"),
    "mentioned": gettext_lazy("whoever is mentioned"),
    "inspectorate": gettext_lazy("the Inspectorate"),
    "secretary": gettext_lazy("the Regional Secretary"),
    "regional_head": gettext_lazy("the regional head"),
    "instructor": gettext_lazy("the leader who gave the instruction"),
    "reporter": gettext_lazy("the reporter"),
    "outside": gettext_lazy("the body outside"),
}
# Whom a text speaks to; the page of texts groups by it.
READERS: Mapping[str, Promise] = {
    "front_desk": gettext_lazy("To the front desk"),
    "team": gettext_lazy("To the unit's team"),
    "substitute": gettext_lazy("To the substitute"),
    "member": gettext_lazy("To technical members"),
    "head": gettext_lazy("To the head of the unit"),
    "approver": gettext_lazy("To whoever approves answers"),
    "drafter": gettext_lazy("To whoever drafted the answer"),
    "leader": gettext_lazy("To leaders"),
    "secretary": gettext_lazy("To the Regional Secretary"),
    "regional_head": gettext_lazy("To the regional head"),
    "inspectorate": gettext_lazy("To the Inspectorate"),
    "privacy_officer": gettext_lazy("To the data protection officer"),
    "post": gettext_lazy("To every post"),
    "person": gettext_lazy("To the officer themselves"),
    "operator": gettext_lazy("To whoever keeps the system running"),
    "reporter": gettext_lazy("To the reporter"),
    "outside": gettext_lazy("To a body outside"),
}
FACTS: Mapping[tuple[str, str], Promise] = {
    ("role", "lead"): gettext_lazy("only for the unit that answers"),
    ("role", "support"): gettext_lazy("only for a supporting unit"),
    ("is_final", "True"): gettext_lazy("only for the final answer"),
    ("is_final", "False"): gettext_lazy("only for an answer that is not the final one"),
    ("is_ruling", "True"): gettext_lazy("only after a return was ruled on"),
    ("is_ruling", "False"): gettext_lazy("not after a return was ruled on"),
    ("is_planned", "True"): gettext_lazy("only for a visit that is yet to come"),
    ("cause", "lost"): gettext_lazy("only when the unit has the report no more"),
    ("is_more", "False"): gettext_lazy("once for what comes together"),
    ("is_of_split", "False"): gettext_lazy("not when it was split off just now"),
    ("is_automatic", "False"): gettext_lazy("not when a telephone answers by itself"),
    ("cause", "limit"): gettext_lazy("only when the reporter's time to reply is over"),
    ("is_part", "True"): gettext_lazy("for each of its parts"),
    ("is_main", "False"): gettext_lazy("only for what was joined"),
    ("urgency", "marked"): gettext_lazy("only when it becomes urgent by it"),
    ("unit", ""): gettext_lazy("only for what was promised to the reporter"),
    ("by", "reporter"): gettext_lazy("only when the reporter closed it"),
    ("by", "officer"): gettext_lazy("only when an officer closed it"),
    ("by", "system"): gettext_lazy("only when the time ran out"),
    ("audience", "holder"): gettext_lazy("on the rung of whoever should act"),
    ("audience", "substitute"): gettext_lazy("on the rung of the substitute"),
    ("audience", "head"): gettext_lazy("on the rung of the head"),
    ("audience", "desk_and_secretary"): gettext_lazy("on the rung of front desk and Regional Secretary"),
    ("audience", "regional_head"): gettext_lazy("on the rung of the regional head"),
}
SPECIAL: Mapping[str, Promise] = {
    Rule.Special.ONLY: gettext_lazy("only of a special report, without a word of what it says"),
    Rule.Special.ALSO: gettext_lazy("of a special report too, without a word of what it says"),
}


def event(kind: str) -> str:
    return str(EVENTS.get(kind, kind))


def audience(name: str) -> str:
    return str(AUDIENCES.get(name, name))


def ways(rule: Rule) -> str:
    """«WhatsApp, then e-mail after 30 minutes»."""
    names = [str(Channel(name).label) for name in Channel.values if not rule.channels or name in rule.channels]
    if len(names) < 2:
        return "".join(names)
    if rule.mode == Mode.BOTH:
        return _("{first} and {other} at once").format(first=names[0], other=names[1])
    shown = {"first": names[0], "other": names[1], "minutes": rule.minutes}
    return _("{first}, then {other} after {minutes} minutes").format(**shown)


def urgency(rule: Rule) -> str:
    """ "" for what is neither urgent nor left to the digest."""
    words: Mapping[str, str] = {Urgency.URGENT: _("urgent"), Urgency.DIGEST: _("with the morning digest")}
    return words.get(rule.urgency, "")


def conditions(rule: Rule, topics: Mapping[str, str]) -> list[str]:
    """All that must be so, each as a clause. `topics`: names by code."""
    return [*_of_the_event(rule), *_of_the_report(rule, topics), *_of_the_hour(rule)]


def _of_the_event(rule: Rule) -> Iterator[str]:
    for name, value in rule.facts.items():
        if words := FACTS.get((name, str(value))):
            yield str(words)
    if rule.steps:
        yield _("only of: {steps}").format(steps=_listed(str(Step(step).label) for step in rule.steps))
    if rule.hops_from:
        yield ngettext("from the first return on", "from return number {n} on", rule.hops_from).format(n=rule.hops_from)
    if rule.after_return is not None:
        yield _("only after another unit gave it back") if rule.after_return else _("not after a return")
    if rule.is_once:
        yield _("once for each report")


def _of_the_report(rule: Rule, topics: Mapping[str, str]) -> Iterator[str]:
    if rule.classes:
        yield _("only of the classes: {names}").format(
            names=_listed(str(ReportClass(one).label) for one in rule.classes)
        )
    if rule.categories:
        yield _("only of the topics: {names}").format(names=_listed(topics.get(code, code) for code in rule.categories))
    if rule.only_urgent:
        yield _("only of urgent reports")
    if rule.only_oversight:
        yield _("only of reports for oversight")
    if rule.only_with_approval:
        yield _("only where answers need approval")
    if rule.is_follow_up is not None:
        yield _("only of follow-ups") if rule.is_follow_up else _("not of follow-ups")
    if words := SPECIAL.get(rule.special):
        yield str(words)


def _of_the_hour(rule: Rule) -> Iterator[str]:
    language = moments.known(get_language())
    if rule.weekdays:
        days = (moments.WEEKDAYS[language][number - 1] for number in sorted(rule.weekdays))
        yield _("only on {days}").format(days=_listed(days))
    if rule.only_working_days:
        yield _("only on working days")
    if rule.from_time or rule.to_time:
        shown = [
            f"{hour:%H.%M}" if language == "id" else f"{hour:%H:%M}" for hour in (rule.from_time, rule.to_time) if hour
        ]
        if len(shown) == 2:
            yield _("only between {opens} and {closes}").format(opens=shown[0], closes=shown[1])
        else:
            words = _("only from {hour} on") if rule.from_time else _("only until {hour}")
            yield words.format(hour=shown[0])
    if rule.after_days:
        yield ngettext(
            "once {n} working day has passed, or sooner when these hours begin",
            "once {n} working days have passed, or sooner when these hours begin",
            rule.after_days,
        ).format(n=rule.after_days)
    if rule.outside == Rule.Outside.DROP:
        yield _("outside these hours it tells nobody")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
