"""A Jupyter server with hpclab, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from ..jupyter_client import JupyterClient, eventually, free_port

TOKEN = "for-this-test-only"


class Server(JupyterClient):
    """A Jupyter server with hpclab in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, temporary: Path) -> None:
        super().__init__(url, TOKEN)
        self.process = process
        self.temporary = temporary

    def ask_for_cookie(self, path: str) -> tuple[str, str]:
        """Ask for a page that sets a cookie; the page and the cookie, as it is sent back."""
        with self.open(path) as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
            return answer.read().decode("utf-8", "replace"), cookie

    def post(self, path: str, body: object) -> Any:
        """Send JSON; the answer to it."""
        status, text = self.ask(path, method="POST", body=body)
        assert status == 200, text
        return json.loads(text)

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
    port = free_port()
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
        eventually(running.answers, 60)
        yield running
    finally:
        process.terminate()
        process.wait(30)
