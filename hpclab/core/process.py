"""Runs programs: the only place that starts a subprocess.

Programs are argument vectors, never shell lines. Each runs in a session of its own, so that its whole
process group ends with it: when its time is up, when the request is cancelled, or when the server stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import BrokenToolError, TooSlowError, UnavailableError

# More than any tool we call prints (22 MB for the spider data of 16,000 modules), less than what hurts.
_OUTPUT_LIMIT = 256 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Completed:
    """What a finished program left behind.

    Attributes:
        argv: the program and its arguments.
        status: its exit status; negative is the number of the signal that ended it.
        stdout: bytes, as tools need not write UTF-8.
        stderr: likewise.
        seconds: how long it ran.

    """

    argv: tuple[str, ...]
    status: int
    stdout: bytes
    stderr: bytes
    seconds: float

    @property
    def stdout_text(self) -> str:
        """Standard output as text; bytes that aren't UTF-8 become replacement characters."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def stderr_text(self) -> str:
        """Standard error as text; bytes that aren't UTF-8 become replacement characters."""
        return self.stderr.decode("utf-8", "replace")


async def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    timeout: float,
    stdin: bytes = b"",
    cwd: Path | None = None,
    own_group: bool = True,
    on_stdout: Callable[[bytes], None] | None = None,
) -> Completed:
    """Run a program to its end.

    Args:
        argv: the program and its arguments.
        env: its whole environment; nothing is inherited beyond it.
        timeout: seconds after which its process group is killed.
        stdin: what it reads on standard input.
        cwd: the folder that it runs in; the server's own where it is None.
        own_group: False for a process that is itself ended with its group: what it runs then ends with it.
        on_stdout: is called with each piece of standard output as it comes.

    Returns:
        What it printed and its status, whatever that is.

    Raises:
        UnavailableError: the program isn't there or may not be executed.
        BrokenToolError: it can't be started, or it prints without end.
        TooSlowError: it took longer than `timeout`.

    """
    started = time.monotonic()
    process = await _start(argv, env, cwd, own_group=own_group)
    try:
        stdout, stderr = await asyncio.wait_for(_communicate(process, stdin, on_stdout), timeout)
    except asyncio.TimeoutError:
        raise _too_slow(argv, timeout) from None
    finally:
        # Also when it ended by itself: what it left running in its group would outlive the request.
        if own_group:
            kill_group(process.pid)
        elif process.returncode is None:
            process.kill()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), 5)
    return Completed(
        argv=tuple(argv),
        status=process.returncode if process.returncode is not None else -signal.SIGKILL,
        stdout=stdout,
        stderr=stderr,
        seconds=time.monotonic() - started,
    )


def run_blocking(
    argv: Sequence[str], *, env: Mapping[str, str], timeout: float, stdin: bytes = b""
) -> Completed:
    """Run a program to its end where there is no event loop to serve: in a person's kernel.

    Ctrl-C, or the kernel's interrupt, ends it. Takes and raises what `run` does.
    """
    started = time.monotonic()
    with _start_errors(argv):
        process = subprocess.Popen(
            list(argv),
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    with process:
        try:
            stdout, stderr = process.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            raise _too_slow(argv, timeout) from None
        finally:
            kill_group(process.pid)
    return Completed(tuple(argv), process.returncode, stdout, stderr, time.monotonic() - started)


async def spawn(
    argv: Sequence[str], *, env: Mapping[str, str], log: Path, cwd: Path | None = None
) -> asyncio.subprocess.Process:
    """Start a program that goes on running, its output appended to a file.

    Args:
        argv: the program and its arguments.
        env: its whole environment.
        log: the file that takes standard output and standard error; made with mode 0600.
        cwd: the folder that it runs in.

    Returns:
        The running process, leader of its own session: end it with `kill_group`.

    Raises:
        UnavailableError: the program isn't there or may not be executed.
        BrokenToolError: it can't be started.

    """
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        return await _start(argv, env, cwd, output=output)
    finally:
        os.close(output)


def kill_group(pid: int, with_signal: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to the process group that a process leads; one that is gone already is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, with_signal)


async def _start(
    argv: Sequence[str],
    env: Mapping[str, str],
    cwd: Path | None,
    *,
    output: int | None = None,
    own_group: bool = True,
) -> asyncio.subprocess.Process:
    with _start_errors(argv):
        return await asyncio.create_subprocess_exec(
            *argv,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.PIPE if output is None else subprocess.DEVNULL,
            stdout=subprocess.PIPE if output is None else output,
            stderr=subprocess.PIPE if output is None else subprocess.STDOUT,
            start_new_session=own_group,
        )


@contextlib.contextmanager
def _start_errors(argv: Sequence[str]) -> Iterator[None]:
    """Raise what keeps a program from starting as an error for people."""
    try:
        yield
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        raise UnavailableError(
            "program_unavailable", f"{argv[0]} can't be started: {error.strerror}.", str(error)
        ) from error
    except ValueError as error:  # a NUL in an argument or a value
        raise BrokenToolError("not_started", f"{argv[0]!r} can't be started: {error}.") from error
    except OSError as error:
        advice = (
            "The environment has become too large; unload modules or use Reset."
            if error.errno == errno.E2BIG
            else "The node may be out of memory or processes."
        )
        raise BrokenToolError(
            "not_started", f"{argv[0]} can't be started: {error.strerror}. {advice}", str(error)
        ) from error


def _too_slow(argv: Sequence[str], timeout: float) -> TooSlowError:
    return TooSlowError(
        "too_slow",
        f"{_shown(argv)} did not finish within {timeout:g} seconds and was ended. "
        "A file system may be slow or gone; try again, and tell your support if it stays.",
    )


async def _communicate(
    process: asyncio.subprocess.Process, stdin: bytes, on_stdout: Callable[[bytes], None] | None
) -> tuple[bytes, bytes]:
    _, stdout, stderr = await asyncio.gather(
        _feed(process.stdin, stdin), _read(process.stdout, on_stdout), _read(process.stderr)
    )
    await process.wait()
    return stdout, stderr


async def _feed(stream: asyncio.StreamWriter | None, data: bytes) -> None:
    if stream is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stream.write(data)
        await stream.drain()
    stream.close()


async def _read(
    stream: asyncio.StreamReader | None, on_chunk: Callable[[bytes], None] | None = None
) -> bytes:
    if stream is None:
        return b""
    chunks: list[bytes] = []
    size = 0
    while chunk := await stream.read(_CHUNK):
        size += len(chunk)
        if size > _OUTPUT_LIMIT:
            raise BrokenToolError("endless_output", "A program printed more than 256 MiB and was ended.")
        chunks.append(chunk)
        if on_chunk is not None:
            on_chunk(chunk)
    return b"".join(chunks)


def _shown(argv: Sequence[str]) -> str:
    """The command as a person reads it, shortened."""
    text = shlex.join(argv)
    return text if len(text) <= 200 else text[:199] + "…"
