"""What each journal line says: to the reporter in plain words and by unit, to staff in the passive and by post.

`{who}` is the post (or the reporter, or the system), `{unit}` the unit the line is about. A line without a sentence for
the reporter is not in the reporter's story. A key with a colon is the same kind under one condition (see `key_of`).
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise

_RECOUNTED = _(
    "The particulars of your report were corrected. It is now to be settled by {settle_due}; before, by {settle_due_before}."
)
TO_REPORTER: dict[str, Sentence] = {
    "received": _("We have your report."),
    "imported": _("Your report came by SP4N-LAPOR! and is kept here too."),
    "verified": _("Your report was checked: it is clear, complete and ours."),
    "classified": _("The particulars of your report were corrected."),
    "classified:recounted": _RECOUNTED,
    "classified:marked": _("The particulars of your report were corrected."),
    "classified:lifted": _("The particulars of your report were corrected."),
    "classified:marked_recounted": _RECOUNTED,
    "classified:lifted_recounted": _RECOUNTED,
    "archived": _("{reason_label}."),
    "withdrawn": _("You withdrew the report."),
    "withdrawn:typed": _("You withdrew the report; the front desk wrote it down."),
    "referred": _("Your report is a matter for another body and was passed to {to}."),
    "restored": _("Your report was taken up again."),
    "disposed": _("Your report was passed to {unit}."),
    "disposed:support": _("{unit} was asked to help with your report."),
    "disposed:had_supported": _("Your report was passed to {unit}."),
    "accepted": _("{unit} is working on your report."),
    "returned": _("{unit} gave the report back. The front desk decides who is in charge."),
    "returned:cause": _("{unit} gave the report back: {cause_label}. The front desk decides who is in charge."),
    "return_refused": _("The front desk decided that {unit} is in charge."),
    "question_asked": _("{seat_unit} asked you for particulars."),
    "question_asked:limit": _("{seat_unit} asked you for particulars. Please reply by {due_at}; the clocks stand still until then."),
    "reporter_replied": _("You gave the particulars. The clocks run on."),
    "reporter_replied:typed": _("You gave the particulars; the front desk wrote them down. The clocks run on."),
    "resumed": _("The work went on without waiting any longer for particulars."),
    "resumed:reporter": _("You had nothing to add. The work goes on with what we have."),
    "resumed:reporter_typed": _("You had nothing to add; the front desk wrote it down. The work goes on with what we have."),
    "resumed:limit": _("The time for your reply is over. The work goes on with what we have."),
    "responded": _("{unit} answered your report."),
    "responded:first": _("{unit} gave a first answer and goes on working."),
    "confirmed": _("You said that it is settled."),
    "confirmed:typed": _("You said that it is settled; the front desk wrote it down."),
    "objected": _("You said that it is not settled. {unit} takes it up again."),
    "objected:typed": _("You said that it is not settled; the front desk wrote it down. {unit} takes it up again."),
    "closed": _("{closed_label}."),
    "linked": _("This report carries on report {code}."),
    "linked:newer": _("You said that it is not settled after the report was closed. It goes on as report {code}."),
    "linked:newer_typed": _("You said that it is not settled after the report was closed; the front desk wrote it down. It goes on as report {code}."),
    "merged": _("Your report was joined with others about the same thing. One answer reaches all."),
    "merged:main": _("Another report about the same thing was joined with yours. One answer reaches all."),
    "unmerged": _("Your report stands by itself again."),
    "unmerged:main": _("A report that was joined with yours stands by itself again."),
    "split": _("Your report has several parts. {unit} was given one of them."),
    "split:part": _("This is a part of report {code}."),
    "sp4n_linked": _("Your report was entered in SP4N-LAPOR! with tracking ID {tracking_id}."),
    "sp4n_answered": _("The answer stands in SP4N-LAPOR! too."),
    "promise_broken:citizen": _("The time for this step is over: {step_label}. We are sorry."),
    "attachment_added": _("An officer added a file."),
    "attachment_added:own": _("You added a file."),
    "message_sent": _("You wrote to us."),
    "message_sent:typed": _("You told us more; the front desk wrote it down."),
    "message_sent:automatic": _("Your telephone answered by itself. We do not take that for your answer."),
    "evidence_added": _("{seat_unit} added a photo of the work."),
    "inspected": _("{seat_unit} plans to visit the place: {visit_at}."),
    "inspected:past": _("{seat_unit} visited the place: {visit_at}."),
    "rated": _("You gave {stars} of 5 stars."),
    "rated:typed": _("You gave {stars} of 5 stars; the front desk wrote it down."),
    "forgotten": _("Your personal data were removed."),
}  # fmt: skip

TO_STAFF: dict[str, Sentence] = {
    "received": _("Report received by {source_label}."),
    "imported": _("Taken over from SP4N-LAPOR! by {who}, tracking ID {tracking_id}."),
    "verified": _("Verified by {who}."),
    "classified": _("Classification changed by {who}."),
    "classified:recounted": _("Classification changed by {who}. To be settled by {settle_due}; before, by {settle_due_before}."),
    "classified:marked": _("Classification changed by {who}: now urgent."),
    "classified:marked_recounted": _("Classification changed by {who}: now urgent. To be settled by {settle_due}; before, by {settle_due_before}."),
    "classified:lifted": _("Classification changed by {who}: no longer urgent."),
    "classified:lifted_recounted": _("Classification changed by {who}: no longer urgent. To be settled by {settle_due}; before, by {settle_due_before}."),
    "archived": _("{reason_label}, by {who}."),
    "withdrawn": _("Withdrawn by the reporter."),
    "withdrawn:typed": _("Withdrawn by the reporter, written down by {who}."),
    "referred": _("Passed to {to}, outside the government, by {who}."),
    "restored": _("Restored by {who}."),
    "disposed": _("Passed to {unit} by {who}."),
    "disposed:support": _("{unit} asked to help by {who}."),
    "disposed:had_supported": _("Passed to {unit}, which helped until now, by {who}."),
    "accepted": _("Accepted by {who}."),
    "taken_over": _("Taken over by {who}."),
    "handed_over": _("Handed over by {who} to {post_named}."),
    "handed_over:until": _("Handed over by {who} to {post_named} until {until}."),
    "handed_over:back": _("Back with {post_named}: the time of the hand-over is over."),
    "returned": _("Returned by {who}."),
    "returned:cause": _("Returned by {who}: {cause_label}."),
    "return_refused": _("Return by {unit} not granted by {who}."),
    "question_asked": _("The reporter was asked by {who}."),
    "question_asked:limit": _("The reporter was asked by {who}, with time until {due_at}."),
    "reporter_replied": _("Particulars given by the reporter. The clocks run on."),
    "reporter_replied:typed": _("Particulars given by the reporter, written down by {who}. The clocks run on."),
    "resumed": _("Resumed by {who}."),
    "resumed:reporter": _("Resumed by the reporter, who has nothing to add."),
    "resumed:reporter_typed": _("Resumed: the reporter has nothing to add, written down by {who}."),
    "resumed:limit": _("Resumed by the system: the time for the reporter's reply is over."),
    "answer_drafted": _("Draft answer written by {who}."),
    "answer_drafted:first": _("Draft of a first answer written by {who}."),
    "answer_drafted:final": _("Draft of the final answer written by {who}."),
    "answer_approved": _("Draft answer approved by {who}."),
    "answer_approved:first": _("Draft approved by {who} as a first answer."),
    "answer_approved:final": _("Draft approved by {who} as the final answer."),
    "answer_rejected": _("Draft answer sent back by {who}."),
    "part_accepted": _("{who} helps with this report."),
    "part_given": _("Part of the answer given by {who}."),
    "support_ended": _("The help of {unit} ended by {who}."),
    "invited": _("{to} asked by a link by {who}."),
    "invited_replied": _("{to} answered by its link."),
    "invitation_ended": _("A link to a body outside ended by {who}."),
    "responded": _("Answered by {who}."),
    "responded:first": _("First answer given by {who}."),
    "confirmed": _("Said to be settled by the reporter."),
    "confirmed:typed": _("Said to be settled by the reporter, written down by {who}."),
    "objected": _("Said not to be settled by the reporter. Back to {unit}."),
    "objected:typed": _("Said not to be settled by the reporter, written down by {who}. Back to {unit}."),
    "closed": _("{closed_label}."),
    "linked": _("This report carries on report {code}."),
    "linked:newer": _("Objected to by the reporter after closing. It goes on as report {code}."),
    "linked:newer_typed": _("Objected to by the reporter after closing, written down by {who}. It goes on as report {code}."),
    "merged": _("Joined to report {code} by {who}."),
    "merged:main": _("Report {code} joined to this one by {who}."),
    "unmerged": _("Separated from report {code} by {who}."),
    "unmerged:main": _("Report {code} separated from this one by {who}."),
    "split": _("A part of this report became report {code} for {unit}, by {who}."),
    "split:part": _("Split from report {code} by {who}."),
    "related": _("Linked with report {code} by {who}."),
    "sp4n_linked": _("SP4N tracking ID {tracking_id} entered by {who}."),
    "sp4n_answered": _("Answer entered in SP4N by {who}."),
    "sp4n_changed": _("SP4N changed its status from {before} to {after}."),
    "sp4n_changed:first": _("SP4N gives its status as {after}."),
    "sp4n_differs": _("SP4N says “{status}”: {difference_label}."),
    "sp4n_settled": _("What differed from SP4N was looked at by {who}."),
    "sp4n_settled:agrees": _("SP4N and this report agree again."),
    "promise_warned": _("Due soon: {step_label}."),
    "promise_warned:unit": _("Due soon: {step_label}, {unit}."),
    "promise_broken": _("Overdue: {step_label}, {unit}."),
    "promise_broken:citizen": _("Overdue: {step_label}."),
    "rung_climbed": _("Overdue: {step_label}. Now told: {audience_label}."),
    "marked_urgent": _("Marked urgent by {who}."),
    "extension_asked": _("{who} asks for more time: {step_label}, {unit}, until {due_at} instead of {due_before}. Nothing is moved yet."),
    "extension_refused": _("More time refused by {who}: {step_label}, {unit}, stays at {due_before}."),
    "extended": _("More time given by {who}: {step_label}, {unit}, until {due_at} instead of {due_before}. The reporter's dates run on."),
    "attachment_added": _("File added by {who}."),
    "attachment_added:own": _("File added by the reporter."),
    "message_sent": _("Message from the reporter."),
    "message_sent:typed": _("Message from the reporter, written down by {who}."),
    "message_sent:automatic": _("The reporter's telephone answered by itself. That is not the reporter's answer."),
    "note_added": _("Note by {who}."),
    "task_added": _("Task given by {who}."),
    "task_done": _("Task done by {who}."),
    "instructed": _("Instruction to {unit} by {who}, to be carried out by {due_on}."),
    "instruction_accepted": _("Instruction accepted by {who}."),
    "instruction_done": _("Instruction carried out, says {who}."),
    "evidence_added": _("Evidence ({shows_label}) added by {who}."),
    "evidence_added:internal": _("Evidence ({shows_label}) added by {who}."),
    "inspected": _("Visit to the place planned by {who}: {visit_at}."),
    "inspected:past": _("Visit to the place noted by {who}: {visit_at}."),
    "rated": _("Rated by the reporter: {stars} of 5 stars."),
    "rated:typed": _("Rated by the reporter, written down by {who}: {stars} of 5 stars."),
    "identity_disclosed": _("Identity revealed to {who}."),
    "act_disputed": _("Disputed by {who}: {act_label} by link, {done_at}. The front desk looks into it."),
    "unreachable": _("{post_named} could not be told by any channel."),
    "forgotten": _("Personal data removed by {who}."),
}  # fmt: skip


BY_LINK = {
    "accepted": _("acceptance"),
    "returned": _("return"),
    "taken_over": _("taking over"),
    "part_accepted": _("the unit's help"),
    "instruction_accepted": _("acceptance of the instruction"),
    "extension_asked": _("request for more time"),
}  # what a link does by a tap alone


RUNGS = {
    "holder": _("those whose turn it is"),
    "substitute": _("the substitute"),
    "head": _("the head of the unit"),
    "desk_and_secretary": _("the front desk and the Regional Secretary"),
    "regional_head": _("the regional head"),
}


DRAFTS = ("answer_drafted", "answer_approved")
SPOKEN = ("message_sent", "reporter_replied", "confirmed", "objected", "withdrawn", "rated")  # the reporter's own acts


def key_of(kind: str, facts: dict[str, Any], *, is_own: bool) -> str:
    """The kind, with the condition under which it reads differently."""
    typed = "" if is_own else "typed"  # by the front desk, for a reporter of the counter, a letter or the telephone
    conditions = {
        **dict.fromkeys(SPOKEN, typed),
        "message_sent": "automatic" if facts.get("is_automatic") else typed,
        "classified": _of_classified(facts),
        "disposed": "support" if facts.get("role") == "support" else "had_supported" if facts.get("has_supported") else "",
        "returned": "cause" if facts.get("cause") else "",
        "question_asked": "limit" if facts.get("due_at") else "",
        "resumed": {"limit": "limit", "reporter": "reporter" if is_own else "reporter_typed"}.get(facts.get("cause", ""), ""),
        **dict.fromkeys(DRAFTS, {True: "final", False: "first"}.get(facts.get("is_final", ""), "")),
        "responded": "" if facts.get("is_final") else "first",
        "sp4n_changed": "" if facts.get("before") else "first",
        "sp4n_settled": "agrees" if facts.get("cause") == "agrees" else "",
        "linked": ("newer" if is_own else "newer_typed") if facts.get("is_newer") else "",
        "merged": "main" if facts.get("is_main") else "",
        "unmerged": "main" if facts.get("is_main") else "",
        "split": "part" if facts.get("is_part") else "",
        "promise_warned": "unit" if facts.get("unit") else "",
        "promise_broken": "" if facts.get("unit") else "citizen",
        "evidence_added": "internal" if facts.get("shows") == "other" else "",
        "handed_over": "back" if facts.get("is_back") else "until" if facts.get("until") else "",
        "inspected": "" if facts.get("is_planned") else "past",
        "attachment_added": "own" if is_own else "",
    }  # fmt: skip
    condition = conditions.get(kind, "")
    return f"{kind}:{condition}" if condition else kind


def _of_classified(facts: dict[str, Any]) -> str:
    is_recounted = facts.get("settle_due") and facts.get("settle_due") != facts.get("settle_due_before")
    return "_".join(part for part in (facts.get("urgency", ""), "recounted" if is_recounted else "") if part)
