"""What tests of several capabilities use."""

from __future__ import annotations

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
    return module_tree.environment(tmp_path / "home")


@pytest.fixture
def server_environment(
    lmod_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """This process's own environment is one with Lmod and nothing loaded, and is put back afterwards."""
    import os  # noqa: PLC0415

    kept = dict(os.environ)
    os.environ.clear()
    os.environ.update(lmod_environment)
    yield lmod_environment
    os.environ.clear()
    os.environ.update(kept)
