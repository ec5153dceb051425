"""The acts of a case, one table: address, form, verb, and what is said before and after.

An act's address is a noun; a POST there makes one call into core and goes back to the case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.archive import archive, refer, restore, withdraw
from arcadumas.core.handling.ask import add_nothing, ask, resume, send
from arcadumas.core.handling.beside import attach_all, note, rate
from arcadumas.core.handling.close import close, confirm, object_
from arcadumas.core.handling.contributions import accept_part, give_part
from arcadumas.core.handling.disclose import disclose, open_
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.core.handling.extend import ask_extension, extend, refuse_extension
from arcadumas.core.handling.follow_up import object_late
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.inspect import inspect
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.invite import invite
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.relate import relate
from arcadumas.core.handling.release import end_support
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.sp4n import answer, link, settle_difference
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.handling.work import approve, draft, reject
from arcadumas.core.organisation.actors import Actor
from arcadumas.edges.pages.desk import answer_forms, forms, spoken_forms, team_forms

Call = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """`name` as in powers and offers, `noun` in the address, `button` a verb with its object, `step` the promise named in
    the sentence after it (`done`), with `undated` where there is none; `for_reporter`: the front desk writes down what the
    reporter says."""

    name: str
    noun: str
    form: type[Any]
    call: Call
    title: Any
    button: Any
    done: Any
    step: str = ""
    undated: Any = ""
    hint: Any = ""
    for_reporter: bool = False


def _verify(code: str, *, by: Actor, version: int | None, **found: Any) -> Any:
    return verify(code, by=by, finding=Finding(**found), version=version)


def _classify(code: str, *, by: Actor, version: int | None, reason: str = "", **found: Any) -> Any:
    return classify(code, by=by, finding=Finding(**found), reason=reason, version=version)


def _support(code: str, **found: Any) -> Any:
    return dispose(code, role="support", **found)


def _rule(code: str, **found: Any) -> Any:
    return dispose(code, is_ruling=True, **found)


def _split(code: str, *, by: Actor, version: int | None, **part: Any) -> Any:
    return split(code, parts=[Part(**part)], by=by, version=version)


def _open(code: str, *, by: Actor, reason: str) -> Any:
    return open_(code, by=by, reason=reason)


ACTS = (
    Act(name="verify", noun="verifikasi", form=forms.FindingForm, call=_verify, step="dispose",
        title=_("Verify"), button=_("Verify this report"), done=_("Verified. To be passed on by {due}."),
        hint=_("Clear, complete and ours to handle? This does not judge whether it is true.")),
    Act(name="classify", noun="klasifikasi", form=forms.ClassifyForm, call=_classify,
        title=_("Change the classification"), button=_("Save the classification"), done=_("The classification is changed.")),
    Act(name="oversight", noun="pengawasan", form=forms.OversightForm, call=_classify,
        title=_("Oversight, and whom it complains of"), button=_("Save this"), done=_("The classification is changed.")),
    Act(name="archive", noun="pengarsipan", form=forms.ArchiveForm, call=archive,
        title=_("Close without passing on"), button=_("Close this report"), done=_("Closed. The reporter is told why.")),
    Act(name="refer", noun="rujukan", form=forms.ReferForm, call=refer,
        title=_("Pass to another body"), button=_("Pass outside the government"), done=_("Passed to another body. The reporter is told which.")),
    Act(name="restore", noun="pemulihan", form=forms.ReasonForm, call=restore, step="dispose",
        title=_("Restore"), button=_("Take this report up again"), done=_("Restored. To be passed on by {due}.")),
    Act(name="dispose", noun="disposisi", form=forms.DisposeForm, call=dispose, step="accept",
        title=_("Pass on to a unit"), button=_("Pass on"), done=_("Passed on. The unit is to accept it by {due}; its team and head are being told."),
        hint=_("The team and its head are told at once by WhatsApp and e-mail.")),
    Act(name="support", noun="dukungan", form=forms.SupportForm, call=_support,
        title=_("Ask another unit to help"), button=_("Ask for help"), done=_("The unit was asked to help.")),
    Act(name="end_support", noun="akhir-dukungan", form=team_forms.EndSupportForm, call=end_support,
        title=_("End the help of a unit"), button=_("End its help"), done=_("Ended. The unit is being told."),
        hint=_("What it did and gave stays with the report. The unit sees the report no more.")),
    Act(name="rule", noun="keputusan", form=forms.RulingForm, call=_rule, step="accept",
        title=_("Decide: it stays with this unit"), button=_("Give it back to the unit"), done=_("Decided. The unit is to accept it by {due}."),
        hint=_("Your decision binds: the unit cannot return this report again.")),
    Act(name="accept", noun="penerimaan", form=forms.ActForm, call=accept, step="respond",
        title=_("Accept"), button=_("Accept this report"), done=_("Accepted. Answer by {due}."),
        hint=_("Reminders to the team stop. Your post stands in the story of this report.")),
    Act(name="take_over", noun="pengambilalihan", form=forms.ActForm, call=take_over, step="respond",
        title=_("Take over"), button=_("I take this report over"), done=_("It is yours now. Answer by {due}."),
        hint=_("Your post holds it from now on; the colleague who had it sees so in the story.")),
    Act(name="hand_over", noun="alih-tugas", form=team_forms.HandOverForm, call=hand_over,
        title=_("Hand over to a colleague"), button=_("Hand this report over"), done=_("Handed over. Your colleague is being told."),
        hint=_("Buttons in messages to you end with it. Away for some days? Say so under your account, and all that you hold is handed over.")),
    Act(name="return", noun="pengembalian", form=forms.ReturnForm, call=give_back, step="dispose",
        title=_("Not ours"), button=_("Return to the front desk"), done=_("Returned. The front desk decides by {due}."),
        hint=_("The front desk decides. The reporter's dates run on.")),
    Act(name="question", noun="pertanyaan", form=forms.AskForm, call=ask, step="complete_info",
        title=_("Ask the reporter"), button=_("Send the question"), done=_("The question is sent. The reporter has time until {due}.")),
    Act(name="resume", noun="kelanjutan", form=forms.ReasonForm, call=resume,
        title=_("Go on without the reply"), button=_("Go on"), done=_("The report goes on and its clocks run.")),
    Act(name="draft", noun="konsep", form=answer_forms.DraftForm, call=draft, step="approve",
        title=_("Write a draft answer"), button=_("Hand in the draft"), done=_("The draft waits for approval, until {due}."),
        undated=_("The draft is kept. Answers of this unit need no approval: send it when it is ready.")),
    Act(name="accept_part", noun="kesediaan", form=forms.ActForm, call=accept_part,
        title=_("Accept your part"), button=_("We help with this report"), done=_("Accepted. The unit in charge sees that you help."),
        hint=_("Reminders to your team stop. Give your part of the answer when you have it.")),
    Act(name="part", noun="bagian-jawaban", form=team_forms.PartForm, call=give_part,
        title=_("Your part of the answer"), button=_("Give your part"), done=_("Your part is with the unit in charge."),
        hint=_("The unit in charge puts the parts together; the reporter gets one answer.")),
    Act(name="approve", noun="persetujuan", form=answer_forms.ApproveForm, call=approve,
        title=_("Approve"), button=_("Approve the draft"), done=_("Approved. The answer can go out now."),
        hint=_("After that the answer can be sent to the reporter.")),
    Act(name="reject", noun="perbaikan", form=forms.ReasonForm, call=reject,
        title=_("Ask for changes"), button=_("Send the draft back"), done=_("The draft went back to its author with your remarks.")),
    Act(name="respond", noun="jawaban", form=answer_forms.RespondForm, call=respond,
        title=_("Answer the reporter"), button=_("Send the answer"), done=_("The answer is on its way to the reporter.")),
    Act(name="close", noun="penutupan", form=forms.CloseForm, call=close,
        title=_("Close"), button=_("Close this report"), done=_("Closed by an officer, with your reason."),
        hint=_("Better: let the reporter say that it is settled. Your reason is shown to everyone.")),
    Act(name="merge", noun="penggabungan", form=forms.MergeForm, call=merge,
        title=_("Join to another report"), button=_("Join the two"), done=_("Joined. One answer reaches all of the reporters."),
        hint=_("Its clocks stop, and the earliest date of the group counts. It can be separated again without loss.")),
    Act(name="unmerge", noun="pemisahan", form=forms.ActForm, call=unmerge,
        title=_("Separate again"), button=_("Separate from the group"), done=_("Separated. It stands as it stood before.")),
    Act(name="split", noun="pembagian", form=forms.SplitForm, call=_split,
        title=_("Split off a part"), button=_("Give this part to the unit"), done=_("Split. The unit of the new part and its head are being told."),
        hint=_("The part becomes a report of its own with the reporter's words and photos; the reporter follows both with one key.")),
    Act(name="relate", noun="penautan", form=forms.RelateForm, call=relate,
        title=_("Link to another report"), button=_("Link the two"), done=_("Linked. Each goes its own way.")),
    Act(name="sp4n_link", noun="sp4n", form=forms.Sp4nForm, call=link,
        title=_("Link to SP4N-LAPOR!"), button=_("Save the tracking ID"), done=_("The SP4N tracking ID is saved."),
        hint=_("Enter the report at lapor.go.id first, then copy its tracking ID here.")),
    Act(name="sp4n_answer", noun="jawaban-sp4n", form=forms.Sp4nAnswerForm, call=answer,
        title=_("Answer entered in SP4N-LAPOR!"), button=_("Note the answer there"), done=_("Noted: the answer is in SP4N-LAPOR! too.")),
    Act(name="task", noun="tugas", form=team_forms.TaskForm, call=add_task,
        title=_("Give a task"), button=_("Give the task"), done=_("The task is given; its assignee is being told."),
        hint=_("Whoever is given a task may accept and return this report. A message to them names usual tasks alone, never your own words.")),
    Act(name="evidence", noun="bukti", form=team_forms.EvidenceForm, call=add_evidence,
        title=_("Add evidence"), button=_("Add the photos"), done=_("The evidence is kept."),
        hint=_("The reporter sees photos of before and after. No faces, no house numbers.")),
    Act(name="inspect", noun="peninjauan", form=team_forms.InspectForm, call=inspect,
        title=_("Visit the place"), button=_("Note the visit"), done=_("The visit is noted.")),
    Act(name="invite", noun="pihak-luar", form=team_forms.InviteForm, call=invite,
        title=_("Ask a body outside"), button=_("Make the link"), done="",
        hint=_("You get a link to send on. It opens a page with your words alone, where they answer with words and photos.")),
    Act(name="extend", noun="tambahan-waktu", form=team_forms.ExtendForm, call=extend,
        title=_("Give more time"), button=_("Move the inner deadline"), done=_("The inner deadline is moved. The reporter's dates run on."),
        hint=_("Only an inner deadline, once, before it runs out. What was promised to the reporter stays.")),
    Act(name="ask_extension", noun="minta-tambahan-waktu", form=team_forms.AskExtensionForm, call=ask_extension,
        title=_("Ask for more time"), button=_("Ask the head"), done=_("Asked. Your head is being told; the deadline stands until it is moved."),
        hint=_("Only an inner deadline, once, before it runs out. What was promised to the reporter stays.")),
    Act(name="refuse_extension", noun="tolak-tambahan-waktu", form=team_forms.RefuseExtensionForm, call=refuse_extension,
        title=_("Refuse more time"), button=_("Refuse the request"), done=_("Refused. Whoever asked is being told; the deadline stands."),
        hint=_("Your reason stands in the story of this report. The time can still be given later.")),
    Act(name="mark_urgent", noun="mendesak", form=forms.ReasonForm, call=mark_urgent,
        title=_("Mark urgent"), button=_("Mark this report urgent"), done=_("Marked urgent. Its holder, the head and the regional head are being told."),
        hint=_("Whoever should know is told at once by both channels, at night too.")),
    Act(name="accept_instruction", noun="terima-instruksi", form=forms.AcceptOrderForm, call=accept_instruction, step="instruction",
        title=_("Accept the instruction"), button=_("We carry out this instruction"), done=_("Accepted. To be carried out by {due}.")),
    Act(name="finish_instruction", noun="instruksi-selesai", form=forms.FinishOrderForm, call=finish_instruction,
        title=_("Instruction carried out"), button=_("It is carried out"), done=_("Noted. The leader who gave it is told.")),
    Act(name="instruct", noun="instruksi", form=forms.InstructForm, call=instruct, step="instruction",
        title=_("Give an instruction"), button=_("Send the instruction"), done=_("Sent. The unit is to carry it out by {due}; its head and team are being told."),
        hint=_("The unit is told at once by WhatsApp and e-mail. It sees the report from then on.")),
    Act(name="sp4n_settle", noun="selisih-sp4n", form=forms.CompletionForm, call=settle_difference,
        title=_("What differs from SP4N-LAPOR!"), button=_("It is looked into"), done=_("Noted. The flag is gone until SP4N says yet another thing."),
        hint=_("Say what is so and what was done. Neither state changes by this.")),
    Act(name="message", noun="pesan-pelapor", form=spoken_forms.MessageForm, call=send, for_reporter=True,
        title=_("What the reporter says"), button=_("Write it down"), done=_("Written down as the reporter's words, by your post."),
        hint=_("An answer to a question that waits lets the clocks run on.")),
    Act(name="add_nothing", noun="tidak-ada-lagi", form=forms.ActForm, call=add_nothing, for_reporter=True,
        title=_("The reporter has nothing to add"), button=_("Go on with what we have"), done=_("The report goes on and its clocks run."),
        hint=_("Only when the reporter told you so. The story says who wrote it down.")),
    Act(name="attach", noun="lampiran", form=spoken_forms.FilesForm, call=attach_all, for_reporter=True,
        title=_("Add a file of the reporter"), button=_("Add the photos"), done=_("The photos are with the report.")),
    Act(name="confirm", noun="konfirmasi", form=forms.ActForm, call=confirm, for_reporter=True,
        title=_("The reporter says: settled"), button=_("Close it for the reporter"), done=_("Closed by the reporter, written down by your post."),
        hint=_("Only when the reporter told you so. The story says who wrote it down.")),
    Act(name="object", noun="keberatan", form=spoken_forms.ObjectionForm, call=object_, for_reporter=True, step="accept",
        title=_("The reporter says: not settled"), button=_("Open it again for the reporter"), done=_("Open again. The unit is to accept it by {due}; its head is told.")),
    Act(name="object_late", noun="keberatan-susulan", form=spoken_forms.ObjectionForm, call=object_late, for_reporter=True,
        title=_("The reporter says: not settled"), button=_("Open a new report for it"), done="",
        hint=_("This one stays closed. The new report is linked to it and has a code and a key of its own, shown once.")),
    Act(name="rate", noun="penilaian", form=spoken_forms.RatingForm, call=rate, for_reporter=True,
        title=_("The reporter's rating"), button=_("Save the rating"), done=_("The rating is saved, written down by your post.")),
    Act(name="withdraw", noun="pencabutan", form=forms.ActForm, call=withdraw, for_reporter=True,
        title=_("The reporter takes it back"), button=_("Withdraw it for the reporter"), done=_("Withdrawn by the reporter, written down by your post."),
        hint=_("Only when the reporter told you so. Whoever works on it stops.")),
    Act(name="note", noun="catatan", form=team_forms.NoteForm, call=note,
        title=_("Internal note"), button=_("Save the note"), done=_("The note is saved.")),
    Act(name="disclose", noun="identitas", form=forms.DiscloseForm, call=disclose,
        title=_("Reveal the reporter's identity"), button=_("Reveal the identity"), done="",
        hint=_("Your reason is recorded and the overseer is told. The identity is shown once.")),
    Act(name="open", noun="pembukaan", form=forms.DiscloseForm, call=_open,
        title=_("Open this confidential report"), button=_("Open for 24 hours"), done=_("Open to you for 24 hours. It is recorded."),
        hint=_("Your reason is recorded in the audit trail.")),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}
