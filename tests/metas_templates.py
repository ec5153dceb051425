"""`/{account}/message_templates` as Meta keeps it: its rules for a template, its pages, its refusals."""

import re
from itertools import count
from typing import Any

Answer = tuple[int, dict[str, Any]]
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
# Not in a header, a footer or a button: line breaks, asterisks and other marks of emphasis, braces of variables.
MARKED = re.compile(r"[\n\r\t*_~`{}]")


class Templates:
    """`rows` as they stand there, each as the list shows it. `most`: rows of a page. `script`: answers to applications."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.most = 25
        self.script: list[Answer | None] = []
        self.pages = 0
        self.broken_page = 0  # this page of a list ends in a 500
        self.numbers = count(1_000)

    def names(self) -> list[tuple[str, str]]:
        return sorted((row["name"], row["language"]) for row in self.rows)

    def of(self, name: str, language: str = "id") -> dict[str, Any]:
        return next(row for row in self.rows if (row["name"], row["language"]) == (name, language))

    def decide(self, state: str, **more: Any) -> None:
        for row in self.rows:
            row.update(status=state, **more)

    def apply(self, body: dict[str, Any]) -> Answer:
        if self.script and (answer := self.script.pop(0)):
            return answer
        if wrong := faults(body):
            subcode, sentence = wrong
            return refusal(100, subcode, sentence)
        if (body["name"], body["language"]) in self.names():
            return refusal(100, 2388024, "Content in this language already exists")
        row = {
            "id": str(next(self.numbers)), "name": body["name"], "language": body["language"], "status": "PENDING",
            "category": body["category"], "quality_score": {"score": "UNKNOWN"}, "rejected_reason": "NONE",
            "components": body["components"],
        }  # fmt: skip
        self.rows.append(row)
        return 200, {"id": row["id"], "status": "PENDING", "category": body["category"]}

    def page(self, query: dict[str, str], host: str) -> Answer:
        self.pages += 1
        if self.pages == self.broken_page:
            return refusal(2, None, "Service temporarily unavailable", status=500)
        start, size = int(query.get("after") or 0), min(int(query.get("limit", 25)), self.most)
        shown = self.rows[start : start + size]
        page: dict[str, Any] = {
            "data": shown,
            "paging": {"cursors": {"before": str(start), "after": str(start + size)}},
        }
        if start + size < len(self.rows):
            page["paging"]["next"] = f"https://{host}/next"
        return 200, page


def refusal(code: int, subcode: int | None, sentence: str, *, status: int = 400) -> Answer:
    error = {"message": "Invalid parameter", "code": code, "error_subcode": subcode, "error_user_msg": sentence}
    return status, {"error": error}


def faults(body: dict[str, Any]) -> tuple[int, str] | None:
    """What Meta would say of an application; None when it takes it."""
    if not re.fullmatch(r"[a-z0-9_]{1,512}", str(body.get("name"))) or body.get("language") not in {"id", "en"}:
        return 2388042, "name or language"
    if body.get("category") not in {"UTILITY", "MARKETING", "AUTHENTICATION"}:
        return 2388041, "category"
    parts = {part["type"]: part for part in body["components"]}
    return _text_faults(parts) or _body_faults(parts["BODY"]) or _button_faults(parts)


def _text_faults(parts: dict[str, Any]) -> tuple[int, str] | None:
    header, footer = parts.get("HEADER", {"format": "TEXT", "text": "x"}), parts.get("FOOTER", {"text": "x"})
    if header["format"] != "TEXT" or not 0 < len(header["text"]) <= 60 or not 0 < len(footer["text"]) <= 60:
        return 2388040, "header or footer has more than 60 characters or none"
    if MARKED.search(header["text"]) or MARKED.search(footer["text"]):
        return 2388047, "header or footer has marks, breaks or variables"
    return None


def _body_faults(part: dict[str, Any]) -> tuple[int, str] | None:
    text, found = part["text"], list(VARIABLE.finditer(part["text"]))
    bare = text.strip(" \n*_.,:;!?")
    if not 0 < len(text) <= 1024:
        return 2388040, "the body has more than 1,024 characters or none"
    if re.search(r"\n{3}|\t| {4}", text):
        return 2388072, "the body has wide gaps"
    numbers = list(dict.fromkeys(one[1] for one in found))
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        return 2388299, "the variables are not numbered in order"
    if found and (VARIABLE.match(bare) or bare.endswith("}}")):
        return 2388299, "a variable stands at the start or end"
    if any(not re.search(r"\w", text[one.end() : two.start()]) for one, two in zip(found, found[1:], strict=False)):
        return 2388299, "two variables stand side by side"
    if len(re.findall(r"\w+", VARIABLE.sub("", text))) < 2 * len(numbers) + 1:
        return 2388293, "too many variables for its length"
    shown = part.get("example", {}).get("body_text", [[]])[0]
    return (2388043, "examples are missing") if len(shown) != len(numbers) or not all(shown) else None


def _button_faults(parts: dict[str, Any]) -> tuple[int, str] | None:
    buttons = parts.get("BUTTONS", {"buttons": []})["buttons"]
    kinds = [button["type"] for button in buttons]
    if len(buttons) > 10 or kinds.count("URL") > 2 or kinds != sorted(kinds, key=["QUICK_REPLY", "URL"].index):
        return 2388060, "too many buttons, or kinds that are mixed"
    if any(not 0 < len(each["text"]) <= 25 or MARKED.search(each["text"]) for each in buttons):
        return 2388040, "a button has more than 25 characters, none, or marks"
    links = [each for each in buttons if each["type"] == "URL"]
    if any(
        not each["url"].startswith("http") or ("{{1}}" in each["url"]) != bool(each.get("example")) for each in links
    ):
        return 2388046, "the address of a link"
    return None
