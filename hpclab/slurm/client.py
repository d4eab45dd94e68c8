"""Slurm's commands: where they are, how they are called, and what their failures mean to a person."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from ..core import process, threads
from ..core.errors import (
    BrokenToolError,
    HpcLabError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TooSlowError,
    UnavailableError,
)
from . import accounting, accounts, delimited, occupancy, parse, partitions, queue, sbatch
from .accounts import Account
from .occupancy import Occupancy
from .partitions import Partition
from .sbatch_environment import sbatch_environment

# Variables by which people change what the commands print or do, such as SCANCEL_INTERACTIVE, which asks.
_PERSONAL = ("SACCT_", "SALLOC_", "SBATCH_", "SCANCEL_", "SCONTROL_", "SINFO_", "SQUEUE_", "SRUN_")
_PERSONAL_NAMES = frozenset({"SLURM_CLUSTERS", "SLURM_BITSTR_LEN", "SLURM_DEBUG_FLAGS"})

# What the commands say where the controller can't be reached or doesn't trust the node: slurm_errno.c.
_UNREACHABLE = (
    "unable to contact slurm controller",
    "unable to process configuration file",
    "could not establish a configuration source",
    "socket timed out",
    "connection refused",
    "zero bytes were transmitted",
    "protocol authentication error",
)

# What the commands say, before an authentication error, where the service isn't there that tells who one is:
# munge, or from 23.11 on with auth/slurm sackd.
_IDENTITY = {"munge encode failed": "munge", "sack_connect: connect() failed": "sackd"}

# What scontrol says of a task or component that isn't there.
_NO_SUCH_JOB = re.compile(r"^Job \S+ not found$", re.MULTILINE)

# The commands that ask slurmdbd, and what they say where the site keeps no accounting.
_ACCOUNTING = frozenset({"sacct", "sacctmgr"})
_NO_ACCOUNTING = (
    "accounting storage is disabled",
    "accounting storage plugin",
    "not running a supported accounting_storage",
)

_FIND_AGAIN_SECONDS = 300
_READING_SECONDS = 30.0
# The database answers slowly where people have many jobs.
_ACCOUNTING_SECONDS = 60.0
# A busy slurmctld takes jobs slowly, and nobody knows what became of one whose sbatch was ended.
_SUBMITTING_SECONDS = 120.0
# squeue cuts the tasks of an array after 64 characters; without them nobody knows how many wait.
_WHOLE_LISTS = {"SLURM_BITSTR_LEN": "0"}


class SlurmFacts(msgspec.Struct, frozen=True):
    """What is known of Slurm here.

    Attributes:
        commands: the folder of Slurm's commands; None where they aren't found.
        version: such as `23.11.4`.
        cluster: the cluster's name.
        reason: where something is missing: what, and what to do.

    """

    commands: Path | None
    version: str | None = None
    cluster: str | None = None
    reason: str | None = None

    @property
    def available(self) -> bool:
        """Whether Slurm's commands are here and answer."""
        return self.commands is not None and self.reason is None


class SlurmClient:
    """Runs Slurm's commands, each with a time limit, in the environment that the server started with.

    Args:
        environment: the one that the server started with; modules that are loaded later change no call.
        folder: where the commands are; None to look on the PATH.
        timeout: seconds after which a command is ended.

    """

    def __init__(
        self, environment: Mapping[str, str], *, folder: Path | None = None, timeout: float = 10
    ) -> None:
        # Without PATH, as in a step that gets only what its hub names, programs are where they always are.
        self._path = str(folder) if folder else environment.get("PATH") or os.defpath
        self._environment = command_environment(environment)
        self._timeout = timeout
        self._commands: dict[str, str] = {}
        self._facts: SlurmFacts | None = None
        self._find_again = 0.0
        self._finding = asyncio.Lock()

    async def job(self, number: str) -> parse.Job | None:
        """A job as slurmctld knows it, by one question to it.

        Args:
            number: the job's number, or `ARRAY_TASK` for a task.

        Returns:
            The job; None where slurmctld doesn't know it (any more).

        Raises:
            UnavailableError: Slurm isn't here, or slurmctld doesn't answer.
            TooSlowError: it took too long.
            RefusedError: Slurm's refusal, in its own words.
            BrokenToolError: the answer makes no sense.

        """
        try:
            printed = await self._run("scontrol", "--local", "show", "job", _checked(number))
        except NotFoundError:
            return None
        found = [job for job in parse.jobs(printed) if number in (job.number, job.job_id)]
        if not found:
            raise BrokenToolError(
                "slurm_broken", f"scontrol's answer to job {number} holds no such job.", printed[:2000]
            )
        return found[0]

    async def cancel(self, job_id: str) -> None:
        """Cancel a job.

        Raises:
            RefusedError: Slurm's refusal, such as for someone else's job.
            NotFoundError: there is no such job.
            UnavailableError: Slurm isn't here, or slurmctld doesn't answer.
            TooSlowError: it took too long; whether the job is cancelled isn't known.

        """
        # Without --verbose it says nothing of a job that is gone.
        await self._run("scancel", "--verbose", _target(job_id))

    async def hold(self, job_id: str) -> None:
        """Keep a job that waits from starting; raises what `cancel` does."""
        await self._run("scontrol", "hold", _target(job_id))

    async def release(self, job_id: str) -> None:
        """Let a held job start; raises what `cancel` does."""
        await self._run("scontrol", "release", _target(job_id))

    async def requeue(self, job_id: str) -> None:
        """End a running job and put it back into the queue; raises what `cancel` does."""
        await self._run("scontrol", "requeue", _target(job_id))

    async def submit(self, script: str, folder: Path | None, name: str | None) -> sbatch.Submitted:
        """Submit a batch script, which inherits nothing of this server's environment.

        Args:
            script: its text.
            folder: the job's working folder; None where the script names it.
            name: the job's name; None where the script names it.

        Raises:
            RefusedError: Slurm's refusal, in its own words.
            UnavailableError: Slurm isn't here, or slurmctld doesn't answer.
            TooSlowError: it took too long; whether the job was submitted isn't known.
            BrokenToolError: sbatch names no job.

        """
        try:
            done = await self._sbatch(script, sbatch.arguments(folder, name))
        except TooSlowError as error:
            raise TooSlowError(
                "submission_too_slow",
                f"Slurm did not answer sbatch within {_SUBMITTING_SECONDS:g} seconds. Whether the job was "
                "submitted isn't known: look into the queue before you submit it again.",
            ) from error
        job = sbatch.submitted(done.stdout_text)
        if job is None:
            raise BrokenToolError("slurm_broken", "sbatch names no job.", done.stdout_text[:2000])
        return job

    async def test_submission(
        self, script: str, folder: Path | None, name: str | None
    ) -> sbatch.Expected | None:
        """When a script's job would start; None where Slurm doesn't say.

        Args and errors as for `submit`; nothing is submitted.
        """
        done = await self._sbatch(script, sbatch.arguments(folder, name, test_only=True))
        return sbatch.expected(done.stderr_text)

    async def _sbatch(self, script: str, arguments: Sequence[str]) -> process.Completed:
        argv = [await self._command("sbatch"), *arguments]
        try:
            return await self._completed(
                argv, sbatch_environment(self._environment), _SUBMITTING_SECONDS, stdin=script.encode()
            )
        except RefusedError as error:
            said = error.detail or ""
            raise RefusedError(error.code, f"Slurm refused: {sbatch.refusal(said)}", said) from error

    async def partitions(self) -> list[Partition]:
        """The partitions, by two questions to slurmctld; raises what `queue` does."""
        shown = await self._run("scontrol", "--oneliner", "show", "partition")
        nodes = await self._run("sinfo", "--exact", "--noheader", f"--format={partitions.NODES_FORMAT}")
        return partitions.partitions(shown, nodes)

    async def occupancy(self) -> list[Occupancy]:
        """How full the partitions are, by one call of sinfo; raises what `queue` does."""
        return occupancy.occupancy(await self._run("sinfo", *occupancy.ARGUMENTS))

    async def accounts(self, user: str) -> list[Account]:
        """Somebody's accounts on this cluster, by one question to slurmdbd.

        Raises:
            what `queue` does, for slurmdbd.

        """
        printed = await self._run("sacctmgr", *accounts.arguments(user), timeout=_ACCOUNTING_SECONDS)
        return accounts.accounts(printed, await self.cluster())

    async def with_balances(self, known: Sequence[Account]) -> list[Account]:
        """The accounts with what is left of them, by one question to slurmctld; raises what `queue` does."""
        return accounts.with_balances(known, await self._run("sshare", *accounts.share_arguments(known)))

    async def script(self, number: str) -> str:
        """The batch script of one's own job, of slurmctld or, once that has forgotten the job, of accounting.

        Raises:
            NotFoundError: nobody has it any more.
            what `queue` does.

        """
        try:
            return await self._run("scontrol", "write", "batch_script", _checked(number), "-")
        except NotFoundError:
            words = ("--noheader", "--batch-script", f"--jobs={_checked(number)}")
            printed = await self._run("sacct", *words, timeout=_ACCOUNTING_SECONDS)
        script = sbatch.kept_script(printed)
        if script is None:
            raise NotFoundError(
                "no_script", f"Slurm has not kept the script of job {number}. Submit it from its file."
            )
        return script

    async def job_record(self, number: str) -> dict[str, str] | None:
        """All fields that `scontrol show job` has of a job; None where slurmctld doesn't know it (any more).

        Args:
            number: as for `job`; of the array's own number, the first record counts.

        Raises:
            what `job` does.

        """
        try:
            printed = await self._run("scontrol", "--local", "show", "job", _checked(number))
        except NotFoundError:
            return None
        # Of an array slurmctld tells each task: many thousand records are read in a thread.
        found = await threads.run(lambda: parse.records(printed), timeout=_READING_SECONDS)
        return found[0] if found else None

    async def queue(self, user: str | None) -> list[queue.QueueEntry]:
        """The queue, by one question to slurmctld.

        Args:
            user: whose jobs, also those that have just ended; None for everybody's that haven't.

        Raises:
            UnavailableError: Slurm isn't here, or slurmctld doesn't answer.
            TooSlowError: it took too long.
            RefusedError: Slurm's refusal, in its own words.

        """
        mark = delimited.delimiter()
        printed = await self._run("squeue", *queue.arguments(mark, user), more=_WHOLE_LISTS)
        # Many thousand lines are read in a thread: the event loop goes on meanwhile.
        return await threads.run(lambda: queue.entries(printed, mark), timeout=_READING_SECONDS)

    async def accounted(self, number: str) -> accounting.PastJob | None:
        """One job as accounting has it, by one question to slurmdbd; None where accounting doesn't know it.

        Args:
            number: the job's number.

        Raises:
            what `queue` does, for slurmdbd.

        """
        mark = delimited.delimiter()
        arguments = accounting.arguments_for_job(mark, _checked(number))
        printed = await self._run("sacct", *arguments, timeout=_ACCOUNTING_SECONDS)
        return next((job for job in accounting.records(printed, mark) if job.number == number), None)

    async def accounting(self, user: str, since: float) -> list[accounting.PastJob]:
        """Somebody's jobs as accounting has them, by one question to slurmdbd.

        Args:
            user: whose jobs.
            since: Unix seconds.

        Raises:
            what `queue` does, for slurmdbd.

        """
        mark = delimited.delimiter()
        arguments = accounting.arguments(mark, user, since)
        printed = await self._run("sacct", *arguments, timeout=_ACCOUNTING_SECONDS)
        return await threads.run(lambda: accounting.records(printed, mark), timeout=_READING_SECONDS)

    async def node_names(self, nodes: str) -> list[str]:
        """The names in a list of nodes such as `node[01-03],gpu1`; the controller isn't asked."""
        if "[" not in nodes:
            return [name for name in nodes.split(",") if name]
        return (await self._run("scontrol", "show", "hostnames", nodes)).split()

    async def version(self) -> str:
        """Slurm's version; the controller isn't asked.

        Raises:
            UnavailableError: Slurm isn't here.
            TooSlowError: it took too long.
            BrokenToolError: the answer makes no sense.

        """
        printed = await self._run("scontrol", "--version")
        version = parse.version(printed)
        if version is None:
            raise BrokenToolError("slurm_broken", "`scontrol --version` names no version.", printed[:2000])
        return version

    async def cluster(self) -> str | None:
        """The cluster's name: of the job where there is one, else slurmctld is asked."""
        if name := self._environment.get("SLURM_CLUSTER_NAME"):
            return name
        return parse.configuration(await self._run("scontrol", "show", "config")).get("ClusterName")

    async def facts(self) -> SlurmFacts:
        """What is known of Slurm here; found out once; again after a while where something was missing."""
        async with self._finding:
            known = self._facts
            if known is None or not (known.available or time.monotonic() < self._find_again):
                self._commands.clear()
                known = self._facts = await self._find_facts()
                self._find_again = time.monotonic() + _FIND_AGAIN_SECONDS
            return known

    async def _find_facts(self) -> SlurmFacts:
        try:
            folder = Path(await self._command("scontrol")).parent
        except HpcLabError as error:
            return SlurmFacts(commands=None, reason=error.message)
        version = None
        try:
            version = await self.version()
            return SlurmFacts(commands=folder, version=version, cluster=await self.cluster())
        except HpcLabError as error:
            return SlurmFacts(commands=folder, version=version, reason=error.message)

    async def _run(
        self,
        command: str,
        *arguments: str,
        more: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> str:
        argv = [await self._command(command), *arguments]
        environment = {**self._environment, **(more or {})}
        return (await self._completed(argv, environment, timeout or self._timeout)).stdout_text

    async def _completed(
        self, argv: Sequence[str], environment: Mapping[str, str], timeout: float, *, stdin: bytes = b""
    ) -> process.Completed:
        command = Path(argv[0]).name
        try:
            completed = await process.run(argv, env=environment, timeout=timeout, stdin=stdin)
        except TooSlowError as error:
            raise TooSlowError(
                "slurm_too_slow",
                f"Slurm did not answer {command} within {timeout:g} seconds. "
                f"Its {_service(command)} may be busy or down.",
            ) from error
        except UnavailableError as error:
            self._commands.clear()
            raise UnavailableError("slurm_unavailable", error.message, error.detail) from error
        if completed.status != 0 or _is_error(completed.stdout_text, completed.stderr_text):
            # That there is no such task or component scontrol writes to its standard output.
            said = completed.stderr_text.strip() or completed.stdout_text
            raise failure(command, completed.status, said)
        return completed

    async def _command(self, name: str) -> str:
        """A command's full path."""
        if name not in self._commands:
            found = await threads.run(lambda: shutil.which(name, path=self._path), timeout=self._timeout)
            if found is None:
                raise UnavailableError(
                    "slurm_unavailable",
                    f"Slurm's command {name} is not on the PATH that the server started with. Where this is "
                    "a cluster with Slurm, its admin can name the folder in c.HpcLab.slurm_bin.",
                )
            self._commands[name] = found
        return self._commands[name]


def command_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for Slurm's commands: without personal settings that change what they print or do.

    Times are asked for in Unix seconds, which know no time zone and no change of the clock in autumn.
    """
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith(_PERSONAL) and name not in _PERSONAL_NAMES
    }
    return {**kept, "SLURM_TIME_FORMAT": "%s"}


def failure(command: str, status: int, said: str) -> HpcLabError:
    """The error that a command's failure means.

    Args:
        command: such as `scancel`.
        status: its exit status.
        said: what it said of it.

    """
    said = said.strip()
    lower = said.lower()
    if "invalid job id" in lower or _NO_SUCH_JOB.search(said):
        return NotFoundError("unknown_job", "Slurm does not know this job (any more).", said)
    if command in _ACCOUNTING and any(words in lower for words in _NO_ACCOUNTING):
        return UnavailableError(
            "accounting_unavailable",
            "This cluster keeps no accounting, so there is no history of jobs and no list of accounts.",
            said,
        )
    if missing := next((name for words, name in _IDENTITY.items() if words in lower), None):
        return UnavailableError(
            "slurm_unavailable",
            f"Slurm can't tell who you are, as the service {missing} doesn't answer on this node. "
            "Tell your support; running jobs go on.",
            said,
        )
    if any(words in lower for words in _UNREACHABLE):
        return UnavailableError(
            "slurm_unavailable",
            f"Slurm's {_service(command)} does not answer. It may be down for a moment; running jobs go on.",
            said,
        )
    if status < 0 or not said:
        return BrokenToolError("slurm_broken", f"{command} ended with status {status}.", said or None)
    return RefusedError("slurm_refused", f"Slurm refused: {_last_words(said)}", said)


def _is_error(stdout: str, stderr: str) -> bool:
    """Some versions of scontrol say "Invalid job id specified" and end with status 0.

    Of a job's script 22.05 does, too: "job script retrieval failed: Invalid job id specified".
    """
    lower = stderr.lower()
    return not stdout.strip() and ("error" in lower or "retrieval failed" in lower)


def _last_words(said: str) -> str:
    """The last line of what a command said, without its own name: "scancel: error: Kill job error on …"."""
    line = said.splitlines()[-1]
    return re.split(r"(?:error|fatal): ", line)[-1][:500]


def _service(command: str) -> str:
    """Who answers a command."""
    return "accounting" if command in _ACCOUNTING else "controller"


def _target(job_id: str) -> str:
    """A job, an array, or tasks of it that wait; without how many run at once, which no command takes."""
    target = job_id.partition("%")[0]
    target = f"{target}]" if "[" in target and not target.endswith("]") else target
    if not parse.is_array_part(target):
        return _checked(job_id)
    return target


def _checked(job_id: str) -> str:
    if not parse.is_job_id(job_id):
        raise MalformedError(
            "malformed", f"{job_id[:100]!r} is not the id of a job, such as 123, 123_4 or 123+0."
        )
    return job_id
