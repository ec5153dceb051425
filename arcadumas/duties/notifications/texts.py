"""The words of every message: read from files, checked, and put around values. Pure; knows no table and no carrier."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
PARAMETER = re.compile(r"\{\{(\d+):(\w+)\}\}")
FIELD = re.compile(r"\{(\w+)\}")
BOLD = re.compile(r"\*([^*\n]+)\*")
# "Yth." ends no sentence, nor does the "!" of SP4N-LAPOR! before a word that goes on in small letters.
SENTENCE_END = re.compile(r"(?<!Yth)(?<=[.?!]) +(?=[A-Z{])")

Frame = Literal["staff", "citizen", "outside"]


class ValueMissing(ValueError):
    """A WhatsApp parameter would be empty, which Meta refuses."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """A quick reply or a link; `act` is the API noun it leads to."""

    kind: str
    label: str
    act: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """One message in one language and version. `body` is empty where the text goes by mail alone."""

    stem: str
    language: str
    version: int
    purposes: tuple[str, ...]
    audience: tuple[str, ...]
    channels: tuple[str, ...]
    urgency: str
    level: str
    variables: tuple[str, ...]
    header: str
    body: str
    footer: str
    buttons: tuple[Button, ...]
    mail_subject: str
    mail_body: str

    @property
    def name(self) -> str:
        """The template's name at Meta, one for both languages."""
        return f"{self.stem}_v{self.version}"

    @property
    def purpose(self) -> str:
        return self.purposes[0]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the WhatsApp parameters in the order of their numbers."""
        numbered = {int(number): name for number, name in PARAMETER.findall(self.body)}
        return tuple(numbered[number] for number in sorted(numbered))


@dataclass(frozen=True, kw_only=True)
class WhatsAppText:
    name: str
    language: str
    header: str
    body: str
    footer: str
    parameters: list[str]
    buttons: tuple[Button, ...]


@dataclass(frozen=True, kw_only=True)
class EmailText:
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Variable:
    """What a message may carry: its longest length and examples for previews."""

    name: str
    max: int
    place: str
    examples: Mapping[str, str]


def load_files() -> list[Text]:
    """Every text that the product ships, ordered by file name."""
    return [_text(path) for path in sorted((HERE / "words").glob("*.toml"))]


def _text(path: Path) -> Text:
    stem, language = path.name.removesuffix(".toml").split(".")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    whatsapp = data.get("whatsapp", {})
    return Text(
        stem=stem,
        language=language,
        version=data["version"],
        purposes=tuple(data["purposes"]),
        audience=tuple(data["audience"]),
        channels=tuple(data["channels"]),
        urgency=data["urgency"],
        level=data["level"],
        variables=tuple(data["variables"]),
        header=whatsapp.get("header", ""),
        body=whatsapp.get("body", ""),
        footer=whatsapp.get("footer", ""),
        buttons=tuple(Button(**button) for button in whatsapp.get("buttons", [])),
        mail_subject=data["email"]["subject"],
        mail_body=data["email"]["body"],
    )


@cache
def variables() -> Mapping[str, Variable]:
    """The closed list of values a text may use, by name."""
    rows = tomllib.loads((HERE / "variables.toml").read_text(encoding="utf-8"))
    return {
        name: Variable(name=name, max=row["max"], place=row["place"], examples={"id": row["id"], "en": row["en"]})
        for name, row in rows.items()
    }


@cache
def frame_words(frame: Frame, language: str) -> Mapping[str, str]:
    """Greeting, note under the links and closing lines of a mail."""
    return tomllib.loads((HERE / "frames" / f"{frame}.{language}.toml").read_text(encoding="utf-8"))


def examples(text: Text) -> dict[str, str]:
    """An example for every value the text uses, for previews and for Meta."""
    return {name: variables()[name].examples[text.language] for name in text.variables}


def fit(name: str, value: str) -> str:
    """The value as a message may carry it: printable, on one line unless it is a table or a quotation, cut with "…"."""
    variable = variables().get(name)
    if variable and variable.place == "lines":
        tidy = "\n".join(_line(part) for part in value.splitlines()).strip()
    else:
        tidy = _line(value)
    if variable and len(tidy) > variable.max:
        tidy = tidy[: variable.max - 1].rstrip() + "…"
    return tidy


def _line(value: str) -> str:
    """Meta refuses line breaks, tabs and more than four spaces in a parameter (error 132018)."""
    return "".join(letter for letter in " ".join(value.split()) if letter.isprintable())


def render_whatsapp(text: Text, values: Mapping[str, str]) -> WhatsAppText:
    """Raises ValueMissing when the text has no WhatsApp form or a parameter would be empty."""
    parameters = [fit(name, values.get(name, "")) for name in text.parameters]
    if not parameters or not all(parameters):
        raise ValueMissing(f"{text.name}: {[name for name in text.parameters if not values.get(name, '').strip()]}")
    return WhatsAppText(
        name=text.name,
        language=text.language,
        header=text.header,
        body=PARAMETER.sub(lambda found: parameters[int(found[1]) - 1], text.body),
        footer=text.footer,
        parameters=parameters,
        buttons=text.buttons,
    )


def render_email(text: Text, values: Mapping[str, str], *, frame: Frame, links: Mapping[str, str]) -> EmailText:
    """The mail inside its frame; a sentence with an empty value is dropped whole.

    `links` gives the address for each act of the text's buttons; an act without one is left out. The frame itself uses
    `post`, `expires` and `own_unit` for staff, `stop_link` for citizens.
    """
    words = frame_words(frame, text.language)
    shown = [button for button in text.buttons if links.get(button.act)]
    parts = [
        _fill(words["greeting"], values),
        _raised(_fill(BOLD.sub(r"\1", text.mail_body), values)),
        *(f"{button.label}:\n{links[button.act]}" for button in shown),
        _fill(words["link_note"], values) if shown else "",
        _fill(words["closing"], values),
    ]
    return EmailText(
        subject=_raised(_line(_fill(text.mail_subject, values))),
        body="\n\n".join(part for part in parts if part) + "\n",
    )


def _fill(template: str, values: Mapping[str, str]) -> str:
    paragraphs = ("".join(_sentences(paragraph, values)).strip() for paragraph in template.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _sentences(paragraph: str, values: Mapping[str, str]) -> Iterator[str]:
    for sentence in SENTENCE_END.split(paragraph):
        fields = {name: fit(name, values.get(name, "")) for name in FIELD.findall(sentence)}
        if all(fields.values()):
            yield FIELD.sub(lambda found, known=fields: known[found[1]], sentence) + " "


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def meta_template(text: Text, *, base_url: str) -> dict[str, Any]:
    """The whole application to `POST /{waba}/message_templates`."""
    components = meta_components(text, base_url=base_url)
    return {"name": text.name, "language": text.language, "category": "UTILITY", "components": components}


def meta_components(text: Text, *, base_url: str) -> list[dict[str, Any]]:
    """The components of that application, with example values; empty where the text goes by mail alone."""
    if not text.body:
        return []
    shown = examples(text)
    body: dict[str, Any] = {"type": "BODY", "text": PARAMETER.sub(r"{{\1}}", text.body)}
    if text.parameters:
        body["example"] = {"body_text": [[shown[name] for name in text.parameters]]}
    components: list[dict[str, Any]] = [{"type": "HEADER", "format": "TEXT", "text": text.header}, body]
    if text.footer:
        components.append({"type": "FOOTER", "text": text.footer})
    if text.buttons:
        components.append({"type": "BUTTONS", "buttons": [_meta_button(button, base_url) for button in text.buttons]})
    return components


def _meta_button(button: Button, base_url: str) -> dict[str, Any]:
    if button.kind == "reply":
        return {"type": "QUICK_REPLY", "text": button.label}
    address = f"{base_url.rstrip('/')}/t/"
    return {"type": "URL", "text": button.label, "url": address + "{{1}}", "example": [f"{address}contoh/"]}
