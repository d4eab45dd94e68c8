"""Waits for what may hang in the kernel, such as a dead file server, without making the event loop wait."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from .errors import TooSlowError

Result = TypeVar("Result")


class OneAtATime(Generic[Result]):
    """Asks one question in one thread at a time: what hangs holds no more than that, however many ask."""

    def __init__(self) -> None:
        self._running: asyncio.Future[Result] | None = None

    async def run(self, function: Callable[[], Result], *, timeout: float) -> Result:
        """Call a function in a daemon thread; who asks while one runs gets its result.

        Args:
            function: what is called.
            timeout: seconds after which it is no longer waited for. It goes on running.

        Raises:
            TooSlowError: it took longer.

        """
        if self._running is None or self._running.done():
            self._running = start(function)
        asked = self._running  # somebody else may ask anew before this one hears the answer
        return await wait_for(asked, timeout=timeout)


async def run(function: Callable[[], Result], *, timeout: float) -> Result:
    """Call a function in a thread of its own.

    A thread that hangs can't be ended. It is a daemon: it keeps no place in a pool and doesn't hold up the
    server's end. What is called again and again belongs into `OneAtATime`.

    Args:
        function: what is called.
        timeout: seconds after which it is no longer waited for.

    Raises:
        TooSlowError: it took longer.

    """
    try:
        return await asyncio.wait_for(start(function), timeout)
    except asyncio.TimeoutError:
        raise _too_slow(timeout) from None


async def wait_for(started: asyncio.Future[Result], *, timeout: float) -> Result:
    """Wait for what `start` began, and let it go on when nobody waits any more: its result isn't lost.

    Args:
        started: the future.
        timeout: seconds after which it is no longer waited for.

    Raises:
        TooSlowError: it took longer.

    """
    done, _ = await asyncio.wait([started], timeout=timeout)
    if not done:
        raise _too_slow(timeout)
    return started.result()


def start(function: Callable[[], Result]) -> asyncio.Future[Result]:
    """Call a function in a daemon thread; its result comes to the event loop that runs now."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def deliver(result: Result | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type] # None only where the function returns it

    def work() -> None:
        try:
            outcome: tuple[Result | None, BaseException | None] = (function(), None)
        except BaseException as error:  # whoever waits gets it
            outcome = (None, error)
        with contextlib.suppress(RuntimeError):  # the event loop has ended meanwhile
            loop.call_soon_threadsafe(deliver, *outcome)

    threading.Thread(target=work, name="hpclab", daemon=True).start()
    return future


def _too_slow(timeout: float) -> TooSlowError:
    return TooSlowError(
        "too_slow",
        f"The disk did not answer within {timeout:g} seconds; a file system may be slow or gone.",
    )
