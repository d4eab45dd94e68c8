"""The routes of notebooks as batch jobs."""

from __future__ import annotations

from ...core.web import Handler, Route, endpoint
from ..models import SubmittedJob
from .models import JobNotebook, NotebookRun, NotebookScript, NotebookSubmission
from .service import NotebookJobs


class NotebookScriptHandler(Handler):
    """The script of a notebook's job."""

    @endpoint("The script that runs a notebook as a batch job")
    async def post(self, body: NotebookRun) -> NotebookScript:
        """Write it; nothing is submitted."""
        return await self.service(NotebookJobs).script(body)


class NotebookHandler(Handler):
    """A notebook as a batch job."""

    @endpoint("Submit a notebook as a batch job")
    async def post(self, body: NotebookSubmission) -> SubmittedJob:
        """Copy it and submit the script."""
        return SubmittedJob(await self.service(NotebookJobs).submit(body))


class ResultHandler(Handler):
    """The executed notebook of a job."""

    @endpoint("Where the executed notebook of a job is")
    async def get(self, job_id: str) -> JobNotebook:
        """Look on the disk; Slurm isn't asked."""
        return JobNotebook(await self.service(NotebookJobs).result(job_id))


ROUTES = [
    Route("jobs/notebook", NotebookHandler, "jobs", changing="jobs.notebooks"),
    Route("jobs/notebook/script", NotebookScriptHandler, "jobs", changing="jobs.notebooks"),
    Route("jobs/{job_id}/notebook", ResultHandler, "jobs.notebooks"),
]
