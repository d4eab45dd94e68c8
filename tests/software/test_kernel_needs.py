"""Which kernels need what goes of the server's start; on the real Lmod too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hpclab.software.kernel_needs import KernelFiles, folders_lost, needing
from hpclab.software.models import PlanRequest

from .. import lmod_tree
from .conftest import MakeSession

START = {"PATH": "/sw/Python/bin:/usr/bin", "JUPYTER_PATH": "/sw/kernels/:relative"}


def test_what_goes_of_the_start_counts() -> None:
    assert folders_lost(START, START, {"PATH": "/usr/bin", "JUPYTER_PATH": ""}) == {
        "/sw/Python/bin",
        "/sw/kernels",
    }


def test_what_came_later_does_not() -> None:
    assert not folders_lost({"PATH": "/usr/bin"}, START, {"PATH": "/usr/bin"})


def test_what_is_only_moved_does_not() -> None:
    assert not folders_lost(START, START, {**START, "PATH": "/usr/bin:/new:/sw/Python/bin/"})


def test_by_the_program_or_the_kernelspec() -> None:
    kernels = [
        KernelFiles("Python", "/sw/Python/bin/python", "/share/kernels/python3"),
        KernelFiles("R", "/usr/bin/R", "/sw/kernels/kernels/ir"),
        KernelFiles("Julia", "/sw/Python/binary/julia", "/share/kernels/julia"),
        KernelFiles("Empty", "", ""),
    ]
    assert needing(kernels, {"/sw/Python/bin", "/sw/kernels"}, START) == ["Python", "R"]


def test_a_program_is_looked_for_in_path(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "octave"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    kernels = [KernelFiles("Octave", "octave", "/share/kernels/octave")]
    lost = {str(program.parent)}
    assert needing(kernels, lost, {"PATH": f"/usr/bin:{program.parent}"}) == ["Octave"]
    assert needing(kernels, lost, {"PATH": "/usr/bin"}) == []


@pytest.mark.parametrize(("at_start", "expected"), [("kernel R", ["Spec", "R"]), ("", [])])
async def test_a_plan_names_them(
    make_session: MakeSession,
    lmod_environment: dict[str, str],
    module_tree: lmod_tree.ModuleTree,
    at_start: str,
    expected: list[str],
) -> None:
    async def kernels() -> Sequence[KernelFiles]:
        return [
            KernelFiles("R", "/sw/R/4.3.2/bin/R", "/share/kernels/ir"),
            KernelFiles("Spec", "/usr/bin/x", f"{module_tree.root}/jupyter/kernels/spec"),
            KernelFiles("Python", "/usr/bin/python3", "/share/kernels/python3"),
        ]

    start = lmod_tree.in_bash(lmod_environment, f"module load {at_start}" if at_start else "true")
    session = make_session(start=start, kernels=kernels)
    if not at_start:  # loaded by the person: it is clear to them
        await session.change(PlanRequest(operation="load", modules=["kernel", "R"]))
    plan = await session.plan(PlanRequest(operation="unload", modules=["kernel", "R"]))
    assert sorted(plan.kernels) == sorted(expected)
