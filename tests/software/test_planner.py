"""What is loaded first, and what a change changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.software.hierarchy import Hierarchy, ModuleEntry
from hpclab.software.models import Changes, Swap
from hpclab.software.module_table import LoadedModule, ModuleTable
from hpclab.software.planner import LoadOrder, changes, load_order


def entry(full_name: str, *paths: str, default: bool = False, family: str | None = None) -> ModuleEntry:
    return ModuleEntry(full_name.partition("/")[0], full_name, paths, default, family)


HIERARCHY = Hierarchy(
    entries={
        "GCC": [
            entry("GCC/13.2.0", "/core", default=True, family="compiler"),
            entry("GCC/12.3.0", "/core", family="compiler"),
        ],
        "Clang": [entry("Clang/17", "/core", default=True, family="compiler")],
        "OpenMPI": [
            entry("OpenMPI/5.0", "/gcc13", default=True, family="mpi"),
            entry("OpenMPI/4.1", "/gcc12", family="mpi"),
        ],
        "MPICH": [entry("MPICH/4", "/gcc12", "/gcc13", default=True, family="mpi")],
        "HDF5": [entry("HDF5/1.14", "/gcc12", "/gcc13", "/clang", default=True)],
        "SciPy": [
            entry("SciPy/2023.11", "/gcc13mpi", default=True),
            entry("SciPy/2023.07", "/gcc12mpi", "/gcc12mpich"),
        ],
        "FFTW": [entry("FFTW/3", "/gcc12mpi", "/gcc13mpi", default=True)],
        "R": [entry("R/4", "/core", default=True)],
    },
    prerequisites={
        "/gcc12": [("GCC/12.3.0",)],
        "/gcc13": [("GCC/13.2.0",)],
        "/clang": [("Clang/17",)],
        "/gcc12mpi": [("GCC/12.3.0", "OpenMPI/4.1")],
        "/gcc12mpich": [("GCC/12.3.0", "MPICH/4")],
        "/gcc13mpi": [("GCC/13.2.0", "OpenMPI/5.0")],
    },
)


def loaded(
    *modules: tuple[str, str], inactive: tuple[str, ...] = (), searched: tuple[str, ...] = ()
) -> ModuleTable:
    """A table with modules, each with its folder; compilers and MPIs are their families' members."""
    entries = {
        full_name.partition("/")[0]: LoadedModule(
            full_name.partition("/")[0],
            full_name,
            f"{folder}/{full_name}.lua",
            full_name,
            active=full_name not in inactive,
            order=order,
        )
        for order, (full_name, folder) in enumerate(modules, start=1)
    }
    families = {"GCC": "compiler", "Clang": "compiler", "OpenMPI": "mpi", "MPICH": "mpi"}
    return ModuleTable(
        modules=entries,
        families={families[name]: name for name in entries if name in families and entries[name].active},
        modulepath=(*searched, "/core"),
    )


NOTHING = loaded()
GCC12 = loaded(("GCC/12.3.0", "/core"), searched=("/gcc12",))
GCC12_MPI = loaded(("GCC/12.3.0", "/core"), ("OpenMPI/4.1", "/gcc12"), searched=("/gcc12mpi", "/gcc12"))
CLANG_HDF5 = loaded(("Clang/17", "/core"), ("HDF5/1.14", "/clang"), searched=("/clang",))


@pytest.mark.parametrize(
    ("requested", "table", "expected"),
    [
        # What can be loaded as it stands is left alone.
        (["R/4"], NOTHING, LoadOrder(("R/4",))),
        (["HDF5"], GCC12, LoadOrder(("HDF5",))),
        # The newest way where nothing is loaded.
        (["HDF5/1.14"], NOTHING, LoadOrder(("GCC/13.2.0", "HDF5/1.14"), ("GCC/13.2.0",))),
        # A bare name is its default version, by its full name.
        (
            ["SciPy"],
            NOTHING,
            LoadOrder(("GCC/13.2.0", "OpenMPI/5.0", "SciPy/2023.11"), ("GCC/13.2.0", "OpenMPI/5.0")),
        ),
        # What is active is neither named nor changed.
        (["SciPy/2023.07"], GCC12, LoadOrder(("OpenMPI/4.1", "SciPy/2023.07"), ("OpenMPI/4.1",))),
        (["SciPy/2023.07"], GCC12_MPI, LoadOrder(("SciPy/2023.07",))),
        # The way that leaves the loaded MPI.
        (
            ["SciPy/2023.07"],
            loaded(("GCC/12.3.0", "/core"), ("MPICH/4", "/gcc12"), searched=("/gcc12",)),
            LoadOrder(("SciPy/2023.07",)),
        ),
        # Another version and another member of the family give way.
        (
            ["SciPy/2023.11"],
            GCC12_MPI,
            LoadOrder(
                ("GCC/13.2.0", "OpenMPI/5.0", "SciPy/2023.11"),
                ("GCC/13.2.0", "OpenMPI/5.0"),
                ("GCC/12.3.0", "OpenMPI/4.1"),
            ),
        ),
        (["GCC"], CLANG_HDF5, LoadOrder(("GCC",), (), ("Clang/17",))),
        # Of what was asked for nothing is a prerequisite, whatever the order.
        (
            ["SciPy/2023.07", "MPICH/4"],
            NOTHING,
            LoadOrder(("GCC/12.3.0", "MPICH/4", "SciPy/2023.07"), ("GCC/12.3.0",)),
        ),
        (["GCC/12.3.0", "HDF5/1.14"], NOTHING, LoadOrder(("GCC/12.3.0", "HDF5/1.14"))),
        # What the catalog doesn't know is Lmod's business.
        (["alias/1", "R"], NOTHING, LoadOrder(("alias/1", "R"))),
    ],
)
def test_load_order(requested: list[str], table: ModuleTable, expected: LoadOrder) -> None:
    assert load_order(requested, HIERARCHY, table) == expected


def test_without_prerequisites() -> None:
    assert load_order(["SciPy"], HIERARCHY, NOTHING, with_prerequisites=False) == LoadOrder(("SciPy",))


def test_paths_are_compared_as_lmod_writes_them() -> None:
    table = ModuleTable(modulepath=("//gcc12/./",))
    assert load_order(["OpenMPI/4.1"], HIERARCHY, table) == LoadOrder(("OpenMPI/4.1",))


def test_without_a_catalog_another_version_still_gives_way() -> None:
    assert load_order(["GCC/13.2.0"], Hierarchy(), GCC12) == LoadOrder(("GCC/13.2.0",), (), ("GCC/12.3.0",))


all_names = [version.full_name for versions in HIERARCHY.entries.values() for version in versions]


@given(
    st.lists(st.sampled_from([*all_names, *HIERARCHY.entries]), min_size=1, max_size=4),
    st.sampled_from([NOTHING, GCC12, GCC12_MPI, CLANG_HDF5]),
)
def test_each_argument_can_be_loaded_when_its_turn_comes(requested: list[str], table: ModuleTable) -> None:
    order = load_order(requested, HIERARCHY, table)
    active = {module.full_name for module in table.active.values()}
    assert len(set(order.arguments)) == len(order.arguments)
    assert order.replaced or not active & set(order.prerequisites)
    for argument in order.arguments:
        found = HIERARCHY.resolve(argument)
        assert found is not None
        versions = HIERARCHY.versions(argument) or [found]
        ways = [HIERARCHY.prerequisites.get(path, [()]) for each in versions for path in each.paths]
        assert any(set(chain) <= active for way in ways for chain in way)
        active.add(found.full_name)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (NOTHING, GCC12, Changes(loaded=["GCC/12.3.0"])),
        (GCC12, NOTHING, Changes(unloaded=["GCC/12.3.0"])),
        (GCC12, loaded(("GCC/13.2.0", "/core")), Changes(swapped=[Swap("GCC/12.3.0", "GCC/13.2.0")])),
        (GCC12, loaded(("Clang/17", "/core")), Changes(swapped=[Swap("GCC/12.3.0", "Clang/17", "compiler")])),
        (
            loaded(("GCC/12.3.0", "/core"), ("HDF5/1.14", "/gcc12")),
            loaded(("Clang/17", "/core"), ("HDF5/1.14", "/clang")),
            Changes(reloaded=["HDF5/1.14"], swapped=[Swap("GCC/12.3.0", "Clang/17", "compiler")]),
        ),
        (
            GCC12_MPI,
            loaded(("Clang/17", "/core"), ("OpenMPI/4.1", "/gcc12"), inactive=("OpenMPI/4.1",)),
            Changes(deactivated=["OpenMPI/4.1"], swapped=[Swap("GCC/12.3.0", "Clang/17", "compiler")]),
        ),
        (
            loaded(("OpenMPI/4.1", "/gcc12"), inactive=("OpenMPI/4.1",)),
            GCC12_MPI,
            Changes(loaded=["GCC/12.3.0"], activated=["OpenMPI/4.1"]),
        ),
        (
            loaded(("OpenMPI/4.1", "/gcc12"), inactive=("OpenMPI/4.1",)),
            NOTHING,
            Changes(unloaded=["OpenMPI/4.1"]),
        ),
        (GCC12_MPI, GCC12_MPI, Changes()),
    ],
)
def test_changes(before: ModuleTable, after: ModuleTable, expected: Changes) -> None:
    assert changes(before, after) == expected
