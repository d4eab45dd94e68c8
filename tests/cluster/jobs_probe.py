"""Runs as a user of the cluster in the tests: asks hpclab about jobs, and prints what it answers."""

from __future__ import annotations

import asyncio
import getpass
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_events import EventLogger

from hpclab.core.environment import ServerEnvironment
from hpclab.core.errors import HpcLabError
from hpclab.core.events import ChangeEvents
from hpclab.jobs.actions import JobActions
from hpclab.jobs.changes import JobChanges
from hpclab.jobs.details import JobDetails
from hpclab.jobs.history import JobHistory
from hpclab.jobs.models import OutputQuery, QueueQuery, Submission, SubmissionQuestion
from hpclab.jobs.notebooks.models import NotebookRun, NotebookSubmission
from hpclab.jobs.notebooks.service import NotebookJobs
from hpclab.jobs.output import JobOutput
from hpclab.jobs.queue import JobQueue
from hpclab.jobs.submit import JobSubmission
from hpclab.jobs.submitting import Submitting
from hpclab.slurm.client import SlurmClient
from hpclab.software.discovery import Discovery


class Probe:
    """The capability as the server extension builds it."""

    def __init__(self) -> None:
        user = getpass.getuser()
        client = SlurmClient(dict(os.environ))
        self.queue = JobQueue(client, user, allows_all=True)
        self.history = JobHistory(client, user)
        self.details = JobDetails(client, self.queue, self.history, user, Path.home())
        self.output = JobOutput(self.details)
        changes = JobChanges(self.queue, ChangeEvents(EventLogger()))
        self.actions = JobActions(client, changes)
        submission = JobSubmission(client, changes)
        self.submitting = Submitting(submission, Path.home())
        environment = ServerEnvironment()
        self.notebooks = NotebookJobs(
            submission,
            client,
            Discovery(environment),
            environment,
            kernels=KernelSpecManager(),
            root=Path.home(),
            log=logging.getLogger(),
        )

    async def answer(self, what: str, *words: str) -> object:
        """The answer to a question such as `["cancel", "12"]`."""
        match what:
            case "queue":
                scope: Any = words[0] if words else "mine"
                return (await self.queue.known(QueueQuery(scope=scope))).value
            case "history":
                known = await self.history.known(1)
                return {"jobs": known.value, "error": known.error and known.error.message}
            case "details":
                return await self.details.details(words[0])
            case "output":
                stream: Any = words[1] if words[1:] else "stdout"
                return await self.output.output(words[0], OutputQuery(stream=stream))
            case "submit" | "check" | "notebook" | "notebook-result":
                submit = self._notebook if what.startswith("notebook") else self._submitting
                return await submit(what, words[0])
            case _:
                action: Any = what
                return await self.actions.several(action, words)

    async def _notebook(self, what: str, words: str) -> object:
        if what == "notebook-result":
            return await self.notebooks.result(words)
        run = msgspec.json.decode(words, type=NotebookRun)
        written = await self.notebooks.script(run)
        return await self.notebooks.submit(
            NotebookSubmission(path=run.path, copy=written.copy, script=written.script, way=run.way)
        )

    async def _submitting(self, what: str, body: str) -> object:
        if what == "submit":
            return await self.submitting.submit(msgspec.json.decode(body, type=Submission))
        return await self.submitting.check(msgspec.json.decode(body, type=SubmissionQuestion))

    async def answers(self, questions: list[list[str]]) -> list[object]:
        """The answers, one after another; an error is its code."""
        found: list[object] = []
        for question in questions:
            try:
                found.append(await self.answer(*question))
            except HpcLabError as error:
                found.append({"error": error.code, "message": error.message})
        return found


async def main() -> None:
    """Answer what the command line asks."""
    answers = await Probe().answers(json.loads(sys.argv[1]))
    sys.stdout.write(msgspec.json.encode(answers).decode())


if __name__ == "__main__":
    asyncio.run(main())
