"""The real applications of this node: their pages through the proxy, and nothing left after them."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from demo import facts
from hpclab.apps import isolation

TOKEN = "for-this-test-only"

needs_openrefine = pytest.mark.skipif(
    shutil.which("openrefine") is None or isolation.obstacle() is not None,
    reason="OpenRefine isn't installed, or there are no private networks",
)
needs_vnc = pytest.mark.skipif(shutil.which("Xtigervnc") is None, reason="TigerVNC isn't installed")


class Server:
    """A Jupyter server with hpclab in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, temporary: Path) -> None:
        self.process = process
        self.url = url
        self.temporary = temporary

    def ask(self, path: str, *, method: str = "GET", token: str = TOKEN) -> tuple[int, str]:
        """Ask a path below the base URL; the status and the text."""
        request = urllib.request.Request(self.url + path, method=method)
        if token:
            request.add_header("Authorization", f"token {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def start(self, name: str) -> dict[str, Any]:
        """Start an application and wait until it runs."""
        eventually(lambda: self.ask(f"hpclab/v1/apps/{name}/start", method="POST")[0] == 200, 90)
        eventually(lambda: self.app(name)["state"] != "starting", 180)
        app = self.app(name)
        assert app["state"] == "running", app["reason"]
        return app

    def app(self, name: str) -> dict[str, Any]:
        """What an application's tile shows."""
        apps = json.loads(self.ask("hpclab/v1/apps")[1])["apps"]
        found: dict[str, Any] = next(app for app in apps if app["name"] == name)
        return found

    def leftovers(self) -> list[str]:
        """Processes of this server's applications, and their folders."""
        left = [str(folder) for folder in self.temporary.glob("hpclab-*") if "catalog" not in folder.name]
        for process in psutil.process_iter():
            try:
                if str(self.temporary) in process.environ().get("TMPDIR", "") and process != self.process:
                    left.append(" ".join(process.cmdline())[:150])
            except psutil.Error:
                continue
        return [line for line in left if "jupyter" not in line]


@contextmanager
def _server(tmp_path: Path, modules: dict[str, str]) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(temporary), **modules}
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.base_url=/user/ada/"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home}"),
        "--ServerApp.jpserver_extensions={'hpclab': True}",
    ]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    server = Server(process, f"http://127.0.0.1:{port}/user/ada/", temporary)
    try:
        eventually(lambda: _answers(server), 60)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _answers(server: Server) -> bool:
    try:
        return server.ask("api")[0] == 200
    except OSError:
        return False


def eventually(condition: Callable[[], object], seconds: float) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It didn't come to pass."
        time.sleep(0.2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on a node without modules."""
    with _server(tmp_path, {}) as running:
        yield running


@needs_openrefine
def test_openrefine(server: Server) -> None:
    app = server.start("openrefine")
    status, page = server.ask(app["url"])
    assert status == 200
    assert "<title>OpenRefine</title>" in page
    status, answer = server.ask(app["url"] + "command/core/get-version")
    assert (status, json.loads(answer)["version"].split(".")[0]) == (200, "3")
    assert "login" in server.ask(app["url"], token="")[1]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 3333), timeout=5)
    server.ask("hpclab/v1/apps/openrefine/stop", method="POST")
    assert server.leftovers() == []
    assert server.ask(app["url"])[0] == 503


@needs_vnc
def test_desktop(server: Server) -> None:
    app = server.start("desktop")
    status, page = server.ask(app["url"])
    assert (status, "desktop.js" in page) == (200, True)
    for file in ("desktop.js", "desktop.css", "novnc/core/rfb.js"):
        assert server.ask(app["url"] + file)[0] == 200, file
    assert server.ask(app["url"] + "novnc/core/rfb.js", token="")[1].lstrip().startswith("<!DOCTYPE")
    assert server.ask(app["url"] + "../desktop.py")[0] in (403, 404)
    assert asyncio.run(_first_message(server, app["url"] + "socket")).startswith(b"RFB 003.")
    server.ask("hpclab/v1/apps/desktop/stop", method="POST")
    assert server.leftovers() == []


@needs_vnc
@pytest.mark.parametrize("end", ["SIGTERM", "SIGKILL", "api/shutdown"])
def test_all_ends_with_the_server(server: Server, end: str) -> None:
    server.start("desktop")
    assert server.leftovers()
    if end == "api/shutdown":
        server.ask(end, method="POST")
    else:
        server.process.send_signal(signal.Signals[end])
    server.process.wait(30)
    eventually(lambda: not server.leftovers(), 30)


@pytest.mark.cluster
def test_applications_of_modules(tmp_path: Path) -> None:
    with _server(tmp_path, facts.read().environment) as server:
        before = json.loads(server.ask("hpclab/v1/modules")[1])["loaded"]
        code = server.start("vscode")
        assert "code-server/4.100.3" in code["modules"]
        status, page = server.ask(code["url"])
        assert (status, "workbench" in page) == (200, True)
        refine = server.start("openrefine")
        assert "StdEnv/2020" in refine["modules"]
        assert "<title>OpenRefine</title>" in server.ask(refine["url"])[1]
        assert json.loads(server.ask("hpclab/v1/modules")[1])["loaded"] == before
        for name in ("vscode", "openrefine"):
            server.ask(f"hpclab/v1/apps/{name}/stop", method="POST")
        assert server.leftovers() == []


async def _first_message(server: Server, path: str) -> bytes:
    url = server.url.replace("http", "ws", 1) + path
    client = await websocket_connect(HTTPRequest(url, headers={"Authorization": f"token {TOKEN}"}))
    message = await client.read_message()
    client.close()
    assert isinstance(message, bytes)
    return message
