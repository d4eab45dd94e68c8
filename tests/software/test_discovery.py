"""Lmod is found where it is, and where it isn't the reason is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hpclab.core.environment import ServerEnvironment
from hpclab.core.errors import UnavailableError
from hpclab.software import discovery
from hpclab.software.discovery import Candidate, Discovery, discover

from ..lmod_tree import LMOD_COMMAND, LMOD_INIT, ModuleTree

needs_lmod = pytest.mark.skipif(not LMOD_COMMAND.exists(), reason="Lmod isn't installed")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose profile is the only one that tells of Lmod: none, at first."""
    (tmp_path / "bin").mkdir()
    return tmp_path


def fake_lmod(folder: Path, script: str) -> Path:
    file = folder / "lmod"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def test_the_environment_names_the_program_or_its_folder() -> None:
    named = {
        "LMOD_CMD": "/a/lmod",
        "LMOD_DIR": "/b/libexec",
        "MODULES_CMD": "/c/modulecmd.tcl",
        "MODULESHOME": "/d",
    }
    assert [each.command for each in discovery.from_environment(named, "it")] == [
        "/a/lmod",
        "/b/libexec/lmod",
        "/c/modulecmd.tcl",
        "/d/libexec/modulecmd.tcl",
    ]


def test_of_several_versions_in_a_usual_place_the_newest_is_first() -> None:
    def expand(pattern: str) -> list[str]:
        is_lmods = pattern.startswith("/usr/share/lmod/*")
        return [pattern.replace("*", version) for version in ("8.9", "8.10", "9.1.2") if is_lmods]

    assert [each.command.split("/")[4] for each in discovery.usual_places(expand)] == ["9.1.2", "8.10", "8.9"]


def test_only_an_absolute_path_is_a_candidate() -> None:
    candidates = [Candidate("lmod", "x"), Candidate("/gone/lmod", "x"), Candidate("/here/lmod", "y")]
    found = discovery.first_executable(candidates, lambda path: "here" in path or not path.startswith("/"))
    assert found == candidates[2]


def test_what_a_profile_prints_is_not_its_environment() -> None:
    output = b"Welcome\nFAKE=1\0also=2\0\0hpclab-environment\0A=1\0B=two\nlines\0C=x=y\0D=\xff\0"
    parsed = discovery.parse_login_environment(output)
    assert parsed == {"A": "1", "B": "two\nlines", "C": "x=y", "D": "\udcff"}


def test_a_shell_that_ended_early_has_no_environment() -> None:
    assert discovery.parse_login_environment(b"Welcome\nA=1\n") == {}


def test_only_what_configures_modules_is_taken_over() -> None:
    login = {
        "MODULEPATH": "/m",
        "LMOD_ADMIN_FILE": "/etc/admin.list",
        "LMOD_FAMILY_COMPILER": "GCC",
        "_ModuleTable001_": "x",
        "LOADEDMODULES": "GCC/12",
        "PATH": "/p",
        "LMOD_PAGER": "less",
    }
    patch = discovery.missing_variables({"LMOD_PAGER": "more"}, login)
    assert patch.assigned == {"MODULEPATH": "/m", "LMOD_ADMIN_FILE": "/etc/admin.list"}
    assert discovery.missing_variables({"MODULEPATH": "/own"}, login).names == frozenset()


@needs_lmod
async def test_lmod_of_the_environment_is_found() -> None:
    system = await discover({"LMOD_CMD": str(LMOD_COMMAND), "MODULEPATH": "/m", "PATH": os.environ["PATH"]})
    assert system.installation is not None
    assert system.installation.command == LMOD_COMMAND
    assert system.installation.version[0].isdigit()
    assert system.installation.how == "LMOD_CMD in the server's environment"
    assert system.modulepath_how == "the server's environment"


@needs_lmod
async def test_a_login_shell_tells_what_a_batch_job_lacks(
    home: Path, server_environment: dict[str, str]
) -> None:
    del os.environ["MODULEPATH"]
    os.environ["HOME"] = str(home)
    (home / ".bash_profile").write_text(
        f"echo Welcome\nexport LMOD_CMD={LMOD_COMMAND} MODULEPATH=/from/profile LMOD_ADMIN_FILE=/x\n"
    )
    environment = ServerEnvironment()
    system = await Discovery(environment).system()
    assert system.installation is not None
    assert system.modulepath_how == "a login shell, as the server's environment has none"
    assert os.environ["MODULEPATH"] == "/from/profile"
    assert environment.initial["MODULEPATH"] == "/from/profile"
    assert environment.initial["LMOD_ADMIN_FILE"] == "/x"


@needs_lmod
async def test_folders_of_what_a_profile_loads_are_not_taken_over(
    home: Path, server_environment: dict[str, str], module_tree: ModuleTree
) -> None:
    (home / ".bash_profile").write_text(
        f"export MODULEPATH={module_tree.core}\nsource {LMOD_INIT}\nmodule load GCC/12.3.0\n"
    )
    system = await discover({"HOME": str(home)})
    assert system.missing.assigned["MODULEPATH"] == str(module_tree.core)


async def test_a_login_shell_that_hangs_is_ended(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_LOGIN_SECONDS", 0.5)
    monkeypatch.setattr(discovery, "_USUAL_PLACES", ())
    (home / ".bash_profile").write_text("sleep 600\n")
    system = await discover({"HOME": str(home)})
    assert system.installation is None
    assert "c.HpcLab.lmod_command" in (system.reason or "")


@needs_lmod
async def test_what_was_missing_is_looked_for_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Discovery(ServerEnvironment(), str(home / "late"))
    assert (await one.system()).installation is None
    (home / "late").symlink_to(LMOD_COMMAND)
    assert (await one.system()).installation is None
    monkeypatch.setattr(discovery, "_AGAIN_SECONDS", 0.0)
    assert (await one.system()).installation is not None
    (home / "late").unlink()
    assert (await one.system()).installation is not None


async def test_a_setting_that_names_nothing_is_told(home: Path) -> None:
    system = await discover({"LMOD_CMD": str(LMOD_COMMAND)}, str(home / "gone"))
    assert system.installation is None
    assert str(home / "gone") in (system.reason or "")


async def test_a_program_that_is_not_lmod_is_told(home: Path) -> None:
    other = fake_lmod(home, "echo something else")
    system = await discover({"HOME": str(home), "MODULEPATH": "/m"}, str(other))
    assert system.installation is None
    assert "does not answer as Lmod" in (system.reason or "")


async def test_a_program_that_hangs_is_ended_and_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_VERSION_SECONDS", 0.5)
    hanging = fake_lmod(home, "sleep 600")
    system = await discover({"HOME": str(home), "MODULEPATH": "/m", "PATH": os.environ["PATH"]}, str(hanging))
    assert system.installation is None
    assert "did not finish" in (system.reason or "")


async def test_environment_modules_is_found_and_an_old_one_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "_USUAL_PLACES", ())
    old = home / "modulecmd.tcl"
    old.write_text("#!/bin/sh\necho 'Modules Release 4.8.0 (2021-07-14)' >&2\n")
    old.chmod(0o755)
    (home / ".bash_profile").write_text(f"unset LMOD_CMD LMOD_DIR BASH_ENV\nexport MODULES_CMD={old}\n")
    system = await discover({"HOME": str(home)})
    assert system.name == "environment-modules"
    assert system.installation is None
    assert "4.8.0" in (system.reason or "")


async def test_whoever_needs_lmod_hears_why_there_is_none(home: Path) -> None:
    with pytest.raises(UnavailableError, match="no executable file") as raised:
        await Discovery(ServerEnvironment(), str(home / "gone")).installation()
    assert raised.value.code == "lmod_unavailable"
