"""The running cluster and its people, for tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import hpclab
from demo import facts
from demo.process import DemoError

from .asking import PROBE
from .people import Person


@pytest.fixture(scope="session")
def cluster() -> facts.Facts:
    """The facts of the running cluster; tests that need it are skipped where there is none."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as the cluster's users")
    try:
        return facts.read()
    except DemoError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def alice(cluster: facts.Facts) -> Person:
    """The user whom JupyterLab runs as."""
    return Person(cluster.users[0], cluster)


@pytest.fixture(scope="session")
def bob(cluster: facts.Facts) -> Person:
    """Another user."""
    if len(cluster.users) < 2:
        pytest.skip("the cluster was started by sudo and has one user")
    return Person(cluster.users[1], cluster)


@pytest.fixture
def folder(alice: Person) -> Iterator[Path]:
    """A new folder of alice's, as tests' own folders are root's; short, as sockets need."""
    result = alice.run("mktemp", "--directory", f"--tmpdir={alice.user.home}", "t.XXXXXX")
    path = Path(result.stdout.strip())
    yield path
    alice.run("rm", "--recursive", "--force", str(path))


@pytest.fixture(scope="module")
def packages() -> Iterator[Path]:
    """A copy of hpclab and the probe that everybody can read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        ignored = shutil.ignore_patterns("labextension", "__pycache__")
        shutil.copytree(Path(hpclab.__file__).parent, folder / "hpclab", ignore=ignored)
        shutil.copy(PROBE, folder)
        yield folder
