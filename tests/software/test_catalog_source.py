"""A walk through folders of modules that no site should have: one fault never hides the others."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path

import pytest

from hpclab.core.errors import BrokenToolError
from hpclab.software import build
from hpclab.software.models import Catalog

from ..lmod_tree import LMOD_COMMAND

ODD_MODULES = Path(__file__).parent.parent / "cluster" / "odd-modules"


async def _catalog(environment: dict[str, str], *folders: Path | str) -> Catalog:
    modulepath = ":".join(map(str, folders))
    return await build.build_catalog(LMOD_COMMAND, {**environment, "MODULEPATH": modulepath})


def _names(catalog: Catalog) -> set[str]:
    return {version.full_name for each in catalog.packages for version in each.versions}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    shutil.copytree(ODD_MODULES, tmp_path / "odd", symlinks=True)
    return tmp_path / "odd"


async def test_folders_that_are_gone_no_folders_or_loops_cost_only_themselves(
    lmod_environment: dict[str, str], odd: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "round").symlink_to("about")
    (tmp_path / "about").symlink_to("round")
    folders: list[Path | str] = ["/gone", tmp_path / "file", tmp_path / "round", "relative", "", odd]
    assert _names(await _catalog(lmod_environment, *folders)) == _names(await _catalog(lmod_environment, odd))


async def test_a_link_that_leads_back_shows_nothing_twice(
    lmod_environment: dict[str, str], odd: Path
) -> None:
    before = _names(await _catalog(lmod_environment, odd))
    (odd / "back").symlink_to(".")
    (odd / "other").symlink_to("linked")  # a link to a folder beside it is a package like any other
    assert _names(await _catalog(lmod_environment, odd)) == before | {"other/1.0", "other/2.0"}


@pytest.mark.skipif(os.getuid() == 0, reason="the superuser can read everything")
async def test_what_may_not_be_read_costs_only_itself(
    lmod_environment: dict[str, str], odd: Path, tmp_path: Path
) -> None:
    (tmp_path / "closed").mkdir(mode=0o000)
    (odd / "markup" / "1.0.lua").chmod(0o000)
    names = _names(await _catalog(lmod_environment, tmp_path / "closed", odd))
    assert "noversion" in names


async def test_a_modulefile_that_ends_lmod_or_fills_its_output_costs_only_itself(
    lmod_environment: dict[str, str], odd: Path
) -> None:
    for name, text in (
        ("ends", "os.exit(3)"),
        ("fails", "error('no')"),
        ("prints-json", 'print([[{"GCC": {}}]])'),
        ("half", 'setenv("A", "1"'),
        ("bytes", 'whatis("Description: \\0 \\255")'),
        ("long", 'whatis("Description: " .. string.rep("x", 200000))'),
        ("deepest", 'for i = 1, 1000 do whatis("Keywords: " .. i) end'),
    ):
        (odd / name).mkdir(exist_ok=True)
        (odd / name / "0.1.lua").write_text(text + "\n")
    catalog = await _catalog(lmod_environment, odd)
    names = _names(catalog)
    assert {"noversion", "deep/tree/of/names/2.0", "aliased/1.0", "with space/1.0 beta"} <= names
    assert {"ends/0.1", "fails/0.1", "half/0.1", "bytes/0.1", "long/0.1"} <= names
    long = next(each for each in catalog.packages if each.name == "long")
    assert len(long.description) <= 2000
    markup = next(each for each in catalog.packages if each.name == "markup")
    assert "<" in markup.description  # text, that nobody shows as HTML


async def test_what_was_found_with_a_full_memory_is_not_taken_for_all(
    lmod_environment: dict[str, str], odd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # spider leaves out what didn't fit, and ends as if nothing had been: this one has used more than that.
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024**2, 1024**2))
    with pytest.raises(BrokenToolError, match="modules may be missing") as raised:
        await _catalog(lmod_environment, odd)
    assert raised.value.code == "spider_memory"
