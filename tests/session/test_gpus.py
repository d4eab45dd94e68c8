"""GPUs: only the job's are shown, and none where there is no NVML. As no GPU is here, NVML is played."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from hpclab.session import gpus


def test_only_the_jobs_gpus() -> None:
    assert gpus.visible({}) == []
    assert gpus.visible({"CUDA_VISIBLE_DEVICES": "0,1", "SLURM_JOB_GPUS": "4,5"}) == ["0", "1"]
    assert gpus.visible({"SLURM_JOB_GPUS": "3"}) == ["3"]
    assert gpus.visible({"CUDA_VISIBLE_DEVICES": "GPU-5ebe9f43,MIG-7"}) == ["GPU-5ebe9f43", "MIG-7"]
    assert gpus.visible({"CUDA_VISIBLE_DEVICES": "NoDevFiles"}) == []


def test_without_nvml_there_are_no_figures() -> None:
    assert gpus.read(["0"]) == []


def test_a_gpu_that_fails_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class NVMLError(Exception):
        pass

    def by_index(index: int) -> int:
        if index == 1:
            raise NVMLError
        return index

    def no_rates(_: object) -> object:
        raise NVMLError

    shut_down: list[bool] = []
    played = SimpleNamespace(
        NVMLError=NVMLError,
        nvmlInit=lambda: None,
        nvmlShutdown=lambda: shut_down.append(True),
        nvmlDeviceGetHandleByIndex=by_index,
        nvmlDeviceGetMemoryInfo=lambda _: SimpleNamespace(used=5, total=10),
        nvmlDeviceGetName=lambda _: b"A100",
        nvmlDeviceGetUtilizationRates=no_rates,
    )
    monkeypatch.setitem(sys.modules, "pynvml", played)
    (found,) = gpus.read(["0", "1"])
    assert (found.name, found.memory_used, found.memory_limit, found.busy) == ("A100", 5, 10, None)
    assert shut_down == [True]
