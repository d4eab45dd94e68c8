"""Everything that an application started ends with it, with its server and with its job, every time."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from ..jupyter_client import eventually
from .jupyter import JupyterServer
from .people import Person

pytestmark = pytest.mark.cluster

HERE = Path(__file__).parent
ROUNDS = 4  # of five ways to end: twenty ends


class Round:
    """A server of alice's that runs the stand-in, and what is left of it."""

    def __init__(self, alice: Person, folder: Path, end: Callable[[JupyterServer], None]) -> None:
        self.end = end
        self.folder = folder
        self.temporary = folder / "tmp"
        alice.run("mkdir", str(folder), str(self.temporary))
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(self.temporary)}
        program = str(folder.parent / "stand_in_server.py")
        self.server = JupyterServer(alice, folder, environment, [program])

    def left(self) -> list[str]:
        """Processes, sockets and folders of the application."""
        mark = f"{self.temporary}/hpclab-"
        folders = [str(each) for each in self.temporary.iterdir() if "catalog" not in each.name]
        sockets = [line for line in Path("/proc/net/unix").read_text().splitlines() if mark in line]
        return [*folders, *sockets, *_processes(mark)]


def _processes(mark: str) -> list[str]:
    """Processes that have a mark in their command line or, as a prefix, in their TMPDIR."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.environ().get("TMPDIR", "")]
        except psutil.Error:
            continue
        if any(mark in word for word in words):
            found.append(f"{process.pid} {' '.join(words)}")
    return found


def _stop(server: JupyterServer) -> None:
    server.stop_app("quick")


def _shut_down(server: JupyterServer) -> None:
    server.ask("api/shutdown", method="POST")


def _signal(number: signal.Signals) -> Callable[[JupyterServer], None]:
    def send(server: JupyterServer) -> None:
        assert server.process is not None
        server.process.send_signal(number)

    return send


def _cancel(server: JupyterServer) -> None:
    assert server.job is not None
    server.person.run("scancel", server.job)


WAYS = (_stop, _shut_down, _signal(signal.SIGTERM), _signal(signal.SIGKILL), _cancel)


@pytest.fixture
def house(folder: Path) -> Path:
    """A folder of alice's with the stand-in and the server that knows it."""
    for program in (HERE.parent / "apps" / "stand_in.py", HERE / "stand_in_server.py"):
        shutil.copy(program, folder)
    return folder


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """Ends every server that is put on it."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_is_left(alice: Person, house: Path, servers: ExitStack, number: int) -> None:
    rounds = [Round(alice, house / str(way), end) for way, end in enumerate(WAYS)]
    for each in rounds:
        servers.callback(each.server.end)
        if each.end is _cancel:
            each.server.submit()
        else:
            each.server.start()
    for each in rounds:
        each.server.wait()
        # A job's processes are killed soon, however long an application may take.
        each.server.start_app("slow" if each.end is _cancel else "quick")
        assert len(each.left()) > 5, "it counts nothing"
    for each in rounds:
        each.end(each.server)
    for each in rounds:
        eventually(lambda each=each: not each.left(), 30, each.left)  # type: ignore[misc] # bound at once
