"""`%load_ext hpclab` in a Python that has nothing of the server: each test in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
# What the server extension wants beside the standard library, and a kernel has no need of.
FOREIGN = ("jupyter_events", "jupyter_server", "msgspec", "pandas", "psutil", "tornado")
BLOCK = f"""
import sys
for name in {FOREIGN!r}:
    sys.modules[name] = None  # to import it fails
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="NoColor", history_manager=None)
shell.run_line_magic("load_ext", "hpclab")
"""


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script after `%load_ext hpclab`, where nothing of the server can be imported."""
    return subprocess.run(
        [sys.executable, "-c", BLOCK + script],
        env={"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"], **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def test_the_magics_need_nothing_of_the_server() -> None:
    found = run("""
for name, function in sorted(shell.magics_manager.magics["line"].items()):
    if function.__module__.startswith("hpclab."):
        print(name)
""")
    assert found.stdout.split() == ["module", "sacct", "sbatch", "scancel", "sinfo", "squeue"]


def test_each_magic_says_what_it_is_for(tmp_path: Path) -> None:
    found = run("shell.run_cell('%squeue?'); shell.run_cell('%%sbatch?')", HOME=str(tmp_path))
    assert "options as in a terminal" in found.stdout
    assert "submits the cell's text" in found.stdout


def test_without_slurm_or_a_server_a_line_says_so_without_a_traceback(tmp_path: Path) -> None:
    lines = ["squeue", "module load GCC", "squeue 'a", "module frobnicate"]
    found = run(
        f"failed = [shell.run_cell('%' + line).success for line in {lines!r}]; print(failed)",
        PATH=str(tmp_path),
        HOME=str(tmp_path),
    )
    said = found.stdout + found.stderr
    assert "The command squeue is not on the PATH of this kernel." in said
    assert "belongs to no Jupyter server" in said
    assert "No closing quotation" in said
    assert "frobnicate isn't there" in said
    assert "Traceback" not in said
    assert str([False] * len(lines)) in said


def test_the_modules_of_the_process_are_listed_where_there_is_no_server() -> None:
    found = run("print(shell.run_line_magic('module', 'list'))", LOADEDMODULES="GCC/12.3.0:R/4.2.2")
    assert found.stdout.split() == ["Module", "GCC/12.3.0", "R/4.2.2"]
