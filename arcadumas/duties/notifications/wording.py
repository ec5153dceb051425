"""The words in force, read from their rows."""

from collections.abc import Iterable

from django.db.models import Q

from arcadumas.base.moments import known
from arcadumas.duties.notifications.models import Template, Words
from arcadumas.duties.notifications.texts import Button, Text


class Wording:
    """The texts of these stems, in every language; one statement.

    New words go by mail at once, by the Cloud API once Meta has approved them; until then the ones before them do. When
    officials have gone back to an older version, nothing newer is used."""

    def __init__(self, stems: Iterable[str]) -> None:
        usable = Q(is_current=True) | Q(template=None) | Q(template__state=Template.State.APPROVED)
        rows = Words.objects.filter(usable, stem__in=set(stems)).select_related("template").order_by("version")
        known = list(rows)
        self.texts: dict[tuple[str, str], Text] = {
            (row.stem, row.language): text_of(row) for row in known if row.is_current
        }
        self.templates: dict[tuple[str, str], Text] = {}
        for row in known:
            if row.body and _is_sendable(row) and row.version <= self._newest(row):
                self.templates[row.stem, row.language] = text_of(row)

    def _newest(self, row: Words) -> int:
        in_force = self.texts.get((row.stem, row.language))
        return in_force.version if in_force else row.version

    def text(self, stem: str, language: str) -> Text:
        """In the language, else in Indonesian. Raises KeyError when nobody has written it."""
        return self.texts.get((stem, known(language))) or self.texts[stem, "id"]

    def template(self, stem: str, language: str) -> Text | None:
        """The newest version that Meta has approved, or has not been asked about; None where there is none."""
        return self.templates.get((stem, self.text(stem, language).language))

    def is_held_back(self, stem: str, language: str) -> bool:
        """There are words for a template, and Meta lets none of them through: not yet, or not at present."""
        return bool(self.text(stem, language).body) and self.template(stem, language) is None


def _is_sendable(row: Words) -> bool:
    template: Template | None = getattr(row, "template", None)
    return template is None or template.state == Template.State.APPROVED


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
