"""Modules are found by name and by full name."""

from __future__ import annotations

from hpclab.software import hierarchy
from hpclab.software.models import ModulePath, Package, Version

FOUND = hierarchy.build(
    [ModulePath(path="/a"), ModulePath(path="/b", prerequisites=[["GCC/12"]])],
    [
        Package(
            name="GCC",
            versions=[
                Version(version="13", full_name="GCC/13", paths=[0], family="compiler"),
                Version(version="12", full_name="GCC/12", paths=[0], default=True),
            ],
        ),
        Package(
            name="bio/BLAST", versions=[Version(version="2.14", full_name="bio/BLAST/2.14", paths=[0, 1])]
        ),
        Package(name="bio", versions=[Version(version="old", full_name="bio/old", paths=[1], hidden=True)]),
    ],
)


def full_name(module: str) -> str | None:
    entry = FOUND.resolve(module)
    return entry.full_name if entry else None


def test_a_bare_name_means_the_default() -> None:
    assert full_name("GCC") == "GCC/12"


def test_a_full_name_means_itself() -> None:
    assert full_name("GCC/13") == "GCC/13"


def test_a_name_may_have_slashes() -> None:
    assert full_name("bio/BLAST") == "bio/BLAST/2.14"
    assert full_name("bio/BLAST/2.14") == "bio/BLAST/2.14"
    assert full_name("bio/old") == "bio/old"


def test_what_is_not_there_is_not_found() -> None:
    assert [full_name(each) for each in ("", "/", "gcc", "GCC/1", "GCC/13/x", "nothing/1")] == [None] * 6


def test_versions_of_several_packages_keep_the_order_of_the_names() -> None:
    assert [each.full_name for each in FOUND.find(["bio", "nothing", "GCC"])] == [
        "bio/old",
        "GCC/13",
        "GCC/12",
    ]


def test_an_entry_has_its_folders_and_a_folder_what_it_needs() -> None:
    entry = FOUND.resolve("bio/BLAST")
    assert entry is not None
    assert entry.paths == ("/a", "/b")
    assert FOUND.prerequisites == {"/b": (("GCC/12",),)}
    assert FOUND.paths == ("/a", "/b")
