"""What an application needs is found: in the session, in a module, on the node."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from hpclab.apps import finding
from hpclab.apps.spec import AppSpec, Command, Need
from hpclab.software.hierarchy import Hierarchy, ModuleEntry

from ..lmod_tree import ModuleTree, in_bash

NEED = Need(commands=("rserver", "rserver-old"), modules=("rstudio-server", "rstudio"))
SPEC = AppSpec(name="x", title="X", needs=(NEED,), command=lambda _: Command(argv=()), missing="Install it.")


def _entry(full_name: str, *paths: str, default: bool = False, hidden: bool = False) -> ModuleEntry:
    return ModuleEntry(
        name=full_name.rpartition("/")[0],
        full_name=full_name,
        paths=paths,
        default=default,
        hidden=hidden,
    )


def _hierarchy(*entries: ModuleEntry) -> Hierarchy:
    names = dict.fromkeys(entry.name for entry in entries)
    return Hierarchy(entries={name: [e for e in entries if e.name == name] for name in names})


@pytest.mark.parametrize(
    ("modulepath", "chosen"),
    [
        ("/2023", "rstudio/2.0"),  # what fits comes before what is preferred
        ("/2020:/2023", "rstudio-server/1.1"),
        ("/elsewhere", "rstudio-server/1.1"),
        ("", "rstudio-server/1.1"),
    ],
)
def test_the_module_that_fits_what_is_loaded_comes_first(modulepath: str, chosen: str) -> None:
    hierarchy = _hierarchy(
        _entry("rstudio/3.0", "/2023", hidden=True),
        _entry("rstudio/2.0", "/2023"),
        _entry("rstudio/1.0", "/2023"),
        _entry("rstudio-server/1.2", "/2020"),
        _entry("rstudio-server/1.1", "/2020", default=True),
        _entry("r/4.0", "/2023"),
    )
    found = finding.module(NEED, hierarchy, {"MODULEPATH": modulepath})
    assert found is not None
    assert found.full_name == chosen


def test_there_may_be_no_module() -> None:
    assert finding.module(NEED, _hierarchy(_entry("rstudio-serverX/1", "/a")), {}) is None


def test_a_program_of_the_session_meets_a_need(tmp_path: Path) -> None:
    assert finding.unmet(SPEC, {"PATH": str(tmp_path)}) == [finding.Unmet(NEED, None)]
    program = tmp_path / "rserver-old"
    program.touch(mode=0o755)
    assert finding.unmet(SPEC, {"PATH": str(tmp_path)}) == []
    assert finding.program(NEED, {"PATH": str(tmp_path)}) == str(program)
    assert finding.program(NEED, {}) is None, "not even in the working folder"


def test_a_module_comes_before_the_nodes_own_program(tmp_path: Path) -> None:
    need = Need(commands=("sh",), modules=("shell",))
    spec = replace(SPEC, needs=(need,))
    (unmet,) = finding.unmet(spec, {"PATH": "/usr/bin"})
    assert unmet.program == "/usr/bin/sh"
    own = replace(NEED, folders=(str(tmp_path),))
    (tmp_path / "rserver").touch(mode=0o755)
    (unmet,) = finding.unmet(replace(SPEC, needs=(own,)), {"PATH": "/nowhere"})
    assert unmet.program == str(tmp_path / "rserver")


def test_a_tile_says_what_comes_and_what_gives_way(
    module_tree: ModuleTree, lmod_environment: dict[str, str]
) -> None:
    environment = in_bash(lmod_environment, "module load GCC/13.2.0")
    hierarchy = module_tree.hierarchy()
    (mpich,) = hierarchy.versions("MPICH")
    found = finding.additions([mpich], hierarchy, environment)
    assert set(found.modules) == {"GCC/12.3.0", "MPICH/4.1.2"}
    assert found.changes == ("GCC/12.3.0",)
    assert finding.additions([], hierarchy, environment) == finding.Additions()
    gcc = hierarchy.resolve("GCC/13.2.0")
    assert gcc is not None
    assert finding.additions([gcc], hierarchy, environment) == finding.Additions(), "it is loaded already"
    broken = {**environment, "_ModuleTable001_": "%%%"}
    assert finding.additions([mpich], hierarchy, broken).modules == ("MPICH/4.1.2",)
