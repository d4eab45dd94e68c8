"""Spider data becomes the catalog: on recorded entries, on broken ones, and on anything at all."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.core.errors import BrokenToolError
from hpclab.software import catalog_file, spider
from hpclab.software.models import Catalog

# Recorded from `spider -o spider-json` of Lmod 8.6.19, shortened to the fields that are read.
CORE = "/sw/modules/core"
COMPILER = "/sw/modules/compiler/GCC/12.3.0"
MPI = "/sw/modules/mpi/GCC/12.3.0/OpenMPI/4.1.5"
RECORDED: dict[str, Any] = {
    "GCC": {
        f"{CORE}/GCC/13.2.0.lua": {
            "fullName": "GCC/13.2.0",
            "Version": "13.2.0",
            "pV": "000000013.000000002.*zfinal",
            "wV": "000000013.000000002.*zfinal",
            "mpath": CORE,
            "hidden": False,
            "family": "compiler",
            "Description": "The GNU compilers",
            "Category": "compiler",
            "URL": "https://gcc.gnu.org/",
            "whatis": ["Description: The GNU compilers", "Keywords: C, Fortran", "URL: https://gcc.gnu.org/"],
        },
        f"{CORE}/GCC/12.3.0.lua": {
            "fullName": "GCC/12.3.0",
            "Version": "12.3.0",
            "pV": "000000012.000000003.*zfinal",
            "wV": "^00000012.000000003.*zfinal",
            "mpath": CORE,
            "hidden": False,
            "family": "compiler",
            "Description": "The former GNU compilers",
            "propT": {"lmod": {"sticky": 1}, "arch": {"gpu": 1}},
        },
        f"{CORE}/GCC/.9.lua": {
            "fullName": "GCC/.9",
            "Version": ".9",
            "pV": "999999999.*zfinal",
            "wV": "999999999.*zfinal",
            "mpath": CORE,
            "hidden": True,
        },
    },
    "plain": {
        f"{CORE}/plain.lua": {
            "fullName": "plain",
            "Version": False,
            "pV": "M.*zfinal",
            "wV": "M.*zfinal",
            "mpath": f"{CORE}/",
            "hidden": False,
            "whatis": ["A module of the old kind"],
            "parentAA": [],
        }
    },
    "SciPy": {
        f"{MPI}/SciPy/1.11.lua": {
            "fullName": "SciPy/1.11",
            "Version": "1.11",
            "pV": "000000001.000000011.*zfinal",
            "wV": "000000001.000000011.*zfinal",
            "mpath": MPI,
            "hidden": False,
            "parentAA": [["GCC/12.3.0", "OpenMPI/4.1.5"], ["Clang/17.0.6", "OpenMPI/4.1.5"]],
            "provides": ["scipy/1.11.1", "numpy/1.25.1"],
        },
        f"{COMPILER}/SciPy/1.11.lua": {
            "fullName": "SciPy/1.11",
            "Version": "1.11",
            "pV": "000000001.000000011.*zfinal",
            "wV": "000000001.000000011.*zfinal",
            "mpath": COMPILER,
            "hidden": False,
            "parentAA": [["GCC/12.3.0"]],
            "provides": ["pandas/2.0.3", "numpy/1.25.1"],
        },
    },
}


def compiled(output: bytes, **deprecated: str) -> Catalog:
    return spider.compile_catalog(spider.parse(output), built_at=12.5, deprecated=deprecated)


def package(catalog: Catalog, name: str) -> Any:
    return next(each for each in catalog.packages if each.name == name)


@pytest.fixture
def catalog() -> Catalog:
    return compiled(json.dumps(RECORDED).encode())


def test_the_newest_version_is_first_and_the_marked_one_is_the_default(catalog: Catalog) -> None:
    versions = package(catalog, "GCC").versions
    assert [each.full_name for each in versions] == ["GCC/.9", "GCC/13.2.0", "GCC/12.3.0"]
    assert [each.full_name for each in versions if each.default] == ["GCC/12.3.0"]
    assert [each.full_name for each in versions if each.hidden] == ["GCC/.9"]


def test_without_a_mark_the_newest_shown_version_is_the_default() -> None:
    unmarked = {name: {**entry, "wV": entry["pV"]} for name, entry in RECORDED["GCC"].items()}
    versions = compiled(json.dumps({"GCC": unmarked}).encode()).packages[0].versions
    assert [each.full_name for each in versions if each.default] == ["GCC/13.2.0"]


def test_a_package_is_described_by_its_newest_shown_version(catalog: Catalog) -> None:
    gcc = package(catalog, "GCC")
    assert (gcc.description, gcc.category, gcc.url) == (
        "The GNU compilers",
        "compiler",
        "https://gcc.gnu.org/",
    )
    assert package(catalog, "plain").description == "A module of the old kind"


def test_a_version_has_its_properties_family_and_keywords(catalog: Catalog) -> None:
    _, newest, former = package(catalog, "GCC").versions
    assert newest.keywords == ("C", "Fortran")
    assert former.properties == ("gpu", "sticky")
    assert former.family == "compiler"


def test_a_module_without_versions_has_none(catalog: Catalog) -> None:
    (only,) = package(catalog, "plain").versions
    assert only.version is None
    assert only.default


def test_one_full_name_in_two_folders_is_one_version_with_both(catalog: Catalog) -> None:
    (only,) = package(catalog, "SciPy").versions
    assert [catalog.modulepaths[index].path for index in only.paths] == [COMPILER, MPI]
    assert only.provides == ("numpy/1.25.1", "pandas/2.0.3", "scipy/1.11.1")


def test_a_folder_has_its_alternatives_in_load_order(catalog: Catalog) -> None:
    needed = {each.path: each.prerequisites for each in catalog.modulepaths}
    assert needed == {
        CORE: [],
        COMPILER: [["GCC/12.3.0"]],
        MPI: [["Clang/17.0.6", "OpenMPI/4.1.5"], ["GCC/12.3.0", "OpenMPI/4.1.5"]],
    }


def test_what_the_site_says_of_a_version_is_shown() -> None:
    catalog = spider.compile_catalog(
        spider.parse(json.dumps(RECORDED).encode()), built_at=1, deprecated={"GCC/12.3.0": "Goes away."}
    )
    assert [each.deprecated for each in package(catalog, "GCC").versions] == [None, None, "Goes away."]


def test_another_order_of_the_same_data_gives_the_same_bytes() -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {name: shuffled(each) for name, each in items}
        return value

    expected = catalog_file.encode(compiled(json.dumps(RECORDED).encode()))
    for _ in range(5):
        assert catalog_file.encode(compiled(json.dumps(shuffled(RECORDED)).encode())) == expected


@pytest.mark.parametrize(
    "noise",
    [
        b"Welcome to this module!\n",
        b"{not json}\n[1, 2]\n",
        b'{"a": {"b": ',
        b"straight before it",
        b"\xff\xfe bytes that are no text\n",
        b"{" * 500 + b"\n",
    ],
)
def test_what_a_modulefile_prints_in_front_does_no_harm(noise: bytes) -> None:
    clean = json.dumps(RECORDED).encode()
    assert spider.parse(noise + clean + b"\n") == spider.parse(clean)


def test_a_value_that_is_no_text_in_utf_8_costs_only_itself() -> None:
    output = json.dumps(RECORDED).encode().replace(b"The former", b"The f\xf6rmer")
    assert len(spider.parse(output)) == 6


@pytest.mark.parametrize(
    "entry",
    [
        None,
        7,
        "text",
        [],
        {},
        {"fullName": "bad/1"},
        {"mpath": "/x"},
        {"fullName": False, "mpath": "/x"},
        {"fullName": ["bad"], "mpath": {}},
    ],
)
def test_a_broken_entry_costs_only_itself(entry: object) -> None:
    output = json.dumps({**RECORDED, "bad": {"/x/bad/1.lua": entry}, "worse": entry}).encode()
    assert {each.name for each in spider.parse(output)} == set(RECORDED)


def test_fields_of_the_wrong_kind_cost_only_themselves() -> None:
    entry = {
        "fullName": "odd/1",
        "mpath": "/x",
        "Version": 1,
        "whatis": {"a": 1},
        "provides": {},
        "propT": [],
        "parentAA": "GCC",
        "family": {},
        "hidden": "yes",
        "Description": ["x"],
    }
    (only,) = spider.parse(json.dumps({"odd": {"/x/odd/1.lua": entry}}).encode())
    assert (only.version, only.provides, only.prerequisites, only.hidden) == ("1", (), (), False)


def test_an_empty_tree_is_no_error() -> None:
    assert spider.parse(b"[]\n") == []


@pytest.mark.parametrize("output", [b"", b"lua: out of memory\n", b"[1, 2]", b"null", b'{"GCC": '])
def test_output_without_data_is_a_broken_tool(output: bytes) -> None:
    with pytest.raises(BrokenToolError):
        spider.parse(output)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = st.sampled_from(
    sorted({field for files in RECORDED.values() for one in files.values() for field in one})
)
_ENTRIES = st.dictionaries(_FIELDS, _VALUES) | st.builds(
    lambda rest, full_name, mpath: {**rest, "fullName": full_name, "mpath": mpath},
    st.dictionaries(_FIELDS, _VALUES),
    st.text(min_size=1, max_size=8),
    st.sampled_from([CORE, COMPILER, MPI, "//x/./y/"]),
)


@given(
    st.dictionaries(
        st.text(max_size=5), st.dictionaries(st.text(max_size=5), _ENTRIES, max_size=4), max_size=4
    )
)
def test_any_data_becomes_a_catalog_that_reads_back(data: dict[str, Any]) -> None:
    catalog = compiled(json.dumps(data).encode())
    for each in catalog.packages:
        assert sum(version.default for version in each.versions) == 1
        assert all(0 <= index < len(catalog.modulepaths) for one in each.versions for index in one.paths)
    stored = catalog_file.decode(catalog_file.encode(catalog))
    assert set(stored.hierarchy.entries) == {each.name for each in catalog.packages}


@pytest.mark.parametrize(
    ("written", "expected"),
    [("/a//b/./c/", "/a/b/c"), ("//a", "/a"), ("/", "/"), ("/a/b", "/a/b")],
)
def test_a_folder_is_written_as_lmod_does(written: str, expected: str) -> None:
    assert spider.normalised(written) == expected


def test_the_folders_of_modulepath_are_written_as_lmod_does() -> None:
    assert spider.folders("/a//b/:/a/b:relative::/c") == ["/a/b", "/c"]
