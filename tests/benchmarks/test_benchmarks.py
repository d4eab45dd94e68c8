"""Trees are as real ones are, and each benchmark's parts run on the smallest of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from benchmarks import catalog, click, measure, trees
from benchmarks.easyconfigs import Dependency, Easyconfig, parse
from benchmarks.selection import SHAPES, Shape, select
from benchmarks.server import running

_TEXT = """
name = 'GDAL'
version = '3.7.1'
local_suffix = '-Python-%(pyver)s'
versionsuffix = local_suffix
description = 'About ' + name
homepage = 'https://example.org/%(namelower)s/%(version_major_minor)s'
toolchain = {'name': 'foss', 'version': '2023a'}
builddependencies = [('CMake', '3.26.3')]
dependencies = [
    ('Python', '3.11.3'),
    ('zlib', '1.2.13', '', SYSTEM),
    ('NumPy', '1.25', versionsuffix, ('GCC', '12.3.0')),
    (unknown(), '1'),
]
exts_list = ['os', ('affine', '2.4.0', {'checksums': []})]
moduleclass = 'data'
"""


def test_an_easyconfig_is_read_without_being_executed() -> None:
    assert parse(_TEXT) == Easyconfig(
        name="GDAL",
        version="3.7.1",
        suffix="-Python-3.11.3",
        toolchain=("foss", "2023a"),
        dependencies=(
            Dependency("Python", "3.11.3", "", None),
            Dependency("zlib", "1.2.13", "", ("system", "system")),
            Dependency("NumPy", "1.25", "-Python-3.11.3", ("GCC", "12.3.0")),
        ),
        kind="data",
        description="About GDAL",
        homepage="https://example.org/gdal/3.7",
        extensions=("affine/2.4.0",),
    )


@pytest.mark.parametrize(
    "text", ["", "name = 'x'", "name = 'x'\nversion = f()", "name = 'x", "raise SystemExit"]
)
def test_what_is_no_easyconfig_is_none(text: str) -> None:
    assert parse(text) is None


def _easyconfig(
    name: str, version: str, toolchain: tuple[str, str] = ("system", "system"), *needs: tuple[str, str]
) -> Easyconfig:
    return Easyconfig(
        name=name,
        version=version,
        suffix="",
        toolchain=toolchain,
        dependencies=tuple(Dependency(one, of, "", None) for one, of in needs),
        kind="lib",
        description=f'About {name}: [[it is]] "quoted".',
        homepage="https://example.org",
        extensions=("affine/2.4.0",) if name == "GDAL" else (),
    )


def _software() -> list[Easyconfig]:
    gcc, core = ("GCC", "12.3.0"), ("GCCcore", "12.3.0")
    mpi = Dependency("OpenMPI", "4.1.5", "", gcc)
    foss = _easyconfig("foss", "2023a", ("system", "system"), gcc)
    return [
        _easyconfig("GDAL", "3.7.1", ("foss", "2023a"), ("zlib", "1.2.13")),
        msgspec.structs.replace(foss, dependencies=(*foss.dependencies, mpi)),
        _easyconfig("GCC", "12.3.0", ("system", "system"), core),
        _easyconfig("GCCcore", "12.3.0"),
        _easyconfig("OpenMPI", "4.1.5", gcc),
        _easyconfig("zlib", "1.2.13", core),
        _easyconfig("zlib", "1.3", core),
    ]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the easyconfigs are there already, a few of them."""
    monkeypatch.setenv("HPCLAB_BENCHMARKS", str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "easyconfigs-4.9.4.json").write_bytes(msgspec.json.encode(_software()))
    return tmp_path


@pytest.mark.parametrize("shape", SHAPES)
def test_a_selection_is_whole_and_the_same_each_time(shape: Shape) -> None:
    modules = select(_software(), 6, shape)
    assert modules == select(list(reversed(_software())), 6, shape)
    names = {module.full_name for module in modules}
    assert names >= {name for module in modules for name in module.depends}
    assert ("zlib/1.3" in names) is False  # what everything else needs comes first
    with pytest.raises(ValueError, match="only 7 modules"):
        select(_software(), 8, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_lmod_loads_what_the_benchmarks_load(kept: Path, shape: Shape) -> None:
    on = trees.tree(7, shape)
    assert len(list((on.root / "modules").rglob("*.lua"))) == 7
    for modules in (on.toolchain, on.leaf):
        answer = subprocess.run(
            [str(trees.lmod_command()), "python", "load", *modules],
            env=trees.environment(on, kept / "home"),
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert modules[-1].encode() in answer.stdout


def test_a_click_and_a_building_are_measured(kept: Path) -> None:
    on = trees.tree(7, "hierarchical")
    starting = trees.environment(on, kept / "home")
    assert catalog.building(kept / "home", starting) > 0
    with running(starting, extensions=("benchmarks.probe", "hpclab")) as server, server.client() as client:
        server.wait_for_catalog()
        assert click.ours(client, on.leaf[-1]) > click.ours_prepared(client, on.leaf[-1]) > 0
        seen = client.get("/benchmarks/probe").json()
    assert seen["memory_most"] >= seen["memory_before"] > 0  # type: ignore[operator] # numbers in JSON


def test_pairs_are_taken_by_turns() -> None:
    calls: list[str] = []

    def measured(name: str, value: float) -> float:
        calls.append(name)
        return value

    one, other = measure.side_by_side([lambda: measured("a", 3.0), lambda: measured("b", 2.0)], 2)
    assert "".join(calls) == "abbaab"
    assert measure.ratio(one, other) == measure.Spread(1.5, 1.5, 1.5)
