"""What the extension adds to the server's start: its imports, and a server with it beside one without it.

Both servers have JupyterLab, terminals and jupyter-server-proxy, as everybody has who has installed hpclab.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from . import measure
from .measure import Result
from .server import ROOT, running
from .trees import Tree, environment, tree

_OTHERS = ("jupyterlab", "jupyter_server_terminals", "jupyter_server_proxy")
_IMPORT_SECONDS = 60
_BOUND = 60.0


@dataclass(frozen=True)
class _Start:
    """One start of a server, in seconds: until its first answer, and of its own processor time until then."""

    until_answer: float
    processor: float


def results(count: int, repetitions: int) -> Iterator[Result]:
    """Every line of the table about the server's start.

    Args:
        count: size of the tree that the server starts with.
        repetitions: of each start.

    """
    imports = measure.spread(_import_milliseconds() for _ in range(repetitions))
    yield Result(
        what="the server's start: the extension's imports (-X importtime)",
        where="any tree",
        value=imports.median,
        bound=_BOUND,
        within="most",
        unit="ms",
        detail=f"beside those of {', '.join(_OTHERS)}; {measure.between(imports, 0)}",
    )
    on = tree(count, "hierarchical")
    starts: dict[bool, list[_Start]] = {True: [], False: []}

    def start(*, with_hpclab: bool) -> float:
        found = _start(on, with_hpclab=with_hpclab)
        starts[with_hpclab].append(found)
        return found.until_answer

    without, with_it = measure.side_by_side(
        [lambda: start(with_hpclab=False), lambda: start(with_hpclab=True)], repetitions
    )
    added = measure.spread((one - other) * 1000 for one, other in zip(with_it, without, strict=True))
    processor = {
        key: measure.spread(each.processor * 1000 for each in found[1:]).median
        for key, found in starts.items()
    }
    yield Result(
        what="the server's start: until its first answer",
        where=on.name,
        value=added.median,
        bound=_BOUND,
        within="most",
        unit="ms",
        detail=f"{measure.milliseconds(with_it)} beside {measure.milliseconds(without)}; "
        f"{measure.between(added, 0)}; of processor time {processor[True] - processor[False]:.0f} ms",
    )


def _import_milliseconds() -> float:
    """How long the extension's imports take in a Python that has the other extensions' already.

    Garbage is collected before: a full collection, which JupyterLab's objects make long, falls into
    whichever import is the next by then.
    """
    imports = f"import {', '.join(_OTHERS)}, jupyterlab.labapp, gc; gc.collect(); import hpclab.app"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", imports],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=_IMPORT_SECONDS,
    )
    # import time: self [us] | cumulative | imported package, which is indented where others import it
    lines = [line.split("|") for line in done.stderr.splitlines() if line.startswith("import time:")]
    return sum(int(total) / 1000 for _, total, name in lines if name.rstrip() in (" hpclab", " hpclab.app"))


def _start(on: Tree, *, with_hpclab: bool) -> _Start:
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as folder:
        extensions = (*_OTHERS, "hpclab") if with_hpclab else _OTHERS
        with running(environment(on, Path(folder)), extensions=extensions) as server:
            used = psutil.Process(server.pid).cpu_times()
            return _Start(until_answer=server.ready_after, processor=used.user + used.system)
