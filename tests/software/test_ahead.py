"""Plans in advance, on the real Lmod."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hpclab.core.errors import ConflictError, NotFoundError
from hpclab.software.models import PlanRequest
from hpclab.software.session import ModuleSession

from .. import lmod_tree
from .conftest import MakeSession
from .http import Fetch, call, full_names


def load(*modules: str) -> PlanRequest:
    return PlanRequest(operation="load", modules=list(modules))


@pytest.fixture
def session(make_session: MakeSession) -> ModuleSession:
    return make_session()


async def test_it_is_applied_without_lmod(session: ModuleSession, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await session.plan_ahead(load("FFTW"))
    assert plan.prerequisites == ["GCC/13.2.0", "OpenMPI/5.0.3"]

    async def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("Lmod was called")

    monkeypatch.setattr("hpclab.core.process.run", forbidden)
    done = await session.apply(plan.plan_id)
    assert [module.full_name for module in done.loaded] == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]


async def test_a_dry_run_is_seen_by_modulefiles_only(session: ModuleSession) -> None:
    plan = await session.plan_ahead(load("dry/1.0"))
    await session.apply(plan.plan_id)
    assert os.environ["DRY_SEEN"] == "1"
    assert "HPCLAB_DRY_RUN" not in os.environ


class TestCounting:
    """What a site's load hook counts, which writes down each module that Lmod loads."""

    @pytest.fixture
    def counted(
        self, tmp_path: Path, server_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[], list[str]]:
        log = tmp_path / "loads"
        (tmp_path / "SitePackage.lua").write_text(
            f"""local hook = require("Hook")
hook.register("load", function(t)
  local log = io.open("{log}", "a")
  log:write(t.modFullName .. " " .. (os.getenv("HPCLAB_DRY_RUN") or "real") .. "\\n")
  log:close()
end)
"""
        )
        monkeypatch.setenv("LMOD_PACKAGE_PATH", str(tmp_path))
        return lambda: log.read_text().splitlines() if log.exists() else []

    async def test_a_click_counts_once(
        self, counted: Callable[[], list[str]], make_session: MakeSession
    ) -> None:
        session = make_session()
        await session.apply((await session.plan(load("R"))).plan_id)
        assert counted() == ["R/4.3.2 real"]

    async def test_a_plan_in_advance_is_a_dry_run(
        self, counted: Callable[[], list[str]], make_session: MakeSession
    ) -> None:
        session = make_session()
        await session.apply((await session.plan_ahead(load("R"))).plan_id)
        assert counted() == ["R/4.3.2 1"]

    async def test_a_change_without_a_plan_counts_once_and_undo_not(
        self, counted: Callable[[], list[str]], make_session: MakeSession
    ) -> None:
        session = make_session()
        await session.change(load("R"))
        await session.undo()
        assert counted() == ["R/4.3.2 real"]


async def test_a_newer_one_takes_its_place(session: ModuleSession) -> None:
    slow = asyncio.create_task(session.plan_ahead(load("slow/1.0")))
    await asyncio.sleep(0.1)
    plan = await session.plan_ahead(load("R"))
    with pytest.raises(ConflictError) as caught:
        await slow
    assert caught.value.code == "plan_moot"
    shown = await session.plan(load("GCC/12.3.0"))
    newest = await session.plan_ahead(load("Python"))
    with pytest.raises(ConflictError):
        await session.apply(plan.plan_id)
    assert newest.generation == shown.generation
    assert (await session.apply(shown.plan_id)).changes.loaded == ["GCC/12.3.0"]


async def test_it_is_given_up_when_the_modules_change(session: ModuleSession) -> None:
    slow = asyncio.create_task(session.plan_ahead(load("slow/1.0")))
    await asyncio.sleep(0.1)
    await session.change(load("R"))
    with pytest.raises(ConflictError):
        await slow


async def test_its_process_ends_with_whoever_asked(session: ModuleSession) -> None:
    slow = asyncio.create_task(session.plan_ahead(load("slow/1.0")))
    while not _sleepers():
        await asyncio.sleep(0.02)
    slow.cancel()
    with pytest.raises(ConflictError):
        await slow
    while _sleepers():
        await asyncio.sleep(0.02)


async def test_what_cannot_be_planned(session: ModuleSession) -> None:
    with pytest.raises(NotFoundError):
        await session.plan_ahead(load("nosuch/1.0"))


class TestRoutes:
    """Over HTTP."""

    @pytest.fixture
    def disabled(self) -> list[str]:
        return []

    @pytest.fixture
    def jp_server_config(self, server_environment: dict[str, str], disabled: list[str]) -> dict[str, Any]:
        return {
            "ServerApp": {"jpserver_extensions": {"hpclab": True}},
            "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND), "disabled": disabled},
        }

    async def test_plan_and_apply(self, jp_fetch: Fetch) -> None:
        request = {"operation": "load", "modules": ["R"]}
        status, plan = await call(jp_fetch, "POST", "modules/plan/ahead", request)
        assert status == 200
        status, done = await call(jp_fetch, "POST", "modules/apply", {"plan_id": plan["plan_id"]})
        assert (status, full_names(done)) == (200, ["R/4.3.2"])

    @pytest.mark.parametrize("disabled", [["modules.change.ahead"]])
    async def test_a_site_turns_them_off(self, jp_fetch: Fetch) -> None:
        request = {"operation": "load", "modules": ["R"]}
        path = ("hpclab", "v1", "modules", "plan", "ahead")
        assert (await jp_fetch(*path, method="POST", body="{}", raise_error=False)).code == 404
        assert (await call(jp_fetch, "POST", "modules/plan", request))[0] == 200


def _sleepers() -> list[int]:
    """Processes of this test's slow module: its `sleep 30`, started from this process."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            environ, command = file.read_bytes(), file.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if b"HPCLAB_DRY_RUN=1" in environ and command.startswith(b"sleep\x0030"):
            found.append(int(file.parent.name))
    return found
