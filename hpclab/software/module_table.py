"""Reads Lmod's module table from an environment: what is loaded, without running Lmod.

Lmod keeps it in `_ModuleTable001_`, `_ModuleTable002_`, … as base64 of a table in Lua's notation
(`_ModuleTable_ = {mT = {…}, …}`), written by its serializeTbl.lua, alike on 8.6, 8.7 and 9.2.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias, Union

import msgspec

from ..core.errors import BrokenToolError

_SIZE = "_ModuleTable_Sz_"
# Lmod's base64.lua writes the last two as RFC 4648, section 5, does.
_LAST_LETTERS = b"-_"
_CHUNK_LIMIT = 10_000
_DEPTH_LIMIT = 50
# A change reads the same few tables again and again: as it was, as it is, as it was at the start.
_TABLES_KEPT = 8

LuaValue: TypeAlias = Union[str, float, bool, "LuaTable", None]
LuaTable: TypeAlias = dict[str | int, LuaValue]


class LoadedModule(msgspec.Struct, frozen=True):
    """A module of the table.

    Attributes:
        name: without its version, such as `GCC`.
        full_name: such as `GCC/12.3.0`.
        path: the modulefile.
        asked_as: the name by which it was loaded, such as `GCC/12` or an alias.
        active: False where it waits for another hierarchy to come back.
        depth: 0 where somebody asked for it, else how deep below what was asked for. After a reload it is 0
            for dependencies too: remember what was asked for elsewhere.
        order: its place among the loaded modules, from 1; -1 for an inactive one.
        sticky: stays when all are unloaded.
        hidden: `avail` doesn't show it.

    """

    name: str
    full_name: str
    path: str
    asked_as: str = ""
    active: bool = True
    depth: int = 0
    order: int = 0
    sticky: bool = False
    hidden: bool = False

    @property
    def version(self) -> str | None:
        """What follows the name; None for a module without versions."""
        return self.full_name[len(self.name) + 1 :] or None


class ModuleTable(msgspec.Struct, frozen=True):
    """What is loaded.

    Attributes:
        modules: by name, in the order in which they were loaded; inactive ones last.
        families: which module is the loaded member of a family, by the family's name.
        modulepath: the folders in which modules are looked for, first to last.
        base_modulepath: MODULEPATH as it was before modules changed it; None where Lmod hasn't said.

    """

    modules: Mapping[str, LoadedModule] = {}
    families: Mapping[str, str] = {}
    modulepath: tuple[str, ...] = ()
    base_modulepath: str | None = None

    @property
    def active(self) -> dict[str, LoadedModule]:
        """The modules that are in effect, by name."""
        return {name: module for name, module in self.modules.items() if module.active}

    def is_active(self, asked: str) -> bool:
        """Whether the module that a name means, as for `find`, is in effect."""
        module = self.find(asked)
        return module is not None and module.active

    def find(self, asked: str) -> LoadedModule | None:
        """The loaded module that a name, a full name, its first parts, or the word it was loaded by means."""
        by_name = self.modules.get(asked)
        return by_name or next(
            (
                each
                for each in self.modules.values()
                if asked in (each.full_name, each.asked_as) or each.full_name.startswith(f"{asked}/")
            ),
            None,
        )


def read(environment: Mapping[str, str]) -> ModuleTable:
    """The module table of an environment; an empty one where Lmod has loaded nothing yet.

    Args:
        environment: the variables; more chunks than `_ModuleTable_Sz_` says are leftovers.

    Raises:
        BrokenToolError: the table is damaged.

    """
    searched = tuple(filter(None, environment.get("MODULEPATH", "").split(":")))
    if _SIZE not in environment:
        return ModuleTable(modulepath=searched)
    try:
        return _kept(decode(environment), searched)
    except (ValueError, KeyError, binascii.Error) as error:
        raise BrokenToolError(
            "module_table_broken",
            "Lmod's table of loaded modules in the environment is damaged. "
            "Reset returns to the modules of the server's start.",
            str(error),
        ) from error


@lru_cache(maxsize=_TABLES_KEPT)
def _kept(text: str, searched: tuple[str, ...]) -> ModuleTable:
    """What `parse` reads, which takes milliseconds where many modules are loaded."""
    return parse(text, searched)


def parse(text: str, searched: tuple[str, ...] = ()) -> ModuleTable:
    """Read a module table, as it is in the environment or in the file of a saved collection.

    Args:
        text: in Lua's notation.
        searched: the folders of MODULEPATH.

    Raises:
        ValueError: it isn't one.

    """
    try:
        return _table(parse_lua_table(text), searched)
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def decode(environment: Mapping[str, str]) -> str:
    """The table's text.

    Raises:
        ValueError: a chunk is missing or isn't base64.

    """
    size = int(environment[_SIZE])
    if not 0 < size <= _CHUNK_LIMIT:
        raise ValueError(f"{_SIZE} is {size}")
    joined = "".join(environment[f"_ModuleTable{number:03}_"] for number in range(1, size + 1))
    return os.fsdecode(base64.b64decode(joined, altchars=_LAST_LETTERS, validate=True))


def _table(raw: LuaTable, searched: tuple[str, ...]) -> ModuleTable:
    modules = [
        _module(str(name), entry) for name, entry in _sub(raw, "mT").items() if isinstance(entry, dict)
    ]
    modules.sort(key=lambda module: (not module.active, module.order, module.name))
    base = raw.get("systemBaseMPATH")
    return ModuleTable(
        modules={module.name: module for module in modules},
        families={str(family): str(member) for family, member in _sub(raw, "family").items()},
        modulepath=searched,
        base_modulepath=base if isinstance(base, str) else None,
    )


def _module(name: str, entry: LuaTable) -> LoadedModule:
    full_name = str(entry["fullName"])
    kind = _sub(entry, "moduleKindT").get("kind")
    properties = _sub(_sub(entry, "propT"), "lmod")
    return LoadedModule(
        name=name,
        full_name=full_name,
        path=str(entry["fn"]),
        asked_as=str(entry.get("userName") or full_name),
        active=entry.get("status") == "active",
        depth=_number(entry.get("stackDepth")),
        order=_number(entry.get("loadOrder")),
        sticky="sticky" in properties,
        # 8.6 keeps no word about it; a dot in front of the version is how it hides a module.
        hidden=kind == "hidden" or full_name.rpartition("/")[2].startswith("."),
    )


def _sub(table: LuaTable, key: str) -> LuaTable:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _number(value: LuaValue) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


_TOKEN = re.compile(
    r"""\s*(?:--[^\n]*\n\s*)*(?:
        (?P<string>"(?:[^"\\]|\\(?s:.))*"|'(?:[^'\\]|\\(?s:.))*')
      | (?P<long>\[(?P<level>=*)\[(?P<inside>(?s:.*?))\](?P=level)\])
      | (?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign>[{}\[\]=,;])
    )""",
    re.VERBOSE | re.ASCII,
)
_ESCAPE = re.compile(r"\\(\d{1,3}|(?s:.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CONSTANTS: Mapping[str, LuaValue] = {"true": True, "false": False, "nil": None}


def parse_lua_table(text: str) -> LuaTable:
    """Read `NAME = {…}`: a table constructor of constants (Lua 5.3 manual, 3.4.9), nothing else.

    Raises:
        ValueError: it is something else.

    """
    reader = _Reader(text)
    kind, _ = reader.take()
    if kind != "word" or reader.take() != ("sign", "=") or reader.take() != ("sign", "{"):
        raise ValueError("this isn't an assignment of a table")
    table = reader.table(depth=0)
    if not reader.at_end():
        raise ValueError(f"more follows the table at character {reader.position}")
    return table


class _Reader:
    """Reads tokens from the left; recursive descent for tables within tables."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def at_end(self) -> bool:
        return not self.text[self.position :].strip()

    def take(self) -> tuple[str, str]:
        """The next token: its kind and its text, strings decoded."""
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            raise ValueError(f"there is no token of Lua at character {self.position}")
        self.position = match.end()
        for kind in ("string", "long", "number", "word", "sign"):
            if (text := match[kind]) is not None:
                return self._decoded(kind, text, match)
        raise AssertionError("the expression has no other alternative")

    def _decoded(self, kind: str, text: str, match: re.Match[str]) -> tuple[str, str]:
        if kind == "string":
            return "string", _ESCAPE.sub(_unescaped, text[1:-1])
        if kind == "long":
            # Lua skips a newline right after the opening brackets.
            return "string", match["inside"].removeprefix("\n")
        return kind, text

    def table(self, depth: int) -> LuaTable:
        """What follows an opening brace, up to its closing one."""
        if depth > _DEPTH_LIMIT:
            raise ValueError("tables are nested too deeply")
        table: LuaTable = {}
        position = 1
        while True:
            kind, text = self.take()
            if (kind, text) == ("sign", "}"):
                return table
            key = self._key(kind, text)
            if key is None:
                value = self._value(kind, text, depth)
                table[position] = value
                position += 1
            else:
                table[key] = self._value(*self.take(), depth)
            separator = self.take()
            if separator == ("sign", "}"):
                return table
            if separator not in (("sign", ","), ("sign", ";")):
                raise ValueError(f"a comma is missing at character {self.position}")

    def _key(self, kind: str, text: str) -> str | int | None:
        """The key of `NAME =` or `["key"] =`; None where a value stands alone."""
        if (kind, text) == ("sign", "["):
            kind, text = self.take()
            if kind not in ("string", "number") or self.take() != ("sign", "]"):
                raise ValueError(f"a key in brackets is broken at character {self.position}")
            self._expect_equals()
            return text if kind == "string" else int(float(text))
        if kind == "word" and text not in _CONSTANTS:
            self._expect_equals()
            return text
        return None

    def _expect_equals(self) -> None:
        if self.take() != ("sign", "="):
            raise ValueError(f"'=' is missing at character {self.position}")

    def _value(self, kind: str, text: str, depth: int) -> LuaValue:
        if kind == "string":
            return text
        if kind == "number":
            return float(text)
        if kind == "word" and text in _CONSTANTS:
            return _CONSTANTS[text]
        if (kind, text) == ("sign", "{"):
            return self.table(depth + 1)
        raise ValueError(f"{text!r} is no value, at character {self.position}")


def _unescaped(match: re.Match[str]) -> str:
    escape = match[1]
    if escape.isdigit():
        return chr(int(escape))
    return _ESCAPED.get(escape, escape)
