"""What tests of several capabilities use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import lmod_tree

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture(scope="session")
def module_tree(tmp_path_factory: pytest.TempPathFactory) -> lmod_tree.ModuleTree:
    """A small hierarchical module tree, for the real Lmod."""
    if not lmod_tree.LMOD_COMMAND.exists():
        pytest.skip("Lmod isn't installed")
    return lmod_tree.build(tmp_path_factory.mktemp("modules"))


@pytest.fixture
def lmod_environment(module_tree: lmod_tree.ModuleTree, tmp_path: Path) -> dict[str, str]:
    """The environment of a login shell with that tree and nothing loaded."""
    return module_tree.environment(tmp_path / "lmod-home")


@pytest.fixture
def server_environment(jp_environ: None, lmod_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """This process's own environment has Lmod and nothing loaded; it is put back afterwards."""
    kept = dict(os.environ)
    os.environ.update(lmod_environment)
    yield dict(os.environ)
    os.environ.clear()
    os.environ.update(kept)
