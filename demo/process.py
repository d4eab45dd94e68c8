"""Runs other programs: always an argument vector, always a time limit, errors that say what to do next."""

from __future__ import annotations

import contextlib
import os
import pwd
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class DemoError(Exception):
    """Something that the person who called must know; its text says what happened and what to do."""


@dataclass(frozen=True)
class Result:
    """What a program left behind."""

    argv: tuple[str, ...]
    status: int
    stdout: str
    stderr: str


def run(
    argv: Sequence[str | Path],
    *,
    timeout: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    text_in: str = "",
    log: Path | None = None,
    user: str | None = None,
    check: bool = True,
) -> Result:
    """Run a program to its end and return what it printed.

    Args:
        argv: The program and its arguments.
        timeout: Seconds after which the program and its children are killed.
        env: Its whole environment; the caller's where not given.
        cwd: Where it runs.
        text_in: What it reads from its standard input.
        log: A file that gets its output (both streams) in place of the result.
        user: An ordinary user to run as; only root can give one.
        check: Whether a status other than 0 is an error.

    Raises:
        DemoError: The program is missing, took too long, or (with `check`) failed.

    """
    words = tuple(str(word) for word in argv)
    account = pwd.getpwnam(user) if user is not None else None
    with open(log or os.devnull, "ab") as sink:
        try:
            process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE if text_in else subprocess.DEVNULL,
                stdout=sink if log else subprocess.PIPE,
                stderr=sink if log else subprocess.PIPE,
                env=None if env is None else dict(env),
                cwd=cwd,
                text=True,
                errors="replace",
                start_new_session=True,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=os.getgrouplist(account.pw_name, account.pw_gid) if account else None,
            )
        except FileNotFoundError as error:
            raise DemoError(f"{words[0]} was not found: run `python3 -m demo packages`.") from error
        try:
            stdout, stderr = process.communicate(text_in or None, timeout=timeout)
        except subprocess.TimeoutExpired as error:
            _kill_group(process)
            raise DemoError(f"`{shlex.join(words)}` was stopped after {timeout:g} s.{_see(log)}") from error
        except BaseException:
            _kill_group(process)
            raise
    result = Result(words, process.returncode, stdout or "", stderr or "")
    if check and result.status != 0:
        said = tail(log) if log else (result.stderr or result.stdout).strip()[-2000:]
        raise DemoError(f"`{shlex.join(words)}` ended with status {result.status}.{_see(log)}\n{said}")
    return result


def _kill_group(process: subprocess.Popen[str]) -> None:
    """End a program together with all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _see(log: Path | None) -> str:
    return f" Its output is in {log}." if log else ""


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log; an empty text where there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
