"""Runs inside the job: `python -m hpclab.jobs.notebooks.run COPY NOTEBOOK` executes the copy of a notebook.

What comes of it is `NAME-JOBID.ipynb` beside the notebook, saved after each cell. The exit status is 0 only
where all cells went well.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbformat import NotebookNode

from . import results
from .execution import Execution, KeptNotebook, Kernel


class _UnusableError(Exception):
    """The run can't begin; the text says why, and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute what the command line names; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except _UnusableError as error:
        sys.stderr.write(f"hpclab: {error}\n")
        return os.EX_DATAERR


def _run(options: argparse.Namespace) -> int:
    kernel = Kernel(options.kernel, options.kernel_folder)
    notebook = with_parameters(_read(options.copy), options.parameters, _language_of(kernel))
    try:
        path = results.claim(options.notebook, options.job)
    except OSError as error:
        raise _UnusableError(f"No file can be made beside {options.notebook}: {error.strerror}.") from error
    kept = KeptNotebook(notebook, path)
    kept.save()
    sys.stdout.write(f"The executed notebook is {path}\n")
    sys.stdout.flush()
    return asyncio.run(Execution(kept, kernel, options.notebook.parent).run())


def _language_of(kernel: Kernel) -> str:
    try:
        return kernel.language
    except NoSuchKernel as error:
        raise _UnusableError(
            f"There is no kernel {kernel.name} in this job. A module may bring it: submit with the modules "
            "that are loaded where the notebook runs."
        ) from error


def with_parameters(notebook: NotebookNode, parameters: dict[str, Any], language: str) -> NotebookNode:
    """The notebook with a cell of parameters behind its own, or at the top, as papermill writes it.

    Args:
        notebook: isn't changed.
        parameters: by their names; what JSON can hold.
        language: the kernel's, such as `python`.

    Raises:
        _UnusableError: papermill isn't installed, or doesn't know the language.

    """
    if not parameters:
        return notebook
    try:
        from papermill.exceptions import PapermillException  # noqa: PLC0415 - an extra
        from papermill.parameterize import parameterize_notebook  # noqa: PLC0415
    except ImportError as error:
        raise _UnusableError("papermill isn't installed, so this notebook can't have parameters.") from error
    notebook.metadata.setdefault("papermill", {})
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    try:
        filled: NotebookNode = parameterize_notebook(
            notebook, parameters, kernel_name=language, language=language
        )
    except (PapermillException, ValueError) as error:
        raise _UnusableError(f"papermill can't set the parameters: {error}") from error
    return filled


def _read(path: Path) -> NotebookNode:
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise _UnusableError(f"The copy {path} can't be read: {error.strerror}. Submit again.") from error
    except Exception as error:  # nbformat has no base for what can be wrong with a notebook
        raise _UnusableError(f"{path} is no notebook: {error}") from error
    return notebook


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hpclab.jobs.notebooks.run", description=__doc__)
    parser.add_argument("copy", type=Path, help="the copy that is executed")
    parser.add_argument("notebook", type=Path, help="the notebook that it is a copy of; it isn't touched")
    parser.add_argument("--kernel", required=True, help="the name of the kernelspec")
    parser.add_argument("--kernel-folder", type=Path, help="where that kernelspec is")
    parser.add_argument("--parameters", type=_json, default={}, help="a JSON object")
    parser.add_argument("--job", default=os.environ.get("SLURM_JOB_ID", "run"), help="names the result")
    return parser


def _json(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise argparse.ArgumentTypeError(f"it is no JSON object: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
