"""The demo's module tree, asked through the real Lmod: its shape is a real site's, and every module loads."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo import software_table
from demo.facts import Facts

from .people import Person

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def spider(alice: Person, cluster: Facts) -> dict[str, dict[str, dict[str, Any]]]:
    """All modules, as Lmod's own catalogue has them."""
    program = str(Path(cluster.lmod.cmd).with_name("spider"))
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(
        alice.run(program, "-o", "spider-json", cluster.lmod.modulepath).stdout
    )
    return found


def test_tree_looks_like_a_sites(spider: dict[str, dict[str, dict[str, Any]]]) -> None:
    assert len(spider) >= 60
    assert sum(map(len, spider.values())) >= 120
    entries = [entry for versions in spider.values() for entry in versions.values()]
    assert all(entry["Description"] for entry in entries)
    assert {entry["family"] for entry in entries if "family" in entry} >= {"compiler", "mpi"}
    assert any(entry.get("hidden") for entry in entries)
    properties = {name for entry in entries for name in entry.get("propT", {})}
    assert properties >= {"arch", "state", "lmod"}


def test_module_that_provides_numpy_needs_a_compiler_and_mpi(
    spider: dict[str, dict[str, dict[str, Any]]],
) -> None:
    providers = {
        entry["fullName"]: entry["parentAA"]
        for versions in spider.values()
        for entry in versions.values()
        if any(name.startswith("numpy/") for name in entry.get("provides", []))
    }
    assert providers["SciPy-bundle/2023.07"] == [["StdEnv/2023", "GCC/12.3.0", "OpenMPI/4.1.5"]]
    assert providers["SciPy-bundle/2023.11"] == [["StdEnv/2023", "GCC/13.2.0", "OpenMPI/4.1.6"]]


def test_openrefine_is_only_in_the_older_environment(
    alice: Person, spider: dict[str, dict[str, dict[str, Any]]]
) -> None:
    (entry,) = spider["openrefine"].values()
    assert entry["parentAA"] == [["StdEnv/2020"]]
    assert alice.shell("module load openrefine", check=False).status != 0
    loaded = alice.shell("module load StdEnv/2020 openrefine && printenv EBROOTOPENREFINE").stdout
    assert loaded.strip().endswith("openrefine/3.6.2")


def test_login_has_the_sites_default_and_keeps_what_was_loaded(alice: Person) -> None:
    assert alice.shell("printenv LOADEDMODULES").stdout.strip() == "StdEnv/2023"
    script = "module load GCC/13.2.0 && bash -lc 'printenv LOADEDMODULES; printenv PATH'"
    modules, path = alice.shell(script).stdout.split()
    assert modules.endswith("GCC/13.2.0")
    assert "GCC/13.2.0" in path.partition(":")[0]


def test_deprecated_module_says_so(alice: Person) -> None:
    said = alice.shell("module load StdEnv/2020 GCC/9.3.0", check=False).stderr
    assert "will be removed on" in said


def test_default_is_what_the_site_marked(alice: Person) -> None:
    assert alice.shell("module load GCC && printenv EBVERSIONGCC").stdout.strip() == "12.3.0"


def _loads() -> Iterator[tuple[str, list[str]]]:
    """Yield lists that together are all modules of the table; each list can be loaded at once."""
    open_loads: dict[str, list[tuple[dict[str, str], list[str]]]] = defaultdict(list)
    for package in software_table.read(_KEPT):
        if package.family or package.category == "toolchain":
            continue  # they change what can be seen, so they are loaded with the others, or on their own
        for build in package.builds:
            wanted = dict(name.rsplit("/", 1) for name in (build.full_name, *build.depends))
            for versions, names in open_loads[build.place]:
                if all(versions.get(name, version) == version for name, version in wanted.items()):
                    versions.update(wanted)
                    names.append(build.full_name)
                    break
            else:
                open_loads[build.place].append((wanted, [build.full_name]))
    for place, loads in open_loads.items():
        yield from ((place, names) for _, names in loads)


_KEPT = [
    ("Python", "3.11.2", "2023/Core"),
    ("Python", "3.11.2", "2020/Core"),
    ("R", "4.2.2", "2023/Core"),
    ("SciPy-bundle", "2023.07", "2023/MPI/GCC/12.3.0/OpenMPI/4.1.5"),
    ("SciPy-bundle", "2023.11", "2023/MPI/GCC/13.2.0/OpenMPI/4.1.6"),
]


@pytest.mark.parametrize(("place", "modules"), _loads())
def test_every_module_loads(
    place: str, modules: list[str], alice: Person, spider: dict[str, dict[str, dict[str, Any]]]
) -> None:
    name, _, _ = modules[0].rpartition("/")
    (parents,) = next(
        entry["parentAA"]
        for path, entry in spider[name].items()
        if str(software_table.folder(place)) in path and entry["fullName"] == modules[0]
    )
    result = alice.shell(
        f"module load {' '.join([*parents, *modules])} && printenv LOADEDMODULES", check=False
    )
    assert result.status == 0, result.stderr
    assert set(modules) <= set(result.stdout.strip().split(":"))


@pytest.mark.parametrize("toolchain", ["foss/2020b", "foss/2021a", "foss/2023a", "foss/2023b", "intel/2023a"])
def test_toolchain_brings_compiler_and_mpi(alice: Person, toolchain: str) -> None:
    year = "2020" if toolchain < "foss/2022" and toolchain.startswith("foss") else "2023"
    script = f"module load StdEnv/{year} {toolchain} && printenv LMOD_FAMILY_COMPILER LMOD_FAMILY_MPI"
    assert len(alice.shell(script).stdout.split()) == 2


def test_odd_modules_are_readable_and_odd(alice: Person, cluster: Facts) -> None:
    # Without a width Lmod asks a program for it, which can't be started beside a value of 200 kB.
    site = {"MODULEPATH": cluster.lmod.odd_modulepath, "LMOD_TERM_WIDTH": "120"}
    environment = {**alice.environment, **site}

    def load(name: str) -> tuple[int, str, str]:
        words = (cluster.lmod.cmd, "python", "load", name)
        result = alice.run(*words, environment=environment, check=False)
        return result.status, result.stdout, result.stderr

    assert "licence server" in load("fails")[2]
    assert load("exits") == (3, "", "")
    assert load("prints")[1].startswith("Welcome")
    assert len(load("large")[1]) > 200_000
    for name in ("broken", "needs-missing", "depends-missing"):
        assert "_mlstatus = False" in load(name)[1]
    for name in ("noversion", "deep/tree/of/names/1.0", "nickname", "aliased/stable", "linked", "tcl-style"):
        status, statements, said = load(name)
        assert status == 0, said
        assert "HPCLAB_ODD_" in statements


def test_first_load_is_known_to_lmods_module_table(alice: Person) -> None:
    script = "module load GCC && printenv _ModuleTable001_ _ModuleTable002_ _ModuleTable003_"
    text = "".join(alice.shell(script, check=False).stdout.split())
    assert b'"GCC/12.3.0"' in base64.b64decode(text)
