"""`arcadumas print`: the systemd units and the nginx site of this installation, the templates to enter at Qontak, a new key."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from arcadumas.base import vapid
from arcadumas.duties.notifications.linked import template_body, template_footer
from arcadumas.duties.notifications.texts import load_files
from arcadumas.site.env import envtext

HELP = "print the systemd units or the nginx site of this installation, the templates to enter at Qontak, or a new key for notifications in browsers"
EXAMPLE = "arcadumas print systemd --into /etc/systemd/system"
NEEDS_DJANGO = NEEDS_DATABASE = False
OPS = Path(__file__).resolve().parent.parent / "ops"
UNITS = [
    "arcadumas.target",
    "arcadumas-web.service",
    "arcadumas-work@.service",
    "arcadumas-backup.service",
    "arcadumas-backup.timer",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=list(WHAT))
    parser.add_argument("--into", type=Path, metavar="DIR", help="write the files there instead of printing them")
    parser.add_argument("--user", default="arcadumas", help="the system user that runs it (%(default)s)")
    parser.add_argument("--config", default="/etc/arcadumas", help="the folder with .env (%(default)s)")
    parser.add_argument("--backups", default="/var/backups/arcadumas", help="where backups go (%(default)s)")
    parser.add_argument("--host", default="", help="the public name (from BASE_URL)")
    parser.add_argument("--certificate", default="", help="file with the chain (Let's Encrypt's place)")
    parser.add_argument("--key", default="", help="file with the certificate's key (Let's Encrypt's place)")


def units(options: argparse.Namespace) -> dict[str, str]:
    """The systemd units by file name."""
    values = {
        "user": options.user,
        "config": options.config,
        "backups": options.backups,
        "program": str(Path(sys.prefix) / "bin" / "arcadumas"),
        "hardening": (OPS / "hardening.conf").read_text(),
    }
    return {name: Template((OPS / name).read_text()).substitute(values) for name in UNITS}


def nginx_site(options: argparse.Namespace) -> dict[str, str]:
    """The nginx site; its name and port come from BASE_URL and PORT."""
    host = options.host or urlsplit(envtext("BASE_URL")).hostname or "aduan.example.go.id"
    values = {
        "host": host,
        "port": envtext("PORT", "8000"),
        "certificate": options.certificate or f"/etc/letsencrypt/live/{host}/fullchain.pem",
        "key": options.key or f"/etc/letsencrypt/live/{host}/privkey.pem",
    }
    return {"arcadumas": Template((OPS / "nginx.conf").read_text()).substitute(values)}


def templates(options: argparse.Namespace) -> dict[str, str]:
    """What to enter at a provider that offers no quick replies: name, language, header, body and footer."""
    return {
        f"{text.name}.{text.language}.txt": "\n\n".join(
            filter(None, [f"{text.name} ({text.language})", text.header, template_body(text), template_footer(text)])
        )
        + "\n"
        for text in load_files()
        if text.body
    }


def new_vapid_key(options: argparse.Namespace) -> dict[str, str]:
    """A key for notifications in browsers, as a line for .env: a new one each time."""
    return {"vapid.env": f"VAPID_PRIVATE_KEY={vapid.new_key()}\n"}


WHAT: dict[str, tuple[str, Callable[[argparse.Namespace], dict[str, str]]]] = {
    "systemd": ("/etc/systemd/system", units),
    "nginx": ("/etc/nginx/sites-available", nginx_site),
    "templates": ("qontak", templates),
    "vapid": ("/etc/arcadumas", new_vapid_key),
}


def run(options: argparse.Namespace) -> int:
    folder, make = WHAT[options.what]
    files = make(options)
    for name, text in files.items():
        if options.into:
            options.into.mkdir(parents=True, exist_ok=True)
            (options.into / name).write_text(text)
            print(options.into / name)
        else:
            print(f"# {folder}/{name}\n{text}")
    return 0
