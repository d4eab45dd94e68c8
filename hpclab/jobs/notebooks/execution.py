"""Executes a notebook cell by cell, and keeps what has come of it so far in a file, whatever happens.

It runs inside the job, without a server. nbclient executes the cells; the loop over them is here, so that
each is saved and what ends the run is written where it happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

# A cell may run for hours: what it has printed is saved meanwhile.
_SAVE_EVERY = 30.0
# A kernel on a busy node with a slow file system takes its time.
_START_SECONDS = 300
_ENDING = (signal.SIGTERM, signal.SIGINT)


class Kernel(msgspec.Struct, frozen=True):
    """Which kernel.

    Attributes:
        name: of its kernelspec.
        folder: where the kernelspec was when the job was submitted; it is looked for there first.

    """

    name: str
    folder: Path | None = None

    @property
    def language(self) -> str:
        """What its cells are written in.

        Raises:
            NoSuchKernel: there is none of that name here.

        """
        return str(self._specs.get_kernel_spec(self.name).language).lower()

    def manager(self) -> AsyncKernelManager:
        """What starts it."""
        return AsyncKernelManager(kernel_name=self.name, kernel_spec_manager=self._specs)

    @property
    def _specs(self) -> KernelSpecManager:
        specs = KernelSpecManager()
        if self.folder is not None:
            specs.kernel_dirs = [str(self.folder.parent), *specs.kernel_dirs]
        return specs


class KeptNotebook:
    """The executed notebook on the disk: whole at any time.

    Args:
        notebook: what is executed.
        path: the file, which is there and is the run's own.

    """

    def __init__(self, notebook: NotebookNode, path: Path) -> None:
        self.notebook = notebook
        self.path = path
        self._written = ""

    def save(self) -> bool:
        """Write it where it has changed; False, and a word in the job's output, where it can't be written."""
        text: str = nbformat.writes(self.notebook)  # type: ignore[no-untyped-call]
        if text == self._written:
            return True
        new = self.path.with_name(f".{self.path.name}.new")
        try:
            new.write_text(text, encoding="utf-8")
            new.replace(self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                new.unlink()
            _say(f"{self.path} can't be saved: {error.strerror}. The run goes on and tries again.")
            return False
        self._written = text
        return True


class Execution:
    """One run of a notebook, from its top.

    Args:
        kept: the notebook, and where it is kept.
        kernel: executes it.
        folder: the kernel's working folder.

    """

    def __init__(self, kept: KeptNotebook, kernel: Kernel, folder: Path) -> None:
        self._kept = kept
        self._folder = folder
        self._client = NotebookClient(
            kept.notebook,
            kernel_name=kernel.name,
            timeout=None,
            startup_timeout=_START_SECONDS,
            coalesce_streams=True,
            resources={"metadata": {"path": str(folder)}},
        )
        self._client.km = kernel.manager()
        self._cell: NotebookNode | None = None

    async def run(self) -> int:
        """Execute all cells.

        Returns:
            The exit status of the job: 0; 1 where a cell failed or the kernel died; of a run that was ended,
            128 and the signal; 74 (sysexits.h, EX_IOERR) where the end couldn't be saved.

        """
        status = await self._executed()
        return status if self._kept.save() or status else os.EX_IOERR

    async def _executed(self) -> int:
        async with self._client.async_setup_kernel(cwd=str(self._folder)):
            # nbclient has just put its own in this place, which would only end the kernel.
            with _cancelled_by_signals() as ended_by:
                try:
                    async with self._saved_meanwhile():
                        await self._all_cells()
                    return 0
                except CellExecutionError as error:
                    _say(f"Failed: {error.ename}: {error.evalue}")
                    return 1
                except (DeadKernelError, asyncio.CancelledError):
                    # nbclient takes a run that is cancelled for one whose kernel has died.
                    if ended_by:
                        self._note("JobEnded", "The job was cancelled or its time was up during this cell.")
                        return 128 + ended_by[0]
                    self._note("KernelDied", "The kernel died during this cell; memory may have been full.")
                    return 1
                finally:
                    # Before the kernel is ended: Slurm leaves little time.
                    self._kept.save()

    async def _all_cells(self) -> None:
        cells = self._kept.notebook.cells
        count = sum(1 for cell in cells if cell.cell_type == "code")
        number = 0
        for index, cell in enumerate(cells):
            if cell.cell_type != "code":
                continue
            number += 1
            self._cell = cell
            started = time.monotonic()
            await self._client.async_execute_cell(cell, index, execution_count=number)
            _say(f"Cell {number} of {count}: {time.monotonic() - started:.1f} s")
            self._kept.save()
        self._client.set_widgets_metadata()

    @contextlib.asynccontextmanager
    async def _saved_meanwhile(self) -> AsyncIterator[None]:
        async def save() -> None:
            while True:
                await asyncio.sleep(_SAVE_EVERY)
                self._kept.save()

        saving = asyncio.create_task(save())
        try:
            yield
        finally:
            saving.cancel()

    def _note(self, name: str, text: str) -> None:
        """Write into the cell that runs what ended it."""
        _say(text)
        if self._cell is not None:
            trace = [f"{name}: {text}"]
            self._cell.outputs.append(
                nbformat.v4.new_output("error", ename=name, evalue=text, traceback=trace)  # type: ignore[no-untyped-call]
            )


@contextlib.contextmanager
def _cancelled_by_signals() -> Iterator[list[signal.Signals]]:
    """Have the signals that end a job cancel the task that is within; gives those that came."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    came: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        came.append(number)
        if len(came) == 1:
            task.cancel()

    for number in _ENDING:
        loop.add_signal_handler(number, end, number)
    yield came


def _say(text: str) -> None:
    """A line of the job's output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
