"""What states of jobs mean; the words are those of squeue(1), "JOB STATE CODES".

Slurm names one state, also of a job that is in several: a cancelled job whose processes still end is
COMPLETING. New versions bring new words, such as EXPEDITING in 25.11: one that isn't here goes on.
"""

from __future__ import annotations

FAILED = frozenset({"BOOT_FAIL", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "TIMEOUT"})
"""Something went wrong."""

OVER = FAILED | {"CANCELLED", "COMPLETED", "PREEMPTED", "REVOKED"}
"""The job will not go on."""

WAITING = frozenset({"PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT"})
"""The job has no nodes, and may start, perhaps again."""
