"""Lmod's system cache, made by its own tool, gives the same catalog as a walk; Lmod's rules say when."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from hpclab.software import build, configuration, system_cache
from hpclab.software.configuration import CacheFolder
from hpclab.software.models import BuildPhase, Catalog

from .. import lmod_tree
from ..lmod_tree import LMOD_COMMAND

ODD_MODULES = Path(__file__).parent.parent / "cluster" / "odd-modules"


class Site:
    """A site with a system cache of a module tree and of odd modules.

    Without those that print: what they print would stand in the cache that Lmod's tool writes, and break it.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.cache = folder / "cache"
        self.stamp = folder / "stamp"
        self.odd = folder / "odd"
        shutil.copytree(ODD_MODULES, self.odd, symlinks=True, ignore=shutil.ignore_patterns("prints"))
        self.core = lmod_tree.build(folder / "modules").core
        shutil.rmtree(self.core / "printing")
        rules = folder / "lmodrc.lua"
        rules.write_text(f'scDescriptT = {{ {{ dir = "{self.cache}", timestamp = "{self.stamp}" }} }}\n')
        self.modulepath = f"{self.core}:{self.odd}"
        self.environment = {**environment, "LMOD_RC": str(rules), "MODULEPATH": self.modulepath}
        self.stamp.touch()
        self.update()

    def update(self) -> None:
        self.cache.mkdir(exist_ok=True)
        tool = LMOD_COMMAND.with_name("update_lmod_system_cache_files")
        argv = [str(tool), "-d", str(self.cache), "-t", str(self.stamp), self.modulepath]
        subprocess.run(argv, env=self.environment, check=True, stdout=subprocess.DEVNULL, timeout=120)

    async def catalog(self, *, may_walk: bool = True) -> tuple[Catalog, list[BuildPhase]]:
        phases: list[BuildPhase] = []

        async def tell(phase: BuildPhase) -> None:
            phases.append(phase)

        made = await build.build_catalog(LMOD_COMMAND, self.environment, may_walk=may_walk, tell=tell)
        return made, phases


@pytest.fixture
def site(tmp_path: Path, lmod_environment: dict[str, str]) -> Site:
    if not LMOD_COMMAND.with_name("update_lmod_system_cache_files").exists():
        pytest.skip("this Lmod has no tool for the system cache")
    return Site(tmp_path, lmod_environment)


async def test_the_cache_gives_what_a_walk_gives(site: Site) -> None:
    cached, phases = await site.catalog()
    assert phases == ["reading"]
    assert str(site.stamp) in cached.stamps
    shutil.rmtree(site.cache)
    walked, phases = await site.catalog()
    assert phases == ["reading", "walking"]
    assert msgspec.to_builtins(cached.packages) == msgspec.to_builtins(walked.packages)
    assert [(each.path, each.prerequisites) for each in cached.modulepaths] == [
        (each.path, each.prerequisites) for each in walked.modulepaths
    ]
    assert {each.walked for each in cached.modulepaths} == {False}
    assert {each.walked for each in walked.modulepaths} == {True}


async def test_odd_modules_cost_only_themselves(site: Site) -> None:
    cached, _ = await site.catalog()
    versions = {version.full_name: version for each in cached.packages for version in each.versions}
    assert versions["noversion"].version is None
    assert "deep/tree/of/names/2.0" in versions
    assert "c++filt_extras.js-tools/2.0-rc.1_b+local" in versions
    assert versions["aliased/1.0"].default
    assert {"broken/1.0", "not-utf8/1.0", "large/1.0", "control/1.0"} <= versions.keys()
    assert versions["hidden/.1.0"].hidden
    assert versions["aliased/3.0"].hidden


async def test_a_cache_older_than_the_stamp_is_not_believed(site: Site) -> None:
    later = time.time() + 10
    os.utime(site.stamp, (later, later))
    _, phases = await site.catalog()
    assert phases == ["reading", "walking"]


async def test_a_damaged_cache_is_walked_instead(site: Site) -> None:
    for file in site.cache.iterdir():
        file.write_bytes(b"no Lua")
        os.utime(file, (time.time() + 10, time.time() + 10))
    catalog, phases = await site.catalog()
    assert phases == ["reading", "walking"]
    assert "GCC" in {each.name for each in catalog.packages}


async def test_what_the_cache_does_not_cover_is_walked_or_left_out(site: Site, tmp_path: Path) -> None:
    (tmp_path / "more" / "Tool").mkdir(parents=True)
    (tmp_path / "more" / "Tool" / "1.0.lua").touch()
    more = str(tmp_path / "more")
    site.environment["MODULEPATH"] += f":{more}:/gone"
    catalog, phases = await site.catalog()
    assert phases == ["reading", "walking"]
    assert {"Tool", "GCC"} <= {each.name for each in catalog.packages}
    assert {each.path for each in catalog.modulepaths if each.walked} == {more, "/gone"}
    catalog, phases = await site.catalog(may_walk=False)
    assert phases == ["reading"]
    assert "Tool" not in {each.name for each in catalog.packages}
    assert catalog.left_out == [more, "/gone"]


async def test_lmod_is_asked_what_is_shown_where_a_hook_decides(site: Site) -> None:
    site_package = site.stamp.parent / "SitePackage.lua"
    site_package.write_text(
        'require("Hook").register("isVisibleHook", function(modT)\n'
        '  if modT.fullName:find("^R/") then modT.isVisible = false end\nend)\n'
    )
    site.environment["LMOD_PACKAGE_PATH"] = str(site_package.parent)
    catalog, phases = await site.catalog()
    assert phases == ["reading"]
    versions = {version.full_name: version for each in catalog.packages for version in each.versions}
    assert versions["R/4.3.2"].hidden
    assert not versions["GCC/12.3.0"].hidden


def test_the_compiled_file_comes_first_and_age_counts_without_a_stamp(tmp_path: Path) -> None:
    for name in ("spiderT.lua", "spiderT.luac_5.3"):
        (tmp_path / name).write_text("x")
    caches = [CacheFolder(tmp_path, None), CacheFolder(tmp_path / "gone", tmp_path / "gone" / "stamp")]
    now = time.time()
    assert system_cache.believed(caches, "5.3", 100, now) == [tmp_path / "spiderT.luac_5.3"]
    assert system_cache.believed(caches, "5.4", 100, now) == [tmp_path / "spiderT.lua"]
    assert system_cache.believed(caches, "5.3", 100, now + 200) == []


# Recorded from `lmod python --config_json` of Lmod 8.6.19, shortened.
PRINTED = (
    b'noise {\n{"configT":{"path_lua":"/usr/bin/lua5.3","z01_admin":"/etc/admin.list -> <empty>",'
    b'"luaV":"Lua 5.3","spdr_ignore":"no","tm_ancient":86400,"sitePkg":"standard"},'
    b'"cache":[["/cache","/cache/stamp"],["/other",false]]}\n'
)


def test_the_configuration_is_read() -> None:
    read = configuration.parse(PRINTED)
    assert (read.lua, read.lua_version, read.admin_list) == ("/usr/bin/lua5.3", "5.3", "/etc/admin.list")
    assert read.caches == (
        CacheFolder(Path("/cache"), Path("/cache/stamp")),
        CacheFolder(Path("/other"), None),
    )
    assert not read.has_own_hooks
    own = configuration.parse(PRINTED.replace(b"standard", b"/etc/lmod/SitePackage.lua"))
    assert own == replace(read, has_own_hooks=True)
    assert configuration.parse(PRINTED.replace(b'"spdr_ignore":"no"', b'"spdr_ignore":"yes"')).caches == ()


@pytest.mark.parametrize("printed", [b"", b"unknown option", b"{}", b'{"configT": {"path_lua": 1}}'])
def test_another_answer_is_no_configuration(printed: bytes) -> None:
    with pytest.raises(ValueError, match="configuration"):
        configuration.parse(printed)
