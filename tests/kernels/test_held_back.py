"""Kernels of a real server wait for the collection that is restored at its start."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from hpclab.core.environment import EnvironmentPatch, ServerEnvironment
from hpclab.kernels.held_back import HeldBackKernels

from .. import lmod_tree
from .running import Fetch, environment_of_process, start_kernel


@pytest.fixture
def jp_server_config(server_environment: dict[str, str]) -> dict[str, Any]:
    chain = "GCC/13.2.0 OpenMPI/5.0.3 FFTW/3.3.10"
    lmod_tree.in_bash(server_environment, f"module load {chain} && module save work")
    return {
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND), "default_collection": "work"},
    }


async def test_a_restored_notebooks_kernel_has_the_collection(
    jp_fetch: Fetch, jp_serverapp: Any, jp_root_dir: Path
) -> None:
    starting = asyncio.create_task(start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "a.ipynb"))
    await jp_serverapp.extension_manager.start_all_extensions()
    environment = environment_of_process(await starting)
    assert "FFTW/3.3.10" in environment["LOADEDMODULES"].split(":")
    assert environment["JPY_SESSION_NAME"].endswith("a.ipynb")


class TestPatience:
    """With a manager of real kernels, and a start that goes on for ever."""

    @pytest.fixture
    def jp_server_config(self, server_environment: dict[str, str]) -> dict[str, Any]:
        return {"ServerApp": {"jpserver_extensions": {}}}

    async def test_it_has_an_end_and_what_changed_meanwhile_counts(
        self, jp_fetch: Fetch, jp_serverapp: Any, jp_root_dir: Path
    ) -> None:
        environment = ServerEnvironment()

        async def never() -> None:
            environment.apply(EnvironmentPatch({"HPCLAB_TEST_HALF": "done"}, frozenset({"MODULEPATH"})))
            await asyncio.Event().wait()

        HeldBackKernels(jp_serverapp.kernel_manager, never, environment, patience=0.2)
        started = await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "a.ipynb")
        found = environment_of_process(started)
        assert found["HPCLAB_TEST_HALF"] == "done"
        assert "MODULEPATH" not in found
        assert os.environ["HPCLAB_TEST_HALF"] == "done"
