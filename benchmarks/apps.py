"""An application from the click until its page, beside its own bare start; and what it costs idle.

The applications are the node's own, or code-server from where `HPCLAB_BENCHMARK_CODE_SERVER` says. Both
sides ask for the same page until it answers, at the same pace. Who isn't installed is left out.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from . import measure
from .measure import Result
from .server import Client, Server, running

_BOUND = 1.15
_PAUSE = 0.02  # seconds between two questions
_START_SECONDS = 120.0
_IDLE_SECONDS = 60.0
_IDLE_BOUND = 30.0  # milliseconds of processor time in a minute
_IDLE_MEMORY = 16.0  # MB


@dataclass(frozen=True)
class _Application:
    """One that is measured.

    Attributes:
        name: in hpclab's routes.
        program: its command.
        page: what is asked for, below the application's root.
        bare: its command line, for a port and a folder.

    """

    name: str
    program: str
    page: str
    bare: Callable[[int, Path], list[str]]


def _openrefine(port: int, folder: Path) -> list[str]:
    data = str(folder / "refine")
    options = ["-i", "127.0.0.1", "-p", str(port), "-H", "*", "-d", data, "-x", "refine.headless=true"]
    return ["openrefine", *options]


def _code_server(port: int, folder: Path) -> list[str]:
    return [
        "code-server",
        *("--auth=none", f"--bind-addr=127.0.0.1:{port}", f"--user-data-dir={folder / 'code'}"),
        *("--disable-telemetry", "--disable-update-check", str(folder)),
    ]


_APPLICATIONS = (
    _Application("openrefine", "openrefine", "", _openrefine),
    _Application("vscode", "code-server", "healthz", _code_server),
)


def results(repetitions: int) -> Iterator[Result]:
    """Every line of the table about applications."""
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as name:
        folder = Path(name)
        environment = _environment(folder)
        with running(environment) as server:
            for application in _APPLICATIONS:
                if shutil.which(application.program, path=environment["PATH"]):
                    yield _from_click(application, server, environment, repetitions)
            yield from _idle(server)


def _environment(folder: Path) -> dict[str, str]:
    """Of a node without modules, on which the applications are installed."""
    code_server = os.environ.get("HPCLAB_BENCHMARK_CODE_SERVER", "")
    path = os.pathsep.join(part for part in (code_server, os.environ["PATH"]) if part)
    return {"HOME": str(folder), "PATH": path, "LANG": "C.UTF-8", "USER": "benchmark"}


def _from_click(
    application: _Application, server: Server, environment: Mapping[str, str], repetitions: int
) -> Result:
    with server.client() as client:
        click = partial(_click, application, client)
        bare = partial(_bare, application, environment)
        with_hpclab, alone = measure.side_by_side([click, bare], repetitions)
    found = measure.ratio(with_hpclab, alone)
    return Result(
        what=f"{application.name}: from the click until its page, beside its bare start",
        where="a node without modules",
        value=found.median,
        bound=_BOUND,
        within="most",
        unit="times",
        detail=f"{measure.milliseconds(with_hpclab)} beside {measure.milliseconds(alone)}; "
        f"{measure.between(found)}",
    )


def _click(application: _Application, client: Client) -> float:
    started = time.perf_counter()
    client.post(f"/hpclab/v1/apps/{application.name}/start")
    _until(lambda: _is_there(client, f"/hpclab/app/{application.name}/{application.page}"))
    taken = time.perf_counter() - started
    client.post(f"/hpclab/v1/apps/{application.name}/stop")
    return taken


def _is_there(client: Client, path: str) -> bool:
    try:
        client.get(path)
    except RuntimeError:  # hpclab's own page, with status 503
        return False
    return True


def _bare(application: _Application, environment: Mapping[str, str]) -> float:
    port = _free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        application.bare(port, Path(environment["HOME"])),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _until(lambda: _answers(port, application.page))
        return time.perf_counter() - started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int, page: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", f"/{page}")
        return connection.getresponse().status < 400
    except OSError:
        return False
    finally:
        connection.close()


def _until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while not condition():
        if time.monotonic() > give_up:
            raise RuntimeError(f"It isn't there after {_START_SECONDS:g} seconds.")
        time.sleep(_PAUSE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _idle(server: Server) -> Iterator[Result]:
    """What a desktop that nobody looks at costs, beside what is the application's own."""
    without = _processor_time(server)
    with server.client() as client:
        client.post("/hpclab/v1/apps/desktop/start")
        _until(lambda: _state(client, "desktop") == "running")
        supervisor = _supervisor(server)
        with_it = _processor_time(server, supervisor)
        memory = supervisor.memory_full_info().uss / 1e6
        client.post("/hpclab/v1/apps/desktop/stop")
    yield Result(
        what="an idle application: processor time in a minute, beside none",
        where="desktop; the server and its supervisor",
        value=(with_it - without) * 1000,
        bound=_IDLE_BOUND,
        within="most",
        unit="ms",
        detail=f"{with_it * 1000:.0f} ms beside {without * 1000:.0f} ms",
    )
    yield Result(
        what="an idle application: memory of its supervisor",
        where="desktop",
        value=memory,
        bound=_IDLE_MEMORY,
        within="most",
        unit="MB",
        detail="unique set size",
    )


def _state(client: Client, name: str) -> object:
    apps = client.get("/hpclab/v1/apps").json()["apps"]
    assert isinstance(apps, list)
    return next(app["state"] for app in apps if app["name"] == name)


def _supervisor(server: Server) -> psutil.Process:
    children = psutil.Process(server.pid).children()
    return next(child for child in children if any("supervisor.py" in word for word in child.cmdline()))


def _processor_time(server: Server, *others: psutil.Process) -> float:
    """Seconds of processor time that the server and other processes take while nobody asks them anything."""
    processes = [psutil.Process(server.pid), *others]

    def used() -> float:
        return sum(times.user + times.system for times in (each.cpu_times() for each in processes))

    before = used()
    time.sleep(_IDLE_SECONDS)
    return used() - before
