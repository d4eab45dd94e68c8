"""Submits notebooks as batch jobs: writes the script, makes the copy that it runs, finds what came of it."""

from __future__ import annotations

import importlib.util
import inspect
import os
import secrets
import site
import sys
from logging import Logger
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from ...core import kept_files, threads
from ...core.environment import ServerEnvironment
from ...core.errors import HpcLabError, MalformedError, NotFoundError, RefusedError, TooSlowError
from ...slurm.client import SlurmClient
from ...software import loaded_modules
from ...software.discovery import Discovery
from ...software.lmod import check_module_name
from ..submit import JobSubmission
from . import results
from .copies import Copies
from .models import NotebookRun, NotebookScript, NotebookSubmission
from .parameters import values_of
from .script import Job, KernelPlace, Modules, converting, executing, is_convertible, plain_name

_DISK_SECONDS = 15.0
_NO_PAPERMILL = (
    "Parameters need papermill beside JupyterLab, and it isn't there. Ask your support to install "
    "hpclab[notebooks], or set the values in the notebook."
)


class NotebookJobs:
    """Runs notebooks as batch jobs.

    Args:
        submission: submits scripts.
        client: tells which cluster this is.
        discovery: tells which module system there is.
        environment: the server's.
        kernels: the server's kernelspecs.
        root: the folder that JupyterLab's file browser shows.
        log: takes what nobody waits for.

    """

    def __init__(
        self,
        submission: JobSubmission,
        client: SlurmClient,
        discovery: Discovery,
        environment: ServerEnvironment,
        *,
        kernels: KernelSpecManager,
        root: Path,
        log: Logger,
    ) -> None:
        self._submission = submission
        self._client = client
        self._discovery = discovery
        self._environment = environment
        self._kernels = kernels
        self._root = root
        self._log = log
        self._copies = Copies(kept_files.data_folder(environment.initial))

    async def script(self, run: NotebookRun) -> NotebookScript:
        """The script of a run; nothing is submitted.

        Raises:
            NotFoundError: there is no such kernel.
            MalformedError: a parameter, a module or an option can't be named so.
            RefusedError: parameters can't be had here; no script of that language can be run.
            UnavailableError: there is no module system, and modules were asked for.

        """
        notebook = self._path(run.path)
        token = secrets.token_hex(16)
        kernel = await self._kernel(run.kernel)
        no_parameters = await threads.run(_why_no_parameters, timeout=_DISK_SECONDS)
        job = Job(
            copy=self._copies.path(token),
            notebook=notebook,
            python=await threads.run(own_python, timeout=_DISK_SECONDS),
            kernel=kernel,
            parameters=values_of(run.parameters),
            modules=await self._modules(run),
        )
        is_converted = run.way == "convert"
        if is_converted and not is_convertible(kernel):
            raise RefusedError(
                "no_interpreter",
                f"A notebook in {kernel.language or 'an unknown language'} can't be run as a script here. "
                "Execute it cell by cell.",
            )
        if job.parameters and (no_parameters or is_converted):
            raise RefusedError("no_parameters", no_parameters or "A converted notebook takes no parameters.")
        written = converting if is_converted else executing
        return NotebookScript(
            script=written(job, run.options),
            copy=token,
            result=next(results.candidates(notebook, "JOBID")).name,
            folder=str(notebook.parent),
            no_parameters=no_parameters,
        )

    async def submit(self, body: NotebookSubmission) -> str:
        """Make the copy and submit the script; the job's id.

        Raises:
            NotFoundError: there is no such notebook.
            RefusedError: the copy can't be made.
            HpcLabError: what `JobSubmission.submit` does.

        """
        notebook = self._path(body.path)
        await self._copy(notebook, body.copy)
        try:
            job_id = await self._submission.submit(body.script, notebook.parent, name=plain_name(notebook))
        except TooSlowError:
            raise  # the job may be there, and would look for its copy
        except HpcLabError:
            await threads.run(lambda: self._copies.drop(body.copy), timeout=_DISK_SECONDS)
            raise
        if body.way == "execute":
            await self._note(job_id, notebook)
        return job_id

    async def result(self, job_id: str) -> str | None:
        """What a job's executed notebook is or will be, as the file browser names it.

        None where the job runs no notebook, as far as is known, or the disk doesn't answer.
        """
        cluster = await self._cluster()

        def find() -> Path | None:
            notebook = self._copies.notebook(cluster, job_id)
            return None if notebook is None else results.newest(notebook, job_id)

        try:
            found = await threads.run(find, timeout=_DISK_SECONDS)
        except (OSError, TooSlowError):
            return None
        return (
            None
            if found is None or not found.is_relative_to(self._root)
            else str(found.relative_to(self._root))
        )

    async def _copy(self, notebook: Path, token: str) -> None:
        try:
            await threads.run(lambda: self._copies.make(notebook, token), timeout=_DISK_SECONDS)
        except FileNotFoundError as error:
            raise NotFoundError(
                "no_notebook", f"There is no notebook {notebook}: save it under a name first."
            ) from error
        except OSError as error:
            raise RefusedError(
                "no_copy", f"{notebook} can't be copied for the job: {error.strerror}. Nothing was submitted."
            ) from error

    async def _note(self, job_id: str, notebook: Path) -> None:
        """What isn't noted costs the button that opens the result, nothing more."""
        cluster = await self._cluster()
        try:
            await threads.run(lambda: self._copies.note(cluster, job_id, notebook), timeout=_DISK_SECONDS)
        except (OSError, TooSlowError) as error:
            self._log.warning("hpclab: which notebook job %s runs can't be kept: %s", job_id, error)

    async def _cluster(self) -> str:
        return (await self._client.facts()).cluster or "cluster"

    async def _modules(self, run: NotebookRun) -> Modules | None:
        if run.modules is None:
            return None
        for name in run.modules:
            check_module_name(name)
        installation = await self._discovery.installation()
        initial = self._environment.initial
        base = loaded_modules.read(initial).base_modulepath
        return Modules(
            command=installation.command,
            modulepath=base or initial.get("MODULEPATH", ""),
            paths=run.module_paths,
            names=run.modules,
        )

    async def _kernel(self, name: str) -> KernelPlace:
        try:
            spec = await threads.run(lambda: self._kernels.get_kernel_spec(name), timeout=_DISK_SECONDS)
            if inspect.isawaitable(spec):  # a gateway's kernels lie on another machine
                spec = await spec
        except NoSuchKernel as error:
            raise NotFoundError("no_kernel", f"There is no kernel {name} here.") from error
        program = next(iter(spec.argv), "")
        return KernelPlace(
            name=name,
            folder=Path(spec.resource_dir),
            language=(spec.language or "").lower(),
            # As jupyter_client starts it.
            program=sys.executable if program in ("python", "python3") else program,
        )

    def _path(self, path: str) -> Path:
        """A notebook's path on the disk; nothing is asked of that."""
        relative = Path(path.lstrip("/"))
        if ".." in relative.parts or relative.suffix != ".ipynb" or "\0" in path:
            raise MalformedError("malformed", f"{path[:200]!r} is no notebook in JupyterLab's file browser.")
        return self._root / relative


def own_python() -> list[str]:
    """The words that start this server's Python, so that it finds what this server finds. Waits for the disk.

    In the job, PYTHONPATH is that of the modules, and the notebook's folder may hold a file of any name:
    neither shall come before what runs the notebook. Where a site brings hpclab by PYTHONPATH, or a person
    has it in their home, that can't be kept out.
    """
    outside = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    if site.ENABLE_USER_SITE:
        outside.append(site.getusersitepackages())
    origins = [_origin(name) for name in ("hpclab", "nbclient", "nbformat")]
    is_outside = any(origin.is_relative_to(folder) for origin in origins for folder in outside)
    return [sys.executable] if is_outside else [sys.executable, "-I"]


def _origin(package: str) -> Path:
    found = importlib.util.find_spec(package)
    return Path(found.origin if found and found.origin else "/")


def _why_no_parameters() -> str | None:
    return None if importlib.util.find_spec("papermill") else _NO_PAPERMILL
