"""What the browser asks of a submission: where the script comes from, how it would be submitted, and when."""

from __future__ import annotations

from pathlib import Path

from ..core import threads
from ..core.errors import HpcLabError, MalformedError
from ..core.pace import Budget
from . import script as batch_script
from . import script_file
from .models import CheckedSubmission, ExpectedStart, Submission, SubmissionQuestion, SubmittedJob
from .submit import JobSubmission, with_options

_DISK_SECONDS = 15.0
# Slurm works out a schedule to answer when a job would start, so it is asked seldom.
_BURST = 5
_INTERVAL_SECONDS = 20.0


class Submitting:
    """Answers what the form of a submission asks.

    Args:
        submission: submits.
        root: the folder that JupyterLab's file browser shows.

    """

    def __init__(self, submission: JobSubmission, root: Path) -> None:
        self._submission = submission
        self._root = root
        self._budget = Budget(_BURST, _INTERVAL_SECONDS)

    async def submit(self, body: Submission) -> SubmittedJob:
        """Submit a script.

        Raises:
            what `JobSubmission.submit` and `script_file.read` do.

        """
        script = await self._script(body)
        job_id = await self._submission.submit(
            script, self._folder(body), name=_name(body), options=body.options
        )
        return SubmittedJob(job_id)

    async def check(self, body: SubmissionQuestion) -> CheckedSubmission:
        """The script as it would be submitted; what is wrong with it is part of the answer.

        Raises:
            what `script_file.read` does; MalformedError where an option can't be written.

        """
        script = await self._script(body)
        folder = self._folder(body)
        answer = CheckedSubmission(script=script, options={}, folder=str(folder), name=_name(body))
        try:
            answer.options = batch_script.options(script)
            answer.script = with_options(script, body.options)
            answer.options = batch_script.options(answer.script)
        except MalformedError:
            raise
        except HpcLabError as error:
            answer.problem = error.message
            return answer
        answer.folder = answer.options.get("chdir") or answer.folder
        answer.name = answer.options.get("job-name") or answer.name
        if body.ask_slurm:
            await self._ask(answer, folder)
        return answer

    async def _ask(self, answer: CheckedSubmission, folder: Path) -> None:
        if not self._budget.take():
            answer.refusal = "Slurm was asked often just now. Ask again in a moment, or submit without."
            return
        try:
            expected = await self._submission.expected(answer.script, folder, name=answer.name)
        except HpcLabError as error:
            answer.refusal = error.message
            return
        if expected is not None:
            answer.expected = ExpectedStart(
                start=expected.start,
                cpus=expected.cpus,
                nodes=expected.nodes,
                partition=expected.partition,
            )

    async def _script(self, body: Submission) -> str:
        if body.script is not None:
            return body.script
        if body.path is None:
            raise MalformedError("malformed", "A submission needs a script: its text, or its file's path.")
        path = self._root / body.path
        return await threads.run(lambda: script_file.read(path), timeout=_DISK_SECONDS)

    def _folder(self, body: Submission) -> Path:
        if body.folder is not None:
            return self._root / body.folder
        return (self._root / body.path).parent if body.path else self._root


def _name(body: Submission) -> str | None:
    """The job's name, where the script names none: that of its file."""
    return Path(body.path).name if body.path else None
