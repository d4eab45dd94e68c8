"""Jobs that report their end: the line in their script, run by real shells."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.jobs import end_report, script
from hpclab.jobs.end_report import EndReport

HEADER = "#!/bin/bash\n#SBATCH --time=10\n\n# what it is for\n#SBATCH --mem=1G\n"


def run(text: str, *, array: str | None = None, name: str = "a job") -> int:
    """Run a script as Slurm's batch step does, and return its exit status."""
    environment = {"PATH": "/usr/bin:/bin", "SLURM_JOB_ID": "17", "SLURM_JOB_NAME": name}
    if array:
        environment["SLURM_ARRAY_JOB_ID"] = array
    shell = text.split("\n", 1)[0].removeprefix("#!").split()
    return subprocess.run([*shell, "-c", text], env=environment, check=False).returncode


@pytest.mark.parametrize("shell", ["bash", "sh", "dash", "zsh"])
def test_a_script_reports_its_status_and_keeps_it(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} isn't installed")
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    text = end_report.with_report(f"#!/usr/bin/env {shell}\n#SBATCH --time=1\ntrue\nexit 3\n", folder)
    assert run(text, name="näme 'with'\n\"quotes\"") == 3
    report = end_report.parse("17", (folder / "17").read_text())
    assert report == EndReport("17", None, 3, "näme 'with'\n\"quotes\"")


def test_a_task_names_its_array(tmp_path: Path) -> None:
    assert run(end_report.with_report("#!/bin/bash\ntrue\n", tmp_path), array="12") == 0
    assert end_report.parse("17", (tmp_path / "17").read_text()) == EndReport("17", "12", 0, "a job")


def test_a_script_goes_on_where_it_cannot_report(tmp_path: Path) -> None:
    text = end_report.with_report("#!/bin/bash\necho done > result\n", tmp_path / "gone")
    assert run(f"{text.splitlines()[0]}\ncd {tmp_path}\n" + "\n".join(text.splitlines()[1:])) == 0
    assert (tmp_path / "result").read_text() == "done\n"


def test_a_trap_of_the_script_comes_first(tmp_path: Path) -> None:
    own = f"trap 'touch {tmp_path}/own' EXIT"
    assert run(end_report.with_report(f"#!/bin/bash\n{own}\n", tmp_path)) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["own"]


def test_the_options_stay_what_they_are(tmp_path: Path) -> None:
    text = HEADER + "hostname\n"
    reporting = end_report.with_report(text, tmp_path)
    assert reporting.startswith(HEADER + "trap ")
    assert reporting.endswith(" EXIT; hostname\n")
    assert script.options(reporting) == script.options(text)


def test_errors_name_the_lines_that_they_are_in(tmp_path: Path) -> None:
    text = HEADER + "cd /\necho $LINENO > " + f"{tmp_path}/line\n"
    assert run(end_report.with_report(text, tmp_path)) == 0
    assert (tmp_path / "line").read_text() == f"{text.count(chr(10))}\n"


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/python3\nprint(1)\n",
        "#!/usr/bin/env -S Rscript\n",
        "#!/bin/bash",
        "#!/bin/bash\n#SBATCH -t 5",
        "#!\n",
        "",
    ],
)
def test_others_are_left_as_they_are(text: str, tmp_path: Path) -> None:
    assert end_report.with_report(text, tmp_path) == text


@given(st.text())
def test_any_script_is_only_added_to(text: str) -> None:
    wanted = f"#!/bin/sh\n{text}"
    reporting = end_report.with_report(wanted, Path("/x"))
    assert reporting.count("\n") == wanted.count("\n")
    assert end_report.without_report(reporting) == wanted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("17", ""),
        ("17", "0\n"),
        ("17", "0\n\nna"),
        ("17", "x\n\nname\n"),
        ("x", "0\n\nname\n"),
        ("²", "0\n\nn\n"),
    ],
)
def test_what_is_no_report(name: str, text: str) -> None:
    assert end_report.parse(name, text) is None


@given(st.text(), st.text())
def test_no_text_breaks_the_parser(name: str, text: str) -> None:
    end_report.parse(name, text)
