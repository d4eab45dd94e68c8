"""The routes of the jobs capability."""

from __future__ import annotations

from ..core.prepared import Prepared
from ..core.web import Handler, Route, endpoint
from .actions import JobActions
from .details import JobDetails
from .ended import EndWatch
from .history import JobHistory
from .models import (
    Accounts,
    ActionRequest,
    ActionResult,
    CheckedSubmission,
    EndedJobs,
    HistoryQuery,
    JobInfo,
    JobScript,
    OutputPart,
    OutputQuery,
    Partitions,
    PastJobs,
    Presets,
    QueuedJobs,
    QueueQuery,
    SeenJobs,
    Submission,
    SubmissionQuestion,
    SubmittedJob,
)
from .output import JobOutput
from .queue import JobQueue
from .submitting import Submitting
from .targets import JobTargets


class QueueHandler(Handler):
    """The queue."""

    @endpoint("Jobs that wait, run or have just ended", answer=QueuedJobs)
    async def get(self, query: QueueQuery) -> Prepared:
        """Answer from the question that all tabs share."""
        return await self.service(JobQueue).prepared(query)

    @endpoint("Submit a batch script")
    async def post(self, body: Submission) -> SubmittedJob:
        """Submit it."""
        return await self.service(Submitting).submit(body)


class CheckHandler(Handler):
    """A script before its submission."""

    @endpoint("A batch script as it would be submitted, and when it would start")
    async def post(self, body: SubmissionQuestion) -> CheckedSubmission:
        """Read it, and ask Slurm where that is wanted."""
        return await self.service(Submitting).check(body)


class HistoryHandler(Handler):
    """The history."""

    @endpoint("One's own jobs as accounting has them", answer=PastJobs)
    async def get(self, query: HistoryQuery) -> Prepared:
        """Answer from the question that all tabs share."""
        return await self.service(JobHistory).prepared(query.days)


class ActionsHandler(Handler):
    """Several jobs."""

    @endpoint("Cancel, hold, release or requeue several jobs")
    async def post(self, body: ActionRequest) -> ActionResult:
        """Do it to each, and say to whom it was done."""
        return await self.service(JobActions).several(body.action, body.jobs)


class JobHandler(Handler):
    """One job."""

    @endpoint("All that is known of a job")
    async def get(self, job_id: str) -> JobInfo:
        """Ask slurmctld, or accounting once that has forgotten the job."""
        return await self.service(JobDetails).details(job_id)

    @endpoint("Cancel a job")
    async def delete(self, job_id: str) -> None:
        """Cancel it, or the tasks of an array that the id names."""
        await self.service(JobActions).one("cancel", job_id)


class HoldHandler(Handler):
    """A job that waits."""

    @endpoint("Keep a job from starting")
    async def post(self, job_id: str) -> None:
        """Hold it."""
        await self.service(JobActions).one("hold", job_id)


class ReleaseHandler(Handler):
    """A job that is held."""

    @endpoint("Let a held job start")
    async def post(self, job_id: str) -> None:
        """Release it."""
        await self.service(JobActions).one("release", job_id)


class RequeueHandler(Handler):
    """A job that runs."""

    @endpoint("End a running job and put it back into the queue")
    async def post(self, job_id: str) -> None:
        """Requeue it."""
        await self.service(JobActions).one("requeue", job_id)


class EndedHandler(Handler):
    """Jobs that have ended."""

    @endpoint("One's own jobs that have ended, and nobody was told")
    async def get(self) -> EndedJobs:
        """Answer from memory."""
        return self.service(EndWatch).ended()


class EndedSeenHandler(Handler):
    """What was told of jobs that have ended."""

    @endpoint("The person was told that these jobs have ended")
    async def post(self, body: SeenJobs) -> None:
        """Tell it no more."""
        await self.service(EndWatch).seen(body.keys)


class OutputHandler(Handler):
    """What a job writes."""

    @endpoint("A part of a job's output")
    async def get(self, job_id: str, query: OutputQuery) -> OutputPart:
        """Read the file; Slurm isn't asked again."""
        return await self.service(JobOutput).output(job_id, query)


class ScriptHandler(Handler):
    """The script of a job."""

    @endpoint("The batch script of one's own job, as Slurm has kept it")
    async def get(self, job_id: str) -> JobScript:
        """Ask slurmctld, or accounting once that has forgotten the job."""
        return JobScript(await self.service(JobDetails).script(job_id))


class PartitionsHandler(Handler):
    """The partitions."""

    @endpoint("The partitions, with what limits a job in them")
    async def get(self) -> Partitions:
        """Answer from what is known; Slurm is asked seldom."""
        return await self.service(JobTargets).partitions()


class AccountsHandler(Handler):
    """The accounts."""

    @endpoint("The accounts that one may submit with")
    async def get(self) -> Accounts:
        """Answer from what is known; accounting is asked seldom."""
        return await self.service(JobTargets).accounts()


class PresetsHandler(Handler):
    """The presets."""

    @endpoint("What the site offers for submissions")
    async def get(self) -> Presets:
        """Answer what the site has set."""
        return Presets(self.service(JobTargets).presets)


ROUTES = [
    Route("jobs", QueueHandler, "jobs", changing="jobs.submit"),
    Route("jobs/check", CheckHandler, "jobs", changing="jobs.submit"),
    Route("jobs/history", HistoryHandler, "jobs"),
    Route("jobs/actions", ActionsHandler, "jobs"),
    Route("ended-jobs", EndedHandler, "jobs.ended"),
    Route("ended-jobs/seen", EndedSeenHandler, "jobs.ended"),
    Route("jobs/{job_id}", JobHandler, "jobs"),
    Route("jobs/{job_id}/hold", HoldHandler, "jobs"),
    Route("jobs/{job_id}/release", ReleaseHandler, "jobs"),
    Route("jobs/{job_id}/requeue", RequeueHandler, "jobs"),
    Route("jobs/{job_id}/output", OutputHandler, "jobs"),
    Route("jobs/{job_id}/script", ScriptHandler, "jobs.submit"),
    Route("partitions", PartitionsHandler, "jobs.submit"),
    Route("accounts", AccountsHandler, "jobs.submit"),
    Route("presets", PresetsHandler, "jobs.submit"),
]
