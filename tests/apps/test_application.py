"""An application's life, with real modules and real processes."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hpclab.apps import namespaces, rstudio
from hpclab.apps.manager import AppManager
from hpclab.apps.models import App
from hpclab.apps.spec import AppSpec, Command, Context, Need
from hpclab.core.activities import Activity
from hpclab.core.errors import ConflictError, NotFoundError, UnavailableError
from hpclab.software.models import PlanRequest

from .conftest import SPEC, House, behaving
from .stand_in import GO

Leftovers = Callable[[], list[str]]
_NOBODY = 65534  # the user of this name


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

    place = manager.socket_of("stand-in")
    assert place is not None
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert not (place.parent / "launch.json").exists()
    await manager.stop("stand-in")
    assert leftovers() == []


async def test_the_log_does_not_tell_the_secret(house: House) -> None:
    secrets: list[str] = []

    def command(context: Context) -> Command:
        secrets.append(context.secret)
        return Command(argv=(context.program, str(context.socket), context.secret))  # which it prints

    manager = _manager(house, replace(SPEC, command=command))
    await manager.start("stand-in")
    assert (await _settled(manager)).state == "running"
    shown = await manager.log_of("stand-in")
    await manager.stop("stand-in")
    shown_later = await manager.log_of("stand-in")
    assert shown == shown_later == "stand-in: •••\n"
    assert secrets[0] not in shown


async def test_the_environment_is_the_applications(house: House) -> None:
    manager = _manager(house)
    await manager.start("stand-in")
    await _settled(manager)
    place = manager.socket_of("stand-in")
    assert place is not None
    environment = await _environment_of(place)
    assert environment["LOADEDMODULES"] == "StdEnv/2020:stand-in/1.0"
    assert environment["TMPDIR"] == str(place.parent / "tmp")
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
    [activity] = await manager.activities()
    assert activity.pid is not None
    assert Path(f"/proc/{activity.pid}").is_dir()
    assert activity == Activity("app", "stand-in", "Stand-in", modules=loaded, stale=False, pid=activity.pid)
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
    assert said in f"{app.reason}\n{app.detail}"
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


async def test_one_that_needs_three_minutes_shows_what_it_does(
    house: House, leftovers: Leftovers, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = _manager(house, behaving("slow", ready_seconds=rstudio.SPEC.ready_seconds))
    await manager.start("stand-in")
    await _until_last_line(manager, "Indexing 1 of 2 packages.")

    loop = asyncio.get_running_loop()
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + 200)
    await asyncio.sleep(0.3)  # what has passed its time limit shows now
    app = await manager.app("stand-in")
    assert (app.state, app.stage, app.last_line) == ("starting", "waiting", "Indexing 1 of 2 packages.")

    (Path.home() / GO).touch()
    assert (await _settled(manager)).state == "running"
    await manager.stop("stand-in")
    assert leftovers() == []


async def test_one_whose_port_is_taken_says_so_and_starts_when_it_is_free(
    house: House, leftovers: Leftovers
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        manager = _manager(house, _on_port(squatter.getsockname()[1], private=False))
        await manager.start("stand-in")
        app = await _settled(manager)
        assert app.state == "failed"
        assert "Address already in use" in (app.detail or "")
        assert leftovers() == []
    await manager.start("stand-in")
    assert (await _settled(manager)).state == "running"
    await manager.stop("stand-in")
    assert leftovers() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
async def test_another_users_server_on_its_port_is_not_taken_for_it(
    house: House, leftovers: Leftovers
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with _anothers_server(port) as asked:
        manager = _manager(house, _on_port(port, private=False, behaviour="patient"))
        await manager.start("stand-in")
        await _until_last_line(manager, "Address already in use")
        await asyncio.sleep(0.5)  # the squatter would have answered long ago
        assert (await manager.app("stand-in")).state == "starting"
        assert asked == []
    assert (await _settled(manager)).state == "running"
    await manager.stop("stand-in")
    assert leftovers() == []


@pytest.mark.skipif(namespaces.obstacle() is not None, reason="there are no private networks")
async def test_nobody_can_take_a_port_of_a_private_network(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        manager = _manager(house, _on_port(squatter.getsockname()[1], private=True))
        await manager.start("stand-in")
        app = await _settled(manager)
        assert app.state == "running", app.reason
        place = manager.socket_of("stand-in")
        assert place is not None
        assert (await _environment_of(place))["LOADEDMODULES"] == "StdEnv/2020:stand-in/1.0"
        await manager.close()


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


def _on_port(port: int, *, private: bool, behaviour: str = "well") -> AppSpec:
    """The stand-in on a TCP port, in a private network or in the node's own."""

    def command(context: Context) -> Command:
        argv = (context.program, str(port), behaviour)
        return Command(argv, private_port=port) if private else Command(argv, open_port=port)

    return replace(SPEC, command=command)


@asynccontextmanager
async def _anothers_server(port: int) -> AsyncIterator[list[bytes]]:
    """A server of another user's on a port of 127.0.0.1; what it was asked."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
        writer.close()

    os.seteuid(_NOBODY)
    try:
        listener = socket.create_server(("127.0.0.1", port))
    finally:
        os.seteuid(0)
    async with await asyncio.start_server(answer, sock=listener):
        yield asked


async def _until_last_line(manager: AppManager, words: str) -> None:
    async def wait() -> None:
        while words not in ((await manager.app("stand-in")).last_line or ""):
            await asyncio.sleep(0.05)

    await asyncio.wait_for(wait(), 60)


async def _environment_of(place: Path) -> dict[str, Any]:
    import json  # noqa: PLC0415

    reader, writer = await asyncio.open_unix_connection(place)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    body = (await reader.read()).partition(b"\r\n\r\n")[2]
    writer.close()
    found: dict[str, Any] = json.loads(body)["environment"]
    return found
