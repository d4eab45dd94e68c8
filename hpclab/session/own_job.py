"""The job that the environment of the server's start tells of: its id, and figures before Slurm was asked."""

from __future__ import annotations

from collections.abc import Mapping

from ..slurm import parse

_MEGABYTE = 1024 * 1024


def own_job(environment: Mapping[str, str]) -> parse.Job | None:
    """The job that the variables of sbatch(1), "OUTPUT ENVIRONMENT VARIABLES", describe.

    Args:
        environment: the environment that the server started with.

    Returns:
        The job as it was at its start; None outside of a job. Its time limit is known only where Slurm sets
        `SLURM_JOB_END_TIME`, from 23.02 on, and doesn't follow a later change.

    """
    number = environment.get("SLURM_JOB_ID") or environment.get("SLURM_JOBID") or ""
    if not number.isdigit() or not parse.is_job_id(number):
        return None
    start = parse.moment(environment.get("SLURM_JOB_START_TIME", ""))
    end = parse.moment(environment.get("SLURM_JOB_END_TIME", ""))
    cpus = parse.repeated(environment.get("SLURM_JOB_CPUS_PER_NODE", ""))
    return parse.Job(
        number=number,
        job_id=_written_id(environment, number),
        state="RUNNING",
        name=environment.get("SLURM_JOB_NAME"),
        account=environment.get("SLURM_JOB_ACCOUNT"),
        partition=environment.get("SLURM_JOB_PARTITION"),
        qos=environment.get("SLURM_JOB_QOS"),
        nodes=environment.get("SLURM_JOB_NODELIST", ""),
        cpus=sum(cpus) or None,
        memory=_memory(environment, cpus),
        gpus=_gpus(environment),
        start=start,
        end=end,
        limit=end - start if start is not None and end is not None else None,
    )


def memory_on_node(environment: Mapping[str, str]) -> int | None:
    """The job's memory on this node in bytes, as asked for; None where it has no limit or asked by GPU."""
    cpus = _whole(environment, "SLURM_CPUS_ON_NODE")
    if per_node := _whole(environment, "SLURM_MEM_PER_NODE"):
        return per_node * _MEGABYTE
    if (per_cpu := _whole(environment, "SLURM_MEM_PER_CPU")) and cpus:
        return per_cpu * cpus * _MEGABYTE
    return None


def cpus_on_node(environment: Mapping[str, str]) -> int | None:
    """The job's CPUs on this node."""
    return _whole(environment, "SLURM_CPUS_ON_NODE")


def _written_id(environment: Mapping[str, str], number: str) -> str:
    array, task = environment.get("SLURM_ARRAY_JOB_ID", ""), environment.get("SLURM_ARRAY_TASK_ID", "")
    if array.isdigit() and task.isdigit():
        return f"{array}_{task}"
    components = _whole(environment, "SLURM_HET_SIZE") or 0
    leader = environment.get("SLURM_JOB_ID_HET_GROUP_0", "")
    for offset in range(min(components, 128)):  # Slurm's own limit for components (MAX_HET_JOB_COMPS)
        if leader.isdigit() and environment.get(f"SLURM_JOB_ID_HET_GROUP_{offset}") == number:
            return f"{leader}+{offset}"
    return number


def _memory(environment: Mapping[str, str], cpus: list[int]) -> int | None:
    """On all nodes: the variables tell it for each node or for each CPU."""
    if per_node := _whole(environment, "SLURM_MEM_PER_NODE"):
        return per_node * _MEGABYTE * (_whole(environment, "SLURM_JOB_NUM_NODES") or 1)
    if per_cpu := _whole(environment, "SLURM_MEM_PER_CPU"):
        return per_cpu * _MEGABYTE * sum(cpus) or None
    return None


def _gpus(environment: Mapping[str, str]) -> int | None:
    on_node = _whole(environment, "SLURM_GPUS_ON_NODE")
    return on_node * (_whole(environment, "SLURM_JOB_NUM_NODES") or 1) if on_node else None


def _whole(environment: Mapping[str, str], name: str) -> int | None:
    text = environment.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else None
