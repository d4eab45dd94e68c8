"""What versions of Slurm from 21.08 to 25.11 print otherwise than 22.05, by command, with the sources.

Where the format is ours (squeue, sacct, sinfo, sacctmgr), nobody has recorded that very format: rows are
built of values that the named source recorded. Slurm-web is rackslab/Slurm-web, whose answers of slurmrestd
(`slurmweb/tests/assets/slurmrestd/VERSION/FILE.json`) have the values that the commands print. Of
SchedMD/slurm facts are taken from the change logs (`CHANGELOG/slurm-VERSION.md`) and sources. Names of people
and hosts were replaced.
"""

from __future__ import annotations

import pytest

from hpclab.slurm import accounting, parse, partitions, queue, sbatch
from hpclab.slurm.accounts import Account, accounts
from hpclab.slurm.occupancy import Occupancy, Share, occupancy
from hpclab.slurm.states import FAILED, OVER, WAITING

MARK = "\x1f4f1c9a\x1f"
VIOLATION = "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"
MB = 1024**2
GB = 1024**3


def queued(**values: str) -> queue.QueueEntry:
    """A line of squeue with these values; the others are those of any job."""
    row = {**dict.fromkeys(queue._COLUMNS, "1"), "tasks": "N/A", "gres": "N/A", "limit": "1:00:00", **values}
    (entry,) = queue.entries(MARK.join([*row.values(), "\n"]), MARK)
    return entry


def past(*rows: dict[str, str]) -> accounting.PastJob:
    """A job as sacct prints it in rows, the first one its own; what isn't given is empty."""
    printed = "".join(
        MARK.join([*(row.get(field, "") for field in accounting._FIELDS), "\n"]) for row in rows
    )
    (job,) = accounting.records(printed, MARK)
    return job


# squeue


@pytest.mark.parametrize(
    ("gres", "count"),
    [
        # 21.08.7: albanie/slurm_gpustat, pull request 18. The word was `gres:gpu`.
        ("gres:gpu:2", 2),
        # 25.05.4: notes of a queue monitor on the cluster of S3IT in Zurich, June 2026.
        ("gres/gpu:A100:1", 1),
        ("gres/gpu:3", 3),
        # 2026: OSC/ood_core, spec/fixtures/output/slurm/squeue_gpu_types.txt; the latter asks by --gpus=2.
        ("gres/gpu:a100:1", 1),
        ("N/A", None),
        # Of all versions, sbatch(1), --gres: without a number it is one.
        ("gres:gpu", 1),
        ("gres/gpu", 1),
        ("gres/gpu:a100", 1),
        ("gres/gpu:1g.10gb", 1),
        ("gpu:a100:2,tmpfs:10G", 2),
        # 21.08 on: slurm.conf(5), AccountingStorageTRES. These are no GPUs.
        ("gres/gpumem:80G,gres/gpuutil:50", None),
        ("gres/shard:2", None),
    ],
)
def test_gpus_that_a_job_in_the_queue_asks_for(gres: str, count: int | None) -> None:
    assert queued(gres=gres).gpus == count


def test_a_running_and_a_waiting_job_of_23_11_and_24_05() -> None:
    """Slurm-web, 23.11 (.10), slurm-job-running, and 24.05 (.3), slurm-job-pending."""
    runs = queued(
        job_id="59",
        number="59",
        state="RUNNING",
        account="acoustic",
        cpus="2",
        start="1727358622",
        reason="None",
    )
    assert (runs.job_id, runs.account, runs.cpus, runs.start, runs.reason) == (
        *("59", "acoustic", 2),
        *(1_727_358_622, None),
    )
    waits = queued(
        job_id="102", state="PENDING", start="1727362137", end="1727365737", nodes="", reason="Resources"
    )
    assert waits.limit == 3600
    assert (waits.start, waits.end, waits.nodes, waits.reason) == (
        1_727_362_137,
        1_727_365_737,
        "",
        "Resources",
    )


@pytest.mark.parametrize(
    ("state", "waits", "is_over"),
    [
        # SchedMD/slurm, src/common/slurm_protocol_defs.c, job_state_string, of 21.08 and since.
        ("PENDING", True, False),
        ("REQUEUED", True, False),
        ("REQUEUE_FED", True, False),
        ("REQUEUE_HOLD", True, False),
        ("RESV_DEL_HOLD", True, False),
        ("SPECIAL_EXIT", True, False),
        ("SIGNALING", False, False),
        ("STAGE_OUT", False, False),
        ("STOPPED", False, False),
        ("RESIZING", False, False),
        ("REVOKED", False, True),
        ("DEADLINE", False, True),
        # CHANGELOG/slurm-25.11.md names it as a state of jobs that are requeued at once.
        ("EXPEDITING", False, False),
    ],
)
def test_states(state: str, waits: bool, is_over: bool) -> None:
    assert (state in WAITING, state in OVER) == (waits, is_over)
    assert FAILED < OVER
    reason = queued(state=state, reason="BeginTime").reason
    assert reason == ("BeginTime" if waits else None)


# sacct


def test_a_job_that_failed_on_23_11() -> None:
    """Slurm-web, 23.11 (.10), slurmdb-job-failed: a short job, of which nothing was measured."""
    own = {"JobID": "1717", "JobIDRaw": "1717", "User": "ann", "State": "FAILED", "ExitCode": "1:0"}
    job = past(
        {
            **own,
            "Submit": "1732135876",
            "Start": "1732137243",
            "End": "1732137603",
            "ElapsedRaw": "360",
            "TimelimitRaw": "10",
            "AllocCPUS": "2",
            "AllocTRES": "billing=2,cpu=2,mem=128G,node=1",
            "TotalCPU": "00:00:00",
            "NodeList": "cn4",
            "WorkDir": "/home/ann",
            "JobName": "wrap",
        },
        {
            "JobID": "1717.batch",
            "State": "FAILED",
            "ExitCode": "1:0",
            "TotalCPU": "00:00:00",
            "JobName": "batch",
        },
    )
    assert (job.state, job.exit_code, job.signal, job.elapsed, job.limit) == ("FAILED", 1, None, 360, 600)
    assert (job.memory, job.gpus, job.peak_memory, job.cpu_time) == (128 * GB, None, None, 0)


def test_a_large_job_that_was_out_of_time_on_24_05() -> None:
    """Slurm-web, 24.05 (.3), slurmdb-job-timeout: its batch step was cancelled by a signal."""
    job = past(
        {
            "JobID": "599930",
            "JobIDRaw": "599930",
            "State": "TIMEOUT",
            "ExitCode": "0:0",
            "AllocCPUS": "4096",
            "AllocTRES": "billing=4096,cpu=4096,mem=2T,node=87",
            "NodeList": "cn[642-722,765-770]",
            "TimelimitRaw": "10",
            "ElapsedRaw": "622",
        },
        {"JobID": "599930.batch", "State": "CANCELLED", "ExitCode": "0:15"},
    )
    assert (job.state, job.exit_code, job.signal, job.cancelled_by) == ("TIMEOUT", 0, None, None)
    assert (job.cpus, job.memory, job.nodes) == (4096, 2 * 1024 * GB, "cn[642-722,765-770]")


def test_slices_of_gpus_are_counted_once() -> None:
    """neilmunday/slurm-mail, issue 142, October 2024: `gres/gpu` is the sum of what stands there by kind."""
    given = "billing=64,cpu=9,gres/cpu=9,gres/gpu:a100_3g.20gb=1,gres/gpu=1,mem=60G,node=1"
    assert past({"JobID": "1", "AllocTRES": given}).gpus == 1


def test_long_jobs_and_who_cancelled_them() -> None:
    """troycomi/reportseff, tests/conftest.py: jobs of Princeton's clusters since 21.08."""
    job = past(
        {"JobID": "1", "State": "CANCELLED by 129276", "TotalCPU": "2-07:51:43", "TimelimitRaw": "1380"},
        {"JobID": "1.batch", "State": "CANCELLED", "MaxRSS": "29036860K"},
        {"JobID": "1.extern", "State": "COMPLETED", "MaxRSS": "0"},
    )
    assert (job.state, job.cancelled_by, job.limit) == ("CANCELLED", 129276, 23 * 3600)
    assert (job.cpu_time, job.peak_memory) == (201_103, 29_036_860 * 1024)
    assert parse.duration("451-06:00:24") == 38_988_024
    assert past({"JobID": "2", "TimelimitRaw": "UNLIMITED"}).limit is None
    assert past({"JobID": "3", "TimelimitRaw": "Partition_Limit"}).limit is None


def test_what_25_05_and_25_11_changed_in_accounting() -> None:
    """CHANGELOG/slurm-25.05.md: steps have a time limit; slurm-25.11.md: statuses above 128 are kept."""
    job = past(
        {"JobID": "1", "State": "FAILED", "ExitCode": "137:0", "TimelimitRaw": "60"},
        {"JobID": "1.0", "State": "FAILED", "ExitCode": "137:0", "TimelimitRaw": "5"},
    )
    assert (job.limit, job.exit_code, job.signal) == (3600, 137, None)


# scontrol show job


def test_a_job_of_21_08_where_memory_is_not_counted() -> None:
    """NordicHPC/sonar, issue 441: a line of 21.08.8-2 on eX3."""
    line = (
        "   NumNodes=1 NumCPUs=1 NumTasks=1 CPUs/Task=1 ReqB:S:C:T=0:0:*:* TRES=cpu=1,node=1,billing=1 "
        "Socks/Node=* NtasksPerN:B:S:C=1:0:1:* CoreSpec=*"
    )
    (job,) = parse.jobs(f"JobId=5 JobName=x\n   JobState=RUNNING Reason=None\n{line}\n")
    assert (job.cpus, job.memory, job.gpus) == (1, None, None)


def test_a_running_job_of_2026() -> None:
    """OSC/ood_core, pull request 879, August 2026: the lines of Ascend that tell of its times."""
    (job,) = parse.jobs(
        "JobId=6750802 JobName=sleep_60_min.sh\n"
        "   UserId=ann(48926) GroupId=PZS0714(5515) MCS_label=N/A\n"
        "   JobState=RUNNING Reason=None Dependency=(null)\n"
        "   RunTime=00:02:13 TimeLimit=01:00:00 TimeMin=N/A\n"
        "   StartTime=2026-08-06T17:21:12 EndTime=2026-08-06T18:21:12 Deadline=N/A\n"
        "   PreemptEligibleTime=2026-08-06T17:21:12 PreemptTime=None\n"
        "   SuspendTime=None SecsPreSuspend=0 LastSchedEval=2026-08-06T17:21:12 Scheduler=Backfill\n"
        "   Partition=nextgen AllocNode:Sid=login02:584004\n"
        "   NodeList=a0132\n"
    )
    assert (job.number, job.state, job.partition, job.nodes) == ("6750802", "RUNNING", "nextgen", "a0132")
    assert job.end is not None
    assert job.start is not None
    assert job.end - job.start == job.limit == 3600


@pytest.mark.parametrize(
    "flags",
    # CHANGELOG/slurm-25.11.md: flags were parted by commas, one was misspelt; since, spaces part them.
    [
        "GresEnforceBind=Yes,KillOInInvalidDependent=Yes",
        "GresEnforceBind=Yes KillOnInvalidDependent=Yes GresAllowTaskSharing=Yes",
    ],
)
def test_flags_of_a_job_before_and_since_25_11(flags: str) -> None:
    (record,) = parse.records(f"JobId=5 JobName=x\n   {flags}\n   Comment=a b\n   StdErr=\n   StdOut=/o\n")
    assert record["GresEnforceBind"].startswith("Yes")
    # The same: no space after a comment any more, and no StdErr where it goes to StdOut.
    assert (record["Comment"], record["StdErr"], record["StdOut"]) == ("a b", "", "/o")


# scontrol show config, scontrol --version


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("slurm 21.08.7-1_issue_803", "21.08.7-1_issue_803"),  # notes on Puhti of CSC, 2022
        ("slurm-wlm 21.08.5", "21.08.5"),  # Ubuntu 22.04
        ("slurm 23.11.10", "23.11.10"),
        ("slurm-wlm 23.11.4", "23.11.4"),  # Ubuntu 24.04
        ("slurm 24.05.8", "24.05.8"),  # R-CCS Cloud
        ("slurm 25.05.7", "25.05.7"),
        ("slurm-wlm 25.11.2", "25.11.2"),  # Ubuntu 26.04
    ],
)
def test_versions(printed: str, version: str) -> None:
    assert parse.version(f"{printed}\n") == version


@pytest.mark.parametrize(
    ("printed", "cluster", "version"),
    [
        # 24.05.4: PursuitOfDataScience/slurmpast, tests.
        (
            "SLURM_VERSION           = 24.05.4\n"
            "AccountingStorageTRES   = cpu,mem,node,billing,gres/gpu,gres/gpuutil\n",
            None,
            "24.05.4",
        ),
        # 25.05.9: tests of a viewer of nodes for Killarney, October 2026.
        (
            "Configuration data as of 2026-10-07T13:00:00\n"
            "ClusterName             = killarney\n"
            "PriorityWeightTRES      = cpu=15000,gres/gpu=15000\n"
            "SLURM_VERSION           = 25.05.9\n"
            "Slurmctld(primary) at kctl01 is UP\n",
            "killarney",
            "25.05.9",
        ),
        # 25.11.4: notes on a small cluster, 2026.
        (
            "AccountingStorageBackupHost = (null)\n"
            "ClusterName             = machine-learning-group\n"
            "FederationParameters    = (null)\n"
            "SlurmctldHost[0]        = head01\n"
            "SLURM_VERSION           = 25.11.4\n",
            "machine-learning-group",
            "25.11.4",
        ),
    ],
)
def test_settings_of_clusters(printed: str, cluster: str | None, version: str) -> None:
    settings = parse.configuration(printed)
    assert (settings.get("ClusterName"), settings["SLURM_VERSION"]) == (cluster, version)


# scontrol show partition, sinfo


def one_partition(shown: str, nodes: str = "") -> partitions.Partition:
    """The one partition in what scontrol prints on a line."""
    (found,) = partitions.partitions(shown, nodes)
    return found


def test_a_partition_of_24_05_with_spaces_in_its_name() -> None:
    """skypilot-org/skypilot, tests/unit_tests/test_sky/adaptors/test_slurm.py.

    `ExclusiveTopo` came with 24.05 (CHANGELOG/slurm-24.05.md). The line of sinfo is made up.
    """
    found = one_partition(
        "PartitionName=CPU nodes (amd) AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL AllocNodes=ALL "
        "Default=NO QoS=N/A DefaultTime=NONE DisableRootJobs=NO ExclusiveUser=NO ExclusiveTopo=NO "
        "GraceTime=0 Hidden=NO MaxNodes=UNLIMITED MaxTime=UNLIMITED MinNodes=0 LLN=NO "
        "MaxCPUsPerNode=UNLIMITED MaxCPUsPerSocket=UNLIMITED NodeSets=ALL "
        "Nodes=ip-10-3-0-193,ip-10-3-215-227 RootOnly=NO State=UP MaxMemPerNode=UNLIMITED "
        "TRES=cpu=248,mem=1216G,node=6,billing=248,gres/gpu=12\n",
        "CPU nodes (amd)|2|124|622592|(null)\n",
    )
    assert (found.name, found.is_up, found.limit, found.nodes_per_job, found.accounts) == (
        *("CPU nodes (amd)", True),
        *(None, None, None),
    )
    assert [kind.cpus for kind in found.kinds] == [124]


def test_a_partition_of_24_05_that_some_accounts_may_not_use() -> None:
    """snakemake/snakemake-executor-plugin-slurm, a test of partitions: `DenyAccounts` for `AllowAccounts`."""
    found = one_partition(
        "PartitionName=smallcpu AllowGroups=ALL DenyAccounts=none,ki-topml,ki-czlab AllowQos=ALL "
        "AllocNodes=ALL Default=YES QoS=smallcpu DefaultTime=01:00:00 ExclusiveUser=NO ExclusiveTopo=NO "
        "MaxNodes=1 MaxTime=6-00:00:00 MaxCPUsPerNode=UNLIMITED MaxCPUsPerSocket=UNLIMITED "
        "NodeSets=cpu256,cpu512 RootOnly=NO State=UP DefMemPerCPU=1930 MaxMemPerNode=UNLIMITED "
        "TRESBillingWeights=cpu=1.0,mem=1G\n"
    )
    assert (found.is_default, found.limit, found.default_limit) == (True, 6 * 86_400, 3600)
    assert (found.nodes_per_job, found.memory_per_node, found.accounts) == (1, None, None)


def test_a_partition_of_25_05() -> None:
    """25.05.9 on Killarney, as above."""
    found = one_partition(
        "PartitionName=gpubase_l40s_b1 AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL AllocNodes=ALL "
        "Default=NO QoS=N/A DefaultTime=NONE MaxNodes=UNLIMITED MaxTime=03:00:00 Nodes=kn[001-168] "
        "PriorityJobFactor=12 State=UP TotalCPUs=10752 TRES=cpu=10752,mem=86520000M,node=168,gres/gpu=672 "
        "TRESBillingWeights=cpu=1016.67,mem=48.41G\n"
    )
    assert (found.limit, found.default_limit, found.is_up) == (3 * 3600, None, True)


def test_a_partition_of_2026() -> None:
    """A survey of Stanford's FarmShare, August 2026: `Exclusive` in place of two fields, memory per CPU."""
    found = one_partition(
        "PartitionName=gpu AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL AllocNodes=ALL Default=NO QoS=gpu "
        "DefaultTime=02:00:00 DisableRootJobs=NO Exclusive=NO GraceTime=0 Hidden=NO MaxNodes=UNLIMITED "
        "MaxTime=2-00:00:00 MinNodes=0 MaxCPUsPerNode=UNLIMITED Nodes=oat-[01-06] RootOnly=NO State=UP "
        "DefMemPerCPU=4000 MaxMemPerCPU=4000 TRES=cpu=384,mem=1500G,node=6,billing=384,gres/gpu=24\n",
        "gpu|6|64|256000|gpu:4(S:0-1)\n",
    )
    assert (found.limit, found.default_limit, found.memory_per_node) == (2 * 86_400, 7200, None)
    assert [(kind.nodes, kind.gpus, kind.gpu_kinds) for kind in found.kinds] == [(6, 4, ())]


def test_many_cpus_are_written_with_a_unit() -> None:
    """SchedMD/slurm, src/sinfo/print.c: %c goes by convert_num_unit, %D and %m do not."""
    (kind,) = one_partition("PartitionName=p State=UP\n", "p|1024|1K|1048576|(null)\n").kinds
    assert (kind.nodes, kind.cpus, kind.memory) == (1024, 1024, 1048576 * MB)


@pytest.mark.parametrize(
    ("gres", "used", "free"),
    [
        # 21.08.5: vpenso/prometheus-slurm-exporter, gpus.go: those in use are of the kind "(null)".
        ("gpu:8(S:0-1)", "gpu:(null):3(IDX:0-2)", 5),
        ("gpu:8(S:0-1)", "gpu:(null):0(IDX:N/A)", 8),
        ("gpu:A30:4,gpu:Q6K:4", "gpu:A30:4(IDX:0-3),gpu:Q6K:4(IDX:0-3)", 0),
        # 23.11.10 and 24.05.3: Slurm-web, slurm-node-mixed: empty where there are none.
        ("(null)", "(null)", 0),
        # 25.05.4 at S3IT, as above: commas between the parentheses.
        ("gpu:A100:8(S:0-1)", "gpu:A100:6(IDX:0-1,4-7)", 2),
        # 25.05: the viewer of nodes for Killarney: GPUs in slices beside whole ones.
        ("gpu:nvidia_b200:4,gpu:nvidia_b200_2g.45gb:8", "gpu:nvidia_b200:3,gpu:nvidia_b200_2g.45gb:5", 4),
    ],
)
def test_gpus_in_use(gres: str, used: str, free: int) -> None:
    (found,) = occupancy(f"gpu |up |mixed |1 |16/48/0/64 |{gres} |{used} |\n")
    assert found.gpus.free == free


def test_nodes_of_23_11_and_24_05() -> None:
    """Slurm-web, 23.11 (.10) and 24.05 (.3), slurm-node-mixed."""
    printed = "a|up|mixed|1|16/48/0/64|(null)|(null)|\nb|up|mixed|1|1/1/0/2|(null)|(null)|\n"
    none = Share(0, 0)
    assert occupancy(printed) == [
        Occupancy("a", nodes=Share(0, 1), cores=Share(48, 64), gpus=none),
        Occupancy("b", nodes=Share(0, 1), cores=Share(1, 2), gpus=none),
    ]


@pytest.mark.parametrize(
    ("state", "cores"),
    [
        ("idle~", 8),  # powered off, all versions: a job wakes it
        ("planned", 8),
        ("mixed-", 8),  # 25.11: PursuitOfDataScience/nodetop, DESIGN.md, MIXED+PLANNED
        ("blocked", 0),  # CHANGELOG/slurm-24.05.md: for an exclusive topology
        ("failing", 0),  # CHANGELOG/slurm-25.11.md: MIXED+FAIL was "fail"
        ("fail", 0),
        ("idle%", 0),
        ("idle!", 0),
        ("idle^", 0),
        ("inval", 0),
    ],
)
def test_states_of_nodes(state: str, cores: int) -> None:
    (found,) = occupancy(f"p|up|{state}|1|0/8/0/8|(null)|(null)|\n")
    assert found.cores == Share(cores, 8)


# sacctmgr


def test_an_association_of_2026() -> None:
    """FarmShare, as above: `sacctmgr show user withassoc` of a person with no default quality of service."""
    (account,) = accounts(
        "operator|farmshare|operator||bigmem,dev,gpu,interactive,long,normal|\n", "farmshare"
    )
    qos = ("bigmem", "dev", "gpu", "interactive", "long", "normal")
    assert account == Account("operator", is_default=True, partitions=(), qos=qos, default_qos=None)


def test_associations_of_25_05_and_25_11() -> None:
    """25.05.4, 25.11.5: pescobar/ansible-collection-slurm, docs/design.md: one for a partition, lists sorted.

    CHANGELOG/slurm-25.11.md: with AllowNoDefAcct a person may have no default account.
    """
    printed = "|linux|lab_physics|cpu|normal,short|\n|linux|teaching||normal|short\n"
    physics, teaching = accounts(printed, "linux")
    assert (physics.name, physics.is_default, physics.partitions) == ("lab_physics", False, ("cpu",))
    assert (teaching.name, teaching.default_qos) == ("teaching", "short")


# sbatch, sacct --batch-script


@pytest.mark.parametrize(
    ("said", "cpus", "nodes", "partition"),
    [
        # 2021: ARCHER2-HPC/archer2-docs, issue 350.
        (
            "sbatch: Job 639625 to start at 2021-11-13T04:47:02 using 256 processors on nodes nid001294 "
            "in partition standard\n",
            *(256, "nid001294", "standard"),
        ),
        # Before 25.11, a site's words: PursuitOfDataScience/nodetop, tests/fixtures/slurm/probe_outputs.py.
        (
            "sbatch: Verify job submission ...\nsbatch: Verification: ***PASSED***\n"
            "sbatch: Job 54116041 to start at 2026-08-21T17:00:12 using 4 processors on nodes beagle3-0006 "
            "in partition beagle3\n",
            *(4, "beagle3-0006", "beagle3"),
        ),
        # 25.11: the same repository, src/nodetop/backends/slurm.py: a stray "a".
        (
            "sbatch: Job 556812 to start at 2026-08-24T17:32:50 a using 1 processors on nodes mcn53 "
            "in partition standard\n",
            *(1, "mcn53", "standard"),
        ),
    ],
)
def test_when_a_job_would_start(said: str, cpus: int, nodes: str, partition: str) -> None:
    found = sbatch.expected(said)
    assert found is not None
    assert found.start is not None
    assert (found.cpus, found.nodes, found.partition) == (cpus, nodes, partition)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        # FarmShare, as above: --test-only names the limit first.
        (
            f"sbatch: error: QOSMaxGRESPerUser\nallocation failure: {VIOLATION}\n",
            f"QOSMaxGRESPerUser. {VIOLATION}",
        ),
        # nodetop, probe_outputs.py, as above.
        (
            "sbatch: error: Verification: ***REJECTED***\nsbatch: error: Reason: Account is not specified\n"
            "allocation failure: Access/permission denied\n",
            "Verification: ***REJECTED***. Reason: Account is not specified. Access/permission denied",
        ),
        # nodetop, DESIGN.md: 24.11 or 25.11 with a site's job_submit plugin, whose words were shortened.
        (
            "sbatch: error: Job submission rejected: Not for batch jobs.\n"
            "allocation failure: Unspecified error\n",
            "Job submission rejected: Not for batch jobs. Unspecified error",
        ),
    ],
)
def test_refusals(said: str, words: str) -> None:
    assert sbatch.refusal(said) == words


def test_the_script_that_accounting_keeps() -> None:
    """SchedMD/slurm, src/sacct/options.c: the form is the same since 21.08, which brought it."""
    heading = f"Batch Script for 3\n{'-' * 80}\n"
    assert sbatch.kept_script(f"{heading}#!/bin/bash\nhostname\n\n") == "#!/bin/bash\nhostname\n"
    assert sbatch.kept_script(f"{heading}NONE\n\n") is None
