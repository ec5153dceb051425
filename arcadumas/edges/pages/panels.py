"""The pages of /pengaturan/, and who finds them there: those who may do one of the acts. A new page is one line here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`page` is the name of its address; `acts` are those of POWERS, any of which is enough."""

    page: str
    icon: str
    title: str | Promise
    about: str | Promise
    acts: tuple[str, ...]

    @property
    def address(self) -> str:
        """Empty while the page is not built."""
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return ""


PANELS: tuple[Panel, ...] = (
    Panel(page="settings-notice-rules", icon="users", title=_("Who hears what"), acts=("rules",),
          about=_("Of each event: who is told, by which channel, how urgently, and when.")),
    Panel(page="settings-texts", icon="pen", title=_("Texts of the messages"), acts=("rules",),
          about=_("What each message says, in both languages, with a preview and every version.")),
    Panel(page="settings-registry", icon="chat", title=_("WhatsApp templates"), acts=("rules", "operate"),
          about=_("How each text stands at Meta: approved, waiting, refused and why.")),
    Panel(page="settings-deadlines", icon="clock", title=_("Deadlines"), acts=("rules",),
          about=_("Rules with their versions, figures to check, days off and office hours.")),
    Panel(page="settings-ladders", icon="flag", title=_("Ladder"), acts=("rules",),
          about=_("Who hears of a promise that nobody keeps, and after how long.")),
    Panel(page="settings-units", icon="users", title=_("Units and people"), acts=("see_units",),
          about=_("Units with their teams, posts and decrees, and which of them is the front desk.")),
    Panel(page="settings-delegates", icon="pen", title=_("Delegates of the head"), acts=("delegate",),
          about=_("Who approves answers when the head is away, from which day to which.")),
    Panel(page="settings-rhythm", icon="clock", title=_("Digest and bundling"),
          about=_("When the morning digest goes out, and what a burst becomes."), acts=("rules",)),
    Panel(page="settings-drills", icon="check", title=_("Drill"), about=_("Rehearse the notices; see who answers."),
          acts=("drill", "units")),
    Panel(page="settings-outbox", icon="send", title=_("Outbox"), acts=("outbox",),
          about=_("Every message: what waits, what failed and why; send again or call off.")),
    Panel(page="settings-limits", icon="clock", title=_("Limits of sending"), acts=("operate",),
          about=_("How fast WhatsApp may be written to, how many a day, and when a dead number is tried again.")),
    Panel(page="settings-costs", icon="chart", title=_("Cost of messages"), acts=("rates",),
          about=_("By month, category and unit, and the prices it is counted with.")),
    Panel(page="settings-suggestions", icon="search", title=_("Suggestions"), acts=("rules", "operate"),
          about=_("How often the suggested unit or category is right.")),
    Panel(page="settings-categories", icon="list", title=_("Categories"), acts=("rules",),
          about=_("What a report can be about: names, places, and which are retired.")),
    Panel(page="settings-emergency", icon="phone", title=_("Emergency numbers"), acts=("rules",),
          about=_("What the public pages tell whoever is in danger to call.")),
    Panel(page="settings-topics", icon="check", title=_("Work on a topic"), acts=("rules",),
          about=_("Which topics need a photo of afterwards, and the usual tasks.")),
    Panel(page="settings-canned", icon="pen", title=_("Ready texts"), acts=("canned",),
          about=_("Beginnings of answers that your unit uses again and again.")),
    Panel(page="settings-audit", icon="eye", title=_("Audit trail"), acts=("audit",),
          about=_("Who looked at what, and who changed a power.")),
    Panel(page="settings-style", icon="gear", title=_("Style"), about=_("Every part of the pages, in every state."),
          acts=("rules", "operate")),
)  # fmt: skip


def panels_for(who: Actor) -> Sequence[Panel]:
    return [panel for panel in PANELS if panel.address and any(powers.may(who, act) for act in panel.acts)]
