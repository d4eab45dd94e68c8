"""The history of one's own jobs: few questions to accounting, and only while somebody looks."""

from __future__ import annotations

import time
from functools import partial

from ..core.pace import Backoff, Budget
from ..core.prepared import Prepared
from ..core.shared_answer import Known, SharedAnswer
from ..slurm.accounting import PastJob
from ..slurm.client import SlurmClient
from .encoding import SharedEncoding
from .models import PastJobs

_DAY = 86_400.0
_DAYS = (1, 7, 30)
# At most six questions in any hour: 3 + 3600 / 1200.
_BURST = 3
_INTERVAL_SECONDS = 1200.0
# Who looks gets an answer that is at most this old, as long as the budget lasts: a job may just have ended.
_FRESH_SECONDS = 20.0
# Details of a job that isn't known are worth another question only this long after the last one.
_SHARED_SECONDS = 900.0


class JobHistory:
    """One's own jobs as accounting has them.

    Args:
        client: Slurm's commands.
        user: whose jobs.

    """

    def __init__(self, client: SlurmClient, user: str) -> None:
        self._client = client
        self._user = user
        budget = Budget(_BURST, _INTERVAL_SECONDS)
        self._answers = {
            days: SharedAnswer(partial(self._ask, days), budget, Backoff(120, 1800)) for days in _DAYS
        }
        self._encodings = {days: SharedEncoding(partial(self._answer, days)) for days in _DAYS}

    async def prepared(self, days: int) -> Prepared:
        """The jobs of some days, encoded; a longer history that is known answers for a shorter one."""
        return await self._encodings[days].of(await self.known(days))

    async def find(self, job_id: str) -> PastJob | None:
        """A job of the last 30 days, from what is known or else from accounting.

        Raises:
            HpcLabError: it isn't known, and accounting doesn't answer.

        """
        for days in _DAYS:
            found = _find(self._answers[days].known.value, job_id)
            if found:
                return found
        known = await self._answers[_DAYS[-1]].get(_SHARED_SECONDS)
        if known.error and known.value is None:
            raise known.error
        return _find(known.value, job_id)

    async def close(self) -> None:
        """End what is under way."""
        for answer in self._answers.values():
            await answer.close()

    async def known(self, days: int) -> Known[list[PastJob]]:
        """The youngest answer that reaches back far enough; a new one where Slurm may be asked."""
        enough = [self._answers[wanted] for wanted in _DAYS if wanted >= days]
        young = next(
            (each for each in enough if each.age < _FRESH_SECONDS and not each.known.error), enough[0]
        )
        asked = await young.get(_FRESH_SECONDS)  # it may be on its way: then this waits for it too
        known = [each.known for each in enough if each.known.value is not None]
        return max(known, key=lambda each: each.as_of or 0.0, default=asked)

    @staticmethod
    def _answer(days: int, known: Known[list[PastJob]]) -> PastJobs:
        """The jobs of some days, the youngest first."""
        now = time.time()
        words = known.error.message if known.error else None
        if known.value is None:
            limit = "Accounting was asked as often as is gentle. The history comes within 20 minutes."
            return PastJobs(now=now, reason=words or limit)
        since = now - days * _DAY
        jobs = [job for job in known.value if job.end is None or job.end >= since]
        jobs.sort(key=lambda job: job.end or job.submitted or 0, reverse=True)
        return PastJobs(now=now, as_of=known.as_of, stale=words, jobs=jobs)

    async def _ask(self, days: int) -> list[PastJob]:
        return await self._client.accounting(self._user, time.time() - days * _DAY)


def _find(records: list[PastJob] | None, job_id: str) -> PastJob | None:
    return next((job for job in records or [] if job_id in (job.job_id, job.number)), None)
