"""A queue of 20,000 jobs in the browser: until it is listed, the event loop's waits, and how it scrolls.

Slurm is simulated (`simulated_slurm`); parsing, sending and drawing are hpclab's own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from . import browser, measure, simulated_slurm
from .measure import Result

_JOBS = 20_000
_SECONDS = 600


class Measured(msgspec.Struct):
    """What `queue.mjs` prints, in milliseconds.

    Attributes:
        listed: from the click on "All queues" until its list is painted, of each round; Slurm is asked.
        waits: the longest one of the server's event loop, of each round.
        frames: between two pictures while the list scrolls.

    """

    listed: list[float]
    waits: list[float]
    frames: list[float]


def results(repetitions: int) -> Iterator[Result]:
    """Every line of the table about a large queue.

    Args:
        repetitions: of listing it, each on a fresh page.

    """
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as name:
        home = Path(name)
        commands = _commands(home)
        path = os.pathsep.join([str(commands), os.environ["PATH"]])
        environment = {"HOME": name, "PATH": path, "LANG": "C.UTF-8", "HPCLAB_BENCHMARK_JOBS": str(_JOBS)}
        with browser.laboratory(environment, home, watched=True) as server:
            answer = browser.run("queue.mjs", server.url, str(repetitions), seconds=_SECONDS)
    measured = msgspec.json.decode(answer, type=Measured)
    listed, waits = measure.spread(measured.listed), measure.spread(measured.waits)
    where = f"{_JOBS:,} jobs, simulated; Chromium"
    yield Result(
        what="from the click on All queues until they are listed",
        where=where,
        value=listed.median,
        bound=1000,
        within="most",
        unit="ms",
        detail=measure.between(listed, 0),
    )
    yield Result(
        what="between two pictures as the list scrolls, 95th percentile",
        where=where,
        value=browser.percentile(measured.frames, 95),
        bound=34,  # two pictures of a screen with 60 a second
        within="most",
        unit="ms",
        detail=f"{len(measured.frames)} pictures, longest {max(measured.frames):.0f} ms",
    )
    yield Result(
        what="the event loop's longest wait meanwhile",
        where=where,
        value=waits.median,
        bound=20,
        within="most",
        unit="ms",
        detail=measure.between(waits, 0),
    )


def _commands(home: Path) -> Path:
    """A folder with the simulated commands."""
    folder = home / "slurm"
    folder.mkdir()
    text = Path(simulated_slurm.__file__).read_text()
    for name in ("squeue", "scontrol"):
        (folder / name).write_text(f"#!{sys.executable}\n{text}")
        (folder / name).chmod(0o755)
    return folder
