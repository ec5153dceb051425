"""The words in force, read from their rows."""

from collections.abc import Iterable

from arcadumas.base.moments import known
from arcadumas.duties.notifications.models import Words
from arcadumas.duties.notifications.texts import Button, Text


class Wording:
    """The current texts of these stems, in every language; one statement."""

    def __init__(self, stems: Iterable[str]) -> None:
        rows = Words.objects.filter(stem__in=set(stems), is_current=True)
        self.texts = {(row.stem, row.language): text_of(row) for row in rows}

    def text(self, stem: str, language: str) -> Text:
        """In the language, else in Indonesian. Raises KeyError when nobody has written it."""
        return self.texts.get((stem, known(language))) or self.texts[stem, "id"]


def text_of(row: Words) -> Text:
    return Text(
        stem=row.stem,
        language=row.language,
        version=row.version,
        purposes=tuple(row.purposes),
        audience=tuple(row.audience),
        channels=tuple(row.channels),
        urgency=row.urgency,
        level=row.level,
        variables=tuple(row.variables),
        header=row.header,
        body=row.body,
        footer=row.footer,
        buttons=tuple(Button(**button) for button in row.buttons),
        mail_subject=row.mail_subject,
        mail_body=row.mail_body,
    )
