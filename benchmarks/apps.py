"""An application from the click until its page can be used, beside its bare start; and what it costs idle.

The applications are the node's own, or code-server from where `HPCLAB_BENCHMARK_CODE_SERVER` says. Both
sides are opened in the same Chromium, with the same home folder. Who isn't installed is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from . import browser, measure
from .measure import Result
from .server import ROOT, Client, Server, free_port

_BOUND = 1.15
_PAUSE = 0.02  # seconds between two questions
_START_SECONDS = 120.0
_SECONDS = 3600.0
_IDLE_SECONDS = 60.0
_IDLE_BOUND = 30.0  # milliseconds of processor time in a minute
_IDLE_MEMORY = 16.0  # MB


@dataclass(frozen=True)
class _Application:
    """One that is measured.

    Attributes:
        name: in hpclab's routes.
        title: as its tile says.
        program: its command.
        bare: its command line, for a port, or a socket beside it, and the home folder.
        ready: the path that answers when it is started.
        usable: selectors of what has to be seen before its page can be used.
        painted: the selector of a canvas that has to have a picture; none where it is empty.

    """

    name: str
    title: str
    program: str
    bare: Callable[[int, Path], list[str]]
    ready: str
    usable: tuple[str, ...]
    painted: str = ""


class _Rounds(msgspec.Struct):
    """What `apps.mjs` prints of an application, in milliseconds."""

    clicked: list[float]
    bare: list[float]


def _openrefine(port: int, home: Path) -> list[str]:
    data = str(home / ".local/share/openrefine")
    options = ["-i", "127.0.0.1", "-p", str(port), "-H", "*", "-d", data, "-x", "refine.headless=true"]
    return ["openrefine", *options]


def _code_server(port: int, home: Path) -> list[str]:
    return [
        "code-server",
        *("--auth=none", f"--bind-addr=127.0.0.1:{port}", f"--user-data-dir={_code_data(home)}"),
        *("--disable-telemetry", "--disable-update-check", str(home)),
    ]


def _code_data(home: Path) -> Path:
    return home / ".local/share/code-server"


def _vncserver(_: int, home: Path) -> list[str]:
    return [
        *("vncserver", "-fg", "-xstartup", "fluxbox", "-rfbunixpath", str(_vnc_socket(home))),
        *("-rfbport", "-1", "-SecurityTypes", "None", "-geometry", "1280x800"),
    ]


def _vnc_socket(home: Path) -> Path:
    return home / "vnc.socket"


_APPLICATIONS = (
    _Application(
        "openrefine",
        "OpenRefine",
        "openrefine",
        _openrefine,
        "",
        ("input[name=upload]",),
    ),
    _Application(
        "vscode",
        "VS Code",
        "code-server",
        _code_server,
        "healthz",
        (".monaco-workbench", ".explorer-folders-view .monaco-list-row"),
    ),
    _Application(
        "desktop", "Desktop", "vncserver", _vncserver, "ready", ("#screen canvas",), painted="#screen canvas"
    ),
)


def results(repetitions: int) -> Iterator[Result]:
    """Every line of the table about applications."""
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as name:
        home = Path(name)
        environment = _environment(home)
        _leave_out_questions(home)
        applications = [
            each for each in _APPLICATIONS if shutil.which(each.program, path=environment["PATH"])
        ]
        with browser.laboratory(environment, home) as server:
            measured = _open(server, applications, environment, home, repetitions)
            for application in applications:
                yield _result(application, measured[application.name])
            yield from _idle(server)


def _environment(home: Path) -> dict[str, str]:
    """Of a node without modules, on which the applications are installed."""
    code_server = os.environ.get("HPCLAB_BENCHMARK_CODE_SERVER", "")
    path = os.pathsep.join(part for part in (code_server, os.environ["PATH"]) if part)
    return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "USER": "benchmark"}


def _leave_out_questions(home: Path) -> None:
    """Have VS Code not ask whether the folder's authors are trusted, and show no page of welcome."""
    settings = _code_data(home) / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        json.dumps({"security.workspace.trust.enabled": False, "workbench.startupEditor": "none"})
    )


def _open(
    server: Server,
    applications: Sequence[_Application],
    environment: Mapping[str, str],
    home: Path,
    repetitions: int,
) -> dict[str, _Rounds]:
    """Open every application by a click and bare, in turns."""
    page_of_desktop = free_port()
    bridge = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.desktop_page", str(page_of_desktop), str(_vnc_socket(home))],
        cwd=ROOT,
    )
    try:
        described = [
            _described(each, page_of_desktop if each.painted else free_port(), environment, home)
            for each in applications
        ]
        description = {"url": server.url, "applications": described, "rounds": repetitions}
        answer = browser.run("apps.mjs", json.dumps(description), seconds=_SECONDS)
    finally:
        bridge.terminate()
        bridge.wait()
    return msgspec.json.decode(answer, type=dict[str, _Rounds])


def _described(
    application: _Application, port: int, environment: Mapping[str, str], home: Path
) -> dict[str, object]:
    """An application as `apps.mjs` takes it."""
    root = f"http://127.0.0.1:{port}/"
    return {
        "name": application.name,
        "title": application.title,
        "usable": {"elements": application.usable, "painted": application.painted},
        "bare": {
            "argv": application.bare(port, home),
            "environment": dict(environment),
            "asked": root + application.ready,
            "page": root,
        },
    }


def _result(application: _Application, rounds: _Rounds) -> Result:
    found = measure.ratio(rounds.clicked, rounds.bare)
    clicked, bare = (measure.spread(each).median for each in (rounds.clicked, rounds.bare))
    return Result(
        what=f"{application.name}: from the click until its page can be used, beside its bare start",
        where="a node without modules; Chromium",
        value=found.median,
        bound=_BOUND,
        within="most",
        unit="times",
        detail=f"{clicked:.0f} ms beside {bare:.0f} ms; {measure.between(found)}",
    )


def _until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while not condition():
        if time.monotonic() > give_up:
            raise RuntimeError(f"It isn't there after {_START_SECONDS:g} seconds.")
        time.sleep(_PAUSE)


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
