"""The site's admin list is read, and Lua decides what its patterns fit."""

from __future__ import annotations

import os
import shutil

import pytest

from hpclab.software import admin_list

TEXT = """# a comment
GCC/9.3.0:
    This compiler is old.
    Please use GCC/10.3.0.

Miniconda3/.*|Anaconda3/%d+ : Use Python: it is smaller.
# another
/sw/old/: Everything here goes away.

no colon here

last/[: broken as a pattern, and the very name
"""


def test_entries_have_their_patterns_and_words() -> None:
    notices = admin_list.parse(TEXT)
    assert [(each.pattern, each.text) for each in notices[:3]] == [
        ("GCC/9.3.0", "This compiler is old.\nPlease use GCC/10.3.0."),
        ("Miniconda3/.*", "Use Python: it is smaller.\n/sw/old/: Everything here goes away."),
        ("Anaconda3/%d+", "Use Python: it is smaller.\n/sw/old/: Everything here goes away."),
    ]


def test_an_empty_list_has_no_entries() -> None:
    assert admin_list.parse("") == []


async def test_lua_says_which_modules_fit() -> None:
    lua = shutil.which("lua5.3") or shutil.which("lua")
    if lua is None:
        pytest.skip("Lua isn't installed")
    notices = [
        admin_list.Notice("GCC/9.3.0", "old"),
        admin_list.Notice("conda%d/", "large"),
        admin_list.Notice("/sw/old/", "a folder"),
        admin_list.Notice("last/[", "broken"),
    ]
    modules = [
        ("GCC/9.3.0", "/sw/GCC/9.3.0.lua"),
        ("GCC/9x3.0-1", "/sw/GCC/9x3.0.lua"),  # a dot fits anything, and a part is enough: as in Lmod
        ("Miniconda3/23", "/sw/Miniconda3/23.lua"),
        ("R/4", "/sw/old/R/4.lua"),
        ("last/[", "/sw/last.lua"),
        ("Python/3", "/sw/Python/3.lua"),
        ("two\nlines", "/sw/x"),
    ]
    found = await admin_list.match(notices, modules, lua=lua, environment=os.environ)
    assert found == {
        "GCC/9.3.0": "old",
        "GCC/9x3.0-1": "old",
        "Miniconda3/23": "large",
        "R/4": "a folder",
        "last/[": "broken",
    }
