"""SP4N-LAPOR!'s "Laporan Ringkas" export -> rows. The header is wherever the cell "Tracking ID" stands.

Exports come with or without a preamble, with 17 to 26 columns in any order; unknown columns are kept. Times look like
UTC (staff entries stand at 02:00 to 03:59, which is 09:00 to 10:59 in Jakarta), so UTC is taken unless told otherwise.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zipfile import BadZipFile, ZipFile
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from arcadumas.base.refusals import Unfit
from arcadumas.base.text import has_forbidden
from arcadumas.core.handling.bring_in import STATUSES, Sp4nRow, state_of
from arcadumas.core.reports.models import Source

LARGEST = 200_000_000  # bytes unpacked; a real export of four years has 3 MB
HEADER_WITHIN = 100  # rows
EARLIEST, AHEAD = 2000, timedelta(days=1)  # a year; a zone told wrongly is hours off, not days
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari january", "feb februari february", "mar maret march", "apr april", "mei may", "jun juni june",
         "jul juli july", "agu agt ags agustus aug august", "sep sept september", "okt oktober oct october",
         "nov november", "des desember dec december"), start=1)
    for name in names.split()
}  # fmt: skip
SOURCES = {
    "website": Source.WEB, "android": Source.WEB, "ios": Source.WEB, "whatsapp": Source.WHATSAPP, "email": Source.EMAIL,
    "tatap muka": Source.COUNTER, "pos surat": Source.LETTER, "hotline": Source.PHONE, "call center": Source.PHONE,
    "sms": Source.PHONE, "instagram": Source.SOCIAL, "facebook": Source.SOCIAL, "twitter": Source.SOCIAL,
}  # fmt: skip
KINDS = {"pengaduan": "complaint", "permintaan informasi": "information_request", "aspirasi": "aspiration"}


@dataclass(frozen=True, kw_only=True)
class BadRow:
    """A row that cannot be taken, by its number in the sheet (from 1), and why."""

    row: int
    tracking_id: str
    reason: str


class _Bad(Exception):
    """The reason, in words."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """`made_on`: the day on which SP4N made it, where its preamble says so ("Tanggal Generate")."""

    rows: list[Sp4nRow]
    bad: list[BadRow]
    columns: list[str] = field(default_factory=list)
    made_on: date | None = None


def read(content: bytes, *, zone: str = "UTC", progress: Callable[[int, int], None] | None = None) -> Export:
    """Raises Unfit when it is no such export."""
    cells = _cells(content)
    place = next(
        (n for n, row in enumerate(cells[:HEADER_WITHIN]) if any(_name(cell) == "tracking id" for cell in row)), None
    )
    if place is None:
        raise _no_header()
    columns = [_text(cell) for cell in cells[place]]
    seen: dict[str, int] = {}
    rows, bad = [], []
    for number, row in enumerate(cells[place + 1 :], start=place + 2):
        if not any(_text(cell) for cell in row):
            continue
        values = _values(columns, row)
        try:
            rows.append(_row(number, values, zone, seen))
        except _Bad as problem:
            bad.append(BadRow(row=number, tracking_id=_tracking(values)[:20], reason=str(problem)))
    return Export(rows=rows, bad=bad, columns=columns, made_on=_made_on(cells[:place]))


def _made_on(preamble: list[list[object]]) -> date | None:
    for name, *values in ([cell for cell in row if _text(cell)] for row in preamble if any(map(_text, row))):
        if _name(name) == "tanggal generate" and values:
            try:
                return _day(values[0])
            except _Bad:
                return None
    return None


def _cells(content: bytes) -> list[list[object]]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST:
                raise _no_header()
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (BadZipFile, CalamineError, IndexError, ValueError, OSError) as error:
        raise _no_header() from error


def _no_header() -> Unfit:
    return Unfit("import.no_header", _('No header row with the column "Tracking ID". Upload SP4N\'s Laporan Ringkas export as .xlsx.'), field="file")  # fmt: skip


def _name(cell: object) -> str:
    """A column's name as it is compared: lower case, letters and digits, single spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", _text(cell).lower()).split())


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _values(columns: list[str], row: list[object]) -> dict[str, object]:
    """By column name; a column that stands twice keeps its first filled cell."""
    values: dict[str, object] = {}
    for place, cell in enumerate(row):
        name = _name(columns[place]) if place < len(columns) else ""
        name = name or f"column {place + 1}"
        if not _text(values.get(name)):
            values[name] = cell
    return values


def _tracking(values: dict[str, object]) -> str:
    return _text(values.get("tracking id"))


def _row(number: int, values: dict[str, object], zone: str, seen: dict[str, int]) -> Sp4nRow:
    tracking_id = _tracking(values)
    if not re.fullmatch(r"[0-9]{7,10}", tracking_id):
        raise _Bad(_("a tracking ID has 7 to 10 digits"))
    if tracking_id in seen:
        raise _Bad(_("the tracking ID stands in row {row} already").format(row=seen[tracking_id]))
    status = _text(values.get("status laporan"))
    if state_of(status) is None:
        raise _Bad(
            _('the status "{status}" is not known. Known: {known}').format(
                status=status[:60], known=", ".join(STATUSES)
            )
        )
    title, body = _text(values.get("judul laporan")), _body(values)
    if not title and not body:
        raise _Bad(_("there is neither a title nor a text"))
    raw = {name: _text(cell) for name, cell in values.items()}
    if any(has_forbidden(text) for text in raw.values()):
        raise _Bad(_("it holds characters that cannot be stored"))
    received_at = _moment(values, zone)
    seen[tracking_id] = number
    kinds = _text(values.get("tipe laporan anonim rahasia")).lower()
    return Sp4nRow(
        row=number,
        tracking_id=tracking_id,
        received_at=received_at,
        name=_text(values.get("nama pelapor")),
        kind=_kind(_text(values.get("klasifikasi laporan"))),
        class_name=_text(values.get("klasifikasi laporan")),
        category_id=_text(values.get("id kategori")),
        category_name=_text(values.get("kategori")),
        title=title or body,
        first_body=_text(values.get("isi laporan awal")) or body,
        body=body or title,
        is_anonymous="anonim" in kinds,
        is_confidential="rahasia" in kinds,
        source=_source(_text(values.get("sumber laporan"))),
        unit_name=_text(values.get("instansi terdisposisi")),
        parent_name=_text(values.get("instansi induk")),
        status=status,
        raw=raw,
    )


def _body(values: dict[str, object]) -> str:
    return (
        _text(values.get("isi laporan akhir"))
        or _text(values.get("isi laporan awal"))
        or _text(values.get("isi laporan"))
    )


def _kind(name: str) -> str:
    """An empty class is taken for a complaint, the commonest; a person classifies it here anyway."""
    return next((kind for word, kind in KINDS.items() if name.lower().startswith(word)), "complaint")


def _source(name: str) -> Source:
    return next((source for word, source in SOURCES.items() if name.lower().startswith(word)), Source.SP4N)


def _moment(values: dict[str, object], zone: str) -> datetime:
    day, hour = values.get("tanggal laporan masuk"), values.get("waktu laporan masuk")
    if isinstance(day, datetime) and not _text(hour):
        at = day.replace(tzinfo=ZoneInfo(zone))
    else:
        at = datetime.combine(_day(day), _hour(hour), tzinfo=ZoneInfo(zone))
    latest = timezone.now() + AHEAD
    if not EARLIEST <= at.year <= latest.year or at > latest:
        raise _Bad(
            _('the date "{text}" lies before {year} or in the future').format(text=_text(day)[:30], year=EARLIEST)
        )
    return at


def _day(cell: object) -> date:
    """`29 May 2023`, `29 Mei 2023`, `2023-05-29`, `29/05/2023` or a true date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    for numbers in _dates(text):
        try:
            return date(*numbers)
        except ValueError:
            continue
    raise _Bad(_('the date "{text}" is not readable. SP4N writes it as 29 May 2023').format(text=text[:30]))


def _dates(text: str) -> Iterator[tuple[int, int, int]]:
    if words := re.match(r"(\d{1,2})[\s-]+([A-Za-z]+)\.?[\s-]+(\d{4})", text):
        yield int(words[3]), MONTHS.get(words[2].lower(), 0), int(words[1])
    if iso := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        yield int(iso[1]), int(iso[2]), int(iso[3])
    if slashes := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        yield int(slashes[3]), int(slashes[2]), int(slashes[1])


def _hour(cell: object) -> time:
    """Midnight when there is none."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    found = re.search(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", _text(cell))
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else time()
    except ValueError:
        raise _Bad(_('the time "{text}" is not readable').format(text=_text(cell)[:30])) from None
