"""What a person was told or has dismissed, kept in their data folder: once is enough over sessions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from logging import Logger

import msgspec

from ..core import kept_files, threads
from ..core.errors import HpcLabError

_PATIENCE_SECONDS = 3.0
_KEPT_SECONDS = 400 * 86400.0
_KEPT_TOPICS = 500

_Topics = dict[str, float]


class Told:
    """Topics, each with the time when it was told.

    A home that is slow, full or can't be written to costs the memory beyond this session, nothing else.

    Args:
        environment: that the server started with.
        log: takes what nobody waits for.

    """

    def __init__(self, environment: Mapping[str, str], log: Logger) -> None:
        self._file = kept_files.data_folder(environment) / "told.json"
        self._log = log
        self._topics: _Topics = {}
        self._is_read = False
        self._disk = threads.OneAtATime[_Topics]()
        self._lock = asyncio.Lock()

    async def topics(self) -> frozenset[str]:
        """All that was told."""
        async with self._lock:
            await self._read_once()
            return frozenset(self._topics)

    async def claim(self, topic: str, period: float = _KEPT_SECONDS) -> bool:
        """Remember a topic.

        Args:
            topic: such as `storage:/home/alice`.
            period: seconds for which once is enough.

        Returns:
            Whether it was new: of several who ask at once, one gets True.

        """
        async with self._lock:
            # Another session of the person may have told it meanwhile.
            await self._read()
            is_new = time.time() - self._topics.get(topic, float("-inf")) >= period
            if is_new:
                self._topics[topic] = time.time()
                await self._write()
            return is_new

    async def _read_once(self) -> None:
        if not self._is_read:
            await self._read()

    async def _read(self) -> None:
        try:
            found = await self._disk.run(self._load, timeout=_PATIENCE_SECONDS)
        except (OSError, HpcLabError) as error:
            self._log.info("hpclab: what was told before can't be read: %s", error)
            return
        self._is_read = True
        self._topics = {**found, **self._topics}

    def _load(self) -> _Topics:
        try:
            topics = msgspec.json.decode(self._file.read_bytes(), type=_Topics)
        except (FileNotFoundError, ValueError):
            return {}
        oldest = time.time() - _KEPT_SECONDS
        return {topic: when for topic, when in topics.items() if when > oldest}

    async def _write(self) -> None:
        youngest = sorted(self._topics.items(), key=lambda item: item[1])[-_KEPT_TOPICS:]
        content = msgspec.json.encode(dict(youngest))
        try:
            await threads.run(lambda: kept_files.write(self._file, content), timeout=_PATIENCE_SECONDS)
        except (OSError, HpcLabError) as error:
            self._log.info("hpclab: what was told can't be remembered: %s", error)
