"""The catalog: building it beside a bare call of spider, its size, and what the server notices of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from . import measure
from .measure import Result
from .probe import Seen
from .server import ROOT, Server, running
from .trees import Tree, environment, lmod_command, tree

_BUILD_SECONDS = 1800
_LARGEST = 16000


def results(counts: Sequence[int], repetitions: int) -> Iterator[Result]:
    """Every line of the table about the catalog.

    Args:
        counts: sizes of the trees.
        repetitions: of each measurement.

    """
    for count in counts:
        for shape in ("hierarchical", "flat"):
            on = tree(count, shape)
            yield from _building(on, repetitions)
            yield from _in_the_server(on, repetitions)


def _building(on: Tree, repetitions: int) -> Iterator[Result]:
    """How long it takes, with and without Lmod's system cache."""
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as folder:
        home = Path(folder)
        bare, walked, cached = measure.side_by_side(
            [
                lambda: _spider(on, home / "bare"),
                lambda: building(home / "walked", environment(on, home / "walked", with_cache=False)),
                lambda: building(home / "cached", environment(on, home / "cached")),
            ],
            repetitions,
        )
    beside_bare = measure.ratio(walked, bare)
    yield Result(
        what="building the catalog, beside the bare spider",
        where=on.name,
        value=beside_bare.median,
        bound=1.15,
        within="most",
        unit="times",
        detail=f"{measure.milliseconds(walked)} beside {measure.milliseconds(bare)}; "
        f"{measure.between(beside_bare)}",
    )
    faster = measure.ratio(bare, cached)
    yield Result(
        what="faster than the bare spider, from Lmod's system cache",
        where=on.name,
        value=faster.median,
        bound=3,
        within="least",
        unit="times",
        detail=f"{measure.milliseconds(cached)} beside {measure.milliseconds(bare)}; "
        f"{measure.between(faster)}",
    )


def _spider(on: Tree, home: Path) -> float:
    """Seconds of a bare call of spider, with the priority that building has."""
    argv = ["nice", "-n", "19", str(lmod_command().with_name("spider")), "-o", "spider-json", on.modulepath]
    starting = environment(on, home, with_cache=False)
    return measure.seconds(
        lambda: subprocess.run(argv, env=starting, check=True, capture_output=True, timeout=_BUILD_SECONDS)
    )


def building(home: Path, starting: Mapping[str, str]) -> float:
    """Seconds of the process that builds the catalog, from nothing."""
    output = home / "catalog.json.gz"
    output.unlink(missing_ok=True)
    argv = [
        sys.executable, "-m", "hpclab.software.build",
        "--lmod", starting["LMOD_CMD"], "--output", str(output), "--fallback", str(output),
    ]  # fmt: skip
    with_sources = {**starting, "PYTHONPATH": str(ROOT)}
    return measure.seconds(
        lambda: subprocess.run(
            argv, env=with_sources, check=True, capture_output=True, timeout=_BUILD_SECONDS
        )
    )


def _in_the_server(on: Tree, repetitions: int) -> Iterator[Result]:
    """What a server notices of the building of its first catalog, and how large that is."""
    measured = [_seen(on) for _ in range(repetitions)]
    waits = measure.spread(seen.longest_wait * 1000 for seen, _ in measured)
    yield Result(
        what="the event loop's longest wait while the catalog is built",
        where=on.name,
        value=waits.median,
        bound=20,
        within="most",
        unit="ms",
        detail=measure.between(waits, 0),
    )
    growth = measure.spread((seen.memory_most - seen.memory_before) / 1e6 for seen, _ in measured)
    yield Result(
        what="the server's growth while the catalog is built",
        where=on.name,
        value=growth.median,
        bound=40,
        within="most",
        unit="MB",
        detail=measure.between(growth, 0),
    )
    yield Result(
        what="the catalog on the wire",
        where=on.name,
        value=measured[0][1] / 1000,
        bound=700,
        within="most",
        unit="kB",
        detail="gzip, as it is sent",
    )


def _seen(on: Tree) -> tuple[Seen, int]:
    """What a probe saw in a new server, and the catalog's bytes."""
    with tempfile.TemporaryDirectory(prefix="hpclab-benchmark-") as folder:
        starting = environment(on, Path(folder), with_cache=False)
        with (
            running(
                starting, extensions=("benchmarks.probe", "hpclab"), options=("--HpcLab.catalog_delay=0",)
            ) as server,
            server.client() as client,
        ):
            client.get("/benchmarks/probe")  # what the server's own start took isn't meant
            size = _size(server)
            return msgspec.json.decode(client.get("/benchmarks/probe").body, type=Seen), size


def _size(server: Server) -> int:
    """The bytes of the catalog as it is sent, once it is there."""
    server.wait_for_catalog()
    with server.client() as client:
        return client.get("/hpclab/v1/software").size
