"""An answer that all tabs share, such as one of Slurm: within a budget, with longer pauses after failures."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import msgspec

from . import tasks
from .errors import HpcLabError
from .pace import Backoff, Budget

Value = TypeVar("Value")


class Known(msgspec.Struct, Generic[Value], frozen=True):
    """The last answer.

    Attributes:
        value: None before the first.
        as_of: when it came, Unix seconds.
        error: why the last question had none; `value` is older then.

    """

    value: Value | None = None
    as_of: float | None = None
    error: HpcLabError | None = None


class SharedAnswer(Generic[Value]):
    """One question, asked by many.

    Args:
        ask: asks whoever knows.
        budget: limits how often, perhaps together with other questions.
        backoff: the pauses after failures.

    """

    def __init__(self, ask: Callable[[], Awaitable[Value]], budget: Budget, backoff: Backoff) -> None:
        self._ask = ask
        self._budget = budget
        self._backoff = backoff
        self._asked_at: float | None = None  # monotonic, as is the next
        self._not_before = 0.0
        self._question: asyncio.Task[None] | None = None
        # A question that was under way when something was changed: its answer may be from before.
        self._outdated: asyncio.Task[None] | None = None
        self.known: Known[Value] = Known()
        # Monotonic: when the last answer came, or was made too old by a change.
        self.changed_at = 0.0

    @property
    def age(self) -> float:
        """Seconds since the question was asked last."""
        return float("inf") if self._asked_at is None else time.monotonic() - self._asked_at

    async def get(self, age: float, *, patience: float | None = None) -> Known[Value]:
        """The answer, asked for anew where it is older than some seconds and the budget allows it.

        Args:
            age: seconds.
            patience: seconds to wait for a new answer, before the last one is given; None to wait for it.

        """
        if self._question is not None and self._question is self._outdated:
            await self._wait(self._question, patience)
        if self._question is None and self.age >= age and self._may_ask():
            self._question = asyncio.create_task(self._learn())
        if self._question is not None:
            await self._wait(self._question, patience)
        return self.known

    def outdate(self) -> None:
        """Something was changed: the answer is too old for everybody, and a failure before is forgotten."""
        self._asked_at = None
        self._not_before = 0.0
        self._outdated = self._question
        self.changed_at = time.monotonic()

    async def close(self) -> None:
        """End a question that is under way."""
        if self._question is not None:
            await tasks.end(self._question)

    async def _wait(self, question: asyncio.Task[None], patience: float | None) -> None:
        # Who goes away, or has waited enough, takes nobody else's answer along.
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.shield(question), patience)

    def _may_ask(self) -> bool:
        return time.monotonic() >= self._not_before and self._budget.take()

    async def _learn(self) -> None:
        self._asked_at = time.monotonic()
        try:
            self.known = Known(await self._ask(), time.time())
            self._backoff.succeeded()
            self.changed_at = time.monotonic()
        except HpcLabError as error:
            self.known = msgspec.structs.replace(self.known, error=error)
            self._not_before = time.monotonic() + self._backoff.failed()
        finally:
            self._question = None
