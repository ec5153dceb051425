"""Dates, times and durations in words: one formatter for pages, papers and messages, in both languages.

Every function takes the moment and the language ("id" or "en"; anything else reads as Indonesian). An aware datetime is
first brought to `zone`, or to the installation's own zone (TIME_ZONE); a bare date is taken as it stands.
"""

from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
NEAR = {"id": {-1: "Kemarin", 0: "Hari ini", 1: "Besok"}, "en": {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}}
UNITS = {
    "id": {"working_days": ("hari kerja", "hari kerja"), "calendar_days": ("hari kalender", "hari kalender"),
           "working_hours": ("jam kerja", "jam kerja")},
    "en": {"working_days": ("working day", "working days"), "calendar_days": ("calendar day", "calendar days"),
           "working_hours": ("working hour", "working hours")},
}  # fmt: skip


def known(language: str | None) -> str:
    """The one of our two languages that `language` (such as "en-GB" or None) asks for."""
    return "en" if (language or "").lower().startswith("en") else "id"


def local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """The same moment on the installation's clock. A naive datetime is a mistake of the caller: ValueError."""
    return timezone.localtime(at, zone)


def local_date(at: date | datetime, zone: tzinfo | None = None) -> date:
    return local(at, zone).date() if isinstance(at, datetime) else at


def end_of_day(on: date, zone: tzinfo | None = None) -> datetime:
    """Its last second, as promises end."""
    return datetime.combine(on, time(23, 59, 59), tzinfo=zone or timezone.get_default_timezone())


def zone_name(at: datetime) -> str:
    """WIB, WITA or WIT; elsewhere the zone's own abbreviation."""
    return ZONES.get(str(at.tzinfo), at.tzname() or "")


def day(at: date | datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«Selasa, 24 November 2026» / “Tuesday 24 November 2026”."""
    on, language = local_date(at, zone), known(language)
    comma = "," if language == "id" else ""
    return f"{WEEKDAYS[language][on.weekday()]}{comma} {on.day} {MONTHS[language][on.month - 1]} {on.year}"


def clock(at: datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«14.05» / “14:05”."""
    return _clock(local(at, zone), language)


def _clock(here: datetime, language: str | None) -> str:
    return f"{here.hour:02}{'.' if known(language) == 'id' else ':'}{here.minute:02}"


def moment(at: datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«Selasa, 24 November 2026 pukul 14.05 WITA» / “Tuesday 24 November 2026 at 14:05 WITA”."""
    here, joint = local(at, zone), "pukul" if known(language) == "id" else "at"
    return f"{day(here.date(), language)} {joint} {_clock(here, language)} {zone_name(here)}"


def short_day(at: date | datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«24 Nov 2026»."""
    on = local_date(at, zone)
    return f"{on.day} {SHORT_MONTHS[known(language)][on.month - 1]} {on.year}"


def short(at: datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«24 Nov 2026, 14.05» / “24 Nov 2026, 14:05”."""
    here = local(at, zone)
    return f"{short_day(here.date(), language)}, {_clock(here, language)}"


def weekday_day(at: date | datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«Kamis 3 Des»: for lists, where the year is plain from the page."""
    on, language = local_date(at, zone), known(language)
    return f"{WEEKDAYS[language][on.weekday()]} {on.day} {SHORT_MONTHS[language][on.month - 1]}"


def stamp(at: datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«Selasa 17 Nov, 19.20»: for the lines of a story."""
    here = local(at, zone)
    return f"{weekday_day(here.date(), language)}, {_clock(here, language)}"


def near(at: date | datetime, now: datetime, language: str | None = "id", zone: tzinfo | None = None) -> str:
    """«Hari ini, Selasa 24 November»; the year is said when it is not this one. A relative word never stands alone."""
    on, today, language = local_date(at, zone), local_date(now, zone), known(language)
    word = NEAR[language].get((on - today) // timedelta(days=1))
    weekday = WEEKDAYS[language][on.weekday()]
    year = "" if on.year == today.year else f" {on.year}"
    return f"{f'{word}, ' if word else ''}{weekday} {on.day} {MONTHS[language][on.month - 1]}{year}"


def span_words(amount: int, counted_in: str = "working_days", language: str | None = "id") -> str:
    """«3 hari kerja» / “3 working days”. `counted_in`: working_days, calendar_days or working_hours."""
    one, many = UNITS[known(language)][counted_in]
    return f"{number(amount, language)} {one if amount == 1 else many}"


def left_words(amount: int, counted_in: str = "working_days", language: str | None = "id") -> str:
    """«9 hari kerja lagi» / “9 working days left”."""
    return f"{span_words(amount, counted_in, language)} {'lagi' if known(language) == 'id' else 'left'}"


def late_words(amount: int, counted_in: str = "working_days", language: str | None = "id") -> str:
    """«lewat 2 hari kerja» / “2 working days late”."""
    span = span_words(amount, counted_in, language)
    return f"lewat {span}" if known(language) == "id" else f"{span} late"


def lasting(span: timedelta, language: str | None = "id") -> str:
    """«3 jam 10 menit» / “3 h 10 min”; below one minute «1 menit»."""
    minutes = max(1, round(span.total_seconds() / 60))
    hour, minute = ("jam", "menit") if known(language) == "id" else ("h", "min")
    parts = [(minutes // 60, hour), (minutes % 60, minute)]
    return " ".join(f"{number(amount, language)} {name}" for amount, name in parts if amount)


def number(value: float, language: str | None = "id", decimals: int = 0) -> str:
    """«1.284» and «3,4» / “1,284” and “3.4”."""
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if known(language) == "id" else text


def percent(share: float, language: str | None = "id", decimals: int = 0) -> str:
    """«69,5%» / “69.5%” of a share between 0 and 1."""
    return f"{number(share * 100, language, decimals)}%"
