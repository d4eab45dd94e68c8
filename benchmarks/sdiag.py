"""What a person's open JupyterLab asks of Slurm in an hour, by the counters of Slurm's own daemons.

Nothing is sped up: JupyterLab runs in a job of the demo's cluster, Chromium shows it, and the counters are
read before and after. An hour is what opening costs, once, and what followed, scaled from the minutes that
were measured.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from demo import facts
from demo.lab import Lab
from demo.paths import Paths
from demo.slurm import Slurm
from demo.users import User

from .measure import Result

_BY_USER = re.compile(r"^\s+(\S+)\s+\(\s*\d+\)\s+count:(\d+)", re.MULTILINE)
_HEADING = "Remote Procedure Call statistics by user"
# What the page asks when it has just been opened.
_SETTLING_SECONDS = 60.0


@dataclass(frozen=True)
class Case:
    """How JupyterLab is open.

    Attributes:
        what: for people.
        tabs: how many there are; none leaves the server alone.
        mode: what they show: `session`, `jobs`, or the session on a page that is `hidden`.
        controller: the most calls of slurmctld in an hour.
        accounting: the most calls of slurmdbd in an hour.

    """

    what: str
    tabs: int
    mode: str
    controller: int
    accounting: int


# Calls that one question makes: of slurmctld about the queue, of slurmdbd about the history.
_QUEUE, _HISTORY = 2, 3

# Two at a time, one for each of the demo's users.
_CASES = (
    (
        Case("the Session panel is seen", 1, "session", 30, 6 * _HISTORY),
        Case("the same in ten tabs", 10, "session", 30, 6 * _HISTORY),
    ),
    (
        Case("the page is hidden", 1, "hidden", 2, 0),
        Case("the Jobs tab is seen too", 1, "jobs", 240 * _QUEUE + 30, 6 * _HISTORY),
    ),
)


@dataclass(frozen=True)
class Counters:
    """Remote procedure calls of a user since the daemons started: a command makes one or several."""

    controller: int
    accounting: int

    def __sub__(self, other: Counters) -> Counters:
        return Counters(self.controller - other.controller, self.accounting - other.accounting)


@dataclass(frozen=True)
class Measured:
    """What was counted while the page was opened, and in the time that followed."""

    opening: Counters
    after: Counters
    seconds: float


def results(minutes: float) -> Iterator[Result]:
    """Every line of the table about questions to Slurm.

    Args:
        minutes: how long each case is watched.

    """
    paths = Paths.from_environment()
    users = facts.read(paths).users
    for pair in _CASES:
        together = [pair] if len(users) >= len(pair) else [(case,) for case in pair]
        for cases in together:
            with ThreadPoolExecutor(len(cases)) as pool:
                watched = [
                    pool.submit(_watch, case, user, minutes * 60, paths)
                    for case, user in zip(cases, users, strict=False)
                ]
            for case, each in zip(cases, watched, strict=True):
                yield from _lines(case, each.result())


def by_user(printed: str) -> dict[str, int]:
    """The calls of each user, from what `sdiag` or `sacctmgr show stats` prints."""
    return {name: int(count) for name, count in _BY_USER.findall(printed.partition(_HEADING)[2])}


def _lines(case: Case, measured: Measured) -> Iterator[Result]:
    for daemon, opening, after, bound in (
        ("slurmctld", measured.opening.controller, measured.after.controller, case.controller),
        ("slurmdbd", measured.opening.accounting, measured.after.accounting, case.accounting),
    ):
        yield Result(
            what=f"calls of {daemon} in an hour",
            where=case.what,
            # A page is seen while it opens: that is no part of what a hidden one asks.
            value=after * 3600 / measured.seconds + (0 if case.mode == "hidden" else opening),
            bound=bound,
            within="most",
            unit="calls",
            detail=f"{opening} at opening, then {after} in {measured.seconds / 60:.0f} minutes",
        )


def _watch(case: Case, user: User, seconds: float, paths: Paths) -> Measured:
    control = Slurm(paths)
    lab = Lab(paths, user, "sdiag").start("--cpus-per-task=1", "--mem=1500M", "--time=2:00:00")
    try:
        time.sleep(_SETTLING_SECONDS)  # what the server asks at its start has nothing to do with the page
        started = _counters(control, user)
        with _tabs(f"{lab.url}?token={lab.token}", case):
            time.sleep(_SETTLING_SECONDS)
            opened, since = _counters(control, user), time.monotonic()
            time.sleep(seconds)
            ended = _counters(control, user)
            return Measured(opened - started, ended - opened, time.monotonic() - since)
    finally:
        control.command("scancel", lab.job_id, check=False)


def _counters(control: Slurm, user: User) -> Counters:
    return Counters(
        by_user(control.command("sdiag").stdout).get(user.name, 0),
        by_user(control.command("sacctmgr", "show", "stats").stdout).get(user.name, 0),
    )


@contextlib.contextmanager
def _tabs(url: str, case: Case) -> Iterator[None]:
    """The page in a browser, until the block ends."""
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("The browser is driven by Node, which isn't on the PATH.")
    script = Path(__file__).with_name("tabs.mjs")
    browser = subprocess.Popen(
        [node, str(script), url, str(case.tabs), case.mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert browser.stdin is not None
    assert browser.stdout is not None
    try:
        if browser.stdout.readline().strip() != b"open":
            raise RuntimeError(f"The browser didn't open JupyterLab for {case.what!r}.")
        yield
    finally:
        browser.stdin.close()
        browser.wait(60)
        browser.stdout.close()
