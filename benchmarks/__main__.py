"""Runs benchmarks and prints their table: `python -m benchmarks [NAME …]`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from . import apps, browser, catalog, click, queue, sdiag, startup
from .measure import Result
from .trees import COUNTS

_NUMBER = {"calls": ".0f", "times": ".2f", "ms": ".0f", "kB": ".0f", "MB": ".0f"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 where a bound is missed and `--check` was given."""
    given = _parser().parse_args(arguments)
    largest = max(given.counts)
    benchmarks: dict[str, Callable[[], Iterator[Result]]] = {
        "click": lambda: click.results(given.counts, given.repetitions),
        "catalog": lambda: catalog.results(given.counts, given.repetitions),
        "browser": lambda: browser.results(largest, given.repetitions),
        "queue": lambda: queue.results(given.repetitions),
        "startup": lambda: startup.results(largest, given.repetitions),
        "apps": lambda: apps.results(given.repetitions),
        "sdiag": lambda: sdiag.results(given.minutes),
    }
    print(f"On {_machine()}.\n")
    print("| What | Where | Measured | Bound | Met | From |\n| --- | --- | ---: | ---: | --- | --- |")
    missed = 0
    for name in given.names or (name for name in benchmarks if name != "sdiag"):
        for result in benchmarks[name]():
            print(_line(result), flush=True)
            missed += not result.is_met
    print(f"\nLoad average at the end: {_load()}. Bounds that are missed: {missed}.")
    return 1 if missed and given.check else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        choices=["click", "catalog", "browser", "queue", "startup", "apps", "sdiag"],
        help="which ones; by default all but sdiag, which needs the demo and root",
    )
    parser.add_argument(
        "--counts",
        nargs="+",
        type=int,
        default=COUNTS,
        help="sizes of the module trees (default: %(default)s)",
    )
    parser.add_argument("--repetitions", type=int, default=9, help="of each measurement (default: 9)")
    parser.add_argument("--minutes", type=float, default=30, help="of each part of sdiag (default: 30)")
    parser.add_argument("--check", action="store_true", help="end with status 1 where a bound is missed")
    return parser


def _line(result: Result) -> str:
    number = _NUMBER[result.unit]
    return (
        f"| {result.what} | {result.where} | {result.value:{number}} {result.unit} "
        f"| at {result.within} {result.bound:g} | {'yes' if result.is_met else '**no**'} | {result.detail} |"
    )


def _machine() -> str:
    """What the measurements were made on, for people."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(models)} cores ({models[0] if models else platform.machine()}), {memory:.0f} GiB, "
        f"Linux {platform.release()}, Python {platform.python_version()}; load average {_load()}"
    )


def _load() -> str:
    """How busy the machine was in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
