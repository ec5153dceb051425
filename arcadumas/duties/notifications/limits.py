"""What may stand in a text: Meta's limits, and the variables that its level allows. Pure; the sentences are translated by
whoever shows them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from arcadumas.duties.notifications.texts import FIELD, PARAMETER, Text, variables

URGENCIES = frozenset({"normal", "urgent", "digest"})
LEVELS = frozenset({"N1", "N2", "N3", "N4"})
AUDIENCES = frozenset(
    {"team", "substitute", "head", "front_desk", "secretary", "regional_head", "leader", "inspectorate"}
    | {"member", "drafter", "approver", "privacy_officer", "operator", "post", "person", "reporter", "outside"}
)

SPECIAL = frozenset({"post", "due"})
REPORTERS = frozenset({"key", "question_if_open", "answer_if_open"})
LONGEST = 1024  # characters of a body with the longest values


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong in which part of a text: header, body, footer, buttons, mail_subject or mail_body; "" for the whole."""

    part: str
    says: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.says.format(**self.values)


def limits(text: Text) -> list[str]:
    """What is wrong with the text before any value stands in it; empty when it may be used (in English, for authors)."""
    return [str(each) for each in findings(text)]


def findings(text: Text) -> list[Finding]:
    return [*_of_variables(text), *_of_the_whole(text), *(_of_whatsapp(text) if text.body else ()), *_of_buttons(text)]


def _of_variables(text: Text) -> Iterator[Finding]:
    places = {
        "body": {*text.parameters},
        "mail_subject": {*FIELD.findall(text.mail_subject)},
        "mail_body": {*FIELD.findall(text.mail_body)},
    }
    known = variables()
    for part, used in places.items():
        for name in sorted(used - known.keys()):
            yield Finding(part=part, says=gettext_noop("variable {name} is not known"), values={"name": name})
        for name in sorted((used & known.keys()) - {*text.variables}):
            yield Finding(part=part, says=gettext_noop("variable {name} is not declared"), values={"name": name})
        if text.level == "N4" and not used <= SPECIAL:
            yield Finding(
                part=part, says=gettext_noop("a text about a special report may say only the post and the due moment")
            )
        if text.level != "N3" and used & REPORTERS:
            yield Finding(part=part, says=gettext_noop("a value for the reporter alone stands in a text to others"))
    everywhere = set().union(*places.values())
    for name in text.variables:
        if name not in everywhere:
            yield Finding(part="", says=gettext_noop("variable {name} is declared and not used"), values={"name": name})


def _of_the_whole(text: Text) -> Iterator[Finding]:
    if text.urgency not in URGENCIES or text.level not in LEVELS:
        yield Finding(part="", says=gettext_noop("urgency or level is not known"))
    for name in text.audience:
        if name not in AUDIENCES:
            yield Finding(part="", says=gettext_noop("audience {name} is not known"), values={"name": name})
    for part in ("mail_subject", "mail_body"):
        if not getattr(text, part):
            yield Finding(part=part, says=gettext_noop("the mail has no subject or no text"))


def _of_whatsapp(text: Text) -> Iterator[Finding]:
    known = variables()
    numbers = sorted({int(number) for number, _ in PARAMETER.findall(text.body)})
    longest = PARAMETER.sub(lambda match: "x" * (known[match[2]].max if match[2] in known else 0), text.body)
    pieces = [piece.strip(" \n*.,:;!?") for piece in PARAMETER.split(text.body)[::3]]
    checks = [
        ("header", gettext_noop("the header has no text or more than 60 characters"), not 0 < len(text.header) <= 60),
        ("footer", gettext_noop("the footer has more than 60 characters"), len(text.footer) > 60),
        ("body", gettext_noop("the body may grow beyond 1,024 characters"), len(longest) > LONGEST),
        (
            "body",
            gettext_noop("the parameters are not numbered from 1 without a gap"),
            numbers != list(range(1, len(numbers) + 1)),
        ),
        ("body", gettext_noop("the body begins or ends with a variable"), not pieces[0] or not pieces[-1]),
        (
            "body",
            gettext_noop("two variables stand without a word between them"),
            not all(re.search(r"\w", part) for part in pieces[1:-1]),
        ),
        (
            "body",
            gettext_noop("the body has fewer than three words for each variable"),
            len(re.findall(r"\w+", " ".join(pieces))) < 3 * len(numbers),
        ),
        (
            "body",
            gettext_noop("a value of mail alone stands in the WhatsApp text"),
            any(known[name].place != "whatsapp" for name in text.parameters if name in known),
        ),
    ]
    yield from (Finding(part=part, says=says) for part, says, is_wrong in checks if is_wrong)


def _of_buttons(text: Text) -> Iterator[Finding]:
    kinds = [button.kind for button in text.buttons]
    labels = [button.label for button in text.buttons]
    replies = [button.label for button in text.buttons if button.kind == "reply"]
    checks = {
        gettext_noop("there are more than three buttons"): len(kinds) > 3,
        gettext_noop("there are more than two links"): kinds.count("url") > 2,
        gettext_noop("quick replies do not stand first"): kinds != sorted(kinds, key=("reply", "url").index),
        gettext_noop("a quick reply has more than 20 characters"): any(len(label) > 20 for label in replies),
        gettext_noop("a button has no label or more than 25 characters"): any(
            not 0 < len(label) <= 25 for label in labels
        ),
        gettext_noop("two buttons have one label"): len(set(labels)) < len(labels),
    }
    yield from (Finding(part="buttons", says=says) for says, is_wrong in checks.items() if is_wrong)


def disagreements(one: Text, other: Text) -> list[str]:
    """What two languages of one text must share and do not."""
    shared = ("stem", "version", "purposes", "audience", "channels", "urgency", "level")
    found = [f"{name} differs" for name in shared if getattr(one, name) != getattr(other, name)]
    if set(one.parameters) != set(other.parameters) or set(one.variables) != set(other.variables):
        found.append("the variables differ")
    if [(button.kind, button.act) for button in one.buttons] != [(button.kind, button.act) for button in other.buttons]:
        found.append("the buttons differ")
    return found
