"""A supervisor ends everything that it started; a private network is its owner's alone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from hpclab.apps import display, namespaces, private_folder, supervisor

from .conftest import PROGRAM

# Starts a supervisor as a server does, says so, and waits.
_SERVER = """
import os, subprocess, sys, time
from pathlib import Path
from hpclab.apps import supervisor
folder = Path(sys.argv[1])
environment = dict(os.environ)
launch = supervisor.Launch(parent=os.getpid(), argv=sys.argv[2:], environment=environment, cwd="/", grace=1.0)
launch.write(folder)
subprocess.Popen([sys.executable, "-I", "-S", supervisor.__file__, str(folder)], start_new_session=True)
print("started", flush=True)
time.sleep(600)
"""
# Answers a line and much more to whoever connects.
_LISTENER = """
import contextlib, socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        connection.sendall(b"inside\\n" + bytes(10_000_000))
"""
_PORT = 38461


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return private_folder.make("test", {"TMPDIR": str(tmp_path)})


def _launch(folder: Path, argv: list[str], *, port: int | None = None) -> subprocess.Popen[bytes]:
    launch = supervisor.Launch(
        parent=os.getpid(), argv=argv, environment=dict(os.environ), cwd="/", grace=1.0, private_port=port
    )
    launch.write(folder)
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", supervisor.__file__, str(folder)],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={},
        )


def _alive(mark: str) -> list[str]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if any(mark in word for word in words) and process.pid != os.getpid():
            found.append(" ".join(words))
    return found


def _eventually(condition: Callable[[], object], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It didn't come to pass."
        time.sleep(0.05)


@pytest.mark.parametrize("status", [0, 7])
def test_its_status_is_the_applications(folder: Path, status: int) -> None:
    assert _launch(folder, ["/bin/sh", "-c", f"exit {status}"]).wait(15) == status
    assert not (folder / "launch.json").exists()


def test_a_program_that_is_not_there(folder: Path) -> None:
    assert _launch(folder, ["/nowhere/program"]).wait(15) == 127
    assert "/nowhere/program can't be started" in (folder / "log").read_text()


def test_what_the_application_leaves_ends_too(folder: Path) -> None:
    mark = f"sleep-{folder.name}"
    script = f'setsid sh -c "trap : TERM; while :; do sleep 1; done" {mark} & exit 4'
    assert _launch(folder, ["/bin/sh", "-c", script]).wait(15) == 4
    assert _alive(mark) == []


def test_sigterm_ends_all_descendants(folder: Path) -> None:
    process = _launch(folder, [sys.executable, str(PROGRAM), str(folder / "socket"), "stubborn"])
    _eventually((folder / "socket").exists)
    process.terminate()
    assert process.wait(15) == 143
    assert _alive(str(folder)) == []
    assert folder.exists(), "the log is for the server to read"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_all_ends_with_the_server(folder: Path, end: signal.Signals) -> None:
    argv = [sys.executable, str(PROGRAM), str(folder / "socket"), "well"]
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(folder), *argv], stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        _eventually((folder / "socket").exists)
        server.send_signal(end)
        server.wait(15)
    _eventually(lambda: not _alive(str(folder)) and not folder.exists())


def test_a_long_log_keeps_its_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"begin\n" + b"x" * (5 * 1024 * 1024) + b"\nend\n")
        supervisor._shorten(log)
        writer.write(b"after\n")
    text = log.read_bytes()
    assert len(text) < 300 * 1024
    assert text.endswith(b"\nend\nafter\n")


def test_only_what_nothing_runs_in_is_swept(folder: Path) -> None:
    environment = {"TMPDIR": str(folder.parent)}
    process = _launch(folder, [sys.executable, str(PROGRAM), str(folder / "socket"), "well"])
    _eventually((folder / "socket").exists)
    young = private_folder.make("test", environment)
    (young / "log").touch()
    abandoned = private_folder.make("test", environment)
    (abandoned / "log").touch()
    never_started = private_folder.make("test", environment)
    long_ago = time.time() - 3600
    for each in (folder, abandoned, never_started):
        os.utime(each, (long_ago, long_ago))
    private_folder.sweep(["test"], environment)
    assert folder.exists()
    assert young.exists()
    assert not abandoned.exists()
    assert not never_started.exists()
    process.terminate()
    process.wait(15)


needs_namespaces = pytest.mark.skipif(
    namespaces.obstacle() is not None, reason=f"no private networks here: {namespaces.obstacle()}"
)


@pytest.fixture
def isolated(folder: Path) -> subprocess.Popen[bytes]:
    process = _launch(folder, [sys.executable, "-c", _LISTENER, str(_PORT), str(folder)], port=_PORT)
    _eventually(lambda: _answer(folder / "socket").startswith(b"inside\n"))
    return process


def _answer(path: Path) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            return client.recv(100)
    except OSError:
        return b""


@needs_namespaces
def test_a_private_network_is_reached_through_its_socket_only(
    folder: Path, isolated: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", _PORT), timeout=5)
    assert (folder / "socket").stat().st_mode & 0o777 == 0o600
    isolated.terminate()
    assert isolated.wait(15) == 143
    assert _alive(str(folder)) == []


@needs_namespaces
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user too")
def test_another_user_gets_nowhere(folder: Path, isolated: subprocess.Popen[bytes]) -> None:
    open_folder = folder.parent
    while open_folder != Path("/tmp"):  # the test's own folders are closed, which isn't what is tested
        open_folder.chmod(0o755)
        open_folder = open_folder.parent
    attempt = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c"]
    tried = subprocess.run([*other, attempt, str(folder / "socket")], capture_output=True, check=False)
    assert b"PermissionError" in tried.stderr
    isolated.terminate()
    isolated.wait(15)


@needs_namespaces
def test_a_private_network_outlives_who_leaves_early(folder: Path, isolated: subprocess.Popen[bytes]) -> None:
    for _ in range(5):  # each closes with most of the answer unread
        assert _answer(folder / "socket").startswith(b"inside\n")
    assert isolated.poll() is None
    isolated.terminate()
    isolated.wait(15)


@needs_namespaces
def test_a_private_network_ends_when_its_guard_is_killed(
    folder: Path, isolated: subprocess.Popen[bytes]
) -> None:
    isolated.kill()  # the supervisor itself, so that nobody cleans up
    isolated.wait(15)
    _eventually(lambda: not _alive(str(folder)))


def test_the_displays_secret_is_read_by_xauth(tmp_path: Path) -> None:
    xauth = shutil.which("xauth")
    if xauth is None:
        pytest.skip("xauth isn't installed")
    file = tmp_path / "Xauthority"
    file.write_bytes(display.authority_entry(bytes(range(16))))
    listed = subprocess.run([xauth, "-f", str(file), "list"], capture_output=True, text=True, check=True)
    assert "MIT-MAGIC-COOKIE-1  000102030405060708090a0b0c0d0e0f" in listed.stdout
