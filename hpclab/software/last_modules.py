"""Remembers what a session has loaded, and offers it at the start of the next one.

One small file for each job, as several sessions may run at once. What is written is what was asked for
beyond the start; a session that ends with nothing more writes that too, so that nothing older is offered.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Mapping, Sequence
from functools import partial
from logging import Logger
from pathlib import Path

import msgspec

from ..core import kept_files, threads
from ..core.errors import TooSlowError

_PATIENCE_SECONDS = 5.0
# What is older, nobody remembers.
_KEPT_SECONDS = 90 * 86400.0
# As many sessions may run at once and keep theirs.
_MOST_RECORDS = 20


class _Record(msgspec.Struct, frozen=True):
    """What a session had.

    Attributes:
        cluster: Slurm's name of it; empty outside a job.
        written: Unix seconds.
        modules: full names.

    """

    cluster: str
    written: float
    modules: list[str]


class LastModules:
    """The modules of the last session, and of this one for the next.

    Args:
        environment: the one that the server started with.
        log: takes what nobody waits for.
        is_on: else nothing is remembered, nor offered.

    """

    def __init__(self, environment: Mapping[str, str], log: Logger, *, is_on: bool = True) -> None:
        self._log = log
        self._is_on = is_on
        self._folder = kept_files.data_folder(environment) / "modules"
        self._cluster = environment.get("SLURM_CLUSTER_NAME", "")
        self._file = self._folder / _file_name(self._cluster, environment.get("SLURM_JOB_ID", ""))
        self._is_kept = False
        self._is_over = False
        self._offered: tuple[str, ...] = ()
        self._unwritten: _Record | None = None
        self._writing: asyncio.Task[None] | None = None

    @property
    def offered(self) -> tuple[str, ...]:
        """Full names of what the last session had, while that is worth saying; else none."""
        return () if self._is_over else self._offered

    def begin(self) -> None:
        """Keep from now on what this session has."""
        self._is_kept = self._is_on

    async def look(self) -> None:
        """Look what the last session had."""
        if not self._is_on:
            return
        try:
            last = await threads.run(
                lambda: _youngest(self._folder, self._cluster), timeout=_PATIENCE_SECONDS
            )
        except (OSError, TooSlowError) as error:
            self._log.info("hpclab: what the last session had loaded isn't known: %s", error)
            return
        self._offered = tuple(last.modules) if last is not None else ()

    def keep(self, modules: Sequence[str]) -> None:
        """Remember what is loaded now. From then on nothing is offered: the person has chosen.

        Args:
            modules: full names of what was asked for beyond the start.

        """
        self._is_over = True
        if not self._is_kept:
            return
        self._unwritten = _Record(self._cluster, time.time(), list(modules))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Wait for what is being written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        """Write the newest until there is none newer: one writer at a time, the last word wins."""
        while (record := self._unwritten) is not None:
            self._unwritten = None
            write = partial(kept_files.write, self._file, msgspec.json.encode(record))
            try:
                await threads.run(write, timeout=_PATIENCE_SECONDS)
            except (OSError, TooSlowError) as error:
                # A home that is full or can't be written to only costs the memory of it.
                self._log.info("hpclab: what is loaded can't be kept for the next session: %s", error)


def _file_name(cluster: str, job: str) -> str:
    """One for each job; outside one for each server, as several may run on a node."""
    if job:
        return kept_files.name_of(cluster or "cluster", job)
    return kept_files.name_of("node", socket.gethostname(), str(os.getpid()))


def _youngest(folder: Path, cluster: str) -> _Record | None:
    """The youngest record of this cluster; those that are too old or too many are removed."""
    records = sorted(_read(folder), key=lambda pair: pair[1].written, reverse=True)
    fresh = [pair for pair in records if time.time() - pair[1].written < _KEPT_SECONDS][:_MOST_RECORDS]
    for file, _ in records[len(fresh) :]:
        with contextlib.suppress(OSError):
            file.unlink()
    return next((record for _, record in fresh if record.cluster == cluster), None)


def _read(folder: Path) -> list[tuple[Path, _Record]]:
    """All records; what is none is left out."""
    found = ((file, _record(file)) for file in folder.glob("*.json"))
    return [(file, record) for file, record in found if record is not None]


def _record(file: Path) -> _Record | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Record)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
