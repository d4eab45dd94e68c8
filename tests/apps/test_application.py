"""An application's life, with real modules and real processes."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hpclab.apps.manager import AppManager
from hpclab.apps.models import App
from hpclab.apps.spec import AppSpec, Command, Context, Need
from hpclab.core.activities import Activity
from hpclab.core.errors import ConflictError, NotFoundError, UnavailableError
from hpclab.software.models import PlanRequest

from .conftest import SPEC, House, behaving

Leftovers = Callable[[], list[str]]


async def _settled(manager: AppManager, name: str = "stand-in", seconds: float = 60.0) -> App:
    async def wait() -> App:
        while (app := await manager.app(name)).state == "starting":
            await asyncio.sleep(0.05)
        return app

    return await asyncio.wait_for(wait(), seconds)


def _manager(house: House, spec: AppSpec = SPEC) -> AppManager:
    return AppManager([spec], house.surroundings, house.events)


async def test_starts_in_an_environment_of_its_own(house: House, leftovers: Leftovers) -> None:
    manager = _manager(house)
    before = house.surroundings.environment.snapshot()
    idle = await manager.app("stand-in")
    assert (idle.state, idle.changes) == ("stopped", ["StdEnv/2020"])
    assert sorted(idle.modules) == ["StdEnv/2020", "stand-in/1.0"]

    assert (await manager.start("stand-in")).state == "starting"
    app = await _settled(manager)
    assert app.state == "running", app.reason
    assert (sorted(app.modules), app.changes) == (["StdEnv/2020", "stand-in/1.0"], ["StdEnv/2020"])
    assert app.url == "hpclab/app/stand-in/"
    assert app.stale is False
    assert house.surroundings.environment.snapshot() == before

    socket = manager.socket_of("stand-in")
    assert socket is not None
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert not (socket.parent / "launch.json").exists()
    await manager.stop("stand-in")
    assert leftovers() == []


async def test_the_environment_is_the_applications(house: House) -> None:
    manager = _manager(house)
    await manager.start("stand-in")
    await _settled(manager)
    socket = manager.socket_of("stand-in")
    assert socket is not None
    environment = await _environment_of(socket)
    assert environment["LOADEDMODULES"] == "StdEnv/2020:stand-in/1.0"
    assert environment["TMPDIR"] == str(socket.parent / "tmp")
    assert os.environ["LOADEDMODULES"] == "StdEnv/2023"
    await manager.close()


async def test_who_starts_it_twice_gets_the_same(house: House, leftovers: Leftovers) -> None:
    manager = _manager(house)
    await asyncio.gather(*(manager.start("stand-in") for _ in range(4)))
    first = await _settled(manager)
    again = await manager.start("stand-in")
    assert again.state == "running"
    assert again.started_at == first.started_at
    assert len([line for line in leftovers() if "stand_in.py" in line]) == 1
    await manager.close()


async def test_another_module_makes_it_stale_and_a_restart_cures_that(house: House) -> None:
    manager = _manager(house)
    await manager.start("stand-in")
    assert await manager.activities() == []
    await _settled(manager)
    loaded = ("StdEnv/2020", "stand-in/1.0")
    activity = Activity("app", "stand-in", "Stand-in", modules=loaded, stale=False)
    assert await manager.activities() == [activity]
    house.told.clear()
    await house.surroundings.modules.change(PlanRequest(operation="load", modules=["other/1.0"]))
    assert "apps" in house.told
    assert (await manager.app("stand-in")).stale is True
    assert await manager.activities() == [replace(activity, stale=True)]
    await manager.restart("stand-in")
    assert (await _settled(manager)).stale is False
    await manager.close()


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [("crash", "status 3"), ("crash", "The licence server is gone."), ("end", "status 0")],
)
async def test_one_that_ends_at_once_has_failed(
    house: House, leftovers: Leftovers, behaviour: str, said: str
) -> None:
    manager = _manager(house, behaving(behaviour))
    await manager.start("stand-in")
    app = await _settled(manager)
    assert app.state == "failed"
    assert said in (app.reason or "")
    assert f"stand-in: {behaviour}" in await manager.log_of("stand-in")
    assert leftovers() == []
    assert (await manager.stop("stand-in")).state == "stopped"


async def test_one_that_never_answers_has_failed_at_the_limit(house: House, leftovers: Leftovers) -> None:
    manager = _manager(house, behaving("silent", ready_seconds=1.5))
    await manager.start("stand-in")
    app = await _settled(manager)
    assert app.state == "failed"
    assert "1.5 seconds" in (app.reason or "")
    assert leftovers() == []


async def test_one_whose_files_can_not_be_written_says_so(house: House, leftovers: Leftovers) -> None:
    def command(context: Context) -> Command:
        return Command(argv=(context.program,), files={context.folder / "none" / "settings": "x"})

    manager = _manager(house, replace(SPEC, command=command))
    await manager.start("stand-in")
    app = await _settled(manager)
    assert app.state == "failed"
    assert "No such file or directory" in (app.reason or "")
    assert "none/settings" in (app.reason or "")
    assert leftovers() == []


async def test_one_that_prints_a_lot_shows_its_last_lines(house: House) -> None:
    manager = _manager(house, behaving("talkative"))
    await manager.start("stand-in")
    assert (await _settled(manager)).state == "running"
    log = await manager.log_of("stand-in")
    assert log.endswith("The last line.\n")
    assert len(log) <= 64 * 1024
    await manager.stop("stand-in")
    assert (await manager.log_of("stand-in")).endswith("The last line.\n")


async def test_one_that_will_not_end_is_killed(house: House, leftovers: Leftovers) -> None:
    manager = _manager(house, behaving("stubborn"))
    await manager.start("stand-in")
    await _settled(manager)
    stopping = asyncio.create_task(manager.stop("stand-in"))
    await asyncio.sleep(0.1)
    with pytest.raises(ConflictError, match="already being stopped"):
        await manager.stop("stand-in")
    with pytest.raises(ConflictError, match="just being stopped"):
        await manager.start("stand-in")
    assert (await stopping).state == "stopped"
    assert leftovers() == []


async def test_one_can_be_stopped_while_it_starts(house: House, leftovers: Leftovers) -> None:
    manager = _manager(house, behaving("silent"))
    for seconds in (0.0, 0.3, 1.0):
        await manager.start("stand-in")
        await asyncio.sleep(seconds)
        assert (await manager.stop("stand-in")).state == "stopped"
        assert leftovers() == []


async def test_one_that_is_killed_later_has_failed(house: House, leftovers: Leftovers) -> None:
    manager = _manager(house)
    await manager.start("stand-in")
    await _settled(manager)
    (line,) = [line for line in leftovers() if "stand_in.py" in line]
    os.kill(int(line.split()[0]), 9)
    for _ in range(100):
        app = await manager.app("stand-in")
        if app.state != "running":
            break
        await asyncio.sleep(0.1)
    assert app.state == "failed"
    assert "status 137" in (app.reason or "")
    for _ in range(50):
        if not leftovers():
            break
        await asyncio.sleep(0.1)
    assert leftovers() == []


async def test_what_nothing_brings_is_unavailable(house: House) -> None:
    spec = SPEC.__class__(
        name="absent",
        title="Absent",
        needs=(Need(commands=("no-such-program",), modules=("no-such-module",)),),
        command=SPEC.command,
        missing="Install it.",
    )
    manager = _manager(house, spec)
    app = await manager.app("absent")
    assert (app.state, app.url) == ("unavailable", None)
    assert "Install it." in (app.reason or "")
    with pytest.raises(UnavailableError, match=r"Install it\."):
        await manager.start("absent")
    with pytest.raises(NotFoundError):
        await manager.start("other")


async def _environment_of(socket: Path) -> dict[str, Any]:
    import json  # noqa: PLC0415

    reader, writer = await asyncio.open_unix_connection(socket)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    body = (await reader.read()).partition(b"\r\n\r\n")[2]
    writer.close()
    found: dict[str, Any] = json.loads(body)["environment"]
    return found
