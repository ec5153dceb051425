import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from arcadumas.site.supervisor import Asked, Child, keep

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def signals_restored() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def written_by(folder: Path, name: str, code: int = 0) -> list[str]:
    """A command that leaves one more line in a file and ends with `code`."""
    return [sys.executable, "-c", f"import sys; open({str(folder / name)!r}, 'a').write('x'); sys.exit({code})"]


@pytest.mark.parametrize("code", [0, 1])
def test_a_child_that_ends_is_started_again_whatever_its_code(tmp_path: Path, code: int) -> None:
    child = Child(name="worker", command=written_by(tmp_path, "runs", code))
    until = time.monotonic() + 10
    while time.monotonic() < until and child.crashes < 2:
        child.tend()
        time.sleep(0.02)
    child.stop()
    assert len((tmp_path / "runs").read_text()) >= 2


def test_a_child_that_keeps_ending_is_started_later_and_later(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    child = Child(name="worker", command=written_by(tmp_path, "runs"))
    delays = []
    for _ in range(9):
        child.start()
        assert child.process is not None
        child.process.wait()
        now = time.monotonic()
        child.tend()
        delays.append(round(child.next_at - now, 2))
        child.process = None
    assert delays == [0.25, 0.5, 1, 2, 4, 5, 5, 5, 5]
    assert capfd.readouterr().err.splitlines()[0] == "arcadumas: worker ended with code 0; starting it again in 0.25 s"


def test_children_stop_in_order_when_asked(tmp_path: Path) -> None:
    asked = Asked()
    script = textwrap.dedent("""
        import signal, sys, time
        def end(*_):
            open(sys.argv[1], "a").write(sys.argv[2]); sys.exit()
        signal.signal(signal.SIGTERM, end)
        open(sys.argv[1] + sys.argv[2], "w")
        time.sleep(60)
    """)
    log = tmp_path / "order"
    children = [Child(name=name, command=[sys.executable, "-c", script, str(log), name]) for name in "abc"]

    def ask_when_ready() -> None:
        if all(Path(f"{log}{name}").exists() for name in "abc"):
            os.kill(os.getpid(), signal.SIGTERM)

    keep(children, asked=lambda: bool(asked), also=ask_when_ready)
    assert log.read_text() == "abc"


def test_a_child_that_does_not_stop_is_killed_with_all_its_own() -> None:
    stubborn = "import signal, subprocess, time; signal.signal(15, signal.SIG_IGN); subprocess.Popen(['sleep', '60']); time.sleep(60)"
    child = Child(name="stubborn", command=[sys.executable, "-c", stubborn], patience=0.5)
    child.start()
    assert child.process is not None
    group = child.process.pid
    while len(in_group(group)) < 2:
        time.sleep(0.05)
    child.stop()
    assert (child.process.returncode, emptied(group)) == (-signal.SIGKILL, True)


def test_children_end_when_their_keeper_is_killed() -> None:
    keeper = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time\nfrom arcadumas.site.supervisor import Child\n"
            f"child = Child(name='x', command={SLEEPS!r})\nchild.start()\nprint(child.process.pid, flush=True)\ntime.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    pid = int(keeper.stdout.readline())
    keeper.kill()
    keeper.communicate()
    assert emptied(pid)


def emptied(group: int) -> bool:
    """True when all of a group are gone within two seconds."""
    until = time.monotonic() + 2
    while in_group(group) and time.monotonic() < until:
        time.sleep(0.02)
    return in_group(group) == []


def in_group(group: int) -> list[int]:
    """The live processes of a group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found
