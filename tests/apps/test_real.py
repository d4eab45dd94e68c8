"""The real applications of this node: their pages through the proxy, and nothing left after them."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from demo import facts
from hpclab.apps import namespaces

from ..jupyter_client import eventually
from . import live_server
from .live_server import TOKEN, Server

needs_openrefine = pytest.mark.skipif(
    shutil.which("openrefine") is None or namespaces.obstacle() is not None,
    reason="OpenRefine isn't installed, or there are no private networks",
)
needs_vnc = pytest.mark.skipif(shutil.which("Xtigervnc") is None, reason="TigerVNC isn't installed")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on a node without modules."""
    with live_server.server(tmp_path, {}) as running:
        yield running


@needs_openrefine
def test_openrefine(server: Server) -> None:
    app = server.start_app("openrefine")
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
    app = server.start_app("desktop")
    status, page = server.ask(app["url"])
    named = re.search(r'src="(files-\w+/)desktop\.js"', page)
    assert status == 200
    assert named is not None
    files = app["url"] + named[1]
    for file in ("desktop.js", "desktop.css", "novnc/core/rfb.js"):
        assert server.ask(files + file)[0] == 200, file
    assert server.ask(files + "novnc/core/rfb.js", token="")[1].lstrip().startswith("<!DOCTYPE")
    assert server.ask(files + "../desktop.py")[0] in (403, 404)
    assert asyncio.run(_first_message(server, app["url"] + "socket")).startswith(b"RFB 003.")
    server.ask("hpclab/v1/apps/desktop/stop", method="POST")
    assert server.leftovers() == []


@needs_vnc
@pytest.mark.parametrize("end", ["SIGTERM", "SIGKILL", "api/shutdown"])
def test_all_ends_with_the_server(server: Server, end: str) -> None:
    server.start_app("desktop")
    assert server.leftovers()
    if end == "api/shutdown":
        server.ask(end, method="POST")
    else:
        server.process.send_signal(signal.Signals[end])
    server.process.wait(30)
    eventually(lambda: not server.leftovers(), 30)


@pytest.mark.cluster
def test_applications_of_modules(tmp_path: Path) -> None:
    with live_server.server(tmp_path, facts.read().environment) as server:
        before = json.loads(server.ask("hpclab/v1/modules")[1])["loaded"]
        code = server.start_app("vscode")
        assert "code-server/4.100.3" in code["modules"]
        status, page = server.ask(code["url"])
        assert (status, "workbench" in page) == (200, True)
        refine = server.start_app("openrefine")
        assert "StdEnv/2020" in refine["modules"]
        assert "<title>OpenRefine</title>" in server.ask(refine["url"])[1]
        assert json.loads(server.ask("hpclab/v1/modules")[1])["loaded"] == before
        for name in ("vscode", "openrefine"):
            server.ask(f"hpclab/v1/apps/{name}/stop", method="POST")
        assert server.leftovers() == []


@pytest.mark.cluster
def test_applications_of_modules_end_with_a_killed_server(tmp_path: Path) -> None:
    with live_server.server(tmp_path, facts.read().environment) as server:
        for name in ("vscode", "openrefine"):
            server.start_app(name)
        assert any("java" in line for line in server.leftovers())
        server.process.kill()
        server.process.wait(30)
        eventually(lambda: not server.leftovers(), 60)


async def _first_message(server: Server, path: str) -> bytes:
    url = server.url.replace("http", "ws", 1) + path
    client = await websocket_connect(HTTPRequest(url, headers={"Authorization": f"token {TOKEN}"}))
    message = await client.read_message()
    client.close()
    assert isinstance(message, bytes)
    return message
