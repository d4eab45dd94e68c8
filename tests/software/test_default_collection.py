"""The collection that is restored at a session's start, with the real Lmod and real files."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from pathlib import Path

import msgspec
import pytest

from hpclab.core.errors import RefusedError
from hpclab.software.backend import Backend
from hpclab.software.default_collection import DefaultCollection, chosen
from hpclab.software.last_modules import LastModules
from hpclab.software.models import ModuleState, PlanRequest
from hpclab.software.session import ModuleSession

from .conftest import MakeSession

SAVED = ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]


@pytest.mark.parametrize(
    ("settings", "site", "expected"),
    [
        ({}, "", None),
        ({"defaultCollection": "", "siteCollection": True}, "", None),
        ({}, "default", DefaultCollection("default", is_sites=True)),
        ({"siteCollection": False}, "default", None),
        ({"defaultCollection": "work"}, "", DefaultCollection("work", is_sites=False)),
        ({"defaultCollection": " work "}, "default", DefaultCollection("work", is_sites=False)),
        (
            {"defaultCollection": "work", "siteCollection": False},
            "default",
            DefaultCollection("work", is_sites=False),
        ),
        ({"defaultCollection": 7}, "default", DefaultCollection("default", is_sites=True)),
    ],
)
def test_the_persons_word_counts_first(
    settings: dict[str, object], site: str, expected: DefaultCollection | None
) -> None:
    assert chosen(settings, site) == expected


def names(state: ModuleState) -> list[str]:
    return [module.full_name for module in state.loaded]


async def save(make_session: MakeSession, name: str) -> None:
    """Save FFTW with what it needs, and leave nothing loaded."""
    session = make_session()
    await session.change(PlanRequest(operation="load", modules=["FFTW/3.3.10"]))
    await session.save_collection(name)
    await session.change(PlanRequest(operation="reset"))


def starting(make_session: MakeSession, name: str, *, is_sites: bool = False) -> ModuleSession:
    """A session with a default collection, before its start."""

    async def default() -> DefaultCollection:
        return DefaultCollection(name, is_sites=is_sites)

    return make_session(default=default)


@pytest.mark.each_lmod
async def test_it_is_restored_and_can_be_taken_back(make_session: MakeSession) -> None:
    await save(make_session, "work")
    session = starting(make_session, "work")
    await session.begin()
    await session.settled()
    state = await session.state()
    assert names(state) == SAVED
    assert [module.full_name for module in state.loaded if module.requested] == ["FFTW/3.3.10"]
    assert state.at_start is not None
    assert (state.at_start.collection, state.at_start.phase) == ("work", "restored")
    undone = await session.undo()
    assert (names(undone), undone.at_start) == ([], None)


async def test_one_that_is_not_there_is_said_and_changes_nothing(make_session: MakeSession) -> None:
    session = starting(make_session, "gone")
    await session.begin()
    state = await session.state()
    assert (names(state), state.can_undo) == ([], False)
    assert state.at_start is not None
    assert state.at_start.phase == "failed"
    assert state.at_start.problem == "There is no saved collection gone."


@pytest.mark.parametrize("name", ["../../x", "-X", "system", "a\nb"])
async def test_a_name_that_is_none_is_said(make_session: MakeSession, name: str) -> None:
    session = starting(make_session, name)
    await session.begin()
    at_start = (await session.state()).at_start
    assert at_start is not None
    assert "can't be a collection's name" in (at_start.problem or "")


async def test_who_has_none_of_the_sites_name_hears_nothing(make_session: MakeSession) -> None:
    session = starting(make_session, "default", is_sites=True)
    await session.begin()
    state = await session.state()
    assert (names(state), state.at_start) == ([], None)


async def test_a_module_that_is_gone_since_costs_the_whole_and_is_said(
    make_session: MakeSession, server_environment: dict[str, str]
) -> None:
    await save(make_session, "work")
    (file,) = Path(server_environment["HOME"], ".lmod.d").glob("work*")
    file.write_text(file.read_text().replace("FFTW/3.3.10", "FFTW/9.9.9"))
    session = starting(make_session, "work")
    await session.begin()
    state = await session.state()
    assert names(state) == []
    assert state.at_start is not None
    assert state.at_start.phase == "failed"
    assert "FFTW/9.9.9 could not be loaded; nothing was changed" in (state.at_start.problem or "")
    assert state.at_start.detail


async def test_what_somebody_does_first_stays(make_session: MakeSession) -> None:
    await save(make_session, "work")
    asked, may_go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> DefaultCollection:
        asked.set()
        await may_go_on.wait()
        return DefaultCollection("work", is_sites=False)

    session = make_session(default=slow)
    beginning = asyncio.create_task(session.begin())
    await asked.wait()
    await session.change(PlanRequest(operation="load", modules=["GCC/12.3.0"]))
    may_go_on.set()
    await beginning
    state = await session.state()
    assert (names(state), state.at_start) == (["GCC/12.3.0"], None)


async def test_kernels_hear_of_the_end_even_where_there_is_no_lmod(make_session: MakeSession) -> None:
    async def none() -> Backend:
        raise RefusedError("lmod_unavailable", "There is none.")

    async def default() -> DefaultCollection:
        return DefaultCollection("work", is_sites=False)

    session = make_session(default=default, backend=none)
    await session.begin()
    await session.settled()


@pytest.mark.parametrize(
    ("last", "offered"),
    [
        (["FFTW/3.3.10"], []),
        (["FFTW/3.3.10", "GCC/13.2.0"], []),
        (["FFTW/3.3.10", "zlib/1.3"], ["FFTW/3.3.10", "zlib/1.3"]),
        (["GCC/12.3.0"], ["GCC/12.3.0"]),
    ],
)
async def test_the_last_session_is_offered_where_it_had_something_else(
    make_session: MakeSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last: list[str],
    offered: list[str],
) -> None:
    await save(make_session, "work")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    records = tmp_path / "data" / "hpclab" / "modules"
    records.mkdir(parents=True)
    record = {"cluster": "", "written": time.time() - 60, "modules": last}
    (records / "node-other-1.json").write_bytes(msgspec.json.encode(record))

    async def default() -> DefaultCollection:
        return DefaultCollection("work", is_sites=False)

    kept = LastModules(dict(os.environ), logging.getLogger("test"))
    session = make_session(default=default, last_modules=kept)
    await session.begin()
    state = await session.state()
    assert (names(state), state.last_session) == (SAVED, offered)
