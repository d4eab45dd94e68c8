"""The script of a notebook's job: its options, its modules by name, and what runs in it. Pure."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from .. import script as batch_script
from .parameters import Value

_RUNNER = "hpclab.jobs.notebooks.run"
# In the names of a job, of its output and of a converted notebook; others would mean something to sbatch.
_ODD = re.compile(r"[^\w.+-]+")


class Modules(msgspec.Struct, frozen=True):
    """The modules of a job.

    Attributes:
        command: the module system's program, by which a shell that has no `module` gets one.
        modulepath: for a shell that has none either.
        paths: folders that are searched before those, the first one first.
        names: what is loaded, in that order.

    """

    command: Path
    modulepath: str
    paths: Sequence[str]
    names: Sequence[str]


class KernelPlace(msgspec.Struct, frozen=True):
    """A kernel, as a job finds it.

    Attributes:
        name: of its kernelspec.
        folder: of its kernelspec.
        language: in small letters, such as `python`.
        program: the first word of its command line.

    """

    name: str
    folder: Path
    language: str
    program: str


class Job(msgspec.Struct, frozen=True):
    """What shall run.

    Attributes:
        copy: the copy of the notebook.
        notebook: the notebook itself, a whole path.
        python: the words that start the server's own Python.
        kernel: the notebook's.
        parameters: by name.
        modules: None leaves modules alone.

    """

    copy: Path
    notebook: Path
    python: Sequence[str]
    kernel: KernelPlace
    parameters: Mapping[str, Value]
    modules: Modules | None


def executing(job: Job, options: Mapping[str, str | None]) -> str:
    """The script that executes a notebook cell by cell.

    Args:
        job: what shall run.
        options: sbatch's, values by their long names.

    """
    run = [*job.python, "-m", _RUNNER]
    words = ["--kernel", job.kernel.name], ["--kernel-folder", str(job.kernel.folder)]
    lines = [shlex.join(run), *map(shlex.join, words)]
    if job.parameters:
        lines.append(shlex.join(["--parameters", json.dumps(job.parameters, ensure_ascii=False)]))
    lines += [shlex.quote(str(job.copy)), shlex.quote(str(job.notebook))]
    # `exec`: the end of the job is told to the program that runs, which saves what it has.
    return _script(job, options, "exec " + " \\\n    ".join(lines) + "\n")


def converting(job: Job, options: Mapping[str, str | None]) -> str:
    """The script that converts a notebook to a script of its language, and runs that; None of its parameters.

    Args:
        job: what shall run; its kernel's language has an interpreter here.
        options: sbatch's, values by their long names.

    Raises:
        KeyError: it has none.

    """
    exporter, suffix, interpreter = _interpreters(job.kernel)[job.kernel.language]
    name = f'{plain_name(job.notebook)}-"$SLURM_JOB_ID"'
    words = ["-m", "nbconvert", "--to", exporter, "--log-level=WARN", str(job.copy), "--output-dir=."]
    convert = f"{shlex.join([*job.python, *words])} \\\n    --output={name} || exit"
    return _script(job, options, f"{convert}\nexec {shlex.join(interpreter)} {name}{suffix}\n")


def is_convertible(kernel: KernelPlace) -> bool:
    """Whether a script of the kernel's language can be run here."""
    return kernel.language in _interpreters(kernel)


def plain_name(notebook: Path) -> str:
    """A notebook's name without what would mean something to sbatch or a shell; never empty."""
    return _ODD.sub("_", notebook.stem).lstrip("-.") or "notebook"


def _interpreters(kernel: KernelPlace) -> dict[str, tuple[str, str, list[str]]]:
    """By language: nbconvert's exporter, the script's suffix, and what runs it."""
    return {
        # A converted notebook may hold IPython's magics.
        "python": ("python", ".py", [kernel.program, "-m", "IPython", "--colors=NoColor"]),
        "r": ("script", ".r", ["Rscript"]),
        "julia": ("script", ".jl", [kernel.program]),
    }


def _script(job: Job, options: Mapping[str, str | None], run: str) -> str:
    name = plain_name(job.notebook)
    named = {"job-name": name, "output": f"{name}-%j.out", **options}
    parts = ["#!/bin/bash -l\n", *([_modules(job.modules)] if job.modules else []), run]
    return batch_script.with_options("\n".join(parts), named)


def _modules(modules: Modules) -> str:
    command = shlex.quote(str(modules.command))
    lines = [
        "# A shell without modules gets them as JupyterLab has them.",
        f'type module > /dev/null 2>&1 || module() {{ eval "$({command} bash "$@")"; }}',
        f'[ -n "$MODULEPATH" ] || export MODULEPATH={shlex.quote(modules.modulepath)}',
        "module --force purge",
        *(f"module use {shlex.quote(path)}" for path in reversed(modules.paths)),
    ]
    if modules.names:
        lines.append(f"module load {shlex.join(modules.names)}")
    return "\n".join(lines) + "\n"
