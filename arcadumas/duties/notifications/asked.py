"""One message to be, as the values of its text see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from arcadumas.base import moments
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.roster import Holder


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One message to be: about what, for whom (None: the reporter), in which words."""

    case: Case
    stem: str
    language: str
    holder: Holder | None = None
    cause: str = ""
    told: Sequence[str] = ()
    given: Mapping[str, str] | None = None

    def label(self, group: str, key: str) -> str:
        return label(group, key, self.language)

    def moment(self, at: datetime | None) -> str:
        return moments.moment(at, self.language) if at else self.label("due", "none")

    def short(self, at: datetime | None) -> str:
        return moments.short(at, self.language) if at else ""
