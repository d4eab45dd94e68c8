"""Says in a plain sentence why a job waits, and what can be done about it: for Slurm's Reason codes.

The codes are those of squeue(1), "JOB REASON CODES", and of Slurm's `job_reason_string`.
"""

from __future__ import annotations

import re

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """Why a job waits.

    Attributes:
        sentence: why, in a plain sentence.
        next_step: what the person can do; empty where there is nothing to do.

    """

    sentence: str
    next_step: str = ""


_WAIT = "Nothing to do: it starts by itself."
_SMALLER = "Nothing to do; with less time or fewer resources it would fit into a gap sooner."
_RELEASE = "Release it when it may start."
_SUPPORT = "Ask your site's support, and name the job."

_REASONS: dict[str, Reason] = {
    "Resources": Reason("It is next in line and waits until enough resources are free.", _SMALLER),
    "Priority": Reason("Jobs with a higher priority stand before it.", _SMALLER),
    "None": Reason("Slurm has not looked at it yet.", _WAIT),
    "Dependency": Reason("It waits for another job that it depends on.", _WAIT),
    "DependencyNeverSatisfied": Reason(
        "The job that it depends on ended in a way that lets this one never start.",
        "Cancel it, and submit it again without that dependency.",
    ),
    "BeginTime": Reason("It was submitted to start at a later time.", _WAIT),
    "JobHeldUser": Reason("You held it.", _RELEASE),
    "JobHeldAdmin": Reason("An administrator held it.", _SUPPORT),
    "JobArrayTaskLimit": Reason(
        "As many tasks of its array run as the array allows at once.",
        "Nothing to do. The number after % in --array sets how many run at once.",
    ),
    "JobLaunchFailure": Reason(
        "It could not be started, perhaps because of its folder or a node's file system.",
        "Check that its folder exists on the compute nodes, then submit it again.",
    ),
    "NonZeroExitCode": Reason(
        "It ended with an error and waits held.", "Read its output, then release or cancel it."
    ),
    "RaisedSignal": Reason("It ended itself by a signal, such as for memory that isn't its own."),
    "OutOfMemory": Reason("It needed more memory than it had."),
    "SystemFailure": Reason("A part of the cluster failed.", _SUPPORT),
    "DeadLine": Reason("Its deadline was over."),
    "TimeLimit": Reason("Its time was over."),
    "InactiveLimit": Reason("It was idle for longer than the site allows."),
    "PartitionTimeLimit": Reason(
        "It asks for more time than its partition allows.",
        "Cancel it, and submit it with less time or to another partition.",
    ),
    "PartitionNodeLimit": Reason(
        "It asks for more nodes than its partition allows, or for nodes that are not there.",
        "Cancel it, and submit it with fewer nodes or to another partition.",
    ),
    "PartitionDown": Reason("Its partition is closed for now.", "Wait until the site opens it again."),
    "PartitionInactive": Reason("Its partition starts no jobs now.", "Wait until the site opens it again."),
    "PartitionConfig": Reason(
        "It asks for what its partition does not allow.", "Cancel it, and submit it to another partition."
    ),
    "AccountNotAllowed": Reason(
        "Its account may not use this partition.", "Cancel it, and choose another account or partition."
    ),
    "QOSNotAllowed": Reason(
        "Its quality of service is not allowed here.", "Cancel it, and submit it with another --qos."
    ),
    "InvalidAccount": Reason("Its account is not valid.", "Cancel it, and choose another account."),
    "InvalidQOS": Reason(
        "Its quality of service is not valid.", "Cancel it, and submit it with another --qos."
    ),
    "NodeDown": Reason("A node that it needs is down.", "Wait, or submit it without naming nodes."),
    "ReqNodeNotAvail": Reason(
        "A node that it needs is not available: it is down, reserved, or about to be serviced.",
        "Wait, ask for less time so that it ends before the service begins, or name no nodes.",
    ),
    "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions": Reason(
        "The nodes that it could have are down, about to be serviced, or kept for others.", _SMALLER
    ),
    "BadConstraints": Reason(
        "No node can ever give what it asks for.", "Cancel it, and submit it with other resources."
    ),
    "Licenses": Reason("It waits for a licence that others use.", _WAIT),
    "Reservation": Reason("It waits for its reservation to begin.", _WAIT),
    "ReservationDeleted": Reason(
        "Its reservation is gone.", "Cancel it, and submit it without the reservation."
    ),
    "ReservationInvalid": Reason(
        "It may not use its reservation.", "Cancel it, and submit it with another reservation or without."
    ),
    "Constraints": Reason(
        "No nodes with the features that it asks for are free.",
        "Nothing to do; with other features (--constraint) it may start sooner.",
    ),
    "SchedDefer": Reason("Slurm was asked to start it at once, and leaves that for later.", _WAIT),
    "PowerNotAvail": Reason("The cluster may not draw more power now.", _WAIT),
    "PowerReserved": Reason("Power is kept for other jobs.", _WAIT),
    "AccountingPolicy": Reason("A limit of your account or quality of service is reached.", _WAIT),
    "Cleaning": Reason("It is being cleaned up after it was requeued.", _WAIT),
    "Prolog": Reason("Its nodes are being prepared.", _WAIT),
    "BurstBufferResources": Reason("It waits for room in the burst buffer.", _WAIT),
    "BurstBufferStageIn": Reason("Its data is being brought in.", _WAIT),
    "BurstBufferOperation": Reason("Its data could not be brought in or out.", _SUPPORT),
    "FedJobLock": Reason("Another cluster of the federation may start it.", _WAIT),
    "FrontEndDown": Reason("A front end node that it needs is down.", "Wait, or ask your site's support."),
    "JobHoldMaxRequeue": Reason(
        "It was requeued as often as the site allows.", "Read its output, then submit it again."
    ),
    "QOSUsageThreshold": Reason("Its quality of service has been used up.", _SUPPORT),
    "AssociationJobLimit": Reason("You have as many jobs as your account allows.", _WAIT),
    "AssociationResourceLimit": Reason("Your account uses as much as it may at once.", _WAIT),
    "AssociationTimeLimit": Reason(
        "Your account's time is used up.", "Choose another account, or ask for more time of computing."
    ),
    "QOSJobLimit": Reason("You have as many jobs as this quality of service allows.", _WAIT),
    "QOSResourceLimit": Reason("This quality of service gives no more resources at once.", _WAIT),
    "QOSTimeLimit": Reason(
        "The time of this quality of service is used up.", "Submit it with another --qos."
    ),
    "launch failed requeued held": Reason(
        "Its start failed on a node; it was requeued and is held.",
        "Release it to try again; where it stays, tell your site's support.",
    ),
    "user env retrieval failed requeued held": Reason(
        "The environment of your login could not be made on a node in time; it was requeued and is held.",
        "Look for what is slow in your .bashrc and .profile, then release it.",
    ),
    "job requeued in held state": Reason("It was requeued and is held.", _RELEASE),
}

# Limits of an association or a quality of service: AssocGrpCPUMinutesLimit, QOSMaxMemoryPerUser, …
_LIMIT = re.compile(
    r"(?P<owner>Assoc|QOS)?(?P<kind>Grp|Max|Min)(?P<what>[A-Z][A-Za-z]*?)"
    r"(?P<minutes>(?:Run)?(?:Minutes|Mins))?(?:Per(?P<scope>User|Account|Acct|Job|Node|))?(?:Limit|NotSatisfied)?"
)
_WHAT = {
    "cpu": "processors",
    "gres": "GPUs or other devices",
    "jobs": "jobs",
    "job": "jobs",
    "mem": "memory",
    "memory": "memory",
    "node": "nodes",
    "nodes": "nodes",
    "submit": "submitted jobs",
    "submitjob": "submitted jobs",
    "submitjobs": "submitted jobs",
    "bytes": "burst buffer",
    "wall": "running time",
    "wallduration": "running time",
    "billing": "billed resources",
    "energy": "energy",
    "license": "licences",
    "bb": "burst buffer",
    "unknown": "resources",
}


def explain(code: str) -> Reason:
    """Why a job waits, from Slurm's code; squeue may name several, parted by commas, of which the last rules.

    Args:
        code: such as `Resources`, `QOSMaxCpuPerUserLimit`, or `JobArrayTaskLimit,JobHeldUser`; or a text,
            such as `launch failed requeued held`.

    """
    code = code.strip().strip("()")
    # scontrol writes the spaces of a reason as underscores.
    known = _known(code) or _known(code.replace("_", " "))
    if known is None and "," in code and " " not in code:
        known = next(filter(None, (_known(part) for part in reversed(code.split(",")))), None)
    return known or Reason(f"Slurm gives the reason “{code[:200]}”.", _SUPPORT)


def _known(code: str) -> Reason | None:
    # Such as "ReqNodeNotAvail, UnavailableNodes:c[1-4]".
    return _REASONS.get(code) or _REASONS.get(code.partition(", ")[0]) or _of_limit(code)


def _of_limit(code: str) -> Reason | None:
    match = _LIMIT.fullmatch(code)
    if match is None:
        return None
    what = _WHAT.get(match["what"].lower(), match["what"].lower())
    owner = {"Assoc": "your account", "QOS": "the quality of service"}.get(match["owner"] or "", "the site")
    if match["kind"] == "Min":
        return Reason(
            f"It asks for fewer {what} than {owner} wants.", "Cancel it, and submit it with more of them."
        )
    if match["minutes"]:
        return Reason(
            f"What {owner} grants over time ({what}) is used up, or would be by this job.",
            "Ask for less time, choose another account, or wait until the budget is renewed.",
        )
    if match["scope"] in ("User", "Account", "Acct") or "jobs" in what:
        return Reason(f"A limit of {owner} is reached: you have the {what} that it allows at once.", _WAIT)
    if match["kind"] == "Grp":
        return Reason(
            f"A limit of {owner} is reached: all its jobs together use the {what} it allows.", _WAIT
        )
    return Reason(
        f"It asks for more {what} than {owner} allows a job.", "Cancel it, and submit it with fewer of them."
    )
