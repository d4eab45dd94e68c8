"""The wheel, built as for a release, works in a clean environment where there is no Node."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
TOKEN = "wheel-test"
# What Jupyter and the tests need of the system; Node isn't among it.
PROGRAMS = ("bash", "sh", "env", "uname", "cat", "sleep", "lua")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `python -m build` makes of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, REPOSITORY],
        check=True,
        timeout=600,
        stdout=subprocess.DEVNULL,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=["jupyterlab", "jupyterlab==4.4.*"], ids=["newest", "oldest"])
def installed(wheel: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a clean environment with a JupyterLab and the wheel."""
    environment = tmp_path_factory.mktemp("clean")
    venv.create(environment, with_pip=True)
    subprocess.run(
        [
            environment / "bin" / "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            wheel,
            request.param,
        ],
        check=True,
        timeout=600,
    )
    return environment / "bin"


@pytest.fixture(scope="module")
def clean(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person who has no Node, and a home of their own."""
    programs = tmp_path_factory.mktemp("programs")
    for name in PROGRAMS:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    home = tmp_path_factory.mktemp("home")
    return {
        "PATH": f"{installed}:{programs}",
        "HOME": str(home),
        "JUPYTER_TOKEN": TOKEN,
        "LANG": "C.UTF-8",
    }


@pytest.fixture(scope="module")
def server(installed: Path, clean: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab in the clean environment."""
    port = _free_port()
    log = tmp_path_factory.mktemp("log") / "jupyter.log"
    options = ["--no-browser", "--allow-root", f"--port={port}", "--port-retries=0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installed / "jupyter", "lab", *options],
            env=clean,
            cwd=clean["HOME"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api/status", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def test_no_node_is_reachable(clean: dict[str, str]) -> None:
    assert shutil.which("node", path=clean["PATH"]) is None


def test_wheel_carries_what_it_needs_and_no_sources_of_the_browser_part(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "licenses/LICENSE",
        "hpclab/events/change-v1.yaml",
        "hpclab/locale/fr_FR/LC_MESSAGES/hpclab.json",
        "hpclab/software/lmod_messages.lua",
        "hpclab/apps/static/novnc/core/rfb.js",
    ):
        assert any(name.endswith(needed) for name in names), needed
    assert not [name for name in names if "/node_modules/" in name or name.endswith((".ts", ".tsx"))]


def test_both_parts_are_enabled(installed: Path, clean: dict[str, str]) -> None:
    for part in ("server extension", "labextension"):
        listing = subprocess.run(
            [installed / "jupyter", *part.split(), "list"],
            env=clean,
            check=True,
            timeout=120,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ).stdout
        (line,) = [line for line in listing.splitlines() if line.strip().startswith("hpclab v")] or [listing]
        assert "enabled" in line, listing
        assert "X" not in line, listing


def test_jupyterlab_is_the_one_that_was_asked_for(
    installed: Path, clean: dict[str, str], request: pytest.FixtureRequest
) -> None:
    version = subprocess.run(
        [installed / "jupyter-lab", "--version"],
        env=clean,
        check=True,
        timeout=120,
        text=True,
        capture_output=True,
    ).stdout
    wants_oldest = "oldest" in request.node.name
    assert version.startswith("4.4.") == wants_oldest


def test_status_answers(server: str) -> None:
    status = json.loads(_fetch(f"{server}/hpclab/v1/status"))
    assert status["session"] == {"in_job": False, "job_id": None}


def test_a_missing_token_is_refused(server: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server}/hpclab/v1/status", timeout=30)
    assert refused.value.code == 403


def test_the_page_brings_the_plugin(server: str) -> None:
    page = _fetch(f"{server}/lab")
    assert '"hpclab"' in page


def test_doctor_runs(installed: Path, clean: dict[str, str]) -> None:
    report = subprocess.run(
        [installed / "hpclab", "doctor"], env=clean, check=False, timeout=120, text=True, capture_output=True
    )
    assert "hpclab" in report.stdout
    assert TOKEN not in report.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fetch(address: str) -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(response.read().decode())


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _fetch(address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    os.write(2, log.read_bytes())
    pytest.fail("JupyterLab did not answer within a minute")
