"""What the routes of notebooks in jobs take and answer."""

from __future__ import annotations

from typing import Literal

import msgspec

Way = Literal["execute", "convert"]


class NotebookRun(msgspec.Struct, kw_only=True):
    """How a notebook shall run as a batch job.

    Attributes:
        path: of the notebook, as the file browser names it.
        kernel: the name of a kernelspec of this server.
        way: execute it cell by cell; or convert it to a script, and run that.
        modules: what the script loads, in that order, after unloading everything; None leaves modules alone.
        module_paths: folders with modules that are searched too, the first one first.
        parameters: texts by name: what reads as a value of JSON or of Python is one, anything else a text.
        options: sbatch's, values by their long names, such as `{"time": "1:00:00"}`.

    """

    path: str
    kernel: str
    way: Way = "execute"
    modules: list[str] | None = None
    module_paths: list[str] = []
    parameters: dict[str, str] = {}
    options: dict[str, str | None] = {}


class NotebookScript(msgspec.Struct, kw_only=True):
    """The script of such a run; nothing is submitted yet.

    Attributes:
        script: its text, which may be changed before it is submitted.
        copy: names the copy of the notebook that the script runs and the submission will make.
        result: what the executed notebook will be called, with JOBID in the place of the job's id.
        folder: where it will be, and where the notebook runs: a path of the disk.
        no_parameters: why the notebook can't be given parameters here; None where it can.

    """

    script: str
    copy: str
    result: str
    folder: str
    no_parameters: str | None = None


class NotebookSubmission(msgspec.Struct, kw_only=True):
    """The script of a run, to be submitted.

    Attributes:
        path: of the notebook, as the file browser names it.
        copy: as `NotebookScript` named it.
        script: perhaps changed.
        way: of the run that the script is of.

    """

    path: str
    copy: str
    script: str
    way: Way = "execute"


class JobNotebook(msgspec.Struct):
    """The executed notebook of a job.

    Attributes:
        path: as the file browser names it; None where the job executes none, as far as is known.

    """

    path: str | None
