"""What can be done to one's jobs: cancel, hold, release, requeue; to several at once, each answered for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from ..core.errors import ForbiddenError, HpcLabError, MalformedError, NotFoundError, RefusedError
from ..slurm.client import SlurmClient
from .changes import JobChanges
from .models import Action, ActionFailure, ActionResult

# So many at a time: slurmctld serves others too.
_AT_ONCE = 4
_MOST = 200
# What Slurm says of a job of somebody else's.
_NOT_MINE = ("access/permission denied", "invalid user id")


class JobActions:
    """Changes jobs.

    Args:
        client: Slurm's commands.
        changes: is told of each.

    """

    def __init__(self, client: SlurmClient, changes: JobChanges) -> None:
        self._changes = changes
        self._calls: dict[Action, Callable[[str], Awaitable[None]]] = {
            "cancel": client.cancel,
            "hold": client.hold,
            "release": client.release,
            "requeue": client.requeue,
        }

    async def one(self, action: Action, job_id: str) -> None:
        """Do something to a job, a whole array, or some of its tasks.

        Raises:
            NotFoundError: Slurm doesn't know it any more.
            ForbiddenError: it is somebody else's.
            RefusedError: Slurm's refusal, in its own words.
            UnavailableError: slurmctld doesn't answer.
            TooSlowError: it took too long; whether it was done isn't known.

        """
        try:
            await self._act(action, job_id)
        finally:
            self._changes.tell()

    async def several(self, action: Action, jobs: Sequence[str]) -> ActionResult:
        """Do it to several; what fails for one doesn't keep it from the others.

        Raises:
            MalformedError: there are too many of them for one request.

        """
        if len(jobs) > _MOST:
            raise MalformedError(
                "malformed", f"These are {len(jobs)} jobs; at most {_MOST} at once. An array counts as one."
            )
        places = asyncio.Semaphore(_AT_ONCE)
        result = ActionResult(done=[], failed=[])

        async def attempt(job_id: str) -> None:
            async with places:
                try:
                    await self._act(action, job_id)
                    result.done.append(job_id)
                except HpcLabError as error:
                    result.failed.append(ActionFailure(job_id, error.message, error.detail))

        try:
            await asyncio.gather(*(attempt(job_id) for job_id in dict.fromkeys(jobs)))
        finally:
            self._changes.tell()
        return result

    async def _act(self, action: Action, job_id: str) -> None:
        try:
            await self._calls[action](job_id)
        except (NotFoundError, RefusedError) as error:
            raise _in_plain_words(error, action, job_id) from error


def _in_plain_words(error: HpcLabError, action: Action, job_id: str) -> HpcLabError:
    """The same error, where it is one that people meet often, as they would say it."""
    if isinstance(error, NotFoundError):
        return NotFoundError(error.code, f"Job {job_id} has ended, or Slurm has forgotten it.", error.detail)
    said = (error.detail or "").lower()
    if "already completing or completed" in said:
        return NotFoundError("job_ended", f"Job {job_id} has ended already.", error.detail)
    if "individual component of heterogeneous job" in said:
        whole = job_id.partition("+")[0]
        return RefusedError(
            "whole_job_only",
            f"{job_id} is a part of job {whole}. Slurm can {action} only all of it: {action} job {whole}.",
            error.detail,
        )
    if any(words in said for words in _NOT_MINE):
        return ForbiddenError(
            "not_yours",
            f"Job {job_id} is somebody else's: only they and administrators can change it.",
            error.detail,
        )
    if action == "requeue" and "disabled" in said:
        return RefusedError(
            "not_requeued",
            f"Job {job_id} can't be requeued: it was submitted without --requeue. Cancel and resubmit it.",
            error.detail,
        )
    return error
