"""Executing a notebook as a job does: what comes of it is kept, whatever happens."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hpclab.jobs.notebooks import run

Cell = dict[str, Any]


def write(folder: Path, *cells: Cell, name: str = "my book's é") -> Path:
    path = folder / f"{name}.ipynb"
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_bytes(msgspec.json.encode(notebook))
    return path


def code(source: str, *tags: str) -> Cell:
    return {
        "cell_type": "code",
        "id": secrets.token_hex(4),
        "source": source,
        "metadata": {"tags": tags},
        "outputs": [],
        "execution_count": None,
    }


def arguments(notebook: Path, *more: str) -> list[str]:
    return [str(notebook), str(notebook), "--kernel", "python3", "--job", "7", *more]


def cells_of_result(notebook: Path, number: str = "7") -> list[Cell]:
    content = notebook.with_name(f"{notebook.stem}-{number}.ipynb").read_bytes()
    cells: list[Cell] = msgspec.json.decode(content)["cells"]
    return cells


def texts(cells: Sequence[Cell]) -> list[str]:
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return ["".join(output["text"]) if "text" in output else output["ename"] for output in outputs]


def test_a_notebook_is_executed_with_its_parameters_and_stays_as_it_is(tmp_path: Path) -> None:
    notebook = write(
        tmp_path,
        code("n = 1\ncity = 'x'", "parameters"),
        {"cell_type": "markdown", "id": "title", "source": "# Title", "metadata": {}},
        code("import os\nprint(n + 1, city, os.getcwd())"),
    )
    before = notebook.read_bytes()
    assert run.main(arguments(notebook, "--parameters", '{"n": 41, "city": "Zü\\"rich"}')) == 0
    executed = cells_of_result(notebook)
    assert texts(executed) == [f'42 Zü"rich {tmp_path}\n']
    assert [cell["metadata"].get("tags") for cell in executed[:2]] == [
        ["parameters"],
        ["injected-parameters"],
    ]
    assert notebook.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my book's é-7.ipynb", "my book's é.ipynb"]


def test_a_cell_that_fails_keeps_its_error_and_ends_the_run(tmp_path: Path) -> None:
    notebook = write(tmp_path, code("print('before')"), code("1/0"), code("print('after')"))
    assert run.main(arguments(notebook)) == 1
    assert texts(cells_of_result(notebook)) == ["before\n", "ZeroDivisionError"]


def test_a_kernel_that_dies_is_told_of_in_its_cell(tmp_path: Path) -> None:
    notebook = write(tmp_path, code("print('before')"), code("import os\nos.kill(os.getpid(), 9)"))
    assert run.main(arguments(notebook)) == 1
    assert texts(cells_of_result(notebook)) == ["before\n", "KernelDied"]


def test_a_run_that_is_ended_keeps_what_it_had(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    sleeper = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(300)"
    notebook = write(tmp_path, code("print('before')"), code(sleeper))
    command = [sys.executable, "-m", "hpclab.jobs.notebooks.run", *arguments(notebook)]
    with subprocess.Popen(command) as process:
        while not begun.exists() and process.poll() is None:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert texts(cells_of_result(notebook)) == ["before\n", "JobEnded"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    notebook = write(tmp_path, code("print(1)"))
    there = tmp_path / "my book's é-7.ipynb"
    there.write_text("mine")
    assert run.main(arguments(notebook)) == 0
    assert there.read_text() == "mine"
    assert texts(cells_of_result(notebook, "7-2")) == ["1\n"]


def test_what_cannot_begin_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = write(tmp_path, code("1"))
    assert run.main(arguments(notebook, "--kernel", "nope")) == 65
    assert "There is no kernel nope" in capsys.readouterr().err
    notebook.write_text("{}")
    assert run.main(arguments(notebook)) == 65
    assert "is no notebook" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [notebook.name]


def test_without_papermill_parameters_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "papermill.parameterize", None)
    notebook = write(tmp_path, code("1"))
    assert run.main(arguments(notebook, "--parameters", '{"n": 1}')) == 65
    assert "papermill isn't installed" in capsys.readouterr().err
