"""States of jobs that are over; the words are those of squeue(1), "JOB STATE CODES"."""

from __future__ import annotations

FAILED = frozenset({"BOOT_FAIL", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "TIMEOUT"})
"""Something went wrong."""

OVER = FAILED | {"CANCELLED", "COMPLETED", "PREEMPTED", "REVOKED"}
"""The job will not go on."""
