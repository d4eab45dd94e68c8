"""What the session routes answer."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..site.models import Announcement, Balance, Link

Way = Literal["hub", "job", "server"]
"""How a session is ended: JupyterHub stops the server, Slurm cancels the job, the server ends itself."""


class Session(msgspec.Struct, kw_only=True):
    """The Slurm job that the server runs in.

    Attributes:
        revision: grows with each change.
        in_job: the server runs inside a Slurm job.
        reason: where it doesn't, or Slurm doesn't answer: why, and what to do.
        job_id: as Slurm writes it, such as `123` or `123_4`.
        name: the job's name.
        account: whom it is billed to.
        partition: where it runs.
        qos: its quality of service.
        nodes: names of its nodes.
        cpus: on all nodes.
        memory: bytes, on all nodes.
        gpus: on all nodes.
        start: Unix seconds.
        end: Unix seconds; None without a time limit, or while it isn't known (`as_of` is None).
        time_left: seconds, when this was sent; None without a time limit.
        limit: the time limit in seconds; None without one.
        now: the server's clock, Unix seconds.
        as_of: when Slurm answered, Unix seconds; None while it hasn't.
        stale: why these figures are older than they should be, where Slurm doesn't answer.
        idle_limit: seconds without use after which the session is ended; None where no limit is known.
        idle_end: when that would be if nobody used it from now on, Unix seconds.
        more_time: the site has a command that asks for more time for this job.
        partition_description: what the site says that the partition is for.
        internet: whether programs in this partition reach the internet; None where the site doesn't say.
        balances: what is left of the person's accounts, where the site says it.
        announcements: of the site, without those that the person has dismissed.
        links: of the site.

    """

    revision: int
    in_job: bool
    now: float
    reason: str | None = None
    job_id: str | None = None
    name: str | None = None
    account: str | None = None
    partition: str | None = None
    qos: str | None = None
    nodes: list[str] = []
    cpus: int | None = None
    memory: int | None = None
    gpus: int | None = None
    start: float | None = None
    end: float | None = None
    time_left: float | None = None
    limit: float | None = None
    as_of: float | None = None
    stale: str | None = None
    idle_limit: float | None = None
    idle_end: float | None = None
    more_time: bool = False
    partition_description: str = ""
    internet: bool | None = None
    balances: list[Balance] = []
    announcements: list[Announcement] = []
    links: list[Link] = []


class SessionQuery(msgspec.Struct):
    """`fresh` asks Slurm anew, within what is gentle on it, in place of the answer that tabs share."""

    fresh: bool = False


class MemoryUsage(msgspec.Struct, kw_only=True):
    """Memory of the job on this node, in bytes; the page cache that can be given back doesn't count as used.

    `peak` is the highest `used` that this server has seen: the kernel's own would count the page cache.
    """

    used: int
    limit: int | None
    peak: int | None = None


class CpuUsage(msgspec.Struct, kw_only=True):
    """Cores that the job has on this node, and how many of them were busy since the last question."""

    cores: float
    busy: float | None = None


class GpuUsage(msgspec.Struct, kw_only=True):
    """One GPU of the job: bytes of its memory, and how busy it is, from 0 to 1."""

    index: int
    name: str
    memory_used: int
    memory_limit: int
    busy: float | None = None


class StorageUsage(msgspec.Struct, kw_only=True):
    """A file system or a quota: bytes and files.

    Attributes:
        path: a folder on it.
        name: as people call it; empty for the home.
        used: bytes.
        limit: bytes; None without one.
        files_used: files; None where they aren't counted.
        files_limit: files; None without one.
        is_home: the person's home lies there.
        is_quota: the figures are the person's or their group's, not those of all on the file system.
        as_of: when a quota was counted, Unix seconds; None for now.

    """

    path: str
    name: str
    used: int
    limit: int | None
    files_used: int | None = None
    files_limit: int | None = None
    is_home: bool = False
    is_quota: bool = False
    as_of: float | None = None


class Dismissal(msgspec.Struct):
    """The announcement, by its id, that a person wants to see no more."""

    id: str


class Notice(msgspec.Struct):
    """What a browser is about to notify of: an announcement by its id, or a file system by its path."""

    kind: Literal["announcement", "storage"]
    name: str


class NoticeTurn(msgspec.Struct):
    """Whether it is this browser's turn to notify: nobody has, in the time for which once is enough."""

    is_first: bool


class NodeState(msgspec.Struct, kw_only=True):
    """What the whole node has left, for everybody on it.

    Attributes:
        memory_available: bytes that programs can still get.
        cores: of the node.
        load: how many programs ran or wanted to, on average over five minutes.
        is_oversubscribed: they have wanted more cores than there are, for minutes.

    """

    memory_available: int
    cores: int
    load: float
    is_oversubscribed: bool


class Usage(msgspec.Struct, kw_only=True):
    """What the job uses on this node; `scope` says whose figures these are.

    Attributes:
        scope: `job` from the job's own cgroup, or `node` where there is no job or no cgroup of its own.
        node: the whole node, in a job too; None where it can't be read.
        reason: why a figure is missing, where one is.

    """

    scope: str
    memory: MemoryUsage | None = None
    cpu: CpuUsage | None = None
    gpus: list[GpuUsage] = []
    storage: list[StorageUsage] = []
    node: NodeState | None = None
    reason: str | None = None


class MemoryUser(msgspec.Struct, kw_only=True):
    """Something that holds memory on this node, together with all that it started.

    Attributes:
        kind: `server` is JupyterLab itself.
        id: names it among its kind; empty for the server.
        name: as people know it, such as the notebook's.
        held: bytes.

    """

    kind: Literal["kernel", "terminal", "app", "server"]
    id: str
    name: str
    held: int


class MemoryWarning(msgspec.Struct, kw_only=True):
    """The job's memory will be full within minutes.

    Attributes:
        at: when that was found, Unix seconds.
        full_at: when it will be full if it goes on growing as it did, Unix seconds.
        used: bytes, then.
        limit: bytes.

    """

    at: float
    full_at: float
    used: int
    limit: int


class MemoryState(msgspec.Struct, kw_only=True):
    """Who holds the memory, and whether it will be full soon.

    Attributes:
        revision: grows with each warning, and with its end.
        now: the server's clock, Unix seconds.
        warning: None while there is no reason for one.
        users: who holds most first.

    """

    revision: int
    now: float
    warning: MemoryWarning | None
    users: list[MemoryUser]


class RunningPart(msgspec.Struct):
    """Something that ends with the session: a kernel, a terminal or an application, by its name."""

    kind: str
    name: str


class EndPreview(msgspec.Struct):
    """What would end with the session.

    Attributes:
        way: how it would be ended.
        job_id: the job that would be given back, as Slurm writes it; None where there is none.
        running: what runs now.

    """

    way: Way
    job_id: str | None
    running: list[RunningPart]


class EndedSession(msgspec.Struct):
    """The session ends now; `way` says how."""

    way: Way


class LastSession(msgspec.Struct, kw_only=True):
    """How the last session ended, where it didn't end as the person wanted.

    Attributes:
        job_id: its job's number.
        state: Slurm's word, such as `TIMEOUT` or `OUT_OF_MEMORY`.
        by_admin: the cluster's administrator has cancelled it.
        started: Unix seconds.
        ended: Unix seconds.
        limit: its time limit in seconds; None without one.
        memory_limit: bytes that it had asked for; None where it hadn't.
        memory_peak: bytes that it was seen to use; a short peak at the end isn't seen.
        exit_status: of the server.
        signal: that ended the server; 0 without one.
        log: the end of the server's log, without secrets.
        log_path: where all of it is.

    """

    job_id: str
    state: str
    by_admin: bool = False
    started: float | None = None
    ended: float | None = None
    limit: float | None = None
    memory_limit: int | None = None
    memory_peak: int | None = None
    exit_status: int = 0
    signal: int = 0
    log: str | None = None
    log_path: str | None = None


class LastSessions(msgspec.Struct):
    """What there is to tell of sessions before this one; None where that ended well, or was told already."""

    last: LastSession | None
