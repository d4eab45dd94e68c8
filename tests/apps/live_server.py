"""A Jupyter server with hpclab, in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

TOKEN = "for-this-test-only"


class Server:
    """A Jupyter server with hpclab in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, temporary: Path) -> None:
        self.process = process
        self.url = url
        self.temporary = temporary

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        token: str = TOKEN,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Ask a path below the base URL; the status and the text."""
        try:
            with self._open(path, method, token, data, headers or {}) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def ask_for_cookie(self, path: str) -> tuple[str, str]:
        """Ask for a page that sets a cookie; the page and the cookie, as it is sent back."""
        with self._open(path, "GET", TOKEN, None, {}) as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
            return answer.read().decode("utf-8", "replace"), cookie

    def post(self, path: str, body: object) -> Any:
        """Send JSON; the answer to it."""
        status, text = self.ask(path, method="POST", data=json.dumps(body).encode())
        assert status == 200, text
        return json.loads(text)

    def start(self, name: str) -> dict[str, Any]:
        """Start an application and wait until it runs."""
        eventually(lambda: self.ask(f"hpclab/v1/apps/{name}/start", method="POST")[0] == 200, 90)
        eventually(lambda: self.app(name)["state"] != "starting", 300)
        app = self.app(name)
        assert app["state"] == "running", app["reason"]
        return app

    def app(self, name: str) -> dict[str, Any]:
        """What an application's tile shows."""
        apps = json.loads(self.ask("hpclab/v1/apps")[1])["apps"]
        found: dict[str, Any] = next(app for app in apps if app["name"] == name)
        return found

    def _open(
        self, path: str, method: str, token: str, data: bytes | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        request = urllib.request.Request(self.url + path, method=method, data=data, headers=dict(headers))
        if token:
            request.add_header("Authorization", f"token {token}")
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=60)
        return answer

    def leftovers(self) -> list[str]:
        """Processes of this server's applications, and their folders."""
        left = [str(folder) for folder in self.temporary.glob("hpclab-*") if "catalog" not in folder.name]
        for process in psutil.process_iter():
            try:
                if process.environ().get("TMPDIR", "").startswith(f"{self.temporary}/hpclab-"):
                    left.append(" ".join(process.cmdline())[:150])
            except psutil.Error:
                continue
        return [line for line in left if "jupyter" not in line]


@contextmanager
def server(tmp_path: Path, environment: Mapping[str, str], *options: str) -> Iterator[Server]:
    """A server with a home and a temporary folder of its own, below `/user/ada/`.

    Args:
        tmp_path: takes the folders and the server's log.
        environment: variables beside PATH, HOME and TMPDIR.
        options: more of its command line.

    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    variables = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(temporary), **environment}
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.base_url=/user/ada/"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home}"),
        "--ServerApp.jpserver_extensions={'hpclab': True, 'jupyter_server_proxy': True}",
        *options,
    ]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=variables, stdout=log, stderr=log, start_new_session=True)
    running = Server(process, f"http://127.0.0.1:{port}/user/ada/", temporary)
    try:
        eventually(lambda: _answers(running), 60)
        yield running
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
