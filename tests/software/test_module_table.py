"""Reading Lmod's module table."""

from __future__ import annotations

import base64
import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.core.errors import BrokenToolError
from hpclab.software import module_table
from hpclab.software.module_table import LoadedModule, LuaTable, LuaValue, ModuleTable

RECORDED = Path(__file__).parent / "recorded"


NESTED = "T = " + "{" * 100_000


def environment_of(text: str, modulepath: str = "/m/core") -> dict[str, str]:
    """An environment with a module table in chunks of 512 characters, as Lmod writes it."""
    encoded = base64.b64encode(text.encode("utf-8", "surrogateescape")).decode()
    chunks = [encoded[start : start + 512] for start in range(0, len(encoded), 512)]
    variables = {f"_ModuleTable{number:03}_": chunk for number, chunk in enumerate(chunks, start=1)}
    return {**variables, "_ModuleTable_Sz_": str(len(chunks)), "MODULEPATH": modulepath}


@pytest.mark.parametrize("version", ["8.6.19", "8.7.60"])
def test_recorded_tables(version: str) -> None:
    """Of the tests' tree: StdEnv, GCC, OpenMPI, SciPy-bundle and a hidden one, then Clang."""
    table = module_table.read(environment_of((RECORDED / f"module_table-{version}.lua").read_text()))
    core = "/m/core"
    assert list(table.modules.values()) == [
        LoadedModule("StdEnv", "StdEnv/2023", f"{core}/StdEnv/2023.lua", "StdEnv/2023", order=1, sticky=True),
        LoadedModule("secret", "secret/.1.0", f"{core}/secret/.1.0.lua", "secret/.1.0", order=2, hidden=True),
        LoadedModule("Clang", "Clang/17.0.6", f"{core}/Clang/17.0.6.lua", "Clang", order=3),
        LoadedModule("Python", "Python/3.11.3", f"{core}/Python/3.11.3.lua", "Python/3.11.3", order=4),
        LoadedModule(
            "SciPy-bundle",
            "SciPy-bundle/2023.07",
            "/m/mpi/GCC/12.3.0/OpenMPI/4.1.5/SciPy-bundle/2023.07.lua",
            "SciPy-bundle",
            active=False,
            order=-4,
        ),
        LoadedModule(
            "OpenMPI",
            "OpenMPI/4.1.5",
            "/m/compiler/GCC/12.3.0/OpenMPI/4.1.5.lua",
            "OpenMPI",
            active=False,
            order=-2,
        ),
    ]
    assert table.families == {"compiler": "Clang"}
    assert table.base_modulepath == core


def test_nothing_loaded_yet() -> None:
    assert module_table.read({"MODULEPATH": "/a::/b"}) == ModuleTable(modulepath=("/a", "/b"))


def test_leftover_chunks_are_not_read() -> None:
    environment = environment_of("_ModuleTable_ = {\nmT = {},\n}\n")
    assert module_table.read({**environment, "_ModuleTable002_": "leftover"}).modules == {}


@pytest.mark.parametrize(
    "change",
    [
        {"_ModuleTable_Sz_": "x"},
        {"_ModuleTable_Sz_": "0"},
        {"_ModuleTable_Sz_": "99999999"},
        {"_ModuleTable_Sz_": "2"},
        {"_ModuleTable001_": "&&&"},
        {"_ModuleTable001_": base64.b64encode(b"os.execute('id')").decode()},
        {"_ModuleTable001_": base64.b64encode(b"_ModuleTable_ = {mT = {A = {}}}").decode()},
    ],
)
def test_damage_is_told(change: dict[str, str]) -> None:
    environment = {**environment_of("_ModuleTable_ = {\nmT = {},\n}\n"), **change}
    with pytest.raises(BrokenToolError) as caught:
        module_table.read(environment)
    assert caught.value.code == "module_table_broken"


def test_versions() -> None:
    assert LoadedModule("bio/BLAST", "bio/BLAST/2.14", "").version == "2.14"
    assert LoadedModule("StdEnv", "StdEnv", "").version is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('T = {"a", "b",}', {1: "a", 2: "b"}),
        ('T = {["x y"] = "\\9\\"\\\\\\n", z = true; w = nil}', {"x y": '\t"\\\n', "z": True, "w": None}),
        ("T = {a = [[\nline\n]], b = [==[ ]] ]==]}", {"a": "line\n", "b": " ]] "}),
        ("T = {[3] = -1.5, n = {{}}}", {3: -1.5, "n": {1: {}}}),
        ("-- made by Lmod\nT = { -- here\n}\n", {}),
    ],
)
def test_lua_notation(text: str, value: LuaTable) -> None:
    assert module_table.parse_lua_table(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "T",
        "T =",
        "T = {",
        "T = 1",
        "T = {a = os.getenv('X')}",
        "T = {1 2}",
        "T = {} T = {}",
        "T = {a = }",
        NESTED,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        module_table.parse_lua_table(text)


# serializeTbl.lua writes a string with a newline in long brackets, whose text it doesn't escape.
strings = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00"), max_size=20)
numbers = st.integers(-(10**9), 10**9).map(float)
constants: st.SearchStrategy[LuaValue] = strings | numbers | st.booleans()
tables: st.SearchStrategy[LuaTable] = st.recursive(
    st.dictionaries(strings, constants, max_size=4),
    lambda inner: st.dictionaries(strings, constants | inner, max_size=4),
    max_leaves=12,
)


def written_by_lmod(value: LuaValue) -> str:
    """A value in the notation of Lmod's serializeTbl.lua."""
    if isinstance(value, dict):
        inside = "".join(
            f'["{_escaped(str(key))}"] = {written_by_lmod(each)},\n' for key, each in value.items()
        )
        return f"{{\n{inside}}}"
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    return str(value).lower()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@given(tables)
def test_reads_back_what_lmod_writes(table: LuaTable) -> None:
    assert module_table.parse_lua_table(f"_ModuleTable_ = {written_by_lmod(table)}\n") == table


@given(st.text(max_size=100))
def test_never_fails_otherwise(text: str) -> None:
    with contextlib.suppress(ValueError):
        module_table.parse_lua_table(text)
