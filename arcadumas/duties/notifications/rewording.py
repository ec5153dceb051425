"""New words for a message: written by officials, checked, and put beside the old ones as a new version of both languages.

Mail takes the new version at once, the Cloud API once Meta has approved it (wording.py). Going back is choosing an older
version, whose template Meta knows already. No text is ever edited in place."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Stale, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import registry
from arcadumas.duties.notifications.limits import SPECIAL, disagreements, findings
from arcadumas.duties.notifications.models import Rule, Words
from arcadumas.duties.notifications.seeds import words_of
from arcadumas.duties.notifications.texts import FIELD, PARAMETER, Button, Text, load_files, variables
from arcadumas.duties.notifications.wording import text_of

SUBJECT = "words:"
LANGUAGES = ("id", "en")
FIXED = ("header", "footer", "label_1", "label_2", "label_3")  # no value stands in these
OF_A_REPORT = frozenset({"post", "code", "subject", "unit", "standing", "due"})  # every report has them
MARKED = re.compile(r"[\n\r\t*_~`]")  # Meta refuses these in a heading, a footer or a button
NEEDED = frozenset({"code", "key"})  # with every due moment: what the recipient must get from it


@dataclass(frozen=True, kw_only=True)
class Written:
    """One language as people write it: a value is {name}, in WhatsApp as in mail."""

    header: str = ""
    body: str = ""
    footer: str = ""
    label_1: str = ""
    label_2: str = ""
    label_3: str = ""
    mail_subject: str = ""
    mail_body: str = ""

    @property
    def labels(self) -> tuple[str, str, str]:
        return self.label_1, self.label_2, self.label_3


PARTS = tuple(field.name for field in fields(Written))


def current(stem: str) -> dict[str, Words]:
    """The version in force in each language. Raises Unseen."""
    rows = {row.language: row for row in Words.objects.filter(stem=stem, is_current=True)}
    if set(rows) != set(LANGUAGES):
        raise Unseen("words.not_seen", _("There is no such text. Go back to the list and choose one."))
    return rows


def newest_number(stem: str) -> int:
    """What a page remembers, to tell whether somebody wrote in between: the highest number, and which is in force."""
    found = Words.objects.filter(stem=stem).aggregate(last=Max("version"))["last"] or 0
    in_force = Words.objects.filter(stem=stem, is_current=True, language="id").values_list("version", flat=True).first()
    return int(found) * 1_000 + (in_force or 0)


def written_of(text: Text) -> Written:
    labels = [button.label for button in text.buttons] + ["", "", ""]
    return Written(
        header=text.header, body=PARAMETER.sub(r"{\2}", text.body), footer=text.footer, label_1=labels[0],
        label_2=labels[1], label_3=labels[2], mail_subject=text.mail_subject, mail_body=text.mail_body,
    )  # fmt: skip


def text_with(old: Text, written: Written, *, version: int) -> Text:
    """The text with these words: parameters numbered as they come, variables as they are used. Not yet checked."""
    numbers: dict[str, int] = {}
    body = FIELD.sub(lambda found: _numbered(found[1], numbers), _tidy(written.body))
    subject, mail = _tidy(written.mail_subject), _tidy(written.mail_body)
    used = dict.fromkeys([*numbers, *FIELD.findall(subject), *FIELD.findall(mail)])
    buttons = tuple(
        Button(kind=button.kind, act=button.act, label=_tidy(label))
        for button, label in zip(old.buttons, written.labels, strict=False)
    )
    return replace(
        old, version=version, header=_tidy(written.header), body=body, footer=_tidy(written.footer), buttons=buttons,
        mail_subject=subject, mail_body=mail, variables=tuple(used),
    )  # fmt: skip


def _numbered(name: str, numbers: dict[str, int]) -> str:
    number = numbers.setdefault(name, len(numbers) + 1)
    return f"{{{{{number}:{name}}}}}"


def _tidy(words: str) -> str:
    """As the files have it: one kind of line end, no blanks around."""
    return re.sub(r"[ \t]+\n", "\n", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


# -- Saving ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def save(stem: str, written: Mapping[str, Written], *, by: Actor, seen: int) -> int:
    """Put these words in force as a new version of both languages, under one template name; its number.

    Raises Powerless (403), Unseen (404), Stale (412) when somebody wrote since `seen` (newest_number), Unfit (422) with the
    field `id_body` and so on, OutOfTurn (409) when nothing is new. Locks the versions of the text."""
    seat = powers.require(by, "rules")
    rows = _locked(stem, seen)
    version = 1 + max(row.version for row in rows)
    old = {row.language: text_of(row) for row in rows if row.is_current}
    new = {name: text_with(old[name], written[name], version=version) for name in LANGUAGES}
    if all(replace(new[name], version=old[name].version, variables=old[name].variables) == old[name] for name in LANGUAGES):  # fmt: skip
        raise OutOfTurn("words.unchanged", _("These are the words in force. Change something, then save."))
    if errors := list(problems(old, new, written)):
        raise Unfit.together(errors)
    _put_in_force(Words.objects.bulk_create([_row(new[name], by) for name in LANGUAGES]))
    trail.record(
        "words_changed", by=by.login, post=seat.title, via=by.via, subject=f"{SUBJECT}{stem}", version=version,
        before=old["id"].version, parts=_changed(old, new),
    )  # fmt: skip
    return version


@transaction.atomic
def restore(stem: str, version: int, *, by: Actor, seen: int) -> None:
    """Go back to an older version, in both languages. Raises as `save`."""
    seat = powers.require(by, "rules")
    rows = _locked(stem, seen)
    wanted = [row for row in rows if row.version == version]
    if {row.language for row in wanted} != set(LANGUAGES):
        raise Unseen("words.no_version", _("There is no such version of this text."))
    if all(row.is_current for row in wanted):
        raise OutOfTurn("words.in_force", _("This version is in force already."))
    before = next(row.version for row in rows if row.is_current and row.language == "id")
    for row in rows:
        Words.objects.filter(pk=row.pk, is_current=True).update(is_current=False)
    Words.objects.filter(pk__in=[row.pk for row in wanted]).update(is_current=True)
    trail.record(
        "words_restored", by=by.login, post=seat.title, via=by.via, subject=f"{SUBJECT}{stem}", version=version, before=before,
    )  # fmt: skip


def _locked(stem: str, seen: int) -> list[Words]:
    rows = list(Words.objects.select_for_update().filter(stem=stem).order_by("id"))
    current(stem)
    now = newest_number(stem)
    if now != seen:
        sentence = _("Somebody changed this text meanwhile. Look at it as it stands now, then write again.")
        raise Stale("words.stale", sentence, version=now)
    return rows


def _row(text: Text, by: Actor) -> Words:
    row = words_of(text)
    row.by, row.made_at, row.is_current = by.login, timezone.now(), False
    return row


def _put_in_force(rows: Iterable[Words]) -> None:
    for row in rows:
        Words.objects.filter(stem=row.stem, language=row.language, is_current=True).update(is_current=False)
        Words.objects.filter(pk=row.pk).update(is_current=True)
        registry.await_approval(row, at=timezone.now())


def _changed(old: Mapping[str, Text], new: Mapping[str, Text]) -> list[str]:
    pairs = {name: (written_of(old[name]), written_of(new[name])) for name in LANGUAGES}
    return [f"{name}_{part}" for name, (one, other) in pairs.items() for part in PARTS if getattr(one, part) != getattr(other, part)]  # fmt: skip


# -- Checking ----------------------------------------------------------------------------------------------------------
def allowed(text: Text) -> frozenset[str]:
    """The variables that may stand in this text: those it was shipped with, and what every report has."""
    own = shipped_variables(text.stem) | {*text.variables}
    if text.level == "N4":
        return frozenset(own & SPECIAL)
    is_of_a_report = Rule.objects.filter(stem=text.stem).exists()
    common = OF_A_REPORT - ({"post"} if text.level == "N3" else set()) if is_of_a_report else set()
    return frozenset(own | common)


def shipped_variables(stem: str) -> set[str]:
    return {name for text in load_files() if text.stem == stem for name in text.variables}


def problems(old: Mapping[str, Text], new: Mapping[str, Text], written: Mapping[str, Written]) -> Iterator[Unfit]:
    """Each at its field: `id_body`, `en_mail_subject`."""
    may = allowed(old["id"])
    for language in LANGUAGES:
        for part, sentence, values in _of_one(old[language], new[language], written[language], may):
            yield Unfit("words.unfit", sentence, field=f"{language}_{part}", **values)
    for says in disagreements(new["id"], new["en"]):
        if says == "the variables differ":
            sentence = _("Both languages must carry the same values. Only here: {names}.")
            for one, other in (("id", "en"), ("en", "id")):
                only = {*new[one].variables} - {*new[other].variables}
                if only or new[one].parameters != new[other].parameters and not only:
                    yield from _uneven(one, only, new, sentence)


def _uneven(language: str, only: set[str], new: Mapping[str, Text], sentence: Any) -> Iterator[Unfit]:
    other = "en" if language == "id" else "id"
    alone = only or {*new[language].parameters} - {*new[other].parameters}
    if alone:
        part = "body" if alone & {*new[language].parameters} else "mail_body"
        yield Unfit("words.uneven", sentence, field=f"{language}_{part}", names=", ".join(sorted(alone)))


def _of_one(old: Text, new: Text, written: Written, may: frozenset[str]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for finding in findings(new):
        part = "label_1" if finding.part == "buttons" else finding.part or "mail_body"
        said = gettext(finding.says).format(**finding.values)
        yield part, "{what}", {"what": f"{said[:1].upper()}{said[1:]}."}
    yield from _of_values(old, new, may)
    for part in PARTS:
        yield from _of_letters(part, getattr(written, part))


def _of_values(old: Text, new: Text, may: frozenset[str]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    places = {"body": {*new.parameters}, "mail_subject": {*FIELD.findall(new.mail_subject)}, "mail_body": {*FIELD.findall(new.mail_body)}}  # fmt: skip
    for part, used in places.items():
        for name in sorted((used & variables().keys()) - may):
            yield part, _("The value {name} is not known to this message. Choose from the list beside it."), {"name": f"{{{name}}}"}  # fmt: skip
    whatsapp, mail = {*old.parameters}, {*old.variables}
    for part, before, now in (("body", whatsapp, places["body"]), ("mail_body", mail, places["mail_body"] | places["mail_subject"])):  # fmt: skip
        if missing := sorted(name for name in before - now if (name in NEEDED or name.endswith("due"))):
            yield part, _("Without {names} the recipient does not know which report it is or until when. Put it in."), {"names": ", ".join(f"{{{name}}}" for name in missing)}  # fmt: skip


def _of_letters(part: str, words: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    plain = FIELD.sub("", words)
    if "{" in plain or "}" in plain:
        yield part, _("A brace stands alone. A value is written {example}."), {"example": "{code}"}
    if part in FIXED and FIELD.search(words):
        yield part, _("No value may stand here: write words only."), {}
    if part in FIXED and MARKED.search(words.strip()):
        yield part, _("This is one line without bold letters."), {}
    if any(unicodedata.category(letter) in {"So", "Sk", "Cs"} for letter in words):
        yield part, _("Leave out pictures and emoji: not every phone shows them, and a government writes in words."), {}
