"""A site's own applications and jupyter-server-proxy's entries run, behind a socket or a port."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from hpclab.apps import namespaces

from . import live_server
from .conftest import PROGRAM
from .live_server import Server

# A page behind a port; the second shows what it was asked for, and so that it serves its base URL.
_CONFIG = """
served = "from http.server import *; import sys\\n" + '''
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"asked {self.path}".encode())
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
'''
c.HpcLab.apps = {
    "by-socket": {"title": "By socket", "commands": ["stand-in"], "arguments": ["{socket}"]},
    "by-port": {
        "title": "By port",
        "commands": ["python3"],
        "arguments": ["-c", served.replace("{", "{{").replace("}", "}}"), "{port}"],
        "serves_base_url": True,
    },
    "broken": {"title": "Broken"},
}
command = ["python3", "-c", served.replace("{", "{{").replace("}", "}}"), "{port}"]
c.ServerProxy.servers = {
    "theirs": {"command": command, "launcher_entry": {"title": "Theirs"}},
    "rstudio": {"command": command},
    "mapped": {"command": command, "mappath": {"/": "/index.html"}},
}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("offered")
    program = folder / "bin" / "stand-in"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(PROGRAM)])} "$@"\n')
    program.chmod(0o755)
    config = folder / "config.py"
    config.write_text(_CONFIG)
    path = f"{program.parent}:{Path(sys.executable).parent}:/usr/bin:/bin"
    with live_server.server(folder, {"PATH": path}, f"--config={config}") as running:
        yield running


def _stop(server: Server, name: str) -> None:
    assert server.ask(f"hpclab/v1/apps/{name}/stop", method="POST")[0] == 200
    assert server.leftovers() == []


def test_there_is_one_tile_for_each(server: Server) -> None:
    names = [app["name"] for app in json.loads(server.ask("hpclab/v1/apps")[1])["apps"]]
    assert {"rstudio", "by-socket", "by-port", "theirs"} <= set(names)
    assert not {"broken", "mapped"} & set(names)
    shown = json.loads(server.ask("server-proxy/servers-info")[1])["server_processes"]
    assert "mapped" in [each["name"] for each in shown]
    assert not set(names) & {each["name"] for each in shown}


def test_the_log_says_what_is_wrong_and_what_is_replaced(server: Server) -> None:
    log = (server.temporary.parent / "server.log").read_text()
    assert "the application 'broken' of c.HpcLab.apps is ignored" in log
    assert "the entry 'rstudio' of jupyter-server-proxy is replaced" in log


def test_the_old_address_leads_to_the_safe_application(server: Server) -> None:
    status, page = server.ask("rstudio/")
    assert status == 503
    assert "RStudio" in page


def test_by_socket(server: Server) -> None:
    app = server.start_app("by-socket")
    status, page = server.ask(app["url"] + "x")
    assert (status, json.loads(page)["path"]) == (200, "/x")
    _stop(server, "by-socket")


@pytest.mark.skipif(namespaces.obstacle() is not None, reason="there are no private networks here")
def test_by_a_private_port(server: Server) -> None:
    app = server.start_app("by-port")
    assert server.ask(app["url"] + "x?y=1") == (200, f"asked /user/ada/{app['url']}x?y=1")
    assert _network_of(server, "-c") != os.readlink("/proc/self/ns/net"), "nobody else can connect to it"
    _stop(server, "by-port")


def test_an_entry_of_jupyter_server_proxy(server: Server) -> None:
    app = server.start_app("theirs")
    assert app["title"] == "Theirs"
    assert "other users of this node" in app["attention"]
    assert server.ask(app["url"] + "x") == (200, "asked /x")
    _stop(server, "theirs")


def _network_of(server: Server, mark: str) -> str:
    """The network namespace of an application's process, whose command line has some word."""
    for process in psutil.process_iter():
        try:
            if mark in process.cmdline() and str(server.temporary) in process.environ().get("TMPDIR", ""):
                return os.readlink(f"/proc/{process.pid}/ns/net")
        except (psutil.Error, OSError):
            continue
    raise AssertionError("It doesn't run.")
