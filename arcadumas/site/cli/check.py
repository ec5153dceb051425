"""Is this installation fit to work? One line for each thing looked at."""

import argparse
import json
import os
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.base.gateways import imap_server
from arcadumas.base.inbound import store
from arcadumas.base.postgres import PostgresProblem, require_safe
from arcadumas.core.handling.teamless import has_desk_posts, teamless
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal
from arcadumas.duties.escalation import auditor
from arcadumas.duties.notifications import health, registry, templates_sync
from arcadumas.duties.notifications.models import Message, Template
from arcadumas.edges.channels.email.models import Mailbox
from arcadumas.site import shape

HELP = "Look at configuration, database, channels and queue; each line is ok, warn or fail."
EXAMPLE = "arcadumas check --json"
STALE = timedelta(minutes=2)  # what waits longer is not being worked on
ROOM_WANTED = 2_000_000_000  # bytes free below which we warn
RESERVED = ("SP4N_API_URL", "SP4N_TOKEN", "MEDIA_URL", "METRICS_TOKEN", "LIVE_URL", "LOG_FORMAT")  # install.md
PORTS = {"http": 80, "https": 443, "smtp": 25, "smtp+starttls": 587, "smtps": 465, "imaps": 993}


@dataclass(frozen=True)
class Line:
    level: str  # ok, warn or fail
    what: str
    detail: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    lines = [line for look in LOOKS for line in look()]
    worst = "fail" if any(line.level == "fail" for line in lines) else "ok"
    if options.json:
        print(json.dumps({"ok": worst == "ok", "lines": [asdict(line) for line in lines]}))
    else:
        for line in lines:
            sys.stdout.write(f"{line.level:4}  {line.what:12}  {line.detail}\n")
    return int(worst == "fail")


def configuration() -> Iterator[Line]:
    yield Line("ok", "settings", f"BASE_URL={settings.BASE_URL} TIME_ZONE={settings.TIME_ZONE} STATE={settings.STATE}")
    if settings.DEBUG:
        yield Line("warn", "settings", _("DEBUG is on: error pages show what visitors must not see"))
    if not settings.IS_SECURE and not settings.IS_DEMO:
        yield Line("warn", "settings", _("BASE_URL is not https, so passwords travel in the open"))
    for name in RESERVED:
        if name in os.environ or f"{name}_FILE" in os.environ:
            yield Line("warn", "settings", _("%(name)s is set, and this version does not read it") % {"name": name})
    free = shutil.disk_usage(settings.STATE if settings.STATE.exists() else settings.STATE.parent).free
    yield Line("ok" if free > ROOM_WANTED else "warn", "disk", _("%(gb).1f GB free") % {"gb": free / 1e9})


def database() -> Iterator[Line]:
    try:
        require_safe(settings.DATABASE_URL)
        behind = shape.waiting()
    except PostgresProblem as problem:
        yield Line("fail", "database", str(problem))
    except ImproperlyConfigured as problem:
        yield Line("fail", "migrations", str(problem))
    except psycopg.OperationalError as error:
        yield Line("fail", "database", (str(error).strip() or type(error).__name__).splitlines()[0])
    else:
        yield Line("ok", "database", _("PostgreSQL %(version)s keeps what it acknowledges") % {"version": _version()})
        if behind:
            yield Line("fail", "migrations", _("%(count)s wait: run arcadumas migrate") % {"count": behind})
        else:
            yield Line("ok", "migrations", _("all applied"))


def channels() -> Iterator[Line]:
    wanted = ("PHONE_NUMBER_ID", "BUSINESS_ACCOUNT_ID", "TOKEN", "APP_SECRET", "VERIFY_TOKEN")
    missing = [f"WHATSAPP_{name}" for name in wanted if not getattr(settings, f"WHATSAPP_{name}")]
    if len(missing) == len(wanted):
        yield Line("warn", "whatsapp", _("off: no WHATSAPP_ settings"))
    elif missing:
        yield Line("fail", "whatsapp", _("missing: %(names)s") % {"names": ", ".join(missing)})
    else:
        yield _reached("whatsapp", settings.WHATSAPP_API_URL)
    if settings.EMAIL_URL:
        yield _reached("email", settings.EMAIL_URL)
    else:
        yield Line("warn", "email", _("off: no EMAIL_URL"))
    yield from _mailbox()


def _mailbox() -> Iterator[Line]:
    """The mailbox as the worker that reads it found it; to look ourselves we would have to sign in."""
    if not settings.IMAP_URL:
        if settings.EMAIL_URL and not settings.IS_DEMO:
            yield Line("warn", "mailbox", _("off: no IMAP_URL, so bounces and replies are not read"))
        return
    place = imap_server.read_url(settings.IMAP_URL).place
    try:
        row = Mailbox.objects.filter(place=place).first()
    except Error as error:
        yield Line("fail", "mailbox", type(error).__name__)
        return
    if row is None or row.read_at is None or row.trouble:
        yield Line("fail" if row and row.trouble else "warn", "mailbox", f"{place}: {row.trouble if row and row.trouble else _('not read yet; is a worker running?')}")  # fmt: skip
    else:
        is_old = timezone.now() - row.read_at > STALE
        yield Line("warn" if is_old else "ok", "mailbox", _("%(place)s, last read %(at)s") % {"place": place, "at": timezone.localtime(row.read_at).isoformat(timespec="seconds")})  # fmt: skip


def queue() -> Iterator[Line]:
    """What waits to be told or sent, and whether the ladder can be trusted."""
    try:
        now = timezone.now()
        unread = journal.backlog()
        waiting = Message.objects.filter(state__in=["queued", "claimed"], next_at__lte=now)
        due = waiting.count(), waiting.order_by("queued_at").values_list("queued_at", flat=True).first()
        ladder = auditor.problem(now)
        given_up = list(store.given_up().values_list("channel", "error"))
    except Error as error:
        yield Line("fail", "queue", type(error).__name__)
        return
    for what, (count, since) in ((_("journal lines not yet told"), unread), (_("messages due"), due)):
        is_old = since is not None and now - since > STALE
        yield Line("warn" if is_old else "ok", "queue", f"{what}: {count}")
    for (channel, why), count in sorted(Counter(given_up).items()):
        yield Line("warn", "inbound", _("%(channel)s: %(count)s could not be read (%(why)s); see arcadumas inbound") % {"channel": channel, "count": count, "why": why})  # fmt: skip
    yield Line("warn" if ladder else "ok", "ladder", ladder or _("no promise is off the ladder"))


def carriers() -> Iterator[Line]:
    """What takes nothing at present, and whether the operator hears of such things by mail."""
    try:
        held = [each for each in health.carriers() if each.held_since]
    except Error as error:
        yield Line("fail", "channels", type(error).__name__)
        return
    for each in held:
        since = timezone.localtime(each.held_since).isoformat(timespec="seconds") if each.held_since else ""
        yield Line("warn", "channels", _("%(name)s takes nothing since %(since)s: %(reason)s; %(count)s wait") % {"name": each.carrier, "since": since, "reason": each.reason or each.code, "count": each.waiting})  # fmt: skip
    if settings.OPERATOR_EMAIL:
        yield Line("ok", "operator", _("%(address)s is written to when a channel stops") % {"address": settings.OPERATOR_EMAIL})  # fmt: skip
    elif not settings.IS_DEMO:
        yield Line("warn", "operator", _("no OPERATOR_EMAIL: when a channel stops, only the log says so"))


def templates() -> Iterator[Line]:
    """Message templates that carry nothing: their texts go by e-mail until somebody acts."""
    if not templates_sync.is_set_up():
        return
    try:
        broken, counts = registry.broken(), registry.counts()
    except Error as error:
        yield Line("fail", "templates", type(error).__name__)
        return
    for template in broken:
        detail = f"{template} {template.get_state_display()}: {template.last_error}".rstrip(": ")
        yield Line("warn", "templates", detail)
    said = ", ".join(f"{Template.State(state).label}: {count}" for state, count in sorted(counts.items()))
    yield Line("ok", "templates", said or _("none registered yet"))


def organisation() -> Iterator[Line]:
    """Who verifies, and whether somebody answers for each unit that holds reports."""
    try:
        desk, has_posts = front_desk(), has_desk_posts()
        without = list(teamless().values_list("code", flat=True))
    except Error as error:
        yield Line("fail", "units", type(error).__name__)
        return
    if desk is None:
        yield Line("warn", "units", _("no unit is the front desk: make one so at /pengaturan/satuan-kerja/"))
    if not has_posts:
        yield Line("warn", "units", _("nobody has a post at the front desk: arcadumas user add … --role front_head"))
    if without:
        yield Line("warn", "units", _("hold open reports and have no team: %(codes)s") % {"codes": ", ".join(without)})
    if desk and has_posts and not without:
        yield Line("ok", "units", _("the front desk is %(code)s; every unit that holds a report has a team") % {"code": desk.code})  # fmt: skip


def _reached(what: str, url: str) -> Line:
    """Only a connection, no request: the answer of the other side costs nothing and says nothing to anyone."""
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme, 443)}"
    try:
        socket.create_connection((parts.hostname or "", parts.port or PORTS.get(parts.scheme, 443)), timeout=5).close()
    except OSError as error:
        return Line("fail", what, f"{place}: {error.strerror or error}")
    return Line("ok", what, place)


def _version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]


LOOKS: tuple[Callable[[], Iterator[Line]], ...] = (
    configuration,
    database,
    channels,
    carriers,
    organisation,
    templates,
    queue,
)
