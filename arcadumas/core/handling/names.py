"""The acts by name, as a sentence says them; keys are the nouns of the API."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, "str | Promise"] = {
    "verification": _("verify"),
    "classification": _("change the classification"),
    "archiving": _("close without passing on"),
    "withdrawal": _("withdraw the report"),
    "referral": _("pass to another body"),
    "restoration": _("restore"),
    "disposition": _("pass on to a unit"),
    "acceptance": _("accept"),
    "takeover": _("take over"),
    "return": _("give back"),
    "question": _("ask the reporter"),
    "messages": _("add facts"),
    "resumption": _("go on without the reply"),
    "draft": _("write a draft answer"),
    "approval": _("approve the draft"),
    "draft-rejection": _("ask for changes to the draft"),
    "response": _("answer the reporter"),
    "confirmation": _("say that it is settled"),
    "reopening": _("say that it is not settled"),
    "closing": _("close"),
    "urgency": _("mark urgent"),
    "extension": _("give more time"),
    "sp4n-link": _("link to SP4N-LAPOR!"),
    "sp4n-answer": _("note the answer in SP4N-LAPOR!"),
    "instruction": _("give an instruction"),
    "instruction-acceptance": _("accept the instruction"),
    "instruction-completion": _("say that the instruction is carried out"),
    "attachments": _("add photos"),
    "rating": _("rate"),
    "notes": _("write an internal note"),
    "disclosure": _("reveal the reporter's identity"),
    "opening": _("open the confidential report"),
}
