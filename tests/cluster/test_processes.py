"""The demo's way of running programs and daemons: with time limits, and stopped by their own pids."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo import daemons, process
from demo.paths import Paths
from demo.process import DemoError


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A root with its folders."""
    paths = Paths(tmp_path)
    paths.make_folders()
    return paths


def python(*lines: str) -> list[str]:
    """Return the command that runs lines of Python."""
    return [sys.executable, "-c", "\n".join(lines)]


def test_program_that_takes_too_long_is_ended_with_its_children() -> None:
    started = time.monotonic()
    with pytest.raises(DemoError, match=r"stopped after 0\.5 s"):
        process.run(["bash", "-c", "sleep 31536002 & wait"], timeout=0.5)
    assert time.monotonic() - started < 10
    left = subprocess.run(["pgrep", "-f", "^sleep 31536002"], capture_output=True, timeout=30, check=False)
    assert left.stdout == b""


def test_program_that_fails_says_what_it_said() -> None:
    with pytest.raises(DemoError, match=r"status 3[^$]*no such luck"):
        process.run(["bash", "-c", "echo no such luck >&2; exit 3"], timeout=10)


def test_missing_program_says_what_to_do() -> None:
    with pytest.raises(DemoError, match="python3 -m demo packages"):
        process.run(["hpclab-no-such-program"], timeout=10)


def test_log_has_the_output_and_its_end_is_in_the_error(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(DemoError, match="its last word"):
        process.run(["bash", "-c", "echo its last word; exit 1"], timeout=10, log=log)
    assert log.read_text() == "its last word\n"


def test_daemon_is_started_once_and_stopped(paths: Paths) -> None:
    daemon = daemons.Daemon("sleeper", python("import time", "time.sleep(600)"), answers=lambda: True)
    assert daemons.start(daemon, paths)
    pid = daemons.running_pid("sleeper", paths)
    assert not daemons.start(daemon, paths)
    assert daemons.running_pid("sleeper", paths) == pid
    assert daemons.stop("sleeper", paths)
    assert not daemons.stop("sleeper", paths)
    assert daemons.running_pid("sleeper", paths) is None


def test_daemon_that_ignores_the_request_is_killed(paths: Paths) -> None:
    lines = ("import pathlib, signal, sys, time", "signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    ready = paths.root / "ready"
    command = python(*lines, f"pathlib.Path({str(ready)!r}).touch()", "time.sleep(600)")
    daemons.start(daemons.Daemon("stubborn", command, answers=ready.exists), paths)
    assert daemons.stop("stubborn", paths, seconds=0.5)
    assert not daemons.is_running("stubborn", paths)


def test_daemon_that_ends_at_once_says_why(paths: Paths) -> None:
    command = python("import sys", "sys.exit('no configuration')")
    with pytest.raises(DemoError, match=r"ended with status 1[^$]*no configuration"):
        daemons.start(daemons.Daemon("broken", command, answers=lambda: False), paths)


def test_process_that_has_the_pid_of_a_former_daemon_is_left_alone(paths: Paths) -> None:
    other = subprocess.Popen(["sleep", "600"])
    try:
        (paths.run / "former.pid").write_text(f"{other.pid} 1\n")
        assert not daemons.is_running("former", paths)
        assert not daemons.stop("former", paths)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
