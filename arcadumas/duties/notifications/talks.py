"""What a citizen's number is talking about: the report of its last words, or of the button that asked for a reason.

The row holds no number: only the blind hash that its messages are found by.
"""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.base.limits import counting
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import windows

DAY = timedelta(hours=24)
BREATH = timedelta(minutes=15)  # photos and second thoughts that belong to the words before them
REMEMBERED = timedelta(days=90)  # what a machine says
PER_HOUR = 10  # answers to one number, so that two machines do not talk for ever


class Talk(models.Model):
    """One row a number."""

    number = models.BinaryField(max_length=32, primary_key=True, help_text="As Message.to_blind.")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    is_objecting = models.BooleanField(default=False, help_text="The next words say what is not settled.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d %H:%M}"


class Echo(models.Model):
    """Words that came as soon as a machine's (machines.py): a blind hash of number and words, to know them by when they come again."""

    key = models.BinaryField(max_length=32, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


def is_echo(number: str, words: str) -> bool:
    """Whether this number has said these words as soon before; from now on it has."""
    key = sealed.blind(f"{number.removeprefix('+')} {words}", purpose="whatsapp.echo")
    _row, is_first = Echo.objects.get_or_create(key=key, defaults={"at": timezone.now()})
    return not is_first


def begin(number: str, report: Report, *, is_objecting: bool = False) -> None:
    values = {"report": report, "is_objecting": is_objecting, "at": timezone.now()}
    Talk.objects.update_or_create(number=_blind(number), defaults=values)


def now(number: str) -> Talk | None:
    """What the next words of this number go on with; None once that is too long ago."""
    talk = Talk.objects.select_related("report").filter(number=_blind(number)).first()
    if talk is None or timezone.now() - talk.at > (DAY if talk.is_objecting else BREATH):
        return None
    return talk


def may_answer(number: str) -> bool:
    return not counting.take("whatsapp.answers", number, limit=PER_HOUR, seconds=3600)


def may_guide(number: str) -> bool:
    """Once a day for each number, sixty an hour for all."""
    if counting.take("whatsapp.guide", number, limit=1, seconds=86_400):
        return False
    return not counting.take("whatsapp.guides", "all", limit=60, seconds=3600)


def purge() -> int:
    Echo.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()
    return Talk.objects.filter(at__lt=timezone.now() - DAY).delete()[0]


def _blind(number: str) -> bytes:
    return windows.blind(f"+{number.removeprefix('+')}")
