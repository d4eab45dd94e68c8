"""Another user of the node gets at nothing of what applications run, listen on, are started with or write."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from .jupyter import JupyterServer
from .people import Person

pytestmark = pytest.mark.cluster

INTRUDER = Path(__file__).parent / "intruder.py"


@pytest.fixture(scope="module")
def home(alice: Person) -> Iterator[Path]:
    """A home for this test in alice's."""
    made = alice.run("mktemp", "--directory", f"--tmpdir={alice.user.home}", "t.XXXXXX").stdout.strip()
    yield Path(made)
    alice.run("rm", "--recursive", "--force", made)


@pytest.fixture(scope="module")
def before(alice: Person, bob: Person) -> set[str]:
    """The temporary files of alice's, not of this test, that bob gets at."""
    return set(_ask_intruder(alice, bob)["files"])


@pytest.fixture(scope="module")
def server(alice: Person, home: Path, before: set[str]) -> Iterator[JupyterServer]:
    """A server of alice's in a job, with every application running that there is."""
    server = JupyterServer(alice, home, {**alice.environment, "HOME": str(home)})
    try:
        server.submit("--mem=3G")
        server.wait()
        server.start_app("vscode")  # waits for the catalog, by which others are found
        names = available(server)
        assert {"openrefine", "vscode", "desktop"} <= set(names)
        for name in names:
            server.start_app(name)
        yield server
    finally:
        server.end()


def available(server: JupyterServer) -> list[str]:
    """The applications that can be started here."""
    apps = json.loads(server.ask("hpclab/v1/apps")[1])["apps"]
    return [app["name"] for app in apps if app["state"] != "unavailable"]


@pytest.fixture(scope="module")
def found(server: JupyterServer, bob: Person) -> dict[str, Any]:
    """How far bob has come."""
    answer = _ask_intruder(server.person, bob)
    assert answer["processes"] > 10, "it has not seen what runs"
    return answer


def _ask_intruder(alice: Person, bob: Person) -> dict[str, Any]:
    said = bob.run("/usr/bin/python3", "-c", INTRUDER.read_text(), str(alice.user.uid), timeout=120)
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


@pytest.fixture(scope="module")
def running(server: JupyterServer) -> list[psutil.Process]:
    """The processes of the server's job: its own and its applications'."""
    job = f"job_{server.job}"
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("SLURM_JOB_ID") == server.job or job in _cgroup(process.pid):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    assert len(found) > 10
    return found


def _cgroup(pid: int) -> str:
    return Path(f"/proc/{pid}/cgroup").read_text()


def sockets(processes: list[psutil.Process]) -> set[str]:
    """The inodes of the sockets that processes have."""
    inodes: set[str] = set()
    for process in processes:
        folder = Path(f"/proc/{process.pid}/fd")
        try:
            links = [os.readlink(each) for each in folder.iterdir()]
        except OSError:
            continue
        inodes.update(link[len("socket:[") : -1] for link in links if link.startswith("socket:["))
    return inodes


def test_no_port_but_jupyters(
    server: JupyterServer, running: list[psutil.Process], found: dict[str, Any]
) -> None:
    own = sockets(running)
    ports = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in own and (fields[3] == "0A" or "udp" in table):
                ports.add(int(fields[1].rpartition(":")[2], 16))
    jupyters = urlsplit(server.url).port
    assert ports == {jupyters}
    assert found["tcp"][str(jupyters)] is not None, "bob has tried it"


def test_jupyters_port_lets_nobody_through_to_an_application(server: JupyterServer) -> None:
    address = urlsplit(server.url)
    for name in available(server):
        for path in ("", "index.html", "command/core/get-version", "healthz", "socket"):
            client = http.client.HTTPConnection("127.0.0.1", address.port or 0, timeout=10)
            client.request("GET", f"{address.path}hpclab/app/{name}/{path}")
            answer = client.getresponse()
            assert answer.status in (302, 403), (name, path)
            assert "/login" in answer.getheader("Location", "/login")
            client.close()


def test_no_socket_answers(running: list[psutil.Process], found: dict[str, Any]) -> None:
    own = sockets(running)
    listed = [line.split(maxsplit=7) for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    names = {fields[7] for fields in listed if len(fields) == 8 and fields[6] in own}
    assert any("hpclab-" in name for name in names), "it has not seen the applications' sockets"
    answers = {name: found["unix"].get(name) for name in names}
    reached = {name: answer for name, answer in answers.items() if answer is not None and not refuses(answer)}
    assert reached == {}


def refuses(answer: str) -> bool:
    """Whether a server that everybody can reach turned somebody away.

    X servers (X Window System Protocol, connection setup) answer with 0 and a reason, D-Bus with REJECTED.
    """
    return answer.startswith(("\0", "REJECTED"))


def test_the_display_turns_bob_away(found: dict[str, Any]) -> None:
    displays = {name: answer for name, answer in found["unix"].items() if "X11-unix" in name}
    assert displays
    for name, answer in displays.items():
        assert answer is None or refuses(answer), name


def test_no_process_is_looked_into(found: dict[str, Any]) -> None:
    assert found["looked_into"] == []


def test_no_temporary_file_is_read_or_written(before: set[str], found: dict[str, Any]) -> None:
    # What X servers leave for each other: a process id, in a file that everybody may read.
    locks = [path for path in found["files"] if Path(path).match("/tmp/.X*-lock")]
    assert sorted(set(found["files"]) - set(locks) - before - {"/tmp/.X11-unix"}) == []
    for lock in locks:
        assert Path(lock).read_text().strip().isdigit()


def test_no_secret_is_on_a_command_line(
    server: JupyterServer, running: list[psutil.Process], found: dict[str, Any]
) -> None:
    shown = "\n".join(found["command_lines"])
    assert "hpclab-" in shown, "it has not seen the applications' command lines"
    secrets = [server.token, *private_words(running)]
    assert len(secrets) > 1
    assert [secret for secret in secrets if secret in shown] == []


def private_words(processes: list[psutil.Process]) -> list[str]:
    """What stands in the files of the applications' private folders and looks like a secret."""
    words = []
    for folder in _private_folders(processes):
        for file in Path(folder).iterdir():
            if file.name == "Xauthority":
                words.append(file.read_bytes()[-16:].hex())
            elif file.name == "secure-cookie-key":
                words.append(file.read_text().strip())
    return words


def _private_folders(processes: list[psutil.Process]) -> set[str]:
    """Where the applications' sockets lie."""
    own = sockets(processes)
    listed = [line.split(maxsplit=7) for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    paths = [fields[7] for fields in listed if len(fields) == 8 and fields[6] in own]
    return {os.path.dirname(path) for path in paths if path.endswith("/socket") and "hpclab-" in path}
