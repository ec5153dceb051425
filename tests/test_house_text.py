"""Rules of the house over every text file: no secret, no path of a machine, the translations whole, the templates free of script."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "arcadumas/locale/id/LC_MESSAGES/django.po"
Rule = Callable[[str, str], list[str]]

# The patterns hold classes of one letter, so that this file does not breach its own rules.
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY[-]----|\bEAA[A-Za-z0-9]{60,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}"
)
MACHINES = re.compile(r"(?<![\w.*])/([w]ork|tmp/[a]rc|tmp/bash_[j]obs|[f]arm|[r]oot)(/|\b)")
# Stiff or foreign words, and second words for what has its own (docs/words.md): jatuh tempo is of money, beres and rampung are selesai.
FORBIDDEN = re.compile(
    r"\b(berhasil|sukses|klik|silahkan|invalid|kamu|kita|deadline|SLA|jatuh tempo|tenggat waktu|beres|rampung|anak tangga)\b",
    re.IGNORECASE,
)
FIELDS = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w+)[^{}]*\}(?!\})")


def lines_matching(pattern: re.Pattern[str], path: str, text: str, what: str) -> list[str]:
    return [f"{path}:{n} {what}" for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def secrets(path: str, text: str) -> list[str]:
    """No key of anybody's stands in the repository."""
    return lines_matching(SECRETS, path, text, "holds a secret")


def machine_paths(path: str, text: str) -> list[str]:
    """The repository knows no machine it was written on."""
    return lines_matching(MACHINES, path, text, "names a machine's path")


def page_scripts(path: str, text: str) -> list[str]:
    """A template holds neither script nor style: the content security policy refuses them."""
    if not path.endswith(".html") or "/email/" in path or not path.startswith("arcadumas/"):
        return []
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:", re.I
    )
    shown = re.sub(r"{% comment %}.*?{% endcomment %}", lambda part: "\n" * part[0].count("\n"), text, flags=re.S)
    return lines_matching(inline, path, shown, "holds inline script or style")


def loose_whitespace(path: str, text: str) -> list[str]:
    """No trailing blanks, and one newline at the end."""
    if path == "LICENSE" or path.endswith((".eml", ".svg", ".json", ".geojson", ".csv", ".po", ".txt")):
        return []
    ends = (
        []
        if text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
        else [f"{path} does not end in one newline"]
    )
    trailing = re.compile(r"[ \t]+$")
    return ends + (lines_matching(trailing, path, text, "has trailing blanks") if not path.endswith(".md") else [])


RULES: list[Rule] = [secrets, machine_paths, page_scripts, loose_whitespace]
PLANTED: list[tuple[Rule, str, str]] = [
    (secrets, "docs/a.md", "-----BEGIN RSA {} KEY-----\n".format("PRIVATE")),
    (secrets, "arcadumas/a.py", "{}{}\n".format("EA", "A" * 80)),
    (secrets, ".env.example", "{}ABCDEFGHIJKLMNOP\n".format("AKIA")),
    (machine_paths, "docs/a.md", "see /{}/main\n".format("work")),
    (machine_paths, "Makefile", "cp a /tmp/{}/b\n".format("arc")),
    (page_scripts, "arcadumas/edges/pages/a.html", "<script>alert(1)</script>\n"),
    (page_scripts, "arcadumas/edges/pages/a.html", '<p style="color: red">\n'),
    (page_scripts, "arcadumas/edges/pages/a.html", '<a onclick="go()">\n'),
    (loose_whitespace, "Makefile", "run: \n"),
    (loose_whitespace, "docs/a.md", "no newline"),
]


def tracked() -> Iterator[tuple[str, str]]:
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode(errors="replace")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert [breach for name, text in tracked() for breach in rule(name, text)] == []


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED, ids=lambda part: getattr(part, "__name__", None))
def test_a_planted_breach_is_found(rule: Rule, path: str, text: str) -> None:
    assert len(rule(path, text)) == 1


# -- The Indonesian catalogue ------------------------------------------------------------------------------------------
Entry = dict[str, str]


def entries(catalogue: str) -> list[Entry]:
    """The entries of a .po file, each by keyword (msgid, msgid_plural, msgstr, msgstr[0] ...), obsolete ones left out."""
    found: list[Entry] = []
    for block in re.split(r"\n\s*\n", catalogue):
        entry: Entry = {"flags": " ".join(re.findall(r"^#, (.*)$", block, re.M))}
        key = ""
        for line in block.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                key, text = match.groups()
                entry[key] = ast.literal_eval(text)
            elif line.startswith('"') and key:
                entry[key] += ast.literal_eval(line)
        if entry.get("msgid"):
            found.append(entry)
    return found


def translations(entry: Entry) -> list[str]:
    return [text for key, text in entry.items() if key.startswith("msgstr")]


def fields(text: str) -> set[str]:
    return {first or second for first, second in FIELDS.findall(text)}


def forbidden_words(entry: Entry) -> list[str]:
    return [f"{entry['msgid']!r}: {word}" for text in translations(entry) for word in FORBIDDEN.findall(text)]


def missing_fields(entry: Entry) -> list[str]:
    """Both languages name the same values."""
    wanted = fields(entry["msgid"]) | fields(entry.get("msgid_plural", ""))
    uneven = [text for text in translations(entry) if fields(text) != wanted]
    return [f"{entry['msgid']!r} and {text!r} name other values" for text in uneven if text]


def untranslated(entry: Entry) -> list[str]:
    waits = "fuzzy" in entry["flags"] or not all(translations(entry))
    return [f"{entry['msgid']!r} waits for its translation"] if waits else []


CATALOGUE_RULES = [forbidden_words, missing_fields, untranslated]


@pytest.mark.parametrize("rule", CATALOGUE_RULES, ids=lambda rule: rule.__name__)
def test_the_catalogue_keeps_the_rule(rule: Callable[[Entry], list[str]]) -> None:
    assert [breach for entry in entries(CATALOGUE.read_text()) for breach in rule(entry)] == []


def test_the_catalogue_is_read_whole() -> None:
    assert len(entries(CATALOGUE.read_text())) > 100


@pytest.mark.parametrize(
    ("rule", "block"),
    [
        (forbidden_words, 'msgid "Sent"\nmsgstr "Berhasil dikirim"'),
        (forbidden_words, 'msgid "Due"\nmsgstr ""\n"Lewat "\n"deadline"'),
        (missing_fields, 'msgid "Until {due}"\nmsgstr "Sampai {tenggat}"'),
        (missing_fields, 'msgid "%(n)s files"\nmsgstr "berkas"'),
        (untranslated, 'msgid "Until"\nmsgstr ""'),
        (untranslated, '#, fuzzy\nmsgid "Until"\nmsgstr "Sampai"'),
    ],
)
def test_a_planted_breach_of_the_catalogue_is_found(rule: Callable[[Entry], list[str]], block: str) -> None:
    assert [len(rule(entry)) for entry in entries(f'msgid ""\nmsgstr "Language: id"\n\n{block}\n')] == [1]
