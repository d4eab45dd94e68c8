"""Modules with every fault, folders that are none, a full disk: each costs only itself, and is said."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpclab.core.errors import HpcLabError, RefusedError, TooSlowError
from hpclab.software.hierarchy import Hierarchy
from hpclab.software.models import PlanRequest
from hpclab.software.session import ModuleSession

from .conftest import MakeSession

ODD = Path(__file__).parent.parent / "cluster" / "odd-modules"
# What Lmod loads all the same.
HARMLESS = (
    "aliased", "c++filt_extras.js-tools", "conflicts", "control", "deep/tree/of/names", "linked", "many",
    "markup", "not-utf8", "noversion", "prints", "shell", "takes-away", "tcl-style", "warns", "nickname",
)  # fmt: skip
# What can't be loaded, and a word of the reason.
FAILING = {
    "broken": "broken",
    "depends-missing": "not-there",
    "exits": "status 3",
    "fails": "licence server",
    "large": "HPCLAB_ODD_LARGE",
    "needs-missing": "not-there",
}


@pytest.fixture
def odd_start(lmod_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A server with the odd modules between folders that are gone, closed, a file or a loop."""
    odd = tmp_path / "odd"
    shutil.copytree(ODD, odd, symlinks=True)
    (odd / ".modulerc.lua").write_text('module_alias("nickname", "noversion")\n')
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "closed").mkdir(mode=0)
    around = [str(tmp_path / name) for name in ("gone", "file", "loop", "closed")]
    searched = [*around[:2], str(odd), *around[2:], lmod_environment["MODULEPATH"]]
    lmod_environment["MODULEPATH"] = ":".join(searched)
    return lmod_environment


@pytest.fixture
def session(make_session: MakeSession, odd_start: dict[str, str]) -> ModuleSession:
    """A session before there is a catalog, so that all is left to Lmod."""

    async def nothing() -> Hierarchy:
        return Hierarchy()

    return make_session(start=odd_start, known=Hierarchy, hierarchy=nothing)


async def loaded_after(session: ModuleSession, module: str) -> list[str]:
    state = await session.change(PlanRequest("load", modules=[module]))
    return [each.full_name for each in state.loaded]


@pytest.mark.each_lmod
class TestOddModules:
    """Each kind of odd module."""

    @pytest.mark.parametrize("module", HARMLESS)
    async def test_what_is_only_odd_is_loaded_and_taken_back(
        self, session: ModuleSession, module: str
    ) -> None:
        before = dict(os.environ)
        assert len(await loaded_after(session, module)) == 1
        assert len(await loaded_after(session, "R")) == 2
        await session.undo()
        await session.undo()
        assert dict(os.environ) == before

    async def test_what_fails_costs_only_itself_and_says_why(self, session: ModuleSession) -> None:
        for module, reason in FAILING.items():
            before = dict(os.environ)
            with pytest.raises(HpcLabError) as raised:
                await loaded_after(session, module)
            said = f"{raised.value.message}\n{raised.value.detail}"
            assert reason in said
            assert module in said or module == "large"  # whose variable is named
            assert dict(os.environ) == before
        assert await loaded_after(session, "R") == ["R/4.3.2"]

    async def test_a_file_system_that_does_not_answer(
        self, make_session: MakeSession, odd_start: dict[str, str]
    ) -> None:
        session = make_session(start=odd_start, timeout=0.5, known=Hierarchy)
        with pytest.raises(TooSlowError, match="load slow"):
            await loaded_after(session, "slow")


@pytest.fixture
def full_home(lmod_environment: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    """A home folder on a file system of its own, which a test can fill."""
    home = tmp_path / "small-home"
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(home)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("only root can mount a small file system")
    yield home
    subprocess.run(["umount", "--lazy", str(home)], check=True)


@pytest.mark.each_lmod
async def test_a_full_home_loses_nothing(
    make_session: MakeSession, lmod_environment: dict[str, str], full_home: Path
) -> None:
    session = make_session(start={**lmod_environment, "HOME": str(full_home)})
    await session.change(PlanRequest("load", modules=["R"]))
    await session.save_collection("work")
    kept = await session.collection("work")
    with pytest.raises(OSError, match="No space left"):
        (full_home / "ballast").write_bytes(bytes(256 * 1024))
    await session.change(PlanRequest("load", modules=["GCC/12.3.0", "OpenMPI/4.1.5", "SciPy-bundle/2023.07"]))
    with pytest.raises(RefusedError) as raised:
        await session.save_collection("work")
    assert str(full_home) in raised.value.message
    assert (await session.collection("work")).modules == kept.modules == ["R/4.3.2"]
    assert (await session.state()).collections == ["work"]
    (full_home / "ballast").unlink()
    await session.save_collection("work")
    assert len((await session.collection("work")).modules) == 5
