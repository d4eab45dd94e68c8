"""The catalog is built from the real Lmod, kept, read back, and renewed when the modules change."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_events import EventLogger

from hpclab.core import process
from hpclab.core.environment import EnvironmentPatch, ServerEnvironment
from hpclab.core.errors import TooSlowError
from hpclab.core.events import ChangeEvents
from hpclab.software import avail, build, catalog_file, freshness, spider
from hpclab.software.build_report import Report
from hpclab.software.cache_folder import cache_folder, make_private, node_folder
from hpclab.software.catalog import CatalogStore
from hpclab.software.catalog_file import DamagedError
from hpclab.software.discovery import Discovery
from hpclab.software.kept_catalog import BuildPolicy, KeptCatalog, build_argv
from hpclab.software.models import AddedCatalogs, Catalog

from ..lmod_tree import LMOD_COMMAND, ModuleTree, in_bash

Make = Callable[..., CatalogStore]


class Heard(logging.Handler):
    """The change events that a browser would get."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        assert isinstance(record.msg, dict)
        self.changes.append(record.msg)

    def revisions_of(self, capability: str) -> list[int]:
        return [each["revision"] for each in self.changes if each["capability"] == capability]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def store(
    server_environment: dict[str, str], heard: Heard, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Make]:
    """Makes catalog stores for the server's environment, and stops them."""
    made: list[CatalogStore] = []

    def make(
        *,
        configured: str = "",
        shared: str = "",
        policy: BuildPolicy = BuildPolicy(),  # noqa: B008 - frozen
        **options: float,
    ) -> CatalogStore:
        environment = ServerEnvironment()
        events = ChangeEvents(EventLogger(handlers=[heard]))
        discovery = Discovery(environment, configured)
        log = logging.getLogger("hpclab.tests")
        one = CatalogStore(discovery, environment, events, log, shared, policy=policy, **options)
        made.append(one)
        return one

    yield make
    for one in made:
        jp_asyncio_loop.run_until_complete(one.stop())


def content(gzipped: bytes) -> Catalog:
    return msgspec.json.decode(gzip.decompress(gzipped), type=Catalog)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(200):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen within 10 seconds")


def kept(home: str) -> list[Path]:
    return sorted((Path(home) / ".cache" / "hpclab").glob("catalog-*.json.gz"))


async def test_until_there_is_one_the_answer_is_what_can_be_loaded_at_once(
    store: Make, module_tree: ModuleTree
) -> None:
    one = store(policy=BuildPolicy("auto", delay=3600))
    first = content((await one.prepared()).gzipped)
    assert (first.complete, first.problem, first.revision) == (False, None, 0)
    versions = {each.name: [version.full_name for version in each.versions] for each in first.packages}
    assert versions["GCC"] == ["GCC/13.2.0", "GCC/12.3.0"]
    assert "HDF5" not in versions

    async def waits() -> bool:
        build = one.status().build
        return build is not None and build.phase == "waiting" and (build.seconds or 0) <= 3600

    await until(waits)
    os.environ["MODULEPATH"] = str(module_tree.root / "compiler" / "GCC" / "12.3.0")
    assert "HDF5" in {each.name for each in content((await one.prepared()).gzipped).packages}


@pytest.mark.parametrize("is_waiting", [False, True], ids=["before the build waits", "while it waits"])
async def test_who_needs_the_first_catalog_does_not_wait_for_others_walks(
    store: Make, is_waiting: bool
) -> None:
    one = store(policy=BuildPolicy("auto", delay=3600))
    one.start()

    async def waits() -> bool:
        build = one.status().build
        return build is not None and build.phase == "waiting"

    if is_waiting:
        await until(waits)
    assert (await one.hierarchy()).resolve("HDF5") is not None
    assert one.status().build is None
    assert one.status().problem is None


async def test_who_waits_at_one_server_hurries_the_build_of_another(store: Make) -> None:
    builder, other = (store(policy=BuildPolicy("auto", delay=3600)) for _ in range(2))

    async def is_at(of: CatalogStore, phase: str | None) -> bool:
        build = of.status().build
        return (build.phase if build else None) == phase

    builder.start()
    await until(partial(is_at, builder, "waiting"))
    other.start()
    await until(partial(is_at, other, "elsewhere"))
    assert (await other.hierarchy()).resolve("HDF5") is not None
    await until(partial(is_at, builder, None))
    assert builder.now().resolve("HDF5") is not None


async def test_an_avail_that_failed_is_tried_again_after_a_while(
    store: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    available = avail.available

    async def fails_once(command: Path, environment: dict[str, str], timeout: float) -> Catalog:
        calls.append(environment["MODULEPATH"])
        if len(calls) == 1:
            raise TooSlowError("lmod_too_slow", "It took too long.")
        return await available(command, environment, timeout)

    monkeypatch.setattr(avail, "available", fails_once)
    one = store(policy=BuildPolicy("auto", delay=3600), again_seconds=0.3)
    assert content((await one.prepared()).gzipped).problem == "It took too long."
    assert content((await one.prepared()).gzipped).packages == []  # not at each look
    assert len(calls) == 1

    async def is_listed() -> bool:
        return content((await one.prepared()).gzipped).packages != []

    await until(is_listed)
    assert len(calls) == 2


async def test_the_building_process_and_what_it_starts_have_a_limit_of_memory() -> None:
    inner = "bytearray(3 * 1024**3)"
    code = (
        "import subprocess, sys; from hpclab.software import build; build._limit_memory(); "
        f"sys.exit(subprocess.run([sys.executable, '-c', {inner!r}]).returncode)"
    )
    done = await process.run([sys.executable, "-c", code], env=dict(os.environ), timeout=60)
    assert done.status != 0
    assert "MemoryError" in done.stderr_text


async def test_tabs_that_ask_together_share_one_avail(store: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    available = avail.available

    async def counted(command: Path, environment: dict[str, str], timeout: float) -> Catalog:
        calls.append(environment["MODULEPATH"])
        return await available(command, environment, timeout)

    monkeypatch.setattr(avail, "available", counted)
    one = store(policy=BuildPolicy("auto", delay=3600))
    asking = [asyncio.create_task(one.prepared()) for _ in range(4)]
    await asyncio.sleep(0)
    asking[0].cancel()  # a tab that is closed takes nothing from the others
    answers = await asyncio.gather(*asking[1:])
    assert {each.etag for each in answers} == {answers[0].etag}
    assert len(calls) == 1


async def test_a_catalog_is_built_of_the_real_tree(
    store: Make, module_tree: ModuleTree, heard: Heard, server_environment: dict[str, str]
) -> None:
    one = store()
    one.start()
    hierarchy = await one.hierarchy()
    catalog = content((await one.prepared()).gzipped)
    assert catalog.complete
    expected = module_tree.hierarchy()
    assert set(hierarchy.entries) >= set(expected.entries) - {"broken", "failing"}
    for path, chains in expected.prerequisites.items():
        assert set(hierarchy.prerequisites[path]) == set(chains)
    scipy = hierarchy.resolve("SciPy-bundle")
    assert scipy is not None
    assert len(scipy.paths) == 3
    assert [each.full_name for each in one.find(["GCC"])] == ["GCC/13.2.0", "GCC/12.3.0"]
    assert heard.revisions_of("software")[-1] == catalog.revision
    (file,) = kept(server_environment["HOME"])
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


async def test_a_second_server_reads_what_the_first_has_built(
    store: Make, server_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store()
    await first.hierarchy()
    second = store()

    async def nothing_is_built(*_: object, **__: object) -> None:
        raise AssertionError("it was built again")

    monkeypatch.setattr(KeptCatalog, "_build", nothing_is_built)
    await second.hierarchy()
    assert (await second.prepared()).etag == (await first.prepared()).etag


async def test_loaded_modules_are_left_out_of_account(
    store: Make, module_tree: ModuleTree, server_environment: dict[str, str]
) -> None:
    bare = store()
    await bare.hierarchy()
    loaded = in_bash(server_environment, "module load GCC/12.3.0 OpenMPI/4.1.5")
    os.environ.update(loaded)
    assert str(module_tree.root / "mpi") in os.environ["MODULEPATH"]
    other = store()
    assert other.now().entries == {}
    await other.hierarchy()
    assert (await other.prepared()).etag == (await bare.prepared()).etag
    assert len(kept(server_environment["HOME"])) == 1


def _cut_off(whole: bytes) -> bytes:
    return whole[:-40]


def _garbled(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes(byte ^ 0x55 for byte in whole[middle : middle + 20]) + whole[middle + 20 :]


@pytest.mark.parametrize("damaged", [_cut_off, _garbled, lambda _: b"", lambda _: b"no catalog"])
async def test_a_damaged_file_is_built_anew(
    store: Make, server_environment: dict[str, str], damaged: Callable[[bytes], bytes]
) -> None:
    first = store()
    await first.hierarchy()
    (file,) = kept(server_environment["HOME"])
    file.write_bytes(damaged(file.read_bytes()))
    second = store()
    await second.hierarchy()
    assert second.state().problem is None
    assert catalog_file.decode(file.read_bytes()).hierarchy.resolve("GCC") is not None


async def test_a_new_version_shows_and_is_told(
    server_environment: dict[str, str], store: Make, heard: Heard, tmp_path: Path
) -> None:
    folder = tmp_path / "own" / "Tool"
    folder.mkdir(parents=True)
    (folder / "1.0.lua").write_text("help([[one]])\n")
    _age(tmp_path / "own", 3600)
    os.environ["MODULEPATH"] = str(tmp_path / "own")
    one = store()
    await one.hierarchy()
    before = await one.prepared()
    (folder / "2.0.lua").write_text("help([[two]])\n")
    _due(one)

    async def two_versions() -> bool:
        await one.prepared()
        return len(one.find(["Tool"])) == 2

    await until(two_versions)
    after = await one.prepared()
    assert after.etag != before.etag
    assert content(after.gzipped).revision > content(before.gzipped).revision
    assert heard.revisions_of("software") == [
        content(before.gzipped).revision,
        content(after.gzipped).revision,
    ]


async def test_the_same_software_keeps_its_etag(
    server_environment: dict[str, str], store: Make, heard: Heard, tmp_path: Path
) -> None:
    one = store()
    await one.hierarchy()
    before = await one.prepared()
    (file,) = kept(server_environment["HOME"])
    long_ago = time.time() - 100_000
    os.utime(file, (long_ago, long_ago))
    second = store()
    second.start()

    async def looked_at_again() -> bool:
        return (second.state().checked_at or 0) > long_ago + 1

    await until(looked_at_again)
    assert (await second.prepared()).etag == before.etag
    assert file.stat().st_mtime > long_ago + 1


async def test_without_lmod_the_catalog_says_why(store: Make, tmp_path: Path) -> None:
    one = store(configured=str(tmp_path / "gone"))
    assert (await one.hierarchy()).entries == {}
    catalog = content((await one.prepared()).gzipped)
    assert not catalog.complete
    assert "no executable file" in (catalog.problem or "")


async def test_a_home_that_cannot_be_written_costs_only_the_keeping(
    store: Make, server_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path / "file")  # no folder can be made in a file, by root neither
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path)
    one = store()
    assert (await one.hierarchy()).resolve("GCC") is not None
    state = one.state()
    assert "can't be kept" in (state.problem or "")
    assert state.file is not None
    assert Path(state.file).parent == node_folder(os.environ)
    assert Path(state.file).parent.stat().st_mode & 0o077 == 0
    second = store()  # finds what this one has built
    assert (await second.hierarchy()).resolve("GCC") is not None
    assert (await second.prepared()).etag == (await one.prepared()).etag


async def test_the_sites_catalog_is_used_and_never_built(
    store: Make, server_environment: dict[str, str], tmp_path: Path
) -> None:
    built = await build.build_catalog(LMOD_COMMAND, os.environ)
    shared = tmp_path / "site.json.gz"
    build.keep(built, shared, mode=0o644)
    one = store(shared=str(shared))
    assert (await one.hierarchy()).resolve("GCC") is not None
    assert one.state().file == str(shared)
    assert kept(server_environment["HOME"]) == []


async def test_a_broken_catalog_of_the_site_is_told_and_replaced(
    store: Make, server_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "site.json.gz").write_text("no gzip")
    for _ in range(2):  # by a server that has to build its own, and by one that finds it built
        one = store(shared=str(tmp_path / "site.json.gz"))
        assert (await one.hierarchy()).resolve("GCC") is not None
        await until(partial(_is_told, one))


async def _is_told(one: CatalogStore) -> bool:
    return "The site's catalog" in (one.state().problem or "")


async def test_the_persons_own_python_cannot_break_the_building(
    store: Make, server_environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "msgspec", "asyncio", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong file')\n")
    os.environ["PYTHONPATH"] = str(tmp_path)
    os.environ["PYTHONHOME"] = str(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert (await store().hierarchy()).resolve("GCC") is not None


async def test_a_spider_that_fails_is_told_with_its_words(
    server_environment: dict[str, str], tmp_path: Path
) -> None:
    for name, script in (("lmod", f'exec {LMOD_COMMAND} "$@"'), ("spider", "echo no memory >&2; exit 3")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    argv = build_argv(
        tmp_path / "lmod", tmp_path / "out", tmp_path / "other", sys.path, known="0", policy=BuildPolicy()
    )
    done = await process.run(argv, env=os.environ, timeout=60)
    report = msgspec.json.decode(done.stdout.splitlines()[-1], type=Report)
    assert done.status == 1
    assert report.file is None
    assert "status 3" in (report.problem or "")
    assert report.detail == "no memory\n"


async def test_stopping_ends_the_building_process(
    store: Make, server_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "lmod").write_text(f'#!/bin/sh\nexec {LMOD_COMMAND} "$@"\n')
    (tmp_path / "spider").write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 600\n")
    for name in ("lmod", "spider"):
        (tmp_path / name).chmod(0o755)
    one = store(configured=str(tmp_path / "lmod"))
    one.start()

    async def started() -> bool:
        file = tmp_path / "pid"
        return file.exists() and file.read_text().strip().isdigit()

    await until(started)
    pid = int((tmp_path / "pid").read_text())
    assert one.state().building
    await one.stop()

    async def gone() -> bool:
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or ") Z " in stat.read_text()

    await until(gone)


def test_a_catalog_is_kept_per_tree_and_lmod() -> None:
    names = {
        catalog_file.file_name(*each) for each in (("/a", "8"), ("/a:/b", "8"), ("/a", "9"), ("/a", "8"))
    }
    assert len(names) == 3


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HOME": "/h"}, "/h/.cache/hpclab"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/hpclab"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "/h/.cache/hpclab"),
    ],
)
def test_the_cache_is_where_the_specification_says(environment: dict[str, str], expected: str) -> None:
    assert str(cache_folder(environment)) == expected


@given(st.binary(max_size=200) | st.binary(max_size=200).map(gzip.compress))
def test_anything_that_is_no_catalog_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError):
        catalog_file.decode(data)


def test_half_a_catalog_is_damaged() -> None:
    whole = gzip.decompress(catalog_file.encode(_small()))
    for length in range(len(whole) - 3):
        with pytest.raises(DamagedError):
            catalog_file.decode(gzip.compress(whole[:length]))


def test_a_catalog_with_a_wrong_byte_is_damaged_or_the_same() -> None:
    whole = catalog_file.encode(_small())
    damaged = 0
    for position in range(len(whole)):
        garbled = whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :]
        try:
            assert catalog_file.same_software(garbled, whole)  # a byte of the head that says nothing
        except DamagedError:
            damaged += 1
    assert damaged > len(whole) / 2


def test_a_catalog_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        catalog_file.write(tmp_path / "taken", b"x", checked_at=1, mode=0o600)
    assert list(tmp_path.iterdir()) == [tmp_path / "taken"]


def test_a_catalog_is_stale_by_age_or_by_change(tmp_path: Path) -> None:
    (tmp_path / "m" / "Tool").mkdir(parents=True)
    _age(tmp_path / "m", 1000)
    hierarchy = catalog_file.decode(catalog_file.encode(_small(str(tmp_path / "m")))).hierarchy
    now = time.time()
    assert not freshness.is_stale(hierarchy, (), now - 500, now)
    assert freshness.is_stale(hierarchy, (), now - 100_000, now)
    assert freshness.is_stale(hierarchy, (), now + 500, now)
    os.utime(tmp_path / "m" / "Tool", (now - 100, now - 100))
    assert freshness.is_stale(hierarchy, (), now - 500, now)
    assert not freshness.is_stale(hierarchy, (), now - 50, now)


async def test_what_the_person_adds_has_a_catalog_of_its_own(
    store: Make, server_environment: dict[str, str], tmp_path: Path, heard: Heard
) -> None:
    folder = tmp_path / "own"
    _write(folder / "Tool" / "1.0.lua", f'prepend_path("MODULEPATH", "{folder}/deeper")')
    _write(folder / "GCC" / "12.3.0.lua", "")
    _write(folder / "deeper" / "Part" / "2.0.lua", "")
    one = store()
    await one.hierarchy()
    site = (await one.prepared()).etag
    environment = one._environment
    before = os.environ["MODULEPATH"]
    environment.apply(EnvironmentPatch(assigned={"MODULEPATH": f"{folder}:{before}"}))

    async def is_there() -> bool:
        return one.now().resolve("Tool") is not None

    await until(is_there)
    (added,) = msgspec.json.decode(gzip.decompress((await one.added()).gzipped), type=AddedCatalogs).catalogs
    assert "Tool" in {each.name for each in added.packages}
    assert one.now().prerequisites[str(folder / "deeper")] == (("Tool/1.0",),)
    gcc = one.now().resolve("GCC/12.3.0")
    assert gcc is not None
    assert gcc.paths[-1] == str(folder)
    assert (await one.prepared()).etag == site
    assert one.state().added == (str(folder),)
    _write(folder / "Later" / "1.0.lua", "")
    await until_idle(one)
    _due(one)
    await one.prepared()
    await until_idle(one)
    assert one.now().resolve("Later") is not None
    # A folder that one of its modules opens isn't one that the person has added.
    environment.apply(EnvironmentPatch(assigned={"MODULEPATH": f"{folder}/deeper:{folder}:{before}"}))
    await asyncio.sleep(0.1)
    assert one.state().added == (str(folder),)
    environment.apply(EnvironmentPatch(assigned={"MODULEPATH": before}))

    async def is_gone() -> bool:
        return one.now().resolve("Tool") is None

    await until(is_gone)
    assert (
        heard.changes[-1]["revision"]
        >= msgspec.json.decode(gzip.decompress((await one.added()).gzipped), type=AddedCatalogs).revision
    )


async def test_the_site_may_forbid_building(store: Make, server_environment: dict[str, str]) -> None:
    one = store(policy=BuildPolicy("never"))
    assert (await one.hierarchy()).entries == {}
    answer = content((await one.prepared()).gzipped)
    assert "c.HpcLab.catalog_build" in (answer.problem or "")
    assert "GCC" in {each.name for each in answer.packages}
    assert not cache_folder(os.environ).exists()


async def test_without_a_system_cache_nothing_is_walked_where_that_is_forbidden(store: Make) -> None:
    one = store(policy=BuildPolicy("cache"))
    assert (await one.hierarchy()).entries == {}
    assert "system cache" in (content((await one.prepared()).gzipped).problem or "")


async def test_one_process_builds_for_all(store: Make, server_environment: dict[str, str]) -> None:
    stores = [store() for _ in range(3)]
    await asyncio.gather(*(each.hierarchy() for each in stores))
    etags = {(await each.prepared()).etag for each in stores}
    assert len(etags) == 1
    assert {each.state().checked_at for each in stores} == {stores[0].state().checked_at}


async def test_the_progress_is_told(store: Make, heard: Heard) -> None:
    one = store()
    await one.hierarchy()
    await until_idle(one)
    assert len(heard.revisions_of("catalog")) >= 2
    status = one.status()
    assert status.build is None
    assert status.checked_at is not None


async def test_a_shared_catalog_that_stays_is_read_once(
    store: Make, tmp_path: Path, server_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "site.json.gz"
    build.keep(await build.build_catalog(LMOD_COMMAND, os.environ), shared, mode=0o644)
    one = store(shared=str(shared))
    await one.hierarchy()
    await until_idle(one)

    def decoded(_: bytes) -> None:
        raise AssertionError("it was decoded again")

    monkeypatch.setattr(catalog_file, "decode", decoded)
    _due(one)
    await one.prepared()
    await until_idle(one)
    assert one.state().problem is None


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("open", "link"):
        with pytest.raises(PermissionError):
            make_private(tmp_path / name)
    make_private(tmp_path / "mine")


async def until_idle(one: CatalogStore) -> None:
    assert one._task is not None
    await one._task


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")


def _small(path: str = "/m") -> Catalog:
    entry = {"fullName": "Tool/1", "mpath": path, "Version": "1", "pV": "1", "wV": "1"}
    printed = json.dumps({"Tool": {f"{path}/Tool/1.lua": entry}}).encode()
    return spider.compile_catalog(
        spider.parse(printed), built_at=1, deprecated={}, base=[path], walked=[path]
    )


def _age(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    for each in (folder, *folder.rglob("*")):
        os.utime(each, (then, then))


def _due(store: CatalogStore) -> None:
    """As if the catalog had been examined long ago."""
    store._examined = None
