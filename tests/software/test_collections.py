"""The saved collections, on the real Lmod."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from hpclab.core.environment import ServerEnvironment
from hpclab.core.errors import (
    BrokenToolError,
    ConflictError,
    HpcLabError,
    MalformedError,
    NotFoundError,
    RefusedError,
)
from hpclab.software import collections, module_systems
from hpclab.software.backend import Backend
from hpclab.software.collections import Collections, check_collection_name, saved_names
from hpclab.software.models import ModuleChange, ModuleState, PlanRequest, Swap
from hpclab.software.session import ModuleSession

from .. import lmod_tree
from .conftest import MakeSession
from .http import Fetch, call, full_names


async def load(session: ModuleSession, *modules: str) -> ModuleChange:
    return await session.change(PlanRequest(operation="load", modules=list(modules)))


async def restore(session: ModuleSession, name: str) -> ModuleChange:
    return await session.change(PlanRequest(operation="restore", collection=name))


def names(state: ModuleState) -> list[str]:
    return [module.full_name for module in state.loaded if module.active]


def requested(state: ModuleState) -> list[str]:
    return [module.full_name for module in state.loaded if module.requested]


def saved_files() -> dict[str, bytes]:
    """Every file of Lmod's folder, with what it holds."""
    folder = Path(os.environ["HOME"], ".lmod.d")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def session(make_session: MakeSession) -> ModuleSession:
    return make_session()


BAD_NAMES = [
    "", ".", "..", "../../x", "a/b", "/etc/passwd", "a.b", "work\nplay", "two words", "\t", "\0", "\x1b[31m",
    "~", "old~", "-x", "--force", "system", "\udcff", "\u202eevil", "x" * 10_240, "é" * 100,
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(MalformedError) as raised:
        check_collection_name(name)
    assert raised.value.code == "bad_collection_name"
    assert len(raised.value.message) < 400


@pytest.mark.parametrize("name", ["work", "default", "Été_2026", "a+b-c", "x" * 128])
def test_what_is_a_name(name: str) -> None:
    check_collection_name(name)


@pytest.mark.parametrize(
    ("files", "system", "expected"),
    [
        ({"work", "default", "old~", ".cache", "-x", "a b", "a\nb"}, None, ["default", "work"]),
        ({"work.frontera", "other.stampede", "work"}, "frontera", ["work"]),
        ({"work.frontera"}, None, []),
        (set(), None, []),
    ],
)
def test_saved_names(files: set[str], system: str | None, expected: list[str]) -> None:
    assert saved_names(files, system) == expected


async def test_a_slow_home_folder_holds_nobody_up(
    server_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(os.environ["HOME"], ".lmod.d").mkdir(parents=True)
    calls: list[object] = []

    def slow(path: Path) -> list[os.DirEntry[str]]:
        calls.append(path)
        time.sleep(1)
        return []

    monkeypatch.setattr(collections, "_DISK_SECONDS", 0.05)
    monkeypatch.setattr(os, "scandir", slow)

    async def backend() -> Backend:
        return module_systems.at(lmod_tree.LMOD_COMMAND, 1)

    found = Collections(ServerEnvironment(), backend)
    assert await asyncio.gather(*(found.names() for _ in range(5))) == [[]] * 5
    assert len(calls) == 1  # only one thread waits for the disk


@pytest.mark.each_lmod
class TestSave:
    """Save."""

    async def test_as_lmod_does(self, session: ModuleSession, lmod_environment: dict[str, str]) -> None:
        before = await load(session, "FFTW", "R")
        after = await session.save_collection("work")
        assert after.collections == ["work"]
        assert after.revision > before.revision
        assert after.generation == before.generation
        assert list(saved_files()) == ["work"]
        # A shell has the same modules after `module restore`.
        shell = lmod_tree.in_bash({**lmod_environment, "HOME": os.environ["HOME"]}, "module restore work")
        assert shell["LOADEDMODULES"] == os.environ["LOADEDMODULES"]
        assert shell["PATH"] == os.environ["PATH"]

    async def test_what_it_holds(self, session: ModuleSession) -> None:
        await load(session, "FFTW", "R")
        await session.save_collection("work")
        saved = await session.collection("work")
        assert saved.modules == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10", "R/4.3.2"]
        assert saved.requested == ["FFTW/3.3.10", "R/4.3.2"]
        assert abs(saved.saved_at - time.time()) < 60

    async def test_over_one_of_that_name(self, session: ModuleSession) -> None:
        await load(session, "FFTW")
        await session.save_collection("work")
        await load(session, "R")
        await session.save_collection("work")
        assert "R/4.3.2" in (await session.collection("work")).modules
        assert list(saved_files()) == ["work"]

    async def test_for_a_system(self, server_environment: dict[str, str], make_session: MakeSession) -> None:
        session = make_session(start={**server_environment, "LMOD_SYSTEM_NAME": "frontera"})
        await load(session, "R")
        assert (await session.save_collection("work")).collections == ["work"]
        assert list(saved_files()) == ["work.frontera"]
        assert names(await restore(session, "work")) == ["R/4.3.2"]

    async def test_nothing(self, session: ModuleSession) -> None:
        with pytest.raises(RefusedError, match="No modules are loaded"):
            await session.save_collection("work")
        assert (await session.state()).collections == []

    async def test_a_folder_that_cannot_be_written_to(self, session: ModuleSession) -> None:
        # Nobody, not even root, makes a file there; Lmod says that it has saved all the same.
        Path(os.environ["HOME"], ".config").mkdir()
        for folder in (".lmod.d", ".config/lmod"):  # which of them it takes depends on its version
            Path(os.environ["HOME"], folder).symlink_to("/sys/kernel")
        await load(session, "R")
        with pytest.raises(RefusedError) as raised:
            await session.save_collection("work")
        assert raised.value.code == "collection_not_written"
        assert os.environ["HOME"] in raised.value.message

    async def test_a_disk_that_becomes_full_half_way(self, make_session: MakeSession, tmp_path: Path) -> None:
        full = tmp_path / "lmod"
        full.write_text(
            f'#!/bin/sh\n{lmod_tree.LMOD_COMMAND} "$@"\n'
            'case "$2" in save) truncate -s 100 "$HOME/.lmod.d/$3" ;; esac\n'
        )
        full.chmod(0o755)
        good = make_session()
        await load(good, "R")
        await good.save_collection("work")
        before = saved_files()
        with pytest.raises(RefusedError, match="still there"):
            await make_session(full).save_collection("work")
        assert saved_files() == before

    @pytest.mark.parametrize("name", BAD_NAMES)
    async def test_bad_names(self, session: ModuleSession, name: str) -> None:
        await load(session, "R")
        home = Path(os.environ["HOME"])
        before = sorted(home.parent.rglob("*"))
        with pytest.raises(MalformedError):
            await session.save_collection(name)
        assert sorted(home.parent.rglob("*")) == before


@pytest.mark.each_lmod
class TestRestore:
    """Restore."""

    async def test_in_the_place_of_what_is_loaded(self, session: ModuleSession) -> None:
        await load(session, "FFTW")
        kept = dict(os.environ)
        await session.save_collection("work")
        before = await load(session, "GCC/12.3.0", "zlib", "R", "StdEnv/2023")
        changed = dict(os.environ)
        done = await restore(session, "work")
        assert names(done) == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]
        assert requested(done) == ["FFTW/3.3.10"]
        assert Swap("GCC/12.3.0", "GCC/13.2.0") in done.changes.swapped
        assert {"zlib/1.3", "R/4.3.2", "StdEnv/2023"} <= set(done.changes.unloaded)
        assert done.messages == []
        assert dict(os.environ)["PATH"] == kept["PATH"]
        undone = await session.undo()
        assert names(undone) == names(before)
        assert requested(undone) == requested(before)
        assert dict(os.environ) == changed

    async def test_a_plan_changes_nothing_and_is_applied(self, session: ModuleSession) -> None:
        await load(session, "R")
        await session.save_collection("work")
        await session.change(PlanRequest(operation="reset"))
        before = dict(os.environ)
        plan = await session.plan(PlanRequest(operation="restore", collection="work"))
        assert dict(os.environ) == before
        assert plan.changes.loaded == ["R/4.3.2"]
        assert names(await session.apply(plan.plan_id)) == ["R/4.3.2"]

    async def test_a_plan_of_a_collection_that_was_saved_anew(self, session: ModuleSession) -> None:
        await load(session, "R")
        await session.save_collection("work")
        plan = await session.plan(PlanRequest(operation="restore", collection="work"))
        await session.save_collection("work")
        with pytest.raises(ConflictError):
            await session.apply(plan.plan_id)

    async def test_what_a_shell_has_saved(
        self, session: ModuleSession, lmod_environment: dict[str, str]
    ) -> None:
        start = {**lmod_environment, "HOME": os.environ["HOME"]}
        lmod_tree.in_bash(start, "module load GCC/12.3.0 OpenMPI SciPy-bundle; module save shell")
        done = await restore(session, "shell")
        assert names(done)[-1] == "SciPy-bundle/2023.07"
        assert requested(done) == ["GCC/12.3.0", "OpenMPI/4.1.5", "SciPy-bundle/2023.07"]

    async def test_what_a_module_says_is_kept(self, session: ModuleSession) -> None:
        await load(session, "talking/1.0")
        await session.save_collection("work")
        await session.change(PlanRequest(operation="reset"))
        assert [message.text for message in (await restore(session, "work")).messages] == ["Cite us, please."]

    async def test_a_module_that_is_gone(
        self, session: ModuleSession, own_tree: lmod_tree.ModuleTree
    ) -> None:
        await load(session, "R", "GCC/13.2.0")
        await session.save_collection("work")
        await session.change(PlanRequest(operation="reset"))
        before, environment = await load(session, "Python"), dict(os.environ)
        (own_tree.core / "R" / "4.3.2.lua").unlink()
        with pytest.raises(RefusedError) as raised:
            await restore(session, "work")
        assert "R/4.3.2 could not be loaded; nothing was changed" in raised.value.message
        assert "not loaded: R" in (raised.value.detail or "")
        assert dict(os.environ) == environment
        assert names(await session.state()) == names(before)

    async def test_a_module_that_was_changed(
        self, session: ModuleSession, own_tree: lmod_tree.ModuleTree
    ) -> None:
        await load(session, "R")
        await session.save_collection("work")
        await load(session, "Python")
        environment = dict(os.environ)
        with (own_tree.core / "R" / "4.3.2.lua").open("a") as modulefile:
            modulefile.write('prepend_path("MODULEPATH", "/sw/more")\n')
        with pytest.raises(RefusedError) as raised:
            await restore(session, "work")
        assert "have changed" in (raised.value.detail or "")
        assert dict(os.environ) == environment

    @pytest.fixture
    def own_tree(self, tmp_path: Path) -> lmod_tree.ModuleTree:
        return lmod_tree.build(tmp_path / "own-modules")

    @pytest.fixture
    def session(
        self, request: pytest.FixtureRequest, server_environment: dict[str, str], make_session: MakeSession
    ) -> ModuleSession:
        """Of a tree that the test may change, where it asks for one."""
        if "own_tree" not in request.fixturenames:
            return make_session()
        tree: lmod_tree.ModuleTree = request.getfixturevalue("own_tree")

        async def hierarchy() -> Any:
            return tree.hierarchy()

        start = {**server_environment, **tree.environment(Path(os.environ["HOME"]))}
        return make_session(start=start, known=tree.hierarchy, hierarchy=hierarchy)

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            (b"", BrokenToolError),
            (b"os.exit(1)", BrokenToolError),
            (b"_ModuleTable_ = {mT = {R = {", BrokenToolError),
            (b"_ModuleTable_ = {mT = {R = {}}}", BrokenToolError),
            (b"\xff\xfe\0", BrokenToolError),
            (b" " * 5_000_000, BrokenToolError),
        ],
    )
    async def test_a_file_that_is_damaged(
        self, session: ModuleSession, text: bytes, error: type[HpcLabError]
    ) -> None:
        file = Path(os.environ["HOME"], ".lmod.d", "bad")
        file.parent.mkdir()
        file.write_bytes(text)
        environment = dict(os.environ)
        for attempt in (session.collection("bad"), restore(session, "bad")):
            with pytest.raises(error) as raised:
                await attempt
            assert str(file) in raised.value.message
        assert dict(os.environ) == environment

    async def test_none(self, session: ModuleSession) -> None:
        with pytest.raises(NotFoundError):
            await restore(session, "nosuch")


class TestRenameAndDelete:
    """Rename and delete."""

    @pytest.fixture
    def saved(self, session: ModuleSession, jp_asyncio_loop: asyncio.AbstractEventLoop) -> ModuleSession:
        """A session that has saved R as "work"."""
        jp_asyncio_loop.run_until_complete(load(session, "R"))
        jp_asyncio_loop.run_until_complete(session.save_collection("work"))
        return session

    async def test_rename(self, saved: ModuleSession) -> None:
        before = await saved.collection("work")
        done = await saved.rename_collection("work", "play")
        assert done.collections == ["play"]
        assert (await saved.collection("play")).modules == before.modules

    async def test_onto_another(self, saved: ModuleSession) -> None:
        await saved.save_collection("play")
        before = saved_files()
        with pytest.raises(ConflictError, match="There is a collection play already"):
            await saved.rename_collection("work", "play")
        assert saved_files() == before

    async def test_delete_keeps_the_file_as_lmod_does(self, saved: ModuleSession) -> None:
        held = saved_files()["work"]
        done = await saved.delete_collection("work")
        assert done.collections == []
        assert saved_files() == {"work~": held}

    async def test_none(self, saved: ModuleSession) -> None:
        for attempt in (saved.rename_collection("nosuch", "play"), saved.delete_collection("nosuch")):
            with pytest.raises(NotFoundError):
                await attempt
        assert list(saved_files()) == ["work"]

    @pytest.mark.parametrize("name", BAD_NAMES)
    async def test_bad_names(self, saved: ModuleSession, name: str) -> None:
        before = saved_files()
        for attempt in (
            saved.rename_collection("work", name),
            saved.rename_collection(name, "play"),
            saved.delete_collection(name),
            saved.collection(name),
        ):
            with pytest.raises(MalformedError):
                await attempt
        assert saved_files() == before

    async def test_both_folders(self, saved: ModuleSession) -> None:
        """Lmod 8.7.67 keeps each in both."""
        home = Path(os.environ["HOME"])
        other = home / ".config/lmod/work"
        other.parent.mkdir(parents=True)
        other.write_bytes(saved_files()["work"])
        await saved.rename_collection("work", "play")
        assert other.with_name("play").exists()
        assert (await saved.delete_collection("play")).collections == []

    async def test_no_home(self, make_session: MakeSession, server_environment: dict[str, str]) -> None:
        start = {name: value for name, value in server_environment.items() if name != "HOME"}
        session = make_session(start=start)
        assert (await session.state()).collections == []
        with pytest.raises(RefusedError, match="HOME"):
            await session.collection("work")


class TestOverHttp:
    """The routes, on a real server."""

    @pytest.fixture
    def jp_server_config(self, server_environment: dict[str, str]) -> dict[str, Any]:
        return {
            "ServerApp": {"jpserver_extensions": {"hpclab": True}},
            "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND), "catalog_delay": 0.0},
        }

    async def test_the_whole_way(self, jp_fetch: Fetch) -> None:
        await call(jp_fetch, "POST", "modules/load", {"modules": ["FFTW"]})
        status, state = await call(jp_fetch, "PUT", "collections/work")
        assert (status, state["collections"]) == (200, ["work"])
        await call(jp_fetch, "POST", "modules/reset")
        status, saved = await call(jp_fetch, "GET", "collections/work")
        assert (status, saved["requested"]) == (200, ["FFTW/3.3.10"])
        status, state = await call(jp_fetch, "POST", "collections/work/rename", {"to": "play"})
        assert (status, state["collections"]) == (200, ["play"])
        status, done = await call(jp_fetch, "POST", "collections/play/restore")
        assert (status, full_names(done)) == (200, ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"])
        assert done["changes"]["loaded"] == full_names(done)
        await call(jp_fetch, "POST", "modules/undo")
        status, plan = await call(
            jp_fetch, "POST", "modules/plan", {"operation": "restore", "collection": "play"}
        )
        status, done = await call(jp_fetch, "POST", "modules/apply", {"plan_id": plan["plan_id"]})
        assert (status, len(full_names(done))) == (200, 3)
        status, state = await call(jp_fetch, "DELETE", "collections/play")
        assert (status, state["collections"]) == (200, [])

    @pytest.mark.parametrize(
        "quoted",
        ["..%2F..%2Fx", "a%2Fb", "%2E%2E%2Fx", "a%0Ab", "%00", "system", "a.b", "a%20b", "-x", "x" * 10_240],
    )
    async def test_bad_names(
        self,
        jp_fetch: Fetch,
        http_server_client: Any,
        jp_base_url: str,
        jp_auth_header: dict[str, str],
        quoted: str,
    ) -> None:
        await call(jp_fetch, "POST", "modules/load", {"modules": ["R"]})

        async def fetch(*parts: str, **options: Any) -> Any:
            """Send a path as it is written; `jp_fetch` quotes it once more."""
            path = jp_base_url + "/".join(parts)
            return await http_server_client.fetch(path, headers=jp_auth_header, **options)

        for method, tail in (("PUT", ""), ("GET", ""), ("DELETE", ""), ("POST", "/restore")):
            status, answer = await call(fetch, method, f"collections/{quoted}{tail}")
            assert (status, answer["code"]) == (400, "bad_collection_name"), (method, tail)
        assert not Path(os.environ["HOME"], ".lmod.d").exists()

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"to": "../x"}, "bad_collection_name"),
            ({"to": "system"}, "bad_collection_name"),
            ({"to": "x" * 10_240}, "malformed"),
            ({"to": ""}, "malformed"),
            ({}, "malformed"),
        ],
    )
    async def test_bad_new_names(self, jp_fetch: Fetch, body: object, code: str) -> None:
        status, answer = await call(jp_fetch, "POST", "collections/work/rename", body)
        assert (status, answer["code"]) == (400, code)

    async def test_what_is_not_there(self, jp_fetch: Fetch) -> None:
        for method, path in (("GET", "nosuch"), ("DELETE", "nosuch"), ("POST", "nosuch/restore")):
            status, answer = await call(jp_fetch, method, f"collections/{path}")
            assert (status, answer["code"]) == (404, "unknown_collection")

    async def test_plans_without_a_name(self, jp_fetch: Fetch) -> None:
        for body, code in (
            ({"operation": "restore"}, "no_collection"),
            ({"operation": "restore", "collection": "../x"}, "bad_collection_name"),
        ):
            status, answer = await call(jp_fetch, "POST", "modules/plan", body)
            assert (status, answer["code"]) == (400, code)
