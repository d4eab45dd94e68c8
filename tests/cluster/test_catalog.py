"""The catalog of the demo's site: as a person sees it whose profile has loaded the standard environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.facts import Facts
from hpclab.software import build, hierarchy
from hpclab.software.hierarchy import Hierarchy
from hpclab.software.models import Catalog, Package

from .people import Person

pytestmark = pytest.mark.cluster


@pytest.fixture
def after_login(alice: Person) -> dict[str, str]:
    """The environment of a login shell, with what the site loads in it."""
    entries = alice.shell("exec env -0").stdout.split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


async def catalog_of(cluster: Facts, environment: dict[str, str]) -> Catalog:
    return await build.build_catalog(Path(cluster.lmod.cmd), environment)


def whole(catalog: Catalog) -> Hierarchy:
    return hierarchy.build(catalog.modulepaths, catalog.packages)


def package(catalog: Catalog, name: str) -> Package:
    return next(each for each in catalog.packages if each.name == name)


async def test_what_a_profile_has_loaded_hides_nothing(
    cluster: Facts, alice: Person, after_login: dict[str, str]
) -> None:
    assert "StdEnv/2023" in after_login["LOADEDMODULES"]
    logged_in = await catalog_of(cluster, after_login)
    bare = await catalog_of(cluster, alice.environment)
    assert logged_in.packages == bare.packages
    assert logged_in.modulepaths == bare.modulepaths


async def test_numpy_is_provided_with_its_way_there(cluster: Facts, alice: Person) -> None:
    catalog = await catalog_of(cluster, alice.environment)
    found = whole(catalog)
    providers = {
        version.full_name: found.prerequisites[entry.paths[0]]
        for version in package(catalog, "SciPy-bundle").versions
        if any(extension.startswith("numpy/") for extension in version.provides)
        and (entry := found.resolve(version.full_name)) is not None
    }
    assert providers["SciPy-bundle/2023.07"] == (("StdEnv/2023", "GCC/12.3.0", "OpenMPI/4.1.5"),)


async def test_the_sites_marks_are_there(cluster: Facts, alice: Person) -> None:
    catalog = await catalog_of(cluster, alice.environment)
    gcc = {version.full_name: version for version in package(catalog, "GCC").versions}
    assert [version.full_name for version in gcc.values() if version.default] == ["GCC/12.3.0"]
    assert "will be removed" in (gcc["GCC/9.3.0"].deprecated or "")
    assert gcc["GCC/12.3.0"].deprecated is None
    assert gcc["GCC/12.3.0"].family == "compiler"
    assert all(version.hidden for version in package(catalog, "GCCcore").versions)
    assert all("obsolete" in version.properties for version in package(catalog, "Miniconda3").versions)
    assert all(version.deprecated for version in package(catalog, "Miniconda3").versions)


async def test_modules_with_faults_cost_only_themselves(cluster: Facts, alice: Person) -> None:
    both = f"{cluster.lmod.odd_modulepath}:{cluster.lmod.modulepath}"
    odd = await catalog_of(cluster, {**alice.environment, "MODULEPATH": both})
    plain = await catalog_of(cluster, alice.environment)
    names = {each.name for each in odd.packages}
    assert names > {each.name for each in plain.packages}
    assert [package(odd, each.name).description for each in plain.packages] == [
        each.description for each in plain.packages
    ]
