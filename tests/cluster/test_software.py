"""The software behind the demo's modules is real: it runs for an ordinary user once its module is loaded."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.facts import Facts

from .people import Person

pytestmark = pytest.mark.cluster

_SCIPY = "module load GCC/12.3.0 OpenMPI/4.1.5 SciPy-bundle/2023.07"


@contextlib.contextmanager
def running(person: Person, script: str) -> Iterator[None]:
    """Run a script in a shell of the site as long as the block lasts, and end all that it started."""
    child = subprocess.Popen(
        ["bash", "-c", f". '{person.cluster.profile}'\n{script}"],
        env=person.environment,
        cwd=person.user.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        user=person.user.uid,
        group=person.user.gid,
        extra_groups=[],
    )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(timeout=30)


def until(ask: Callable[[], bytes], seconds: float = 60) -> bytes:
    """Ask until there is an answer; return it."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def answered(answer: bytes) -> bytes:
    """Return an answer of HTTP; one from before the server knows its pages is none yet."""
    if b" 404 " in answer.partition(b"\r\n")[0]:
        raise OSError("the server does not know its pages yet")
    return answer


def ask_socket(path: Path, request: bytes = b"") -> bytes:
    """Send a request to a unix socket; return the beginning of the answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        connection.sendall(request)
        return connection.recv(4096)


def test_numpy_comes_from_the_module_and_only_from_it(alice: Person, cluster: Facts) -> None:
    command = f"'{cluster.python}' -c 'import numpy, pandas, scipy; print(numpy.__version__, numpy.__file__)'"
    assert "No module named 'numpy'" in alice.shell(command, check=False).stderr
    version, file = alice.shell(f"{_SCIPY} && {command}").stdout.split()
    assert version == "1.25.1"
    assert file.startswith(f"{cluster.root}/software/SciPy-bundle/2023.07/")


def test_system_python_of_the_module_imports_numpy_too(alice: Person) -> None:
    script = f"{_SCIPY} && command -v python && python -c 'import numpy; print(numpy.__version__)'"
    program, version = alice.shell(script).stdout.split()
    assert program.endswith("/software/Python/3.11.2/bin/python")
    assert version == "1.25.1"


def test_kernel_of_r_is_seen_when_its_module_is_loaded(alice: Person, cluster: Facts) -> None:
    script = (
        "import jupyter_client.kernelspec as k, traitlets.config as t, os\n"
        "t.PyFileConfigLoader('jupyter_server_config.py', os.environ['JUPYTER_CONFIG_PATH']).load_config()\n"
        "print(sorted(k.KernelSpecManager().find_kernel_specs()))\n"
    )
    setup = f"export JUPYTER_CONFIG_PATH='{cluster.jupyter_config_path}'"
    command = f"'{cluster.python}' -c \"{script}\""
    assert alice.shell(f"{setup}; {command}").stdout.strip() == "['python3']"
    assert alice.shell(f"{setup}; module load R; {command}").stdout.strip() == "['ir', 'python3']"


def test_kernel_of_r_runs(alice: Person, cluster: Facts) -> None:
    script = (
        "from jupyter_client.manager import run_kernel\n"
        "with run_kernel(kernel_name='ir') as client:\n"
        "    client.execute_interactive('cat(R.version\\$major)', timeout=30)\n"
    )
    result = alice.shell(f"module load R; '{cluster.python}' -c \"{script}\"", timeout=90)
    assert result.stdout.strip() == "4"


def test_openrefine_answers(alice: Person, folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = f"openrefine -i 127.0.0.1 -p {port} -d '{folder}' -m 512M -x refine.headless=true"

    def page() -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            text: bytes = answer.read()
            return text

    with running(alice, f"module load StdEnv/2020 openrefine; {command}"):
        assert b"<title>OpenRefine" in until(page)


@pytest.mark.parametrize("environment", ["StdEnv/2023", "StdEnv/2020"])
def test_code_server_answers(alice: Person, folder: Path, environment: str) -> None:
    path = folder / "s"
    options = f"--auth none --socket '{path}' --socket-mode 600 --user-data-dir '{folder}/d'"
    with running(alice, f"module load {environment} code-server; code-server {options} '{folder}'"):
        request = b"GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n"
        assert b'"status"' in until(lambda: answered(ask_socket(path, request)))
        request = b"GET /?folder=/tmp HTTP/1.0\r\nHost: x\r\n\r\n"
        assert b"200 OK" in ask_socket(path, request)


def test_desktop_answers(alice: Person, folder: Path) -> None:
    path = folder / "s"
    command = f"Xtigervnc -displayfd 3 -rfbport -1 -rfbunixpath '{path}' -SecurityTypes None 3>/dev/null"
    with running(alice, f"module load tigervnc; {command}"):
        assert until(lambda: ask_socket(path)).startswith(b"RFB 003.008")


def test_commands_of_the_desktop_come_from_its_module(alice: Person, cluster: Facts) -> None:
    script = "module load tigervnc && command -v vncserver Xtigervnc startfluxbox xterm"
    for program in alice.shell(script).stdout.split():
        assert program.startswith(f"{cluster.root}/software/tigervnc/")


def test_cmake_builds(alice: Person, folder: Path) -> None:
    (folder / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.20)\nproject(x NONE)\n")
    result = alice.shell(f"module load CMake && cmake -S '{folder}' -B '{folder}/build'")
    assert "Build files have been written" in result.stdout
