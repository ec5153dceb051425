"""Once a night, on one machine, when there is something new to learn from."""

import logging
import subprocess
import sys
from datetime import datetime
from importlib.util import find_spec

from django.db import IntegrityError, transaction
from django.utils import timezone

from arcadumas.core.suggestions import history
from arcadumas.core.suggestions.models import Learned, Lesson, Subject
from arcadumas.core.suggestions.suggest import FEWEST

log = logging.getLogger(__name__)
HOURS = range(1, 5)  # TIME_ZONE
NEW = 10  # routed reports since the last time


def once(now: datetime) -> bool:
    """Learn in a process of its own, so that what learning needs is gone afterwards. Whether it learned."""
    if timezone.localtime(now).hour not in HOURS or not has_libraries() or not is_worth_it() or not _is_first(now):
        return False
    command = [sys.executable, "-m", "arcadumas.site.cli", "classify", "train"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=3_600)
    if ended.returncode:
        log.error("learning ended with %s: %s", ended.returncode, ended.stderr.strip()[-300:])
    return ended.returncode == 0


def has_libraries() -> bool:
    return find_spec("sklearn") is not None


def is_worth_it() -> bool:
    there = history.count(Subject.UNIT)
    learned = Learned.objects.filter(subject=Subject.UNIT, is_current=True).values_list("examples", flat=True).first()
    return there >= max(FEWEST, (learned or 0) + NEW)


def _is_first(now: datetime) -> bool:
    try:
        with transaction.atomic():
            Lesson.objects.create(night=timezone.localdate(now), began_at=now)
    except IntegrityError:
        return False
    Lesson.objects.filter(night__lt=timezone.localdate(now)).delete()
    return True
