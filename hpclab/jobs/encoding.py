"""Long lists of jobs for the network: encoded once for all tabs, in a thread, and in parts.

A part of some hundred jobs takes less than a millisecond; between two of them the event loop has its turn.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from ..core import threads
from ..core.prepared import Prepared
from ..core.shared_answer import Known
from .models import PastJobs, QueuedJobs

Value = TypeVar("Value")

_ENCODING_SECONDS = 30.0
# The answer tells the server's clock, by which browsers say how long a job has run.
_SHARED_SECONDS = 15.0
_PART = 500
# Compressing for the network of a cluster: speed counts more than size.
_COMPRESSION = 1


def encode(answer: QueuedJobs | PastJobs) -> Prepared:
    """Encode and compress an answer. Blocking, but never long without letting others run."""
    jobs = answer.jobs
    parts = [msgspec.json.encode(jobs[i : i + _PART])[1:-1] for i in range(0, len(jobs), _PART)]
    encoded = msgspec.Raw(b"[" + b",".join(parts) + b"]")
    whole = msgspec.json.encode({**msgspec.structs.asdict(answer), "jobs": encoded})
    gzipped = gzip.compress(whole, _COMPRESSION)
    return Prepared(gzipped=gzipped, etag=hashlib.sha256(gzipped).hexdigest()[:32])


class SharedEncoding(Generic[Value]):
    """The encoding of what is known, made anew when something else is known or some seconds have passed.

    Args:
        answer: makes the answer of what is known; called in a thread.

    """

    def __init__(self, answer: Callable[[Known[Value]], QueuedJobs | PastJobs]) -> None:
        self._answer = answer
        self._known: Known[Value] | None = None
        self._made_at = 0.0  # monotonic
        self._encoding: asyncio.Task[Prepared] | None = None

    async def of(self, known: Known[Value]) -> Prepared:
        """The answer that is made of what is known.

        Raises:
            TooSlowError: the machine is too busy.

        """
        encoding = self._encoding
        if encoding is None or not self._is_fresh(known, encoding):
            self._known, self._made_at = known, time.monotonic()
            encoding = self._encoding = asyncio.create_task(
                threads.run(lambda: encode(self._answer(known)), timeout=_ENCODING_SECONDS)
            )
        # Who goes away takes nobody else's answer along.
        return await asyncio.shield(encoding)

    def _is_fresh(self, known: Known[Value], encoding: asyncio.Task[Prepared]) -> bool:
        is_broken = encoding.done() and (encoding.cancelled() or encoding.exception() is not None)
        is_young = time.monotonic() - self._made_at < _SHARED_SECONDS
        return known is self._known and is_young and not is_broken
