"""The decree (SK) that sets up a unit's team: number, day, how long, and its sealed file. A new one takes the place of the last."""

import io
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import files, pictures
from arcadumas.base.files import Clean
from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.base.text import has_forbidden
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers, unit_changes
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Post, Team, Unit
from arcadumas.core.organisation.powers import Ground

PDF = "application/pdf"


def scanned(stream: pictures.Readable, *, name: str) -> Clean:
    """A PDF as it is, or a photo of the paper written anew. Raises files.Refusal."""
    data = pictures.read(stream, name=name, limit=files.LIMIT)
    if data.startswith(b"%PDF-"):
        return Clean(data, PDF, "pdf")
    return files.clean(io.BytesIO(data), name=name)


@transaction.atomic
def keep_decree(
    unit_code: str, *, by: Actor, number: str, sk_date: date, valid_to: date | None = None, file: Clean | None = None
) -> Team:
    """The team goes on under the new decree; the one before ends the day before it. Raises Unfit. Audited."""
    unit = unit_changes.take(unit_code)
    seat = powers.require(by, "keep_team", at=Ground(target_id=unit.pk))
    number = number.strip()
    _require_fit(number, sk_date=sk_date, valid_to=valid_to)
    before = in_force(unit)
    if before is not None and before.sk_number == number:
        raise Unfit("decree.twice", _("This decree is entered already. Change its last day instead."), field="number")
    team = Team(unit=unit, sk_number=number, sk_date=sk_date, valid_from=sk_date, valid_to=valid_to)
    _put_file(team, file)
    team.save()
    if before is not None:
        before.valid_to = min(before.valid_to or date.max, sk_date - timedelta(days=1))
        before.save(update_fields=["valid_to"])
        Post.objects.filter(team=before).filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())).update(team=team)  # fmt: skip
    trail.record(
        "decree_kept", by=by.login, post=seat.title, via=by.via, subject=f"unit:{unit_code}", number=number,
        sk_date=sk_date.isoformat(), valid_to=valid_to.isoformat() if valid_to else "", has_file=file is not None,
    )  # fmt: skip
    return team


@transaction.atomic
def change_decree(team_id: int, *, by: Actor, valid_to: date | None, file: Clean | None = None) -> Team:
    """Its last day; and the file, where one is sent. Audited."""
    team = Team.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=team_id).first()
    if team is None:
        raise unknown()
    seat = powers.require(by, "keep_team", at=Ground(target_id=team.unit_id))
    if valid_to is not None and team.valid_from is not None and valid_to < team.valid_from:
        raise Unfit("decree.order", _("The last day is before the first."), field="valid_to")
    team.valid_to = valid_to
    _put_file(team, file)
    team.save()
    trail.record(
        "decree_changed", by=by.login, post=seat.title, via=by.via, subject=f"unit:{team.unit.code}",
        number=team.sk_number, valid_to=valid_to.isoformat() if valid_to else "", has_file=bool(team.sk_file),
    )  # fmt: skip
    return team


def in_force(unit: Unit) -> Team | None:
    """The newest that has not run out; where all have, the newest: the team sits on until a new one comes."""
    newest = of(unit)
    return newest.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())).first() or newest.first()


def of(unit: Unit) -> QuerySet[Team]:
    return Team.objects.filter(unit=unit).order_by("-valid_from", "-id")


def read_file(team_id: int, *, unit_code: str) -> tuple[bytes, str]:
    """The plain bytes and their type. Raises Unseen where there is none, files.Missing where it is lost."""
    team = Team.objects.filter(pk=team_id, unit__code=unit_code).exclude(sk_file="").first()
    if team is None:
        raise unknown()
    data = files.fetch(team.sk_file, bytes(team.sk_file_key))
    return data, PDF if data.startswith(b"%PDF-") else pictures.kind_of(data, name=team.sk_number).content_type


def unknown() -> Unseen:
    return Unseen("decree.unknown", _("There is no such decree, or it has no file."))


def _put_file(team: Team, file: Clean | None) -> None:
    if file is not None:
        stored = files.store(file)
        team.sk_file, team.sk_file_key = stored.name, stored.wrapped_key


def _require_fit(number: str, *, sk_date: date, valid_to: date | None) -> None:
    if not 3 <= len(number) <= 100 or has_forbidden(number):
        raise Unfit("decree.number", _("Write the number of the decree, between 3 and 100 characters."), field="number")
    if sk_date > timezone.localdate():
        raise Unfit("decree.future", _("A decree is dated today or earlier."), field="sk_date")
    if valid_to is not None and valid_to < sk_date:
        raise Unfit("decree.order", _("The last day is before the first."), field="valid_to")
