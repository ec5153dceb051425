"""intake.receive(): the only way in. Every door makes the same Draft.

Sources of the limits: the API as published and PermenPANRB 62/2018 for what a report must hold.
"""

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import codes, points, sealed
from arcadumas.base.files import Clean
from arcadumas.base.masking import mask
from arcadumas.base.phones import to_e164
from arcadumas.base.refusals import Unfit
from arcadumas.base.text import has_forbidden
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.reports import attachments, identity, journal, promises, sought, words
from arcadumas.core.reports.facts import Facts, Received
from arcadumas.core.reports.identity import Identity
from arcadumas.core.reports.journal import Beginning
from arcadumas.core.reports.models import About, Promise, Report, ReportKind, Source

TITLE_MAX, BODY_MAX, PLACE_MAX = 200, 10_000, 300
PURPOSE = "report.secret"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a door understood of a report; codes are not yet looked up."""

    title: str
    body: str
    kind: str
    source: Source
    language: str = "id"
    occurred_on: date | None = None
    unit: str = ""
    category: str = ""
    village: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place_text: str = ""
    is_anonymous: bool = True
    is_confidential: bool = False
    name: str = ""
    phone: str = ""
    email: str = ""
    about_officials: bool = False
    sp4n_consent: bool = False
    files: tuple[tuple[str, Clean], ...] = field(default=(), repr=False)  # name as sent, cleaned content


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`promises` are the clocks that began with the report."""

    report: Report
    secret: str = field(repr=False)
    promises: tuple[Promise, ...] = ()


def receive(draft: Draft, *, by: Actor, seat: Seat | None = None) -> Receipt:
    """Write report, reporter, files, first journal line and first promises: all or nothing, on disk when this returns.

    Raises Unfit with every field that does not fit. At most 5 round trips, however many files."""
    for _try in range(3):
        try:
            with transaction.atomic():
                return _receive(draft, by=by, seat=seat)
        except IntegrityError as error:
            if "code" not in str(error):
                raise
    raise RuntimeError("three fresh codes in a row were taken")


def _receive(draft: Draft, *, by: Actor, seat: Seat | None) -> Receipt:
    phone = check(draft)
    report, secret, names = make_named(draft)
    began = journal.begin()
    report.received_at, report.pk = began.at, began.report_id
    clocks = put_new(
        report, facts=Received(source=draft.source, named_unit=draft.unit), by=by, seat=seat, began=began,
        beside=_beside(report, draft, phone=phone, secret=secret), names=names,
    )  # fmt: skip
    if draft.files:
        attachments.keep_new(report, draft.files, at=report.received_at)
    return Receipt(report=report, secret=secret, promises=tuple(clocks))


def _beside(report: Report, draft: Draft, *, phone: str, secret: str) -> Iterator[Model]:
    if draft.name or phone or draft.email:
        who = Identity(name=draft.name, phone=phone, email=draft.email.strip())
        yield identity.enrolment(report, who, secret=secret)
    if draft.about_officials and report.named_unit_id:
        yield About(report=report, unit_id=report.named_unit_id)


def put_new(
    report: Report,
    *,
    facts: Facts,
    by: Actor,
    seat: Seat | None,
    began: Beginning | None = None,
    beside: Iterable[Model] = (),
    names: Iterable[str] = (),
    clocks: list[Promise] | None = None,
) -> list[Promise]:
    """Save a new report with its first line, with verify and settle running from its receipt: three statements.

    `names`: of place, topic and unit, by which it is found as well. `clocks`: those that it has already instead."""
    began = began or journal.begin()
    report.pk = began.report_id
    if clocks is None:
        clocks = promises.plan(report, "verify", "settle", at=report.received_at)
    report.due_at = min((clock.due_at for clock in clocks if clock.met_at is None), default=None)
    found_by = [] if report.is_whistleblowing else [sought.row(report, *names)]
    rows = [*clocks, *beside, *found_by]
    journal.first(report, facts, by=by, seat=seat, at=report.received_at, began=began, beside=rows)
    return clocks


def make(draft: Draft) -> tuple[Report, str]:
    """An unsaved report with its code, and its secret. One statement looks up unit, category and area."""
    report, secret, _names = make_named(draft)
    return report, secret


def make_named(draft: Draft) -> tuple[Report, str, tuple[str, ...]]:
    """The same with the names of what was looked up."""
    secret = codes.new_secret()
    unit, category, area, names = _lookup(draft)
    report = Report(
        code=codes.new_code(),
        kind=draft.kind,
        source=draft.source,
        language=draft.language,
        occurred_on=draft.occurred_on,
        latitude=draft.latitude,
        longitude=draft.longitude,
        place_text=mask(draft.place_text.strip())[:PLACE_MAX],
        is_anonymous=draft.is_anonymous,
        is_confidential=draft.is_confidential,
        about_officials=draft.about_officials,
        sp4n_consent=draft.sp4n_consent,
        named_unit_id=unit,
        category_id=category,
        area_id=area,
    )
    report.secret_digest = digest(report.code, secret)
    words.put(report, title=draft.title.strip(), body=draft.body.strip())
    return report, secret, names


def digest(code: str, secret: str) -> bytes:
    return sealed.blind(_joined(code, secret), purpose=PURPOSE)


def _joined(code: str, secret: str) -> str:
    return f"{code}:{secret.strip().upper()}"


def is_secret(report: Report, secret: str) -> bool:
    """Constant time; also for a digest made under an older field key."""
    kept = bytes(report.secret_digest)
    known = sealed.blinds(_joined(report.code, secret), purpose=PURPOSE)
    return any([hmac.compare_digest(kept, each) for each in known])


def check(draft: Draft) -> str:
    """Raise Unfit with all that does not fit; the phone in E.164."""
    errors = [*_words(draft), *_facts(draft)]
    phone = to_e164(draft.phone) if draft.phone.strip() else ""
    if phone is None:
        errors.append(
            Unfit(
                "form.phone_odd",
                _("That number looks incomplete. Write it as 0812… or +62812…"),
                field="reporter.phone",
            )
        )
    if errors:
        raise Unfit.together(errors)
    return phone or ""


def _words(draft: Draft) -> Iterator[Unfit]:
    title, body = draft.title.strip(), draft.body.strip()
    if not title:
        yield Unfit("form.title_missing", _('There is no title yet. Write the gist, such as "Street light is out".'), field="title")  # fmt: skip
    if len(title) > TITLE_MAX:
        yield Unfit("form.title_too_long", _("A title may have {max} characters. Move the details into the text."), field="title", max=TITLE_MAX)  # fmt: skip
    if not body:
        yield Unfit("form.body_missing", _("The text is empty. Tell us what happened, where and when."), field="body")
    if len(body) > BODY_MAX:
        yield Unfit(
            "form.body_too_long",
            _("The text is {excess} characters over the limit of {max}. Shorten it, or attach the rest."),
            field="body", excess=len(body) - BODY_MAX, max=BODY_MAX,
        )  # fmt: skip
    for name in ("title", "body", "name", "place_text", "unit", "category", "village", "email", "phone"):
        if has_forbidden(getattr(draft, name)):
            yield Unfit("form.characters", _("Some characters cannot be stored. Remove the marked part and send again."), field=name)  # fmt: skip


def _facts(draft: Draft) -> Iterator[Unfit]:
    if draft.kind not in ReportKind.values:
        yield Unfit("form.kind_missing", _("Choose a kind first: complaint, aspiration or information request."), field="kind")  # fmt: skip
    if draft.occurred_on and draft.occurred_on > timezone.localdate():
        yield Unfit("form.date_future", _("That date is in the future. Give today or an earlier day."), field="occurred_on")  # fmt: skip
    if not _is_point(draft):
        yield Unfit("form.place_unreadable", _("We cannot read that point. Tap the map again, or choose kecamatan and village."), field="place")  # fmt: skip
    if len(draft.name) > 150 or len(draft.place_text) > PLACE_MAX:
        yield Unfit("form.too_long", _("That is too long. Shorten it and send again."), field="reporter.name" if len(draft.name) > 150 else "place")  # fmt: skip
    if draft.email.strip() and not _is_email(draft.email.strip()):
        yield Unfit("form.email_odd", _("That e-mail address looks mistyped. Check the part after the @."), field="reporter.email")  # fmt: skip


def _is_point(draft: Draft) -> bool:
    is_given = draft.latitude is not None or draft.longitude is not None
    return not is_given or points.is_on_earth(draft.latitude, draft.longitude)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254 and not re.search(r"[\r\n]", text)


LOOKUP = """
SELECT unit.id, category.id, area.code, unit.name, category.name_id, area.name, above.name
FROM (SELECT 1) AS one
LEFT JOIN organisation_unit unit ON unit.code = %s AND unit.valid_to IS NULL
LEFT JOIN reports_category category ON category.code = %s AND category.is_active
LEFT JOIN organisation_area area ON area.code = %s
LEFT JOIN organisation_area above ON above.code = area.parent_id
LIMIT 1
"""


def _lookup(draft: Draft) -> tuple[int | None, int | None, str | None, tuple[str, ...]]:
    """The keys of unit, category and area, and their names, in one statement; none when nothing is named. Raises Unfit."""
    if not (draft.unit or draft.category or draft.village):
        return None, None, None, ()
    with connection.cursor() as cursor:
        cursor.execute(LOOKUP, [draft.unit, draft.category, draft.village])
        unit, category, area, *names = cursor.fetchone()
    errors = []
    if draft.unit and unit is None:
        errors.append(Unfit("form.unit_unknown", _('There is no unit "{unit}" in the list. Choose one, or leave it empty and we will decide.'), field="unit", unit=draft.unit))  # fmt: skip
    if draft.category and category is None:
        errors.append(Unfit("form.category_unknown", _('There is no category "{category}". Choose the nearest, or leave it empty.'), field="category", category=draft.category))  # fmt: skip
    if draft.village and area is None:
        errors.append(Unfit("form.place_unreadable", _("We cannot read that point. Tap the map again, or choose kecamatan and village."), field="place.village"))  # fmt: skip
    if errors:
        raise Unfit.together(errors)
    return unit, category, area, tuple(name for name in names if name)
