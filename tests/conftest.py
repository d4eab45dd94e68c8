"""What tests of several capabilities use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpclab.app import HpcLab
from hpclab.core import shared_answer

from . import lmod_tree
from .clock import Clock

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture(autouse=True, scope="session")
def no_other_servers() -> None:
    """Servers of the tests walk the modules at once: nobody else starts at the same moment."""
    HpcLab.catalog_delay.default_value = 0.0


@pytest.fixture(scope="session")
def module_tree(tmp_path_factory: pytest.TempPathFactory) -> lmod_tree.ModuleTree:
    """A small hierarchical module tree, for the real Lmod."""
    if not lmod_tree.LMOD_COMMAND.exists():
        pytest.skip("Lmod isn't installed")
    return lmod_tree.build(tmp_path_factory.mktemp("modules"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests marked `each_lmod` on each Lmod there is."""
    if metafunc.definition.get_closest_marker("each_lmod"):
        metafunc.parametrize(
            "lmod_command", ["installed", "unpacked"], indirect=True, ids=["installed", "debian-13"]
        )


@pytest.fixture
def lmod_command(request: pytest.FixtureRequest) -> Path:
    """The program of the Lmod that is tested."""
    if getattr(request, "param", "installed") == "installed":
        return lmod_tree.LMOD_COMMAND
    command = lmod_tree.unpacked_lmod()
    if command is None:
        pytest.skip(f"Debian 13's Lmod isn't in {lmod_tree.UNPACKED_LMOD}: demo packages --test says why")
    return command


@pytest.fixture
def lmod_environment(module_tree: lmod_tree.ModuleTree, lmod_command: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a login shell with that tree and nothing loaded."""
    return module_tree.environment(tmp_path / "lmod-home", lmod_command)


@pytest.fixture
def server_environment(jp_environ: None, lmod_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """This process's own environment has Lmod and nothing loaded; it is put back afterwards."""
    kept = dict(os.environ)
    os.environ.update(lmod_environment)
    yield dict(os.environ)
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that shared answers and their budgets see."""
    clock = Clock()
    monkeypatch.setattr(shared_answer, "time", clock)
    monkeypatch.setattr("hpclab.core.pace.Budget.__init__.__defaults__", (clock.monotonic,))
    return clock
