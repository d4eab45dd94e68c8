"""Memory and load of the job's GPUs by NVML, where the package nvidia-ml-py and a driver are there."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from .models import GpuUsage


def visible(environment: Mapping[str, str]) -> list[str]:
    """The job's GPUs, as NVML inside the job finds them: numbers or UUIDs.

    `CUDA_VISIBLE_DEVICES` counts from 0 where the job's devices are constrained, as NVML then does too.

    Args:
        environment: the environment that the server started with.

    Returns:
        Nothing where the job has no GPUs; so other people's GPUs on the node are never shown.

    """
    text = environment.get("CUDA_VISIBLE_DEVICES") or environment.get("SLURM_JOB_GPUS") or ""
    parts = [part.strip() for part in text.split(",")]
    return [part for part in parts if part.isdecimal() or part.startswith(("GPU-", "MIG-"))]


def read(names: list[str]) -> list[GpuUsage]:
    """Read the GPUs; may block for seconds while the driver wakes up.

    Args:
        names: from `visible`.

    Returns:
        Those that answer; none without NVML.

    """
    try:
        nvml = importlib.import_module("pynvml")
        nvml.nvmlInit()
    except Exception:  # no package, no driver, a driver of another version: all are "no figures"
        return []
    try:
        return [usage for index, name in enumerate(names) if (usage := _read_one(nvml, index, name))]
    finally:
        nvml.nvmlShutdown()


def _read_one(nvml: Any, index: int, name: str) -> GpuUsage | None:
    try:
        handle = (
            nvml.nvmlDeviceGetHandleByIndex(int(name))
            if name.isdecimal()
            else nvml.nvmlDeviceGetHandleByUUID(name)
        )
        memory = nvml.nvmlDeviceGetMemoryInfo(handle)
        return GpuUsage(
            index=index,
            name=_text(nvml.nvmlDeviceGetName(handle)),
            memory_used=memory.used,
            memory_limit=memory.total,
            busy=_busy(nvml, handle),
        )
    except nvml.NVMLError:
        return None


def _busy(nvml: Any, handle: Any) -> float | None:
    try:
        return float(nvml.nvmlDeviceGetUtilizationRates(handle).gpu) / 100
    except nvml.NVMLError:  # not told for a part of a GPU (MIG)
        return None


def _text(name: str | bytes) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name
