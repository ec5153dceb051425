"""`make` as a parent: what reaches only it reaches us too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CHILD = """
import sys, time
from arcadumas.site.parent import Parent
parent = Parent()
print("ready", flush=True)
while not parent.was_interrupted():
    time.sleep(0.02)
open(sys.argv[1], "w").write("heard")
"""


@pytest.fixture
def make(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "Makefile").write_text(f"run:\n\t@{sys.executable} child.py heard\n")
    make = subprocess.Popen(
        ["make", "run"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert make.stdout is not None
    assert make.stdout.readline() == "ready\n"
    yield make
    if make.poll() is None:
        os.killpg(make.pid, signal.SIGKILL)
    make.communicate()


def test_an_interrupt_of_make_alone_is_heard(make: "subprocess.Popen[str]", tmp_path: Path) -> None:
    make.send_signal(signal.SIGINT)
    make.wait(10)
    assert (tmp_path / "heard").read_text() == "heard"


def test_a_killed_make_ends_us(make: "subprocess.Popen[str]") -> None:
    children = Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text().split()
    make.kill()
    make.wait()
    until = time.monotonic() + 2
    while any(lives(int(child)) for child in children) and time.monotonic() < until:
        time.sleep(0.02)
    assert [child for child in children if lives(int(child))] == []


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
