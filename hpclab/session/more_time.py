"""More time for the own job, by the command that the site names for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from ..core import process
from ..core.errors import ConflictError, RefusedError, TooSlowError, UnavailableError
from .allocation import Allocation
from .own_job import own_job

# A site's command may ask its own servers, and somebody waits for it before a dialog.
_COMMAND_SECONDS = 60.0
# What is told of the command's words: a dialog has no place for more.
_LONGEST = 8000
_JOB_ID = "{job_id}"


class MoreTime:
    """Asks for more time.

    Args:
        command: the site's, as a list of words, with `{job_id}` in it; empty where there is none.
        environment: the one that the server started with.
        allocation: the own job, which may end later afterwards.

    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], allocation: Allocation
    ) -> None:
        job = own_job(environment)
        self._argv = command_for(command, job.job_id) if job is not None else []
        self._environment = environment
        self._allocation = allocation
        self._lock = asyncio.Lock()

    @property
    def is_offered(self) -> bool:
        """Whether there is a command, and a job that it can be for."""
        return bool(self._argv)

    async def ask(self) -> str:
        """Run the command, and look for the job's new end.

        Returns:
            What the command printed, shortened.

        Raises:
            ConflictError: it is just running.
            RefusedError: it says no; its words are in `detail`.
            TooSlowError: it took too long.
            UnavailableError: the site has none, or it can't be started, or there is no job.

        """
        if not self.is_offered:
            raise UnavailableError(
                "no_more_time",
                "No command for more time is set up for this session. Save your work before it ends.",
            )
        if self._lock.locked():
            raise ConflictError("asking", "More time is just being asked for; wait for the answer.")
        async with self._lock:
            try:
                return answer_of(await self._run())
            finally:
                # Also one that failed or was too slow may have changed the limit.
                await self._allocation.ask_anew()

    async def _run(self) -> process.Completed:
        try:
            return await process.run(self._argv, env=self._environment, timeout=_COMMAND_SECONDS)
        except UnavailableError as error:
            raise UnavailableError(
                error.code, f"{error.message} Tell your support that the command for more time is missing."
            ) from error
        except TooSlowError as error:
            raise TooSlowError(
                error.code,
                f"The site's command for more time did not finish within {_COMMAND_SECONDS:g} seconds and "
                "was ended. Look at the time left, save your work, and tell your support.",
            ) from error


def command_for(command: Sequence[str], job_id: str) -> list[str]:
    """The words of the command for a job."""
    return [word.replace(_JOB_ID, job_id) for word in command]


def answer_of(done: process.Completed) -> str:
    """What the command says, standard output before standard error.

    Raises:
        RefusedError: its exit status isn't 0.

    """
    parts = [text.strip() for text in (done.stdout_text, done.stderr_text)]
    words = shortened("\n".join(part for part in parts if part))
    if done.status == 0:
        return words
    raise RefusedError(
        "more_time_refused",
        "The site's command for more time failed. Look at the time left and save your work; "
        "where the command's words don't help, ask your support.",
        words or f"It printed nothing and ended with status {done.status}.",
    )


def shortened(text: str) -> str:
    """The end of a text that is too long, as programs say last what matters."""
    return text if len(text) <= _LONGEST else f"…{text[1 - _LONGEST :]}"
