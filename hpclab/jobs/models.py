"""What the routes of the jobs take and answer."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..site.submission import Preset
from ..slurm.accounting import PastJob
from ..slurm.accounts import Balance
from ..slurm.partitions import NodeKind
from ..slurm.queue import QueueEntry


class QueueQuery(msgspec.Struct):
    """What is asked of the queue.

    Attributes:
        scope: one's own jobs, or everybody's.
        age: seconds that the answer may be old; what looks all the time asks for no less than 15.

    """

    scope: Literal["mine", "all"] = "mine"
    age: float = 15.0


class QueuedJobs(msgspec.Struct, kw_only=True):
    """Jobs that wait, run or have just ended.

    Attributes:
        now: the server's clock, Unix seconds.
        as_of: when Slurm answered; None while it hasn't.
        stale: why this is older than it should be.
        reason: why there is no list; `jobs` is empty then.
        user: whose jobs are one's own.
        jobs: lines of squeue; the tasks of an array that wait are one.

    """

    now: float
    as_of: float | None = None
    stale: str | None = None
    reason: str | None = None
    user: str
    jobs: list[QueueEntry] = []


class HistoryQuery(msgspec.Struct):
    """What is asked of the history.

    Attributes:
        days: how far it reaches back.

    """

    days: Literal[1, 7, 30] = 7


class PastJobs(msgspec.Struct, kw_only=True):
    """One's own jobs as accounting has them.

    Attributes:
        now: the server's clock, Unix seconds.
        as_of: when accounting answered; None while it hasn't.
        stale: why this is older than it should be.
        reason: why there is no list; `jobs` is empty then.
        jobs: the youngest first.

    """

    now: float
    as_of: float | None = None
    stale: str | None = None
    reason: str | None = None
    jobs: list[PastJob] = []


class JobInfo(msgspec.Struct, kw_only=True):
    """All that is known of a job.

    Attributes:
        job_id: as people write it.
        number: the number inside Slurm.
        state: such as `RUNNING`.
        is_mine: whether it is one's own; only then are there its output and what can be done to it.
        why: why it waits, in a sentence; None where it doesn't.
        next_step: what can be done about that.
        reason: Slurm's code for it.
        start: Unix seconds; of a job that waits, when Slurm expects it, where it does.
        end: of the end, or when the time limit is reached.
        limit: seconds; None without one.
        memory: bytes on all nodes.
        folder: its working folder.
        browser_path: that folder in JupyterLab's file browser; None where it lies outside of that.
        command: the script that was submitted; None for what came from no file.
        stdout: the file of its output.
        stderr: the file of its errors; the same as `stdout` by default.
        exit_code: of the batch script.
        signal: what ended it; None where nothing did.
        record: what Slurm says of it, field by field, in Slurm's order.

    """

    job_id: str
    number: str
    state: str
    is_mine: bool
    name: str
    user: str | None = None
    account: str | None = None
    partition: str | None = None
    qos: str | None = None
    why: str | None = None
    next_step: str | None = None
    reason: str | None = None
    dependency: str | None = None
    submitted: float | None = None
    start: float | None = None
    end: float | None = None
    limit: float | None = None
    cpus: int | None = None
    gpus: int | None = None
    memory: int | None = None
    nodes: str = ""
    folder: str | None = None
    browser_path: str | None = None
    command: str | None = None
    stdout: str | None = None
    stderr: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    record: dict[str, str] = {}


class OutputQuery(msgspec.Struct):
    """Which part of a job's output is asked for.

    Attributes:
        stream: which of its two files.
        offset: the byte to begin at; None for the end of the file.
        until: the byte to end before, to read what stands before a part; None for as much as there is.
        file: the file that the offset is of, as an answer before named it; another one begins anew.

    """

    stream: Literal["stdout", "stderr"] = "stdout"
    offset: int | None = None
    until: int | None = None
    file: str | None = None


class OutputPart(msgspec.Struct, kw_only=True):
    """A part of a job's output.

    Attributes:
        path: the file's path, as Slurm has it.
        link_to: where the path leads, where it is a link.
        file: names this very file: another one under the same path has another.
        state: `text`; or why there is none: `missing`, `unknown` (nobody knows the path), `binary`.
        text: the part; bytes that are not UTF-8 become replacement characters.
        offset: the byte that it begins at.
        next_offset: where the next part begins.
        size: of the file, in bytes.
        is_new: the file is another one than the one asked for, or it was cut: earlier parts are outdated.
        is_guess: the path is what Slurm would choose by itself, as Slurm has forgotten the job.

    """

    path: str | None
    link_to: str | None = None
    file: str | None = None
    state: Literal["text", "missing", "unknown", "binary"] = "text"
    text: str = ""
    offset: int = 0
    next_offset: int = 0
    size: int = 0
    is_new: bool = False
    is_guess: bool = False


Action = Literal["cancel", "hold", "release", "requeue"]


class ActionRequest(msgspec.Struct):
    """Something to be done to several jobs.

    Attributes:
        action: what.
        jobs: their ids: of jobs, of whole arrays, or of tasks such as `123_[5-9]`.

    """

    action: Action
    jobs: list[str]


class ActionFailure(msgspec.Struct):
    """Why it could not be done to one of them."""

    job_id: str
    message: str
    detail: str | None = None


class ActionResult(msgspec.Struct):
    """To whom it was done, and to whom not."""

    done: list[str]
    failed: list[ActionFailure]


class Submission(msgspec.Struct, kw_only=True):
    """A batch script to be submitted.

    Attributes:
        path: the script's file, as the file browser names it or as a whole path; or None for `script`.
        script: the script's text; it counts where both are there, and `path` only names the job.
        options: values by sbatch's long names, such as `{"time": "1:00:00"}`; None takes one out.
        folder: the job's working folder, as the file browser names it or as a whole path; by default that of
            the script's file. Where the script names one, that counts.

    """

    path: str | None = None
    script: str | None = None
    options: dict[str, str | None] = {}
    folder: str | None = None


class SubmissionQuestion(Submission, kw_only=True):
    """A batch script to be looked at.

    Attributes:
        ask_slurm: ask Slurm too when it would start; else only the script is read.

    """

    ask_slurm: bool = False


class SubmittedJob(msgspec.Struct):
    """A job that Slurm took.

    Attributes:
        job_id: its id; of an array, what the ids of its tasks begin with.

    """

    job_id: str


class ExpectedStart(msgspec.Struct, kw_only=True):
    """When and where Slurm would start a job that is submitted now.

    Attributes:
        start: Unix seconds.
        cpus: how many it would have.
        nodes: as Slurm writes them.
        partition: where Slurm names it.

    """

    start: float | None
    cpus: int
    nodes: str
    partition: str | None = None


class CheckedSubmission(msgspec.Struct, kw_only=True):
    """A batch script as it would be submitted.

    Attributes:
        script: its text, with the options.
        options: what its `#SBATCH` lines set, by sbatch's long names; flags have an empty value.
        folder: the job's working folder, a whole path.
        name: the job's name.
        problem: why it can't be submitted as it stands, and what to do.
        expected: what Slurm says of it, where it was asked and has an answer.
        refusal: why Slurm would refuse it, or why it doesn't say.

    """

    script: str
    options: dict[str, str]
    folder: str
    name: str | None
    problem: str | None = None
    expected: ExpectedStart | None = None
    refusal: str | None = None


class PartitionInfo(msgspec.Struct, kw_only=True):
    """A partition, with what limits a job in it.

    Attributes:
        name: as it is asked for.
        description: what the site says of it.
        internet: whether programs there reach the internet; None where the site doesn't say.
        is_default: a job that names none goes there.
        is_up: whether jobs start there.
        limit: the longest time limit, seconds; None without one.
        default_limit: the time limit of a job that asks for none, seconds.
        nodes_per_job: the most; None without a limit.
        cpus_per_node: the most that a job gets there; None without a limit beside the nodes' own.
        memory_per_node: the same in bytes.
        accounts: who may use it; None for all.
        kinds: the nodes, by what they have.

    """

    name: str
    description: str
    internet: bool | None
    is_default: bool
    is_up: bool
    limit: float | None
    default_limit: float | None
    nodes_per_job: int | None
    cpus_per_node: int | None
    memory_per_node: int | None
    accounts: list[str] | None
    kinds: list[NodeKind]


class Partitions(msgspec.Struct, kw_only=True):
    """The partitions that there are.

    Attributes:
        partitions: in Slurm's order.
        as_of: when Slurm answered, Unix seconds.
        reason: why there are none here.

    """

    partitions: list[PartitionInfo]
    as_of: float | None = None
    reason: str | None = None


class AccountInfo(msgspec.Struct, kw_only=True):
    """An account that one may submit with.

    Attributes:
        name: as it is asked for.
        description: what the site says of it.
        is_default: a job that names none is counted there.
        partitions: where it can be used; empty for everywhere.
        qos: what can be asked for with it.
        default_qos: what a job gets that asks for none.
        balance: what is left of it; None where Slurm limits nothing or doesn't tell.

    """

    name: str
    description: str
    is_default: bool
    partitions: list[str]
    qos: list[str]
    default_qos: str | None
    balance: Balance | None


class Accounts(msgspec.Struct, kw_only=True):
    """The accounts that one may submit with.

    Attributes:
        accounts: the default one first.
        as_of: when accounting answered, Unix seconds.
        reason: why there are none here.

    """

    accounts: list[AccountInfo]
    as_of: float | None = None
    reason: str | None = None


class Presets(msgspec.Struct):
    """What the site offers for submissions."""

    presets: list[Preset]


class JobScript(msgspec.Struct):
    """The batch script of a job, as Slurm has kept it."""

    script: str


class EndedJob(msgspec.Struct, kw_only=True):
    """A job, an array with its tasks, or a heterogeneous job, that has ended.

    Attributes:
        key: its number, by which it is named; of an array, the array's.
        name: any characters.
        is_array: several tasks may have ended.
        tasks: how many have, as far as is known.
        failed: how many of them failed.
        state: Slurm's word; of an array FAILED where a task did; None where it isn't known.
        exit_code: of the batch script; None while it isn't known.
        at: when that was noticed, Unix seconds.

    """

    key: str
    name: str
    is_array: bool
    tasks: int
    failed: int
    state: str | None
    exit_code: int | None = None
    at: float


class EndedJobs(msgspec.Struct):
    """The jobs whose end nobody was told of, the last one first."""

    revision: int
    jobs: list[EndedJob]


class SeenJobs(msgspec.Struct):
    """Jobs whose end a person was told of, by their keys."""

    keys: list[str]
