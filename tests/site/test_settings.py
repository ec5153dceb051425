"""A setting that is missing or malformed is one line at start, in both languages, and says which."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = {"DATABASE_URL": "postgresql://127.0.0.1:9/none", "SECRET_KEY": "x" * 50, "FIELD_KEY": "1:" + "0" * 64}


def started(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {"PATH": os.environ["PATH"], "STATE": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", "import arcadumas.site.settings"],
        env={**plain, **KEYS, **environment}, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"WHATSAPP_CARRIER": "twilio"}, "WHATSAPP_CARRIER"),
        ({"TIME_ZONE": "Asia/Marabahan"}, "TIME_ZONE"),
        ({"REGION_BOX": "-3.52,114.34,-2.52"}, "REGION_BOX"),
        ({"MAP_TILES_URL": "https://tiles.example/peta.png"}, "MAP_TILES_URL"),
        ({"MAP_TILES_URL": "https://{s}.tiles.example/{z}/{x}/{y}.png"}, "MAP_TILES_URL"),
        ({"MAP_TILES_URL": "https://tiles.example; script-src *;/{z}/{x}/{y}.png"}, "MAP_TILES_URL"),
        ({"REGION_BOX": "-2.52,114.34,-3.52,114.87"}, "REGION_BOX"),
        ({"WHATSAPP_CARRIER": "fonnte"}, "FONNTE_TOKEN"),
        ({"WHATSAPP_CARRIER": "waha", "WAHA_API_KEY": "x"}, "WAHA_API_URL"),
        ({"WHATSAPP_CARRIER": "waha", "WAHA_API_URL": "http://127.0.0.1:3000"}, "WAHA_API_KEY"),
        ({"WHATSAPP_CARRIER": "waha", "WAHA_API_KEY": "x", "WAHA_API_URL": "127.0.0.1:3000"}, "WAHA_API_URL"),
        ({"WHATSAPP_CARRIER": "qontak", "QONTAK_CHANNEL_ID": "x"}, "QONTAK_TOKEN"),
        ({"WHATSAPP_CARRIER": "qontak", "QONTAK_TOKEN": "x"}, "QONTAK_CHANNEL_ID"),
        ({"FONNTE_API_URL": "ftp://api.fonnte.com"}, "FONNTE_API_URL"),
        ({"WHATSAPP_API_URL": "graph.facebook.com"}, "WHATSAPP_API_URL"),
        ({"WHATSAPP_API_URL": "https://graph.facebook.com:many"}, "WHATSAPP_API_URL"),
        ({"TRUSTED_PROXIES": "127.0.0.1, proxy.example"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "10.0.0.0/33"}, "TRUSTED_PROXIES"),
        ({"EMAIL_URL": "mail.example.go.id:587"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtps://mail.example.go.id:many"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example.go.id"}, "EMAIL_URL"),
        ({"EMAIL_REPLY_TO": "no address"}, "EMAIL_REPLY_TO"),
        ({"EMAIL_FROM": "Aduan Barito Kuala"}, "EMAIL_FROM"),
        ({"OPERATOR_EMAIL": "operator"}, "OPERATOR_EMAIL"),
        ({"INTAKE_LIMIT": "-1"}, "INTAKE_LIMIT"),
        ({"IMAP_URL": "http://mail.example.go.id"}, "IMAP_URL"),
        ({"FIELD_KEY": "1:0011"}, "FIELD_KEY"),
        ({"FIELD_KEY": f"1:{'0' * 64},1:{'1' * 64}"}, "FIELD_KEY"),
        ({"FIELD_KEY": " , "}, "FIELD_KEY"),
    ],
)
def test_it_is_one_line(tmp_path: Path, environment: dict[str, str], name: str) -> None:
    done = started(tmp_path, **environment)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith(f"Pengaturan {name} ") and f"Setting {name} " in done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WHATSAPP_CARRIER": "Fonnte", "FONNTE_TOKEN": "x"},
        {"WHATSAPP_CARRIER": "waha", "WAHA_API_KEY": "x", "WAHA_API_URL": "http://waha:3000/"},
        {"WHATSAPP_CARRIER": "qontak", "QONTAK_TOKEN": "x", "QONTAK_CHANNEL_ID": "y"},
        {"EMAIL_URL": "smtp://mail.example.go.id?insecure=1", "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1"},
        {"EMAIL_URL": "smtp://127.0.0.1:1025", "FIELD_KEY": f"2:{'1' * 64}, 1:{'0' * 64}"},
        {"FIELD_KEY": "a long sentence that nobody guesses"},
        {"EMAIL_FROM": "Aduan <aduan@example.go.id>", "OPERATOR_EMAIL": "operator@example.go.id", "INTAKE_LIMIT": "0"},
    ],
)
def test_what_is_whole_starts(tmp_path: Path, environment: dict[str, str]) -> None:
    assert (started(tmp_path, **environment).returncode, started(tmp_path, **environment).stderr) == (0, "")


@pytest.mark.parametrize("name", ["httpx", "httpcore", "PIL.TiffImagePlugin"])
def test_whatever_the_level_no_log_tells_addresses_or_where_a_photo_was_taken(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert logging.getLogger(name).getEffectiveLevel() == logging.WARNING
