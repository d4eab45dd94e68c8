"""Daemons: each in a session of its own, known by its pid and start time, stopped by these."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo import process
from demo.paths import Paths
from demo.process import DemoError

_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Daemon:
    """One daemon: how to run it in the foreground, and how to know that it answers."""

    name: str
    argv: Sequence[str | Path]
    answers: Callable[[], bool]
    env: Mapping[str, str] | None = None
    start_seconds: float = 60
    stop_seconds: float = 60


def start(daemon: Daemon, paths: Paths) -> bool:
    """Start a daemon and wait until it answers.

    Its output goes to a file and it has neither the caller's terminal nor its pipes, so nobody waits for it.

    Returns:
        True where it was started, False where it ran already.

    Raises:
        DemoError: It ended, or didn't answer in time.

    """
    if is_running(daemon.name, paths):
        return False
    log = log_file(daemon.name, paths)
    with open(log, "ab") as sink:
        child = subprocess.Popen(
            [str(word) for word in daemon.argv],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd="/",
            env=None if daemon.env is None else dict(daemon.env),
            start_new_session=True,
        )
    _pid_file(daemon.name, paths).write_text(f"{child.pid} {_start_time(child.pid)}\n", encoding="ascii")
    deadline = time.monotonic() + daemon.start_seconds
    while not daemon.answers():
        if child.poll() is not None:
            raise DemoError(f"{daemon.name} ended with status {child.returncode}{_log_text(log)}")
        if time.monotonic() > deadline:
            raise DemoError(f"{daemon.name} didn't answer in {daemon.start_seconds:g} s{_log_text(log)}")
        time.sleep(_POLL_SECONDS)
    return True


def stop(name: str, paths: Paths, *, seconds: float = 60) -> bool:
    """End a daemon that `start` started: ask, wait, and kill only what doesn't end in time.

    Returns:
        True where it ran, False where it didn't.

    """
    pid = running_pid(name, paths)
    if pid is not None:
        _end(pid, seconds)
    _pid_file(name, paths).unlink(missing_ok=True)
    return pid is not None


def is_running(name: str, paths: Paths) -> bool:
    """Tell whether the process that `start` made still runs."""
    return running_pid(name, paths) is not None


def running_pid(name: str, paths: Paths) -> int | None:
    """Return the pid of the process that `start` made, if it is still that process."""
    try:
        pid, started = _pid_file(name, paths).read_text(encoding="ascii").split()
    except (FileNotFoundError, ValueError):
        return None
    return int(pid) if _start_time(int(pid)) == started else None


def log_file(name: str, paths: Paths) -> Path:
    """Return the file that has a daemon's output."""
    return paths.log / f"{name}.log"


def _log_text(log: Path) -> str:
    return f"; its log {log} ends:\n{process.tail(log)}"


def _end(pid: int, seconds: float) -> None:
    started = _start_time(pid)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        deadline = time.monotonic() + seconds
        while _start_time(pid) == started and time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            time.sleep(_POLL_SECONDS)
        if _start_time(pid) != started:
            return
    raise DemoError(f"Process {pid} doesn't end although it was killed: look at /proc/{pid}/stack.")


def _start_time(pid: int) -> str | None:
    """Return when a process started, in the kernel's ticks: a pid that is used again has another one.

    A process that has ended and only waits for its parent (a zombie) counts as gone.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]


def _pid_file(name: str, paths: Paths) -> Path:
    return paths.run / f"{name}.pid"
