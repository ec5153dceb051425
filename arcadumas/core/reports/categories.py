"""The category tree: SP4N's topics with cleaned sub-topics. A code never changes once a report has it."""

import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from arcadumas.core.reports.models import Category

FILE = Path(__file__).parent / "seeds" / "categories.toml"


def sow(path: Path = FILE) -> int:
    """Add topics and sub-topics that are not there yet; what an official changed stays. The number added."""
    topics = tomllib.loads(path.read_text(encoding="utf-8"))["topics"]
    known = {category.code: category for category in Category.objects.all()}
    before = len(known)
    tops = [_category(topic, None) for topic in topics if topic["code"] not in known]
    known |= {category.code: category for category in Category.objects.bulk_create(tops)}
    subs = [
        _category(sub, known[topic["code"]])
        for topic in topics
        for sub in topic.get("subtopics", [])
        if sub["code"] not in known
    ]
    Category.objects.bulk_create(subs)
    return len(known) + len(subs) - before


def _category(values: dict[str, Any], parent: Category | None) -> Category:
    return Category(
        code=values["code"],
        name_id=values["id"],
        name_en=values["en"],
        parent=parent,
        sp4n_id=str(values.get("sp4n_id", "")),
        sp4n_names=list(values.get("sp4n", [])),
        is_sensitive=bool(values.get("sensitive", False)),
    )


def label(category: Category | None) -> str:
    """The name in the reader's language; "" for none."""
    return str(getattr(category, name_field())) if category is not None else ""


def name_field() -> str:
    """The column with the name in the reader's language."""
    return "name_en" if (get_language() or "id").startswith("en") else "name_id"
