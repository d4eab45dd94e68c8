"""Reads what a site keeps in files and at addresses: again when it has changed, never too often.

A file is looked at by its time and size. An address is asked whether there is something newer, by a
conditional request. What can't be reached leaves what was known; what makes no sense costs only itself, with
a word in the log.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from http import HTTPStatus
from logging import Logger
from typing import Generic, TypeVar

from ..core import threads
from ..core.errors import BrokenToolError, HpcLabError, UnavailableError
from ..core.pace import Backoff, Budget
from ..core.shared_answer import SharedAnswer
from .models import Complain

_FILE_SECONDS = 10.0
_ADDRESS_SECONDS = 600.0
_FILE_PATIENCE_SECONDS = 5.0
_ADDRESS_PATIENCE_SECONDS = 15.0
_SOCKET_SECONDS = 10.0
# Who asks waits so long for what is new, and gets what was known where it takes longer.
_PATIENCE_SECONDS = 1.0

Part = TypeVar("Part")

# Takes the bytes of a document, and whom to tell of each mistake in it.
Parse = Callable[[bytes, Complain], list[Part]]


class Document(Generic[Part]):
    """One file or address.

    Args:
        place: a path, or an http(s) address.
        parse: reads its bytes, in a thread.
        size_limit: bytes; a larger document is not read.

    """

    def __init__(self, place: str, parse: Parse[Part], size_limit: int) -> None:
        self.place = place
        self._parse = parse
        self._size_limit = size_limit
        self._is_address = place.lower().startswith(("http://", "https://"))
        self._reading = threads.OneAtATime[None]()
        self._parts: list[Part] = []
        self._mistakes: list[str] = []
        self._trouble: str | None = None
        self._version: object = None
        self._looked_at = float("-inf")

    @property
    def problems(self) -> list[str]:
        """Why it can't be reached, or else the mistakes in it."""
        return [self._trouble] if self._trouble else self._mistakes

    async def parts(self) -> list[Part]:
        """What it says now; what it said last where it can't be reached."""
        now = time.monotonic()
        if now - self._looked_at >= (_ADDRESS_SECONDS if self._is_address else _FILE_SECONDS):
            self._looked_at = now
            await self._look()
        return self._parts

    async def _look(self) -> None:
        patience = _ADDRESS_PATIENCE_SECONDS if self._is_address else _FILE_PATIENCE_SECONDS
        try:
            await self._reading.run(self._read, timeout=patience)
            self._trouble = None
        except HpcLabError as error:
            self._trouble = error.message

    def _read(self) -> None:
        """Read it, if it has changed; runs in a thread."""
        data = self._fetch() if self._is_address else self._load()
        if data is None:
            return
        mistakes: list[str] = []
        try:
            self._parts = self._parse(data, mistakes.append)
        except ValueError as error:
            self._parts = []
            mistakes.append(str(error))
        self._mistakes = mistakes

    def _load(self) -> bytes | None:
        """The file's bytes; None where they haven't changed. A file that isn't there says nothing."""
        try:
            found = os.stat(self.place)
        except FileNotFoundError:
            self._version = None
            return b""
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        version = (found.st_mtime_ns, found.st_size, found.st_ino)
        if version == self._version:
            return None
        if not stat.S_ISREG(found.st_mode):
            raise self._unreadable("it is not a file")
        try:
            with open(self.place, "rb") as file:
                data = self._limited(file.read(self._size_limit + 1))
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        self._version = version
        return data

    def _fetch(self) -> bytes | None:
        """The bytes behind the address; None where they haven't changed."""
        known = self._version if isinstance(self._version, dict) else {}
        request = urllib.request.Request(self.place, headers=known)  # noqa: S310 # the admin's own, http(s)
        try:
            with urllib.request.urlopen(request, timeout=_SOCKET_SECONDS) as answer:  # noqa: S310 # as above
                data = self._limited(answer.read(self._size_limit + 1))
                self._version = _conditions(answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.NOT_MODIFIED:
                return None
            raise self._unreadable(f"its server answered with status {error.code}") from error
        except (OSError, ValueError) as error:
            raise self._unreadable(str(getattr(error, "reason", error))) from error
        return data

    def _limited(self, data: bytes) -> bytes:
        if len(data) > self._size_limit:
            raise BrokenToolError(
                "site_document",
                f"It is larger than {self._size_limit // 1024} KiB and is not read.",
            )
        return data

    def _unreadable(self, why: str) -> UnavailableError:
        return UnavailableError("site_document", f"It can't be read: {why}.")


class Documents(Generic[Part]):
    """All documents of a kind.

    Args:
        setting: where the site names them, for the log.
        places: paths and addresses.
        parse: reads one.
        log: is told of problems, each once.
        size_limit: bytes for each.

    """

    def __init__(
        self, setting: str, places: Sequence[str], parse: Parse[Part], log: Logger, *, size_limit: int
    ) -> None:
        self._setting = setting
        self._documents = [Document(place, parse, size_limit) for place in places]
        self._log = log
        self._told: set[str] = set()
        # The documents know themselves how often they may be looked at.
        self._answer = SharedAnswer(self._read, Budget(3, _FILE_SECONDS), Backoff(60, 900))

    async def parts(self) -> list[Part]:
        """What all of them say; does not wait long for a document that is slow."""
        if not self._documents:
            return []
        known = await self._answer.get(_FILE_SECONDS, patience=_PATIENCE_SECONDS)
        return known.value or []

    def report(self) -> list[str]:
        """A line for each document: that it is fine, or what is wrong with it."""
        return [
            f"{self._setting}: {document.place}: {'; '.join(document.problems) or 'read'}"
            for document in self._documents
        ]

    async def close(self) -> None:
        """End what is under way."""
        await self._answer.close()

    async def _read(self) -> list[Part]:
        found = await asyncio.gather(*(document.parts() for document in self._documents))
        self._tell_problems()
        return [part for parts in found for part in parts]

    def _tell_problems(self) -> None:
        now = {
            f"{document.place}: {problem}" for document in self._documents for problem in document.problems
        }
        for problem in sorted(now - self._told):
            self._log.warning("hpclab: %s: %s", self._setting, problem)
        self._told = now


def _conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """The headers by which the next request asks only for what is newer."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in conditions.items() if value}
