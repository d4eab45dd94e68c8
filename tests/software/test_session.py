"""The module session on the real Lmod."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from hpclab.core.errors import (
    BrokenToolError,
    ConflictError,
    HpcLabError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TooSlowError,
    UnavailableError,
)
from hpclab.software.fingerprint import fingerprint
from hpclab.software.hierarchy import Hierarchy
from hpclab.software.lmod import Lmod
from hpclab.software.models import Message, ModuleChange, ModuleState, Operation, PlanRequest, Swap
from hpclab.software.session import ModuleSession

from .. import lmod_tree
from .conftest import MakeSession


async def load(session: ModuleSession, *modules: str, with_prerequisites: bool = True) -> ModuleChange:
    request = PlanRequest(operation="load", modules=list(modules), with_prerequisites=with_prerequisites)
    return await session.change(request)


async def unload(session: ModuleSession, *modules: str, force: bool = False) -> ModuleChange:
    return await session.change(PlanRequest(operation="unload", modules=list(modules), force=force))


async def change(session: ModuleSession, operation: Operation, *, force: bool = False) -> ModuleChange:
    return await session.change(PlanRequest(operation=operation, force=force))


def names(state: ModuleState) -> list[str]:
    return [module.full_name for module in state.loaded if module.active]


def requested(state: ModuleState) -> list[str]:
    return [module.full_name for module in state.loaded if module.requested]


async def assert_untouched(session: ModuleSession, before: ModuleState, environment: dict[str, str]) -> None:
    assert dict(os.environ) == environment
    assert await session.state() == before


@pytest.fixture
def session(make_session: MakeSession) -> ModuleSession:
    return make_session()


@pytest.fixture
def site_start(lmod_environment: dict[str, str]) -> dict[str, str]:
    """What a site's login leaves: a sticky StdEnv and R."""
    return lmod_tree.in_bash(lmod_environment, "module load StdEnv/2023 R")


@pytest.mark.each_lmod
class TestLoad:
    """Load."""

    async def test_with_prerequisites(self, session: ModuleSession) -> None:
        before = await session.state()
        done = await load(session, "SciPy-bundle/2023.07")
        assert names(done) == ["GCC/13.2.0", "OpenMPI/5.0.3", "Python/3.11.3", "SciPy-bundle/2023.07"]
        assert requested(done) == ["SciPy-bundle/2023.07"]
        assert done.changes.loaded == names(done)
        assert done.revision > before.revision
        assert done.generation > before.generation
        assert done.can_undo
        assert dict(os.environ)["EB_SciPy_bundle"] == "2023.07"

    async def test_by_the_loaded_compiler(self, session: ModuleSession) -> None:
        await load(session, "GCC/12.3.0")
        done = await load(session, "SciPy-bundle/2023.07")
        assert names(done) == ["GCC/12.3.0", "OpenMPI/4.1.5", "Python/3.11.3", "SciPy-bundle/2023.07"]
        assert requested(done) == ["GCC/12.3.0", "SciPy-bundle/2023.07"]
        assert done.changes.swapped == []

    async def test_swaps_a_compiler_and_remembers_what_was_asked_for(self, session: ModuleSession) -> None:
        await load(session, "FFTW", "zlib")
        done = await load(session, "GCC/12.3.0")
        assert done.changes.swapped == [Swap("GCC/13.2.0", "GCC/12.3.0")]
        assert done.changes.reloaded == ["zlib/1.3"]
        assert done.changes.deactivated == ["OpenMPI/5.0.3", "FFTW/3.3.10"]
        # Lmod has set the depth of all of them to 0 by now.
        assert requested(done) == ["GCC/12.3.0", "zlib/1.3", "FFTW/3.3.10"]

    async def test_without_prerequisites(
        self, session: ModuleSession, server_environment: dict[str, str]
    ) -> None:
        before, environment = await session.state(), dict(os.environ)
        with pytest.raises(RefusedError) as caught:
            await load(session, "FFTW/3.3.10", with_prerequisites=False)
        assert caught.value.code == "load_failed"
        await assert_untouched(session, before, environment)

    async def test_a_warning_is_no_failure(self, session: ModuleSession) -> None:
        done = await load(session, "warning/1.0")
        assert names(done) == ["warning/1.0"]
        assert done.messages == [Message("warning", "This version goes away soon.", "warning/1.0")]

    @pytest.mark.parametrize("name", ["GCC/12", "gnu"])
    async def test_what_only_lmod_knows(self, session: ModuleSession, name: str) -> None:
        """A part of a version and an alias, under which the table has nothing."""
        await load(session, "R")
        done = await load(session, name)
        assert names(done) == requested(done) == ["R/4.3.2", "GCC/12.3.0"]

    async def test_hidden(self, session: ModuleSession) -> None:
        done = await load(session, "secret/.1.0")
        assert done.loaded[0].hidden

    @pytest.mark.parametrize("variable", ["LMOD_DISABLE_SAME_NAME_AUTOSWAP", "LMOD_AUTO_SWAP"])
    async def test_where_the_site_forbids_swaps(
        self, make_session: MakeSession, server_environment: dict[str, str], variable: str
    ) -> None:
        setting = "no" if variable == "LMOD_AUTO_SWAP" else "yes"
        session = make_session(start={**server_environment, variable: setting})
        await load(session, "GCC/12.3.0")
        done = await load(session, "GCC/13.2.0")
        assert names(done) == ["GCC/13.2.0"]
        assert done.changes.swapped == [Swap("GCC/12.3.0", "GCC/13.2.0")]
        assert names(await load(session, "Clang")) == ["Clang/17.0.6"]
        assert os.environ[variable] == setting

    @pytest.mark.parametrize(
        ("module", "refusal"),
        [
            ("nosuch/1.0", (NotFoundError, "unknown_module", "nosuch/1.0")),
            ("GCC/99", (NotFoundError, "unknown_module", "GCC/99")),
            ("failing/1.0", (RefusedError, "load_failed", "no licence server")),
            ("broken/1.0", (RefusedError, "load_failed", "no_such_function")),
            ("exiting/1.0", (RefusedError, "load_failed", "status 3")),
            ("large/1.0", (RefusedError, "environment_too_large", None)),
            ("nul/1.0", (RefusedError, "environment_invalid", None)),
            ("-X", (MalformedError, "bad_module_name", None)),
        ],
    )
    async def test_refusals_change_nothing(
        self,
        session: ModuleSession,
        server_environment: dict[str, str],
        module: str,
        refusal: tuple[type[HpcLabError], str, str | None],
    ) -> None:
        kind, code, words = refusal
        before, environment = await session.state(), dict(os.environ)
        with pytest.raises(kind) as caught:
            await load(session, "R", module)
        assert caught.value.code == code
        assert words is None or words in (caught.value.detail or "")
        await assert_untouched(session, before, environment)

    async def test_what_a_modulefile_wants_loaded_first_is_named(self, session: ModuleSession) -> None:
        with pytest.raises(RefusedError) as raised:
            await load(session, "wanting/1.0")
        assert raised.value.needs == ("R/4.3.2",)  # the other is nowhere
        assert "no-such/1.0" in (raised.value.detail or "")


class TestBeforeTheFirstCatalog:
    """Nothing is known of the hierarchy yet."""

    @pytest.fixture
    def waited(self) -> list[str]:
        return []

    @pytest.fixture
    def built(self) -> asyncio.Event:
        """Set when the catalog is there."""
        return asyncio.Event()

    @pytest.fixture
    def session(
        self,
        make_session: MakeSession,
        module_tree: lmod_tree.ModuleTree,
        waited: list[str],
        built: asyncio.Event,
    ) -> ModuleSession:
        def known() -> Hierarchy:
            return module_tree.hierarchy() if built.is_set() else Hierarchy()

        async def hierarchy() -> Hierarchy:
            waited.append("waited")
            await built.wait()
            return known()

        return make_session(known=known, hierarchy=hierarchy)

    async def test_what_can_be_loaded_is_loaded_at_once(
        self, session: ModuleSession, waited: list[str]
    ) -> None:
        await load(session, "GCC/12.3.0")
        assert names(await load(session, "HDF5")) == ["GCC/12.3.0", "HDF5/1.14.0"]
        assert waited == []

    async def test_what_needs_more_waits_for_it_and_nobody_else_does(
        self, session: ModuleSession, waited: list[str], built: asyncio.Event
    ) -> None:
        waiting = asyncio.create_task(load(session, "FFTW/3.3.10"))
        while not waited:
            await asyncio.sleep(0.01)
        assert names(await load(session, "R")) == ["R/4.3.2"]
        assert not waiting.done()
        built.set()
        assert names(await waiting) == ["R/4.3.2", "GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]

    async def test_a_plan_waits_for_it_too(self, session: ModuleSession, built: asyncio.Event) -> None:
        planning = asyncio.create_task(session.plan(PlanRequest(operation="load", modules=["FFTW/3.3.10"])))
        await asyncio.sleep(0)
        built.set()
        assert (await planning).prerequisites == ["GCC/13.2.0", "OpenMPI/5.0.3"]

    async def test_waiting_in_vain_gives_lmods_own_words(self, make_session: MakeSession) -> None:
        async def hierarchy() -> Hierarchy:
            return Hierarchy()

        session = make_session(known=Hierarchy, hierarchy=hierarchy)
        with pytest.raises(RefusedError) as caught:
            await load(session, "FFTW/3.3.10")
        assert "FFTW" in (caught.value.detail or "")


@pytest.mark.each_lmod
class TestUnload:
    """Unload."""

    async def test_takes_dependencies_along(self, session: ModuleSession) -> None:
        await load(session, "SciPy-bundle")
        done = await unload(session, "SciPy-bundle/2023.07")
        assert done.changes.unloaded == ["Python/3.11.3", "SciPy-bundle/2023.07"]
        assert "EB_SciPy_bundle" not in os.environ

    async def test_what_needs_it_waits_and_comes_back(self, session: ModuleSession) -> None:
        await load(session, "FFTW")
        done = await unload(session, "GCC/13.2.0")
        assert done.changes.deactivated == ["OpenMPI/5.0.3", "FFTW/3.3.10"]
        assert [module.active for module in done.loaded] == [False, False]
        assert (await load(session, "GCC/13.2.0")).changes.activated == ["OpenMPI/5.0.3", "FFTW/3.3.10"]

    async def test_sticky_needs_force(self, session: ModuleSession) -> None:
        await load(session, "StdEnv/2023")
        with pytest.raises(RefusedError, match="sticky"):
            await unload(session, "StdEnv/2023")
        assert names(await unload(session, "StdEnv/2023", force=True)) == []

    async def test_a_plan_says_that_a_sticky_one_goes(self, session: ModuleSession) -> None:
        await load(session, "StdEnv/2023", "R")
        request = PlanRequest(operation="unload", modules=["StdEnv", "R"], force=True)
        assert (await session.plan(request)).sticky == ["StdEnv/2023"]
        plan = await session.plan(PlanRequest(operation="load", modules=["StdEnv/2020"]))
        assert plan.sticky == ["StdEnv/2023"]

    async def test_what_is_not_loaded(self, session: ModuleSession) -> None:
        with pytest.raises(NotFoundError) as caught:
            await unload(session, "GCC")
        assert caught.value.code == "not_loaded"


@pytest.mark.each_lmod
class TestSwap:
    """Swap."""

    async def test_versions(self, session: ModuleSession) -> None:
        await load(session, "StdEnv/2023")
        done = await session.change(PlanRequest(operation="swap", from_="StdEnv", to="StdEnv/2020"))
        assert done.changes.swapped == [Swap("StdEnv/2023", "StdEnv/2020")]
        assert requested(done) == ["StdEnv/2020"]

    async def test_with_prerequisites(self, session: ModuleSession) -> None:
        await load(session, "R")
        done = await session.change(PlanRequest(operation="swap", from_="R", to="FFTW/3.3.10"))
        assert names(done) == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]

    async def test_of_what_is_not_loaded(self, session: ModuleSession) -> None:
        with pytest.raises(NotFoundError):
            await session.change(PlanRequest(operation="swap", from_="R", to="GCC"))

    async def test_needs_both_names(self, session: ModuleSession) -> None:
        with pytest.raises(MalformedError):
            await session.change(PlanRequest(operation="swap", from_="R"))


@pytest.mark.each_lmod
class TestReturn:
    """Purge and reset."""

    async def test_purge_returns_to_the_sites_default(
        self, make_session: MakeSession, site_start: dict[str, str]
    ) -> None:
        session = make_session(start=site_start)
        await load(session, "SciPy-bundle")
        await load(session, "Clang")
        await unload(session, "R")
        done = await change(session, "purge")
        assert names(done) == ["StdEnv/2023", "R/4.3.2"]
        assert len(done.loaded) == 2
        assert requested(done) == ["StdEnv/2023", "R/4.3.2"]
        assert fingerprint(os.environ) == fingerprint(site_start)

    async def test_purge_brings_a_swapped_default_back(
        self, make_session: MakeSession, site_start: dict[str, str]
    ) -> None:
        session = make_session(start=site_start)
        await load(session, "StdEnv/2020")
        assert sorted(names(await change(session, "purge"))) == ["R/4.3.2", "StdEnv/2023"]

    async def test_purge_says_that_a_sticky_module_stays(self, session: ModuleSession) -> None:
        await load(session, "StdEnv/2023", "R")
        done = await change(session, "purge")
        assert names(done) == ["StdEnv/2023"]
        assert [message.module for message in done.messages] == ["StdEnv/2023"]

    async def test_purge_by_force_unloads_all(
        self, make_session: MakeSession, site_start: dict[str, str]
    ) -> None:
        session = make_session(start=site_start)
        await load(session, "FFTW")
        assert names(await change(session, "purge", force=True)) == []

    async def test_reset_is_the_environment_of_the_start(
        self, make_session: MakeSession, site_start: dict[str, str]
    ) -> None:
        session = make_session(start=site_start)
        os.environ["SOMEBODY_ELSES"] = "stays"
        await load(session, "SciPy-bundle")
        await load(session, "control/1.0", "StdEnv/2020")
        done = await change(session, "reset")
        assert names(done) == ["StdEnv/2023", "R/4.3.2"]
        assert dict(os.environ) == {**site_start, "SOMEBODY_ELSES": "stays"}
        assert names(await session.undo())[-1] != "R/4.3.2"

    async def test_reset_gets_away_from_a_damaged_table(
        self, make_session: MakeSession, site_start: dict[str, str]
    ) -> None:
        session = make_session(start=site_start)
        os.environ.update({"_ModuleTable001_": "damaged"})
        with pytest.raises(BrokenToolError):
            await session.state()
        assert names(await change(session, "reset")) == ["StdEnv/2023", "R/4.3.2"]
        assert dict(os.environ) == site_start


@pytest.mark.each_lmod
class TestUndo:
    """Undo."""

    async def test_several_steps(self, session: ModuleSession, server_environment: dict[str, str]) -> None:
        environments = [dict(os.environ)]
        for module in ("FFTW", "GCC/12.3.0", "Clang"):
            await load(session, module)
            environments.append(dict(os.environ))
        asked = []
        for expected in reversed(environments[:-1]):
            done = await session.undo()
            assert dict(os.environ) == expected
            asked.append(requested(done))
        assert asked == [["GCC/12.3.0", "FFTW/3.3.10"], ["FFTW/3.3.10"], []]
        assert not done.can_undo
        with pytest.raises(ConflictError):
            await session.undo()

    async def test_lmod_goes_on_from_there(self, session: ModuleSession) -> None:
        await load(session, "FFTW")
        first = dict(os.environ)
        await session.undo()
        await load(session, "FFTW")
        assert dict(os.environ) == first


class TestPlan:
    """Plans."""

    async def test_changes_nothing_and_says_all(
        self, session: ModuleSession, server_environment: dict[str, str]
    ) -> None:
        before, environment = await session.state(), dict(os.environ)
        plan = await session.plan(PlanRequest(operation="load", modules=["FFTW"]))
        assert plan.prerequisites == ["GCC/13.2.0", "OpenMPI/5.0.3"]
        assert plan.changes.loaded == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]
        await assert_untouched(session, before, environment)

    async def test_is_applied_without_lmod(self, make_session: MakeSession, tmp_path: Path) -> None:
        command = tmp_path / "lmod"
        command.symlink_to(lmod_tree.LMOD_COMMAND)
        command.unlink()
        command.write_text(
            f'#!/bin/sh\necho called >> {tmp_path}/calls\nexec {lmod_tree.LMOD_COMMAND} "$@"\n'
        )
        command.chmod(0o755)
        session = make_session(command)
        plan = await session.plan(PlanRequest(operation="load", modules=["FFTW"]))
        done = await session.apply(plan.plan_id)
        assert names(done) == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]
        assert requested(done) == ["FFTW/3.3.10"]
        assert done.changes == plan.changes
        assert (tmp_path / "calls").read_text().count("called") == 1

    async def test_is_stale_after_a_change(self, session: ModuleSession) -> None:
        plan = await session.plan(PlanRequest(operation="load", modules=["FFTW"]))
        await load(session, "R")
        with pytest.raises(ConflictError) as caught:
            await session.apply(plan.plan_id)
        assert caught.value.code == "stale_plan"
        assert names(await session.state()) == ["R/4.3.2"]

    async def test_that_was_made_during_a_change_is_stale(self, session: ModuleSession) -> None:
        plan, _ = await asyncio.gather(
            session.plan(PlanRequest(operation="load", modules=["FFTW"])), load(session, "R")
        )
        with pytest.raises(ConflictError):
            await session.apply(plan.plan_id)

    async def test_only_the_last_are_kept(self, session: ModuleSession) -> None:
        plans = [await session.plan(PlanRequest(operation="reset")) for _ in range(20)]
        with pytest.raises(ConflictError):
            await session.apply(plans[0].plan_id)
        await session.apply(plans[-1].plan_id)

    async def test_that_is_asked_for_is_no_dry_run(self, session: ModuleSession) -> None:
        plan = await session.plan(PlanRequest(operation="load", modules=["dry/1.0"]))
        await session.apply(plan.plan_id)
        assert os.environ["DRY_SEEN"] == "no"


class TestOneAtATime:
    """The lock, and what keeps a change from happening."""

    async def test_four_at_once_are_all_loaded(self, session: ModuleSession) -> None:
        modules = ["GCC/12.3.0", "R/4.3.2", "Python/3.11.3", "StdEnv/2023"]
        await asyncio.gather(*(load(session, module) for module in modules))
        assert sorted(names(await session.state())) == sorted(modules)

    async def test_waiting_has_an_end(self, make_session: MakeSession) -> None:
        session = make_session(timeout=3, queue_seconds=0.2)
        slow = asyncio.create_task(load(session, "slow/1.0"))
        await asyncio.sleep(0.1)
        with pytest.raises(TooSlowError, match=r"load slow/1\.0"):
            await load(session, "R")
        assert names(await session.state()) == []
        with pytest.raises(TooSlowError):
            await slow
        assert names(await load(session, "R")) == ["R/4.3.2"]

    async def test_read_only(self, make_session: MakeSession) -> None:
        session = make_session(read_only="Another extension does. Run: x disable y.")
        for attempt in (load(session, "R"), session.undo(), session.apply("x")):
            with pytest.raises(ConflictError, match="x disable y"):
                await attempt
        assert (await session.state()).read_only is not None

    async def test_without_lmod(self, make_session: MakeSession) -> None:
        async def no_lmod() -> Lmod:
            raise UnavailableError("lmod_unavailable", "There is none.")

        session = make_session(backend=no_lmod)
        assert (await session.environment_with([])).environment == dict(os.environ)
        for attempt in (session.state(), load(session, "R"), session.environment_with(["R"])):
            with pytest.raises(UnavailableError):
                await attempt


class TestEnvironmentWith:
    """Environments for applications."""

    async def test_leaves_the_session_alone(
        self, session: ModuleSession, server_environment: dict[str, str]
    ) -> None:
        await load(session, "GCC/12.3.0", "FFTW")
        session_now = dict(os.environ)
        prepared = await session.environment_with(["Clang", "GCC/12.3.0"])
        assert dict(os.environ) == session_now
        assert prepared.added == ("Clang/17.0.6",)
        assert set(prepared.changed) >= {"GCC/12.3.0", "FFTW/3.3.10"}
        assert prepared.environment["COMPILER"] == "Clang/17.0.6"
        assert prepared.session_fingerprint == session.fingerprint()
        assert prepared.fingerprint == fingerprint(prepared.environment) != session.fingerprint()

    async def test_with_what_is_loaded_already(self, session: ModuleSession) -> None:
        await load(session, "R")
        prepared = await session.environment_with(["R", "R/4.3.2"])
        assert prepared.environment == dict(os.environ)
        assert (prepared.added, prepared.changed) == ((), ())

    async def test_that_can_not_be(self, session: ModuleSession) -> None:
        with pytest.raises(NotFoundError):
            await session.environment_with(["nosuch"])
        with pytest.raises(MalformedError):
            await session.environment_with(["--force"])
