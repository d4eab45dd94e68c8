"""Notebooks through the queue: executed with modules and parameters, and what is left where one fails."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .asking import ask
from .people import Person

pytestmark = pytest.mark.cluster

NAME = 'my book\'s "é"'
SMALL = {"mem": "400", "time": "5", "cpus-per-task": "1"}


def code(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {"tags": tags},
        "outputs": [],
        "execution_count": None,
    }


class Runner:
    """Runs notebooks in jobs of a person; cancels at the end what is left."""

    def __init__(self, person: Person, packages: Path, folder: Path) -> None:
        self.person = person
        self.folder = folder
        self._packages = packages
        self.jobs: list[str] = []

    def submit(self, *cells: dict[str, Any], **more: object) -> str:
        """Write a notebook and submit it; the job's id."""
        path = self.folder / f"{NAME}.ipynb"
        text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
        self.person.run("tee", str(path), text_in=text)
        relative = str(path.relative_to(self.person.user.home))
        run = {"path": relative, "kernel": "python3", "options": SMALL, **more}
        job = self.ask("notebook", json.dumps(run))
        assert isinstance(job, str), job
        self.jobs.append(job)
        return job

    def ask(self, *question: str) -> Any:
        return ask(self.person, self._packages, list(question))[0]

    def outputs(self, job: str) -> list[str]:
        """What the cells of a job's executed notebook printed, and the names of their errors."""
        path = Path(self.person.user.home) / self.ask("notebook-result", job)
        assert path == self.folder / f"{NAME}-{job}.ipynb"
        cells = json.loads(self.person.run("cat", str(path)).stdout)["cells"]
        found = [output for cell in cells for output in cell.get("outputs", [])]
        return ["".join(output["text"]) if "text" in output else output["ename"] for output in found]

    def printed(self, job: str) -> str:
        """The job's output, for what a test says that fails."""
        return str(self.ask("output", job).get("text"))


@pytest.fixture
def runner(alice: Person, packages: Path, folder: Path) -> Iterator[Runner]:
    """Runs notebooks of alice's."""
    runner = Runner(alice, packages, folder)
    yield runner
    if runner.jobs:
        alice.run("scancel", *runner.jobs)


def test_a_notebook_comes_back_executed_with_its_parameters_and_modules(runner: Runner) -> None:
    job = runner.submit(
        code("city = 'x'\nn = 1", "parameters"),
        code("import os, shutil\nprint(city, n + 1, os.getcwd())\nprint(os.environ['LOADEDMODULES'])"),
        parameters={"city": "Zü'rich", "n": "41"},
        modules=["StdEnv/2023", "GCC/12.3.0"],
    )
    assert runner.person.wait(job, timeout=120) == "COMPLETED", runner.printed(job)
    (output,) = runner.outputs(job)
    first, modules = output.splitlines()
    assert first == f"Zü'rich 42 {runner.folder}"
    assert {"StdEnv/2023", "GCC/12.3.0"} <= set(modules.split(":"))


def test_a_notebook_that_fails_comes_back_with_its_error(runner: Runner) -> None:
    job = runner.submit(code("print('before')"), code("1/0"), code("print('after')"))
    assert runner.person.wait(job, timeout=120) == "FAILED"
    assert runner.outputs(job) == ["before\n", "ZeroDivisionError"]


def test_a_notebook_that_is_cancelled_keeps_what_it_had(runner: Runner) -> None:
    begun = runner.folder / "begun"
    job = runner.submit(
        code("print('before')"),
        code(f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(300)"),
    )
    deadline = time.monotonic() + 120
    while runner.person.run("test", "-e", str(begun), check=False).status and time.monotonic() < deadline:
        time.sleep(0.5)
    runner.person.run("scancel", job)
    assert runner.person.wait(job) == "CANCELLED"
    # Slurm says so before the processes have ended.
    while (found := runner.outputs(job)) != ["before\n", "JobEnded"] and time.monotonic() < deadline:
        time.sleep(0.5)
    assert found == ["before\n", "JobEnded"], runner.printed(job)


def test_a_notebook_is_converted_and_run_as_a_script(runner: Runner) -> None:
    job = runner.submit(code("n = 41"), code("print(n + 1)\n%env HOME"), way="convert")
    assert runner.person.wait(job, timeout=120) == "COMPLETED", runner.printed(job)
    assert "42\n" in runner.printed(job)
    assert runner.ask("notebook-result", job) is None


def test_a_kernel_that_is_not_there_is_said_before_anything_is_submitted(runner: Runner) -> None:
    path = str((runner.folder / "a.ipynb").relative_to(runner.person.user.home))
    answer = runner.ask("notebook", json.dumps({"path": path, "kernel": "nope"}))
    assert answer["error"] == "no_kernel"
