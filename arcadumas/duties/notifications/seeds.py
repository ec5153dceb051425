"""The rules and words that the product ships, sown into their rows; what officials changed stays as it is."""

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from arcadumas.duties.notifications import registry
from arcadumas.duties.notifications.models import Rule, Words
from arcadumas.duties.notifications.texts import Text, load_files

RULES = Path(__file__).with_name("rules.toml")
FIXED = (
    "position", "event", "audience", "purpose", "stem", "cause", "facts", "steps", "hops_from", "after_return", "is_follow_up",
    "only_oversight", "only_with_approval", "special", "is_once",
)  # fmt: skip  # no page changes these
OWN = ("id", "key", "revision")


@transaction.atomic
def sow(*, demo: bool = False) -> None:
    """Put in the rows that are missing, and let those there follow the file in what officials have not changed; a second call
    changes nothing. `demo` adds what only the demo government has."""
    _sow_rules(demo=demo)
    _sow_words()


def shipped_rules() -> dict[str, dict[str, Any]]:
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


def _sow_rules(*, demo: bool) -> None:
    rows = shipped_rules()
    shipped = {key: Rule(key=key, **{name: row[name] for name in row if name != "demo"}) for key, row in rows.items()}
    there = {rule.key: rule for rule in Rule.objects.filter(key__in=shipped)}
    for key, rule in there.items():
        _follow(rule, shipped[key])
    Rule.objects.bulk_create(
        rule for key, rule in shipped.items() if key not in there and (demo or not rows[key].get("demo"))
    )


def _follow(rule: Rule, shipped: Rule) -> None:
    """All of a rule that no official has changed, of the others what none of them can change."""
    names = FIXED if rule.revision else [field.name for field in Rule._meta.fields if field.name not in OWN]
    changed = [name for name in names if getattr(rule, name) != getattr(shipped, name)]
    for name in changed:
        setattr(rule, name, getattr(shipped, name))
    if changed:
        rule.save(update_fields=changed)


def _sow_words() -> None:
    """A shipped version newer than any in the table becomes the current one; no text is ever edited in place."""
    rows = Words.objects.values("stem", "language").annotate(last=Max("version")).order_by("stem")
    last = {(row["stem"], row["language"]): row["last"] for row in rows}
    new = [text for text in load_files() if text.version > last.get((text.stem, text.language), 0)]
    for text in new:
        Words.objects.filter(stem=text.stem, language=text.language, is_current=True).update(is_current=False)
    for words in Words.objects.bulk_create([words_of(text) for text in new]):
        if (words.stem, words.language) in last:
            registry.await_approval(words, at=timezone.now())


def words_of(text: Text) -> Words:
    values = asdict(text)
    for name in ("purposes", "audience", "channels", "variables", "buttons"):
        values[name] = list(values[name])
    return Words(**values)
