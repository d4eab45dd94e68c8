"""The folders of modulefiles that people add, on the real Lmod."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hpclab.core.errors import HpcLabError, MalformedError, NotFoundError, RefusedError
from hpclab.software.models import PlanRequest
from hpclab.software.modulepath import expanded
from hpclab.software.session import ModuleSession

from .conftest import MakeSession


@pytest.fixture
def session(make_session: MakeSession) -> ModuleSession:
    return make_session()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A person's own modules, in a folder with a space in its name."""
    folder = tmp_path / "own modules"
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "1.0.lua").write_text('setenv("MINE", "yes")\n')
    return folder


def use(path: object, *, append: bool = False) -> PlanRequest:
    return PlanRequest(operation="use", path=str(path), append=append)


def unuse(path: object) -> PlanRequest:
    return PlanRequest(operation="unuse", path=str(path))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("~", "/home/ada"), ("~/m", "/home/ada/m"), (" //a//b/./c/ ", "/a/b/c"), ("/a/../b", "/b")],
)
def test_a_folder_is_written_in_many_ways(written: str, meant: str) -> None:
    assert expanded(written, "/home/ada") == meant


@pytest.mark.parametrize("written", ["", " ", "m", "./m", "~eve/m", "/a:/b", "/a\nb", "--append", "/müller"])
def test_what_can_be_no_folder_of_modulepath(written: str) -> None:
    with pytest.raises(MalformedError):
        expanded(written, "/home/ada")


@pytest.mark.parametrize("name", ["~~", "~~~", "~~~~"])
async def test_names_that_lmod_writes_with_the_last_letters_of_base64(
    session: ModuleSession, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()
    await session.change(use(tmp_path / name))
    assert (
        str(tmp_path / name)
        in (await session.change(PlanRequest(operation="load", modules=["R"]))).modulepath
    )


@pytest.mark.parametrize("append", [False, True])
async def test_use_undo_and_unuse(session: ModuleSession, own: Path, append: bool) -> None:
    before = (await session.state()).modulepath
    expected = [*before, str(own)] if append else [str(own), *before]
    done = await session.change(use(f"{own}/", append=append))
    assert done.modulepath == expected
    assert done.used_paths == [str(own)]
    loaded = await session.change(PlanRequest(operation="load", modules=["mine"]))
    assert [module.full_name for module in loaded.loaded] == ["mine/1.0"]
    assert (await session.undo()).modulepath == expected
    assert (await session.undo()).modulepath == before
    await session.change(use(own))
    assert (await session.change(unuse(own))).modulepath == before


async def test_what_is_loaded_from_a_removed_folder_becomes_inactive(
    session: ModuleSession, own: Path
) -> None:
    await session.change(use(own))
    await session.change(PlanRequest(operation="load", modules=["mine"]))
    plan = await session.plan(unuse(own))
    assert plan.changes.deactivated == ["mine/1.0"]
    assert str(own) in (await session.state()).modulepath
    assert not (await session.apply(plan.plan_id)).loaded[0].active
    assert (await session.change(use(own))).changes.activated == ["mine/1.0"]


async def test_collections_and_reset(session: ModuleSession, own: Path) -> None:
    start = (await session.state()).modulepath
    await session.change(use(own))
    await session.change(PlanRequest(operation="load", modules=["mine"]))
    await session.save_collection("own")
    assert (await session.change(PlanRequest(operation="reset"))).modulepath == start
    restored = await session.change(PlanRequest(operation="restore", collection="own"))
    assert restored.modulepath == [str(own), *start]
    assert os.environ["MINE"] == "yes"


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("modules", (MalformedError, "bad_module_path")),
        ("{own}/none", (NotFoundError, "no_such_folder")),
        ("{own}/mine/1.0.lua", (RefusedError, "not_a_folder")),
        ("{own}/mine/1.0.lua/x", (RefusedError, "not_a_folder")),
    ],
)
async def test_each_fault_is_named(
    session: ModuleSession, own: Path, path: str, refusal: tuple[type[HpcLabError], str]
) -> None:
    before, environment = await session.state(), dict(os.environ)
    with pytest.raises(refusal[0]) as caught:
        await session.change(use(path.format(own=own)))
    assert caught.value.code == refusal[1]
    assert await session.state() == before
    assert dict(os.environ) == environment


async def test_what_is_not_there_is_not_removed(session: ModuleSession, own: Path) -> None:
    with pytest.raises(NotFoundError):
        await session.change(unuse(own))
    (only,) = (await session.state()).modulepath
    with pytest.raises(RefusedError) as caught:
        await session.change(unuse(only))
    assert caught.value.code == "last_module_path"
