"""Partitions: `interactive` as Slurm 22.05 printed it on the demo cluster, `gpu` after slurm.conf(5)."""

from __future__ import annotations

from hpclab.slurm.partitions import NodeKind, Partition, partitions

GB = 1024**3

SHOWN = """\
PartitionName=interactive AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL AllocNodes=ALL Default=YES QoS=N/A \
DefaultTime=01:00:00 DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO MaxNodes=UNLIMITED \
MaxTime=08:00:00 MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED Nodes=vm PriorityJobFactor=1 PriorityTier=1 \
RootOnly=NO ReqResv=NO OverSubscribe=NO OverTimeLimit=NONE PreemptMode=OFF State=UP TotalCPUs=12 \
TotalNodes=1 SelectTypeParameters=NONE JobDefaults=(null) DefMemPerNode=UNLIMITED MaxMemPerNode=UNLIMITED \
TRES=cpu=12,mem=22105M,node=1,billing=12
PartitionName=gpu AllowAccounts=def-a,rrg-b Default=NO DefaultTime=NONE MaxNodes=2 MaxTime=UNLIMITED \
MaxCPUsPerNode=16 RootOnly=NO State=DRAIN MaxMemPerNode=64000
PartitionName=admin Default=NO MaxTime=UNLIMITED RootOnly=YES State=UP
"""
NODES = """\
interactive|1|12|22105|(null)
gpu|4|64|512000+|gpu:a100:4(S:0-1),tmpfs:10
gpu|2|32|128000|gpu:v100:2,gpu:t4:1
gpu|1|8|1024|gpu:2
"""


def test_partitions_are_read_with_their_limits_and_nodes() -> None:
    interactive, gpu = partitions(SHOWN, NODES)
    assert interactive == Partition(
        name="interactive",
        is_default=True,
        is_up=True,
        limit=8 * 3600,
        default_limit=3600,
        nodes_per_job=None,
        cpus_per_node=None,
        memory_per_node=None,
        accounts=None,
        kinds=(NodeKind(nodes=1, cpus=12, memory=22105 * 1024**2),),
    )
    assert not gpu.is_default
    assert not gpu.is_up
    assert (gpu.limit, gpu.default_limit) == (None, None)
    assert (gpu.nodes_per_job, gpu.cpus_per_node, gpu.memory_per_node) == (2, 16, 64000 * 1024**2)
    assert gpu.accounts == ("def-a", "rrg-b")
    assert [(kind.nodes, kind.cpus, kind.gpus, kind.gpu_kinds) for kind in gpu.kinds] == [
        *((4, 64, 4, ("a100",)), (2, 32, 3, ("v100", "t4")), (1, 8, 2, ()))
    ]
    assert gpu.kinds[2].memory == GB


def test_what_makes_no_sense_is_left_out() -> None:
    assert partitions("", "") == []
    assert partitions("No partitions in the system\n", "x|y\n") == []
