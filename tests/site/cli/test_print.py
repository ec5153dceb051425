import argparse
import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from arcadumas.base import vapid
from arcadumas.site.cli import print as command


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return parser.parse_args(words)


def unit(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def test_every_service_restarts_whatever_its_exit_was() -> None:
    services = {name: unit(text) for name, text in command.units(options("systemd")).items() if "backup" not in name}
    restarts = {name: parsed["Service"]["Restart"] for name, parsed in services.items() if "Service" in parsed}
    assert restarts == {"arcadumas-web.service": "always", "arcadumas-work@.service": "always"}


def test_every_service_runs_as_the_named_user_and_may_not_gain_power() -> None:
    texts = command.units(options("systemd", "--user", "aduan"))
    services = [unit(text)["Service"] for name, text in texts.items() if name.endswith(".service")]
    assert {(s["User"], s["NoNewPrivileges"], s["ProtectSystem"]) for s in services} == {("aduan", "true", "strict")}


def test_no_value_is_left_open_in_the_units() -> None:
    assert [t for t in command.units(options("systemd")).values() if re.search(r"\$\{\w+\}", t)] == []


def test_the_units_pass_systemd(tmp_path: Path) -> None:
    assert command.run(options("systemd", "--into", str(tmp_path))) == 0
    for path in tmp_path.iterdir():
        path.write_text(re.sub(r"^(ExecStart(?:Pre)?)=/\S+/arcadumas ", r"\1=/bin/true ", path.read_text(), flags=re.M))
    assert len(list(tmp_path.iterdir())) == 5
    if tool := shutil.which("systemd-analyze"):
        (tmp_path / "arcadumas-work@1.service").write_text((tmp_path / "arcadumas-work@.service").read_text())
        checked = [path for path in sorted(tmp_path.iterdir()) if "@." not in path.name]
        done = subprocess.run([tool, "verify", "--man=no", *checked], capture_output=True, text=True)
        assert [line for line in done.stderr.splitlines() if "arcadumas" in line] == []


def test_the_site_names_the_public_host_and_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://aduan.baritokualakab.go.id")
    monkeypatch.setenv("PORT", "8100")
    site = command.nginx_site(options("nginx"))["arcadumas"]
    assert set(re.findall(r"server_name (\S+);", site)) == {"aduan.baritokualakab.go.id"}
    assert re.findall(r"server 127\.0\.0\.1:(\d+)", site) == ["8100"]


def test_the_site_limits_bodies_and_slow_callers_and_logs_nobody() -> None:
    site = command.nginx_site(options("nginx"))["arcadumas"]
    limits = re.findall(r"(client_max_body_size|client_header_timeout|client_body_timeout)\s+(\w+);", site)
    assert limits == [("client_max_body_size", "12m"), ("client_header_timeout", "5s"), ("client_body_timeout", "10s")]
    log = re.search(r"log_format arcadumas '(.*)';", site)
    assert log and set(re.findall(r"\$(\w+)", log[1])) == {
        "time_iso8601", "request_method", "arcadumas_path", "status", "body_bytes_sent", "request_time"
    }  # fmt: skip


def test_the_site_passes_nginx(tmp_path: Path) -> None:
    text = command.nginx_site(options("nginx", "--host", "localhost"))["arcadumas"]
    assert text.count("{") == text.count("}")
    if (tool := shutil.which("nginx")) and (openssl := shutil.which("openssl")):
        pair = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "chain.pem"]
        made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", *pair]
        subprocess.run(made, check=True, capture_output=True)
        mine = options(
            "nginx",
            "--host",
            "localhost",
            "--certificate",
            str(tmp_path / "chain.pem"),
            "--key",
            str(tmp_path / "key.pem"),
        )
        site = command.nginx_site(mine)["arcadumas"].replace("/var/log/nginx", str(tmp_path))
        whole = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} http {{ {site} }}"
        (tmp_path / "nginx.conf").write_text(whole)
        done = subprocess.run(
            [tool, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True
        )
        assert (done.returncode, re.findall(r"\[(warn|emerg)\].*", done.stderr)) == (0, [])


def test_it_prints_where_each_file_belongs(capsys: pytest.CaptureFixture[str]) -> None:
    command.run(options("systemd"))
    assert re.findall(r"^# (/\S+)$", capsys.readouterr().out, re.M) == [
        f"/etc/systemd/system/{name}" for name in command.UNITS
    ]


def test_a_vapid_key_is_new_each_time_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    for _time in range(2):
        command.run(options("vapid"))
    keys = re.findall(r"^VAPID_PRIVATE_KEY=(\S+)$", capsys.readouterr().out, re.M)
    assert (len(set(keys)), all(vapid.is_key(key) for key in keys)) == (2, True)
