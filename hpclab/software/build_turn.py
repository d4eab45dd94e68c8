"""Whose turn it is to build a catalog: one process of a person at a time, over all nodes with the same home.

The turn is a file beside the catalog. Who has it touches it again and again; a turn that nobody has touched
for a while, or whose process has ended on this node, is taken over. All times are those of the file server:
the nodes' clocks don't matter. File locks would be simpler, but not every file system has them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import tempfile
from pathlib import Path

import msgspec

_TOUCHED_SECONDS = 10.0
_ABANDONED_SECONDS = 60.0
# After a take-over two may believe that they have it: the one who wrote last has.
_SETTLED_SECONDS = 1.0


class Holder(msgspec.Struct, frozen=True):
    """Who has the turn.

    Attributes:
        token: unlike any other's.
        node: where.
        processes: names the space in which the process number counts, as a container has its own.
        pid: the process.

    """

    token: str
    node: str
    processes: str
    pid: int


class Turn:
    """The turn to build one catalog.

    Args:
        file: names the turn, in the folder of the catalog.

    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._own = Holder(
            token=secrets.token_hex(8), node=socket.gethostname(), processes=_processes(), pid=os.getpid()
        )
        self._hurry_file = file.with_name(f"{file.name}.hurry")
        self._touching: asyncio.Task[None] | None = None

    def hurry(self) -> None:
        """Ask who has the turn, anywhere, to let no time go by: somebody waits for what is built."""
        with contextlib.suppress(OSError):  # then they wait
            self._hurry_file.touch()

    def is_hurried(self) -> bool:
        """Whether somebody has asked for that."""
        return self._hurry_file.exists()

    async def take(self) -> bool:
        """Try to have the turn; then it is kept until `give_back`.

        Returns:
            Whether this process has it.

        Raises:
            OSError: nobody can have it here.

        """
        if not self._made():
            if not self._is_abandoned():
                return False
            self._write_over()
            await asyncio.sleep(_SETTLED_SECONDS)
            if self._read() != self._own:
                return False
        self._touching = asyncio.create_task(self._touch())
        return True

    def give_back(self) -> None:
        """Let others have it."""
        if self._touching is not None:
            self._touching.cancel()
            self._touching = None
        with contextlib.suppress(OSError):
            if self._read() == self._own:
                self._hurry_file.unlink(missing_ok=True)
                self._file.unlink()

    def _made(self) -> bool:
        """Whether nobody had it, and this process has it now."""
        try:
            descriptor = os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return False
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(msgspec.json.encode(self._own))
        except OSError:  # the disk is full
            self._file.unlink(missing_ok=True)
            raise
        return True

    def _read(self) -> Holder | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Holder)
        except (FileNotFoundError, msgspec.DecodeError):  # given back, or just being written
            return None

    def _is_abandoned(self) -> bool:
        holder = self._read()
        if holder is not None and (holder.node, holder.processes) == (self._own.node, self._own.processes):
            return not Path(f"/proc/{holder.pid}").exists()
        try:
            touched = self._file.stat().st_mtime
        except FileNotFoundError:
            return True
        return self._now() - touched > _ABANDONED_SECONDS

    def _now(self) -> float:
        """The file server's time."""
        with tempfile.TemporaryFile(dir=self._file.parent) as probe:
            probe.write(b"now")
            probe.flush()
            return os.fstat(probe.fileno()).st_mtime

    def _write_over(self) -> None:
        descriptor, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=f".{self._file.name}-")
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(msgspec.json.encode(self._own))
            Path(temporary).replace(self._file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    async def _touch(self) -> None:
        with contextlib.suppress(OSError):  # taken over, as this process seemed to be gone
            while self._read() == self._own:
                os.utime(self._file)
                await asyncio.sleep(_TOUCHED_SECONDS)


def _processes() -> str:
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
