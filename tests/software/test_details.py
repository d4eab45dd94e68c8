"""Lmod's words about one module, on the real Lmod."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterator

import pytest
from jupyter_events import EventLogger

from hpclab.core.environment import ServerEnvironment
from hpclab.core.errors import MalformedError, NotFoundError
from hpclab.core.events import ChangeEvents
from hpclab.software import details
from hpclab.software.catalog import CatalogStore
from hpclab.software.details import ModuleDetails
from hpclab.software.discovery import Discovery

from ..lmod_tree import ModuleTree


@pytest.fixture
def about(
    server_environment: dict[str, str], jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[ModuleDetails]:
    environment = ServerEnvironment()
    discovery = Discovery(environment)
    events = ChangeEvents(EventLogger(handlers=[logging.NullHandler()]))
    catalog = CatalogStore(discovery, environment, events, logging.getLogger("hpclab.tests"))
    yield ModuleDetails(discovery, catalog, environment, timeout=30)
    jp_asyncio_loop.run_until_complete(catalog.stop())


async def test_a_module_that_cannot_be_loaded_yet_has_details(about: ModuleDetails) -> None:
    found = await about.of("SciPy-bundle/2023.07", None)
    assert 'depends_on("Python/3.11.3")' in found.show
    assert "-----" not in found.show


async def test_of_several_folders_the_one_that_was_asked_for_counts(
    about: ModuleDetails, module_tree: ModuleTree
) -> None:
    for compiler in ("GCC/12.3.0", "GCC/13.2.0"):
        folder = module_tree.root / "compiler" / compiler
        found = await about.of("zlib/1.3", f"{folder}/")
        assert f"{folder}/zlib/1.3.lua" in found.show


async def test_a_bare_name_means_the_default(about: ModuleDetails) -> None:
    assert (await about.of("GCC", None)).full_name == "GCC/13.2.0"


@pytest.mark.parametrize("path", ["/etc", "", "relative", "/tmp/../etc", "x" * 5000])
async def test_a_folder_that_is_not_the_modules_is_refused(about: ModuleDetails, path: str) -> None:
    with pytest.raises(NotFoundError):
        await about.of("GCC/12.3.0", path)


async def test_an_unknown_module_is_not_found_in_lmods_words(about: ModuleDetails) -> None:
    with pytest.raises(NotFoundError) as raised:
        await about.of("nothing/1.0", None)
    assert raised.value.code == "unknown_module"
    assert "nothing/1.0" in (raised.value.detail or "")


@pytest.mark.parametrize("name", ["--version", "a b", "x;y", "/etc/passwd", "../x", "a\nb", "x" * 10_000])
async def test_what_is_no_name_never_reaches_lmod(about: ModuleDetails, name: str) -> None:
    with pytest.raises(MalformedError):
        await about.of(name, None)


def test_rules_and_headings_are_left_out() -> None:
    rule, side = "-" * 200, "-" * 30
    text = f"{rule}\n   /m/GCC/12.lua:\n{rule}\n{side} Specific Help {side}\nwords\n- a point\n"
    assert details.readable(text) == "/m/GCC/12.lua:\nwords\n- a point"


SHOWN_BY_LMOD = r"""   /m/t/1.0.lua:
help([[words
set_alias("no","x")
]])
set_alias("ll","ls -l")
set_shell_function("greet","echo \"hi\"\
  echo two","echo csh")
set_alias("ll","ls -la")
setenv("A","set_alias("q",1)")
"""

SHOWN_BY_ENVIRONMENT_MODULES = """/m/t/1.0:

module-whatis   {set-alias is no alias}
set-alias       ll {ls -l}
set-function    greet {echo hi}
setenv          A {set-alias x}
"""


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (SHOWN_BY_LMOD, ["ll", "greet"]),
        (SHOWN_BY_ENVIRONMENT_MODULES, ["ll", "greet"]),
        ("", []),
        ("set_alias(", []),
    ],
)
def test_what_only_shells_get(show: str, expected: list[str]) -> None:
    assert details.shell_only(show) == expected


async def test_what_only_shells_get_is_named_for_lua_and_tcl(
    about: ModuleDetails, module_tree: ModuleTree
) -> None:
    folder = module_tree.core / "shelly"
    folder.mkdir()
    (folder / "1.0.lua").write_text('set_alias("ll", "ls -l")\nset_shell_function("greet", "echo hi", "")')
    (folder / "2.0").write_text("#%Module\nset-alias lt {ls -t}\n")
    try:
        assert (await about.of("shelly/1.0", None)).shell_only == ["ll", "greet"]
        assert (await about.of("shelly/2.0", None)).shell_only == ["lt"]
    finally:
        shutil.rmtree(folder)
