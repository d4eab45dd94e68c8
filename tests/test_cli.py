"""The `hpclab` command, as a person runs it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hpclab import __version__


def hpclab(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("hpclab")), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_doctor_works_without_a_server(server_environment: dict[str, str]) -> None:
    os.environ["JUPYTER_TOKEN"] = "a-s3cret-token"
    run = hpclab("doctor")
    assert run.returncode == 0, run.stderr
    assert "found by LMOD_CMD in the server's environment" in run.stdout
    assert "is not there yet" in run.stdout
    assert "HpcLab.disabled = [] (default)" in run.stdout
    assert "This section failed" not in run.stdout
    assert "s3cret" not in run.stdout


def test_the_doctor_reads_the_sites_configuration(server_environment: dict[str, str]) -> None:
    file = Path(os.environ["JUPYTER_CONFIG_DIR"]) / "jupyter_server_config.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("c.HpcLab.lmod_command = '/gone/lmod'\n")
    run = hpclab("doctor")
    assert run.returncode == 0, run.stderr
    assert f"HpcLab.lmod_command = '/gone/lmod' ({file})" in run.stdout
    assert "no executable file" in run.stdout


def test_an_admin_builds_a_catalog_for_all(server_environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "site.json.gz"
    run = hpclab("catalog", "build", "--output", str(file))
    assert run.returncode == 0, run.stderr
    assert str(file) in run.stdout
    assert file.stat().st_mode & 0o777 == 0o644
    names = {package["name"] for package in json.loads(gzip.decompress(file.read_bytes()))["packages"]}
    assert {"GCC", "SciPy-bundle"} <= names


def test_a_catalog_that_cannot_be_written_is_an_error(
    server_environment: dict[str, str], tmp_path: Path
) -> None:
    run = hpclab("catalog", "build", "--output", str(tmp_path / "gone" / "site.json.gz"))
    assert run.returncode == 1
    assert "No such file" in run.stderr
    assert "Traceback" not in run.stderr


def test_without_modules_building_says_why(server_environment: dict[str, str], tmp_path: Path) -> None:
    os.environ["MODULEPATH"] = str(tmp_path)
    run = hpclab("catalog", "build", "--output", str(tmp_path / "site.json.gz"))
    assert f"There are no modules in {tmp_path}" in run.stderr


@pytest.mark.parametrize("arguments", [[], ["catalog"], ["catalog", "build"], ["nonsense"]])
def test_a_command_that_is_not_whole_is_explained(arguments: list[str]) -> None:
    run = hpclab(*arguments)
    assert run.returncode == 2
    assert "usage: hpclab" in run.stderr


def test_it_says_its_version() -> None:
    assert hpclab("--version").stdout.strip() == __version__
