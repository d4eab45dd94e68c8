"""A Jupyter server with hpclab that an ordinary user runs, by itself or in a Slurm job."""

from __future__ import annotations

import json
import secrets
import shlex
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .people import Person

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_START_SECONDS = 90.0


class JupyterServer:
    """One user's server; its token is in a file that only this user can read.

    Args:
        person: who runs it.
        folder: one of theirs, for its files.
        environment: its whole environment.
        program: what is run in the place of `-m jupyter_server`, as arguments of Python.
        wrapper: a command that runs the server's, with its arguments.

    """

    def __init__(
        self,
        person: Person,
        folder: Path,
        environment: Mapping[str, str],
        program: Sequence[str] = ("-m", "jupyter_server"),
        wrapper: Sequence[str] = (),
    ) -> None:
        self.person = person
        self.log = folder / "server.log"
        self.job: str | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.token = secrets.token_hex(16)
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}/user/{person.user.name}/"
        token_file = folder / "token"
        person.run("bash", "-c", f"umask 077; cat > {shlex.quote(str(token_file))}", text_in=self.token)
        self._environment = {**environment, "JUPYTER_TOKEN_FILE": str(token_file)}
        self._command = [
            *(*wrapper, person.cluster.python, *program, "--no-browser", "--ServerApp.ip=127.0.0.1"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            *(f"--ServerApp.base_url=/user/{person.user.name}/", f"--ServerApp.root_dir={folder}"),
            "--ServerApp.jpserver_extensions={'hpclab': True}",
        ]

    def start(self) -> None:
        """Start it on this machine, outside of any job."""
        user = self.person.user
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=user.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user.uid,
                group=user.gid,
                extra_groups=[user.gid],
            )

    def submit(self, *options: str) -> None:
        """Start it in a Slurm job, as a spawner does."""
        words = [f"{name}={value}" for name, value in self._environment.items()]
        script = shlex.join(["exec", "env", "--ignore-environment", *words, *self._command])
        self.job = self.person.submit(script, f"--output={self.log}", "--time=10", "--mem=2G", *options)

    def wait(self) -> None:
        """Wait until it answers."""
        eventually(self.answers, _START_SECONDS, lambda: self.log.read_text() if self.log.exists() else "")

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            return self.ask("api")[0] == 200
        except OSError:
            return False

    def ask(self, path: str, *, method: str = "GET", body: object = None) -> tuple[int, str]:
        """Ask a path below the base URL as its owner, with a body as JSON; the status and the text."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, method=method, data=data)
        request.add_header("Authorization", f"token {self.token}")
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def app(self, name: str) -> dict[str, Any]:
        """What an application's tile shows."""
        apps = json.loads(self.ask("hpclab/v1/apps")[1])["apps"]
        found: dict[str, Any] = next(app for app in apps if app["name"] == name)
        return found

    def start_app(self, name: str) -> dict[str, Any]:
        """Start an application and wait until it runs."""
        path = f"hpclab/v1/apps/{name}/start"  # refused as long as there is no catalog to find it by
        eventually(lambda: self.ask(path, method="POST")[0] == 200, 90, lambda: self.app(name))
        eventually(lambda: self.app(name)["state"] != "starting", 180)
        app = self.app(name)
        assert app["state"] == "running", app["reason"]
        return app

    def stop_app(self, name: str) -> None:
        """Stop an application."""
        status, text = self.ask(f"hpclab/v1/apps/{name}/stop", method="POST")
        assert status == 200, text

    def end(self) -> None:
        """End it, if it still runs."""
        if self.job is not None:
            self.person.run("scancel", self.job, check=False)
            self.person.wait(self.job)
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)


def eventually(condition: Callable[[], object], seconds: float, why: Callable[[], object] = str) -> None:
    """Wait until something is so; `why` tells what there is where it never comes to pass."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It didn't come to pass within {seconds:g} s. {why()}"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
