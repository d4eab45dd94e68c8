"""Runs one application and ends everything that it started: with it, on request, and with the server.

A program of its own, `python -I -S supervisor.py FOLDER`, so that it outlives a server that is killed
for as long as it takes to clean up. It uses Python's library alone, and runs in the environment that the
server started with: modules can't break it. The application gets its own from `launch.json` in the folder.

Somebody waits while it starts. So it imports little, and leaves what only some applications need to the
process that becomes one of them.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    # An isolated interpreter may not look where this hpclab is installed, or find another one first.
    sys.path.insert(0, str(Path(__file__).parents[2]))

from hpclab.apps import process_control

TYPE_CHECKING = False  # known to type checkers; `typing` itself takes its time
if TYPE_CHECKING:
    from typing import Any, NoReturn

LAUNCH_FILE, LOG_FILE, TEMPORARY_FOLDER = "launch.json", "log", "tmp"
SOCKET_FILE, OUTBOUND_SOCKET_FILE = "socket", "outbound"

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_WATCHED = {signal.SIGCHLD, *_ENDING}
_TICK = 5.0  # seconds between looks at the log's size and at the parent
_LOG_LIMIT, _LOG_KEPT = 4 * 1024 * 1024, 256 * 1024  # bytes


class Launch:
    """What a supervisor runs.

    Args:
        parent: the server's process id: when it is gone all ends.
        argv: the application; its first word is a path.
        environment: its whole environment.
        cwd: the folder that it runs in.
        grace: seconds between asking its processes to end and killing them.
        private_port: where it listens on 127.0.0.1 in a private network; None where it makes its own socket.
        outbound_port: where, inside that network, a proxy leads to the internet; None for no such proxy.
        open_port: where it listens on 127.0.0.1 in the node's network; None as above.
        sessions: where `argv` is an X server: the desktops that may run on it, as `display.run` takes them;
            empty for all else.

    """

    def __init__(
        self,
        *,
        parent: int,
        argv: list[str],
        environment: dict[str, str],
        cwd: str,
        grace: float,
        private_port: int | None = None,
        outbound_port: int | None = None,
        open_port: int | None = None,
        sessions: Sequence[Sequence[str]] = (),
    ) -> None:
        self.parent = parent
        self.argv = argv
        self.environment = environment
        self.cwd = cwd
        self.grace = grace
        self.private_port = private_port
        self.outbound_port = outbound_port
        self.open_port = open_port
        self.sessions = sessions

    def write(self, folder: Path) -> None:
        """Leave it for the supervisor; only the owner can read it."""
        descriptor = os.open(folder / LAUNCH_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            json.dump(vars(self), file)

    @classmethod
    def take(cls, folder: Path) -> Launch:
        """Read it and remove it, as an environment may hold secrets."""
        file = folder / LAUNCH_FILE
        found: dict[str, Any] = json.loads(file.read_text(encoding="ascii"))
        file.unlink()
        return cls(**found)


def supervise(folder: Path) -> int:
    """Run what `launch.json` says until it ends, or until this process is asked to end.

    Returns:
        The application's exit status, or 143 where it was asked to end.

    """
    launch = Launch.take(folder)
    with contextlib.suppress(OSError):  # says that this folder is in use: see `private_folder.sweep`
        fcntl.flock(sys.stdout, fcntl.LOCK_EX | fcntl.LOCK_NB)
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    process_control.control_process(_PR_SET_CHILD_SUBREAPER, 1)
    process_control.die_with_parent(signal.SIGTERM)
    status = 128 + signal.SIGTERM
    if os.getppid() == launch.parent:
        status = _wait(_start(launch, folder), launch.parent, folder / LOG_FILE)
        _end_descendants(launch.grace)
    if os.getppid() != launch.parent:  # nobody else is left to clean up
        import shutil  # noqa: PLC0415 - nobody waits any more

        shutil.rmtree(folder, ignore_errors=True)
    return status


def _start(launch: Launch, folder: Path) -> int:
    pid = os.fork()
    if pid == 0:
        _become(launch, folder)
    return pid


def _become(launch: Launch, folder: Path) -> NoReturn:
    """Be the application, in the forked process."""
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        process_control.die_with_parent(signal.SIGTERM)
        os.chdir(launch.cwd)
        if launch.private_port is not None or launch.open_port is not None:
            _become_guard(launch, folder)
        if launch.sessions:
            from hpclab.apps import display  # noqa: PLC0415 - see above

            os._exit(display.run(launch.argv, launch.environment, launch.sessions, folder))
        process_control.execute(launch.argv, launch.environment)
    except BaseException as error:  # nothing may return into the supervisor's own code
        print(f"hpclab: {error}", file=sys.stderr, flush=True)
    os._exit(126)


def _become_guard(launch: Launch, folder: Path) -> NoReturn:
    """Be the guard of a program that listens on a port, with its way out running beside it."""
    from hpclab.apps import isolation  # noqa: PLC0415 - see above

    way_out = None
    if launch.outbound_port is not None:
        way_out = launch.outbound_port, folder / OUTBOUND_SOCKET_FILE
        if os.fork() == 0:  # before the private network: it stays outside
            _become_way_out(folder / OUTBOUND_SOCKET_FILE)
    port = launch.private_port or launch.open_port
    assert port is not None
    isolation.run(
        launch.argv,
        launch.environment,
        port=port,
        listen=folder / SOCKET_FILE,
        grace=launch.grace,
        private=launch.private_port is not None,
        outbound=way_out,
    )


def _become_way_out(socket: Path) -> NoReturn:
    """Be the proxy to the internet, as long as the guard lives."""
    process_control.die_with_parent(signal.SIGKILL)
    from hpclab.apps import outbound  # noqa: PLC0415 - see above

    outbound.serve(socket)


def _wait(application: int, parent: int, log: Path) -> int:
    """Wait until the application ends, the parent does, or a signal asks for the end."""
    while True:
        received = signal.sigtimedwait(_WATCHED, _TICK)
        if received is not None and received.si_signo in _ENDING:
            return 128 + signal.SIGTERM
        if os.getppid() != parent:
            return 128 + signal.SIGTERM
        status = _reap(application)
        if status is not None:
            return status
        _shorten(log)


def _reap(application: int) -> int | None:
    """Bury whoever has ended; the application's status where it is among them."""
    status = None
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, how = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid == application:
                status = process_control.exit_status(how)
    return status


def _shorten(log: Path) -> None:
    """Keep only the end of a long log. Whoever writes it appends, so it goes on after the cut."""
    with contextlib.suppress(OSError):
        size = log.stat().st_size
        if size > _LOG_LIMIT:
            with log.open("r+b") as file:
                file.seek(size - _LOG_KEPT)
                end = file.read(_LOG_KEPT)
                file.truncate(0)
                file.seek(0)
                file.write(end)


def _end_descendants(grace: float) -> None:
    """Ask every descendant to end, and kill those that haven't after the grace, in seconds."""
    asked: set[int] = set()
    deadline = time.monotonic() + grace
    while (running := _descendants()) and time.monotonic() < deadline:
        _signal(running - asked, signal.SIGTERM)
        asked |= running
        _pause()
    deadline = time.monotonic() + 5  # a process that waits for a dead file system ends when that comes back
    while (running := _descendants()) and time.monotonic() < deadline:
        _signal(running, signal.SIGKILL)
        _pause()


def _pause() -> None:
    time.sleep(0.05)
    _reap(0)


def _signal(pids: set[int], with_signal: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, with_signal)


def _descendants() -> set[int]:
    """Every living process below this one. As a subreaper it is the parent of orphans too."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            parent = _parent_of(entry)
            if parent is not None:
                children.setdefault(parent, []).append(int(entry))
    found: set[int] = set()
    open_ends = [os.getpid()]
    while open_ends:
        for child in children.get(open_ends.pop(), []):
            found.add(child)
            open_ends.append(child)
    return found


def _parent_of(pid: str) -> int | None:
    """The parent's id from proc(5) `stat`; None for a process that is gone or dead."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] in (b"Z", b"X") else int(fields[1])


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1])))
