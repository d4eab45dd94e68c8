"""The script of a notebook's job: bash hands on every word as it was, and sbatch's lines stay lines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpclab.core.errors import MalformedError
from hpclab.jobs import script as batch_script
from hpclab.jobs.notebooks.parameters import value_of, values_of
from hpclab.jobs.notebooks.script import Job, KernelPlace, Modules, converting, executing, plain_name

# What a file's name may hold, and what means something to shells and to sbatch.
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=30)
SHOWS_WORDS = ["/usr/bin/printf", r"%s\0"]


def job(
    *,
    notebook: str = "/home/me/book.ipynb",
    kernel: str = "python3",
    parameters: dict[str, str] | None = None,
    modules: Modules | None = None,
    python: list[str] | None = None,
) -> Job:
    return Job(
        copy=Path("/data/copy.ipynb"),
        notebook=Path(notebook),
        python=python or ["/venv/bin/python", "-I"],
        kernel=KernelPlace(kernel, Path("/kernels") / kernel, "python", "/venv/bin/python"),
        parameters=dict(parameters or {}),
        modules=modules,
    )


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES, st.dictionaries(st.from_regex(r"[a-z]\w{0,5}", fullmatch=True), st.text(max_size=30)))
def test_bash_hands_on_each_word_as_it_was(name: str, kernel: str, parameters: dict[str, str]) -> None:
    notebook = f"/home/me/{name}.ipynb"
    asked = job(notebook=notebook, kernel=f"k{kernel}", parameters=parameters, python=SHOWS_WORDS)
    script = executing(asked, {})
    bash = ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "bash", "-c", script]
    words = subprocess.run(bash, capture_output=True, check=True).stdout.decode("utf-8").split("\0")[:-1]
    assert words[2:6] == ["--kernel", f"k{kernel}", "--kernel-folder", f"/kernels/k{kernel}"]
    assert words[-2:] == ["/data/copy.ipynb", str(Path(notebook))]
    if parameters:
        assert json.loads(words[words.index("--parameters") + 1]) == parameters


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_the_options_are_lines_whatever_the_notebook_is_called(name: str) -> None:
    notebook = f"/home/me/{name}.ipynb"
    found = batch_script.options(executing(job(notebook=notebook), {"time": "1:00:00", "mem": None}))
    plain = plain_name(Path(notebook))
    assert found == {"job-name": plain, "output": f"{plain}-%j.out", "time": "1:00:00"}


def test_modules_are_loaded_by_name_in_a_clean_start() -> None:
    modules = Modules(
        Path("/usr/share/lmod/lmod/libexec/lmod"), "/opt/modules", ["/a b", "/c"], ["GCC/12.3.0", "R"]
    )
    lines = executing(job(modules=modules), {}).splitlines()
    first = lines.index("module --force purge")
    assert lines[first : first + 4] == [
        "module --force purge",
        "module use /c",
        "module use '/a b'",
        "module load GCC/12.3.0 R",
    ]
    assert "module" not in executing(job(), {})


def test_a_shell_without_modules_gets_them(tmp_path: Path) -> None:
    program = tmp_path / "lm'od"
    program.write_text('#!/bin/sh\necho "echo $2 $3 $MODULEPATH"\n')
    program.chmod(0o755)
    modules = Modules(program, "/opt/my modules", [], ["GCC/12.3.0"])
    script = executing(job(modules=modules, python=["true"]), {})
    bash = ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "bash", "-c", script]
    printed = subprocess.run(bash, capture_output=True, check=True, text=True).stdout
    assert printed.splitlines() == ["--force purge /opt/my modules", "load GCC/12.3.0 /opt/my modules"]


def test_a_converted_notebook_is_run_by_what_its_language_needs() -> None:
    lines = converting(job(notebook="/home/me/My book.ipynb"), {}).splitlines()
    assert lines[-1] == 'exec /venv/bin/python -m IPython --colors=NoColor My_book-"$SLURM_JOB_ID".py'
    assert any("-m nbconvert --to python" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        (" 1e-3 ", 0.001),
        ("true", True),
        ("True", True),
        ("None", None),
        ("'a b'", "a b"),
        ('"é"', "é"),
        ("[1, 'x']", [1, "x"]),
        ("(1, 2)", [1, 2]),
        ("{'a': 1}", {"a": 1}),
        ("cities.csv", "cities.csv"),
        ("nan", "nan"),
        ("", ""),
        ("{1, 2}", "{1, 2}"),
        ("[" * 1000, "[" * 1000),
    ],
)
def test_what_reads_as_a_value_is_one(text: str, value: object) -> None:
    assert value_of(text) == value


@given(st.text())
def test_every_text_has_a_value_that_json_can_hold(text: str) -> None:
    assert json.loads(json.dumps(value_of(text))) == value_of(text)


def test_a_parameter_has_the_name_of_a_variable() -> None:
    with pytest.raises(MalformedError, match="can't name a parameter"):
        values_of({"a b": "1"})
