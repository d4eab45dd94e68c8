"""The modules of the last session, with the real Lmod and real files."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import msgspec
import pytest

from hpclab.software.last_modules import LastModules
from hpclab.software.models import ModuleChange, PlanRequest
from hpclab.software.session import ModuleSession

from .. import lmod_tree
from .conftest import MakeSession

LOAD = PlanRequest(operation="load", modules=["FFTW/3.3.10"])


class Server:
    """A server in a job, with this process's environment: its session, and what it remembers."""

    def __init__(self, make_session: MakeSession, job: str, cluster: str) -> None:
        environment = {**os.environ, "SLURM_JOB_ID": job, "SLURM_CLUSTER_NAME": cluster}
        self.last = LastModules(environment, logging.getLogger("test"))
        self.session: ModuleSession = make_session(last_modules=self.last)

    async def offered(self) -> list[str]:
        return (await self.session.state()).last_session

    async def change(self, request: PlanRequest) -> ModuleChange:
        return await self.session.change(request)

    async def end(self) -> None:
        """Everything is written, and the next server starts with the same environment as this one."""
        await self.last.close()
        await self.session.change(PlanRequest(operation="reset"))


class Servers:
    """Starts servers, one after the other."""

    def __init__(self, make_session: MakeSession, home: Path) -> None:
        self._make_session = make_session
        self.records = home / "hpclab" / "modules"

    async def start(self, job: str, cluster: str = "demo", start: dict[str, str] | None = None) -> Server:
        if start is not None:
            os.environ.clear()
            os.environ.update(start)
        server = Server(self._make_session, job, cluster)
        await server.session.begin()
        return server

    def keep(self, job: str, modules: list[str], *, cluster: str = "demo", age: float = 60) -> Path:
        """What another session has left."""
        self.records.mkdir(parents=True, exist_ok=True)
        file = self.records / f"{cluster}-{job}.json"
        record = {"cluster": cluster, "written": time.time() - age, "modules": modules}
        file.write_bytes(msgspec.json.encode(record))
        return file


@pytest.fixture
def servers(make_session: MakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Servers:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Servers(make_session, tmp_path / "data")


async def kept(servers: Servers, server: Server) -> list[str]:
    """What the server's own file says."""
    await server.last.close()
    (file,) = servers.records.glob("demo-7.json")
    found: list[str] = msgspec.json.decode(file.read_bytes())["modules"]
    return found


@pytest.mark.each_lmod
async def test_the_next_session_is_offered_what_was_asked_for(servers: Servers) -> None:
    first = await servers.start("7")
    assert await first.offered() == []
    await first.change(LOAD)
    assert await kept(servers, first) == ["FFTW/3.3.10"]  # its compiler and its MPI come with it again
    record = (servers.records / "demo-7.json").read_bytes()
    await first.end()
    await first.last.close()
    (servers.records / "demo-7.json").write_bytes(record)  # as it ended while FFTW was loaded

    second = await servers.start("8")
    assert await second.offered() == ["FFTW/3.3.10"]
    done = await second.change(PlanRequest(operation="load", modules=await second.offered()))
    assert [module.full_name for module in done.loaded] == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]
    assert done.last_session == []
    undone = await second.session.undo()
    assert undone.last_session == []


async def test_the_sites_default_is_not_remembered(
    servers: Servers, lmod_environment: dict[str, str], tmp_path: Path
) -> None:
    start = lmod_tree.in_bash(lmod_environment, "module load StdEnv/2023 R")
    server = await servers.start("7", start={**start, "XDG_DATA_HOME": str(tmp_path / "data")})
    await server.change(PlanRequest(operation="load", modules=["zlib"]))
    assert [name.split("/")[0] for name in await kept(servers, server)] == ["zlib"]


async def test_a_session_that_ended_with_nothing_more_hides_the_older_one(servers: Servers) -> None:
    servers.keep("5", ["GCC/12.3.0"], age=1000)
    server = await servers.start("7")
    assert await server.offered() == ["GCC/12.3.0"]
    await server.change(PlanRequest(operation="reset"))
    assert await server.offered() == []
    assert await kept(servers, server) == []
    assert await (await servers.start("8")).offered() == []


async def test_dismissed_once_is_dismissed(servers: Servers) -> None:
    servers.keep("5", ["GCC/12.3.0"])
    server = await servers.start("7")
    before = await server.session.state()
    after = await server.session.dismiss_last()
    assert after.last_session == []
    assert after.revision > before.revision
    assert after.generation == before.generation
    await server.last.close()
    assert await (await servers.start("8")).offered() == []


async def test_a_failed_load_leaves_the_offer(servers: Servers) -> None:
    servers.keep("5", ["Gone/1.0"])
    server = await servers.start("7")
    with pytest.raises(Exception, match="Gone"):
        await server.change(PlanRequest(operation="load", modules=["Gone/1.0"]))
    assert await server.offered() == ["Gone/1.0"]


async def test_other_clusters_old_ones_and_damaged_ones(servers: Servers) -> None:
    old = servers.keep("1", ["GCC/12.3.0"], age=100 * 86400)
    servers.keep("2", ["GCC/12.3.0"], cluster="another")
    for number, content in enumerate((b"", b"\xff\x00", b"[]", b'{"modules": 3}')):
        (servers.records / f"demo-9{number}.json").write_bytes(content)
    assert await (await servers.start("7")).offered() == []
    assert not old.exists()


async def test_servers_beside_each_other_have_a_file_each(servers: Servers) -> None:
    one, other = await servers.start("7"), await servers.start("8")
    one.last.keep(["GCC/12.3.0"])
    await one.last.close()
    other.last.keep(["R/4.3.2"])
    await other.last.close()
    assert sorted(file.name for file in servers.records.iterdir()) == ["demo-7.json", "demo-8.json"]
    assert await (await servers.start("9")).offered() == ["R/4.3.2"]


async def test_the_last_of_many_changes_is_kept(servers: Servers) -> None:
    server = await servers.start("7")
    for number in range(50):
        server.last.keep([f"a/{number}"])
    assert await kept(servers, server) == ["a/49"]


async def test_a_home_that_is_none_costs_only_the_memory(servers: Servers) -> None:
    servers.records.parent.mkdir(parents=True)
    servers.records.write_text("a file where the folder should be")
    server = await servers.start("7")
    assert await server.offered() == []
    done = await server.change(LOAD)
    await server.last.close()
    assert done.changes.loaded


async def test_nothing_is_kept_where_the_site_has_switched_it_off(servers: Servers) -> None:
    servers.keep("5", ["GCC/12.3.0"])
    server = Server(servers._make_session, "7", "demo")  # nobody lets it begin
    assert await server.offered() == []
    await server.change(LOAD)
    await server.last.close()
    assert [file.name for file in servers.records.iterdir()] == ["demo-5.json"]
