"""Environment Modules behind the same interface: on the real 5.2.0 and 5.5.0, where they are unpacked."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_events import EventLogger

from hpclab.core.environment import ServerEnvironment
from hpclab.core.errors import MalformedError, NotFoundError, RefusedError
from hpclab.core.events import ChangeEvents
from hpclab.software import (
    build,
    discovery,
    em_catalog,
    environment_modules,
    loaded_variables,
    module_systems,
)
from hpclab.software.backend import Backend
from hpclab.software.collections import Collections
from hpclab.software.hierarchy import Hierarchy
from hpclab.software.hierarchy import build as hierarchy_of
from hpclab.software.last_modules import LastModules
from hpclab.software.models import Catalog, Message, ModuleChange, ModuleState, Operation, PlanRequest
from hpclab.software.session import ModuleSession

from .. import environment_modules_tree


@pytest.fixture(params=environment_modules_tree.RELEASES)
def start(request: pytest.FixtureRequest, tmp_path: Path, jp_environ: None) -> Iterator[dict[str, str]]:
    """This process's own environment is that of a site with Environment Modules."""
    program = environment_modules_tree.command(request.param)
    if program is None:
        pytest.skip(f"Environment Modules of {request.param} isn't unpacked: demo packages --test says why")
    modulepath = environment_modules_tree.build(tmp_path / "modules")
    site = environment_modules_tree.environment(program, modulepath, tmp_path / "home")
    kept = dict(os.environ)
    os.environ.clear()
    os.environ.update(site)
    yield site
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def catalog(start: dict[str, str], jp_asyncio_loop: asyncio.AbstractEventLoop) -> Catalog:
    return jp_asyncio_loop.run_until_complete(build.build_catalog(Path(start["MODULES_CMD"]), start))


@pytest.fixture
def session(start: dict[str, str], catalog: Catalog) -> ModuleSession:
    environment = ServerEnvironment()
    hierarchy = hierarchy_of(catalog.modulepaths, catalog.packages)

    async def backend() -> Backend:
        return module_systems.at(Path(start["MODULES_CMD"]), 30)

    async def whole() -> Hierarchy:
        return hierarchy

    return ModuleSession(
        environment,
        backend=backend,
        known=lambda: hierarchy,
        hierarchy=whole,
        events=ChangeEvents(EventLogger()),
        collections=Collections(environment, backend),
        last_modules=LastModules(environment.initial, logging.getLogger("hpclab-tests")),
    )


async def change(
    session: ModuleSession, operation: Operation, *modules: str, force: bool = False
) -> ModuleChange:
    return await session.change(PlanRequest(operation, modules=list(modules), force=force))


def now() -> dict[str, str]:
    """The server's environment, without what pytest notes there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def names(state: ModuleState) -> list[str]:
    return [module.full_name for module in state.loaded]


class TestSession:
    """Every operation, and what is left equals a bash that ran the same commands."""

    async def test_load_with_what_it_needs(self, session: ModuleSession, start: dict[str, str]) -> None:
        state = await change(session, "load", "hdf5")
        assert names(state) == ["gcc/12.3", "hdf5/1.14"]
        assert [module.full_name for module in state.loaded if module.requested] == ["hdf5/1.14"]
        assert now() == environment_modules_tree.in_bash(start, "module load hdf5")

    async def test_another_version_takes_the_place(
        self, session: ModuleSession, start: dict[str, str]
    ) -> None:
        await change(session, "load", "gcc/12.3")
        state = await change(session, "load", "gcc/13.2")
        assert names(state) == ["gcc/13.2"]
        assert [(each.from_, each.to) for each in state.changes.swapped] == [("gcc/12.3", "gcc/13.2")]
        bash = environment_modules_tree.in_bash(start, "module load gcc/12.3; module swap gcc/12.3 gcc/13.2")
        assert now() == bash

    async def test_swap_unload_and_undo(self, session: ModuleSession, start: dict[str, str]) -> None:
        await change(session, "load", "gcc/12.3", "bio/blast/2.14")
        after_load = now()
        state = await session.change(PlanRequest("swap", from_="gcc/12.3", to="gcc/13.2"))
        assert names(state) == ["bio/blast/2.14", "gcc/13.2"]
        assert names(await change(session, "unload", "bio/blast")) == ["gcc/13.2"]
        await session.undo()
        await session.undo()
        assert now() == after_load
        await change(session, "reset")
        assert now() == start

    async def test_a_sticky_module_stays_unless_forced(self, session: ModuleSession) -> None:
        state = await change(session, "load", "sticky", "noversion")
        assert [module.sticky for module in state.loaded] == [True, False]
        with pytest.raises(RefusedError) as refused:
            await change(session, "unload", "sticky/1")
        assert refused.value.code == "sticky_module"
        assert names(await change(session, "purge")) == ["sticky/1"]
        assert names(await change(session, "purge", force=True)) == []

    async def test_only_folders_added_by_hand_are_the_persons_own(
        self, session: ModuleSession, start: dict[str, str], tmp_path: Path
    ) -> None:
        state = await change(session, "load", "gcc")
        assert len(state.modulepath) > len(start["MODULEPATH"].split(":"))
        assert state.used_paths == []
        (tmp_path / "own").mkdir()
        state = await session.change(PlanRequest("use", path=str(tmp_path / "own")))
        assert state.used_paths == [str(tmp_path / "own")]

    async def test_values_come_through(self, session: ModuleSession, start: dict[str, str]) -> None:
        await change(session, "load", "control/1")
        assert os.environ["CONTROL"] == "a\tb\nc\"d\\e'f <b>\nos.environ['PATH'] = 'x'"
        assert os.environ["END"] == "back\\"
        assert os.environ["PATH"] == start["PATH"]

    async def test_what_a_modulefile_prints_is_a_message(self, session: ModuleSession) -> None:
        answer = await change(session, "load", "prints/1")
        assert os.environ["PRINTS"] == "yes"
        assert [message.text for message in answer.messages] == ["straight to standard error"]

    @pytest.mark.parametrize(("module", "words"), [("broken/1", "no_such_command"), ("needs/1", "nosuch")])
    async def test_a_failed_load_changes_nothing_and_says_why(
        self, session: ModuleSession, start: dict[str, str], module: str, words: str
    ) -> None:
        with pytest.raises(RefusedError, match="Environment Modules did not load") as refused:
            await change(session, "load", "gcc", module)
        assert words in (refused.value.detail or "")
        assert now() == start

    async def test_an_unknown_module(self, session: ModuleSession) -> None:
        with pytest.raises(NotFoundError):
            await change(session, "load", "nosuch/1")

    async def test_an_alias(self, session: ModuleSession) -> None:
        assert names(await change(session, "load", "gnu")) == ["gcc/13.2"]

    async def test_a_module_that_only_another_makes_available(self, session: ModuleSession) -> None:
        await change(session, "load", "gcc")
        assert names(await change(session, "load", "fftw/3.3")) == ["gcc/12.3", "fftw/3.3"]


class TestCollections:
    """They are commands in a file."""

    async def test_save_and_restore(self, session: ModuleSession, start: dict[str, str]) -> None:
        await change(session, "load", "hdf5", "bio/blast")
        saved = await session.save_collection("work")
        assert saved.collections == ["work"]
        assert sorted(file.name for file in Path(start["HOME"], ".module").iterdir()) == ["work"]
        before = now()
        await change(session, "reset")
        await change(session, "load", "sticky")
        await change(session, "reset")
        state = await session.change(PlanRequest("restore", collection="work"))
        assert names(state) == ["gcc/12.3", "hdf5/1.14", "bio/blast/2.14"]
        assert [each.full_name for each in state.loaded if each.requested] == ["hdf5/1.14", "bio/blast/2.14"]
        assert now()["PATH"] == before["PATH"]
        assert now() == environment_modules_tree.in_bash(start, "module restore work")

    async def test_what_it_holds(self, session: ModuleSession) -> None:
        await change(session, "load", "hdf5")
        await session.save_collection("work")
        found = await session.collection("work")
        assert found.requested == found.modules[-1:] == ["hdf5"]

    async def test_rename_delete_and_bad_names(self, session: ModuleSession, start: dict[str, str]) -> None:
        await change(session, "load", "gcc")
        await session.save_collection("work")
        assert (await session.rename_collection("work", "play")).collections == ["play"]
        assert (await session.delete_collection("play")).collections == []
        for name in ("../x", "a/b", "a\nb", "__init__", ""):
            with pytest.raises(MalformedError):
                await session.save_collection(name)
        assert sorted(file.name for file in Path(start["HOME"], ".module").iterdir()) == ["play~"]

    async def test_one_whose_module_is_gone(self, session: ModuleSession, start: dict[str, str]) -> None:
        await change(session, "load", "gcc", "hdf5")
        await session.save_collection("work")
        await change(session, "reset")
        before = now()
        Path(start["MODULEPATH"], "hdf5", "1.14").unlink()
        with pytest.raises(RefusedError, match="hdf5"):
            await session.change(PlanRequest("restore", collection="work"))
        assert now() == before


class TestCatalog:
    """What `avail` and `whatis` tell."""

    def test_packages_versions_and_words(self, catalog: Catalog) -> None:
        found = {package.name: package for package in catalog.packages}
        assert {"gcc", "hdf5", "bio/blast", "noversion", "broken", "prints"} <= found.keys()
        gcc = found["gcc"]
        assert [version.version for version in gcc.versions] == ["13.2", "12.3"]
        assert [version.default for version in gcc.versions] == [False, True]
        assert gcc.description == "the GNU compilers"
        assert gcc.versions[0].keywords == ("c", "c++")
        assert found["noversion"].versions[0].version is None
        assert found["noversion"].description == 'no "version",\nbut two lines <b>'
        assert found["below"].versions[0].hidden

    def test_every_folder_is_searched_from_the_start(self, catalog: Catalog, start: dict[str, str]) -> None:
        assert [each.path for each in catalog.modulepaths] == [start["MODULEPATH"]]

    def test_noise_costs_only_itself(self) -> None:
        printed = (
            '{hello\n"/m": {\n"a/1": { "name": "a/1", "type": "modulefile", "pathname": "/m/a/1"},\n'
            'noise\n"b": { "name": "b, "type"},\n"c": { "name": "c", "type": "alias", "target": "a/1"}\n}}'
        )
        assert [one.name for one in em_catalog.parse_avail(printed)["/m"]] == ["a/1", "c"]


class TestDiscovery:
    """It is found, and what it lacks is said."""

    async def test_by_its_own_variables(self, start: dict[str, str]) -> None:
        system = await discovery.discover(start)
        assert system.name == "environment-modules"
        assert system.installation is not None
        assert system.installation.version.startswith("5.")
        assert system.installation.how == "MODULES_CMD in the server's environment"
        assert module_systems.limits(system.name)

    async def test_by_its_home(self, start: dict[str, str], tmp_path: Path) -> None:
        home = tmp_path / "Modules"
        (home / "libexec").mkdir(parents=True)
        (home / "libexec" / "modulecmd.tcl").symlink_to(start["MODULES_CMD"])
        system = await discovery.discover(
            {**start, "MODULES_CMD": "", "MODULESHOME": str(home), "LMOD_CMD": ""}
        )
        assert system.installation is not None
        assert system.installation.how == "MODULESHOME in the server's environment"


class TestMessages:
    """What it says, as recorded from 5.2.0."""

    def test_errors_and_warnings_name_their_module(self) -> None:
        said = (
            'Loading bad/1\n  Module ERROR: invalid command name "no_such_cmd"\n        while executing\n'
            "Unloading st/1 <S>\n  WARNING: Unload of sticky module forced\n"
            "Loading hid/1\n  Loading requirement: gcc/12.3\nERROR: Unable to locate a modulefile for 'x'\n"
        )
        assert environment_modules.parse_messages(said) == [
            Message("error", 'invalid command name "no_such_cmd"\n      while executing', "bad/1"),
            Message("warning", "Unload of sticky module forced", "st/1"),
            Message("error", "Unable to locate a modulefile for 'x'"),
        ]


def test_two_versions_of_one_name_are_both_there() -> None:
    table = loaded_variables.read({"LOADEDMODULES": "a/1:a/2", "_LMFILES_": "/m/a/1:/m/a/2"})
    assert [module.full_name for module in table.modules.values()] == ["a/1", "a/2"]
    assert table.is_active("a/2")
