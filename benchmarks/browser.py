"""What a person waits for in the browser: the list after a key, and the panel's first list."""

from __future__ import annotations

import contextlib
import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from . import measure
from .measure import Result
from .server import ROOT, Server, running
from .trees import environment, tree

_SECONDS = 900


class Measured(msgspec.Struct):
    """What `browser.mjs` prints, in milliseconds."""

    opening: list[float]
    keys: list[float]


def results(count: int, repetitions: int) -> Iterator[Result]:
    """Every line of the table about the browser.

    Args:
        count: size of the tree; hierarchical, which is the shape with more versions.
        repetitions: of opening the panel.

    """
    on = tree(count, "hierarchical")
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as folder:
        home = Path(folder)
        with laboratory(environment(on, home / "home"), home) as server:
            server.wait_for_catalog()
            answer = run("browser.mjs", server.url, str(repetitions), seconds=_SECONDS)
    measured = msgspec.json.decode(answer, type=Measured)
    keys = measure.spread(measured.keys)
    yield Result(
        what="from a key to the painted list, 95th percentile",
        where=on.name,
        value=percentile(measured.keys, 95),
        bound=16,
        within="most",
        unit="ms",
        detail=f"{len(measured.keys)} keys, median {keys.median:.0f} ms, longest {max(measured.keys):.0f} ms",
    )
    opening = measure.spread(measured.opening)
    yield Result(
        what="from opening the panel to its first list",
        where=on.name,
        value=opening.median,
        bound=300,
        within="most",
        unit="ms",
        detail=measure.between(opening, 0),
    )


@contextlib.contextmanager
def laboratory(environment: Mapping[str, str], folder: Path, *, watched: bool = False) -> Iterator[Server]:
    """A server with JupyterLab and hpclab in it, until the block ends.

    Args:
        environment: what it starts with; HOME is a folder of its own.
        folder: takes what it needs besides.
        watched: with the probe in it.

    """
    extensions = folder / "labextensions"
    extensions.mkdir()
    (extensions / "hpclab").symlink_to(ROOT / "hpclab" / "labextension")
    with running(
        environment,
        extensions=("jupyterlab", "hpclab", *(["benchmarks.probe"] if watched else [])),
        module="jupyterlab",
        options=(
            f"--LabServerApp.extra_labextensions_path={extensions}",
            "--LabApp.expose_app_in_browser=True",
        ),
    ) as server:
        yield server


def run(program: str, *arguments: str, seconds: float) -> bytes:
    """What one of this folder's programs for Node prints, which drives Chromium.

    Raises:
        RuntimeError: there is no Node.
        subprocess.SubprocessError: it failed, or took longer than `seconds`.

    """
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("The browser is driven by Node, which isn't on the PATH.")
    file = Path(__file__).with_name(program)
    done = subprocess.run([node, str(file), *arguments], stdout=subprocess.PIPE, check=True, timeout=seconds)
    return done.stdout


def percentile(values: list[float], percent: int) -> float:
    """The value that so many per cent of the values don't exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]
