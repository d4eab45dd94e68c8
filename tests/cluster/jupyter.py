"""A Jupyter server with hpclab that an ordinary user runs, by itself or in a Slurm job."""

from __future__ import annotations

import secrets
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..jupyter_client import JupyterClient, eventually, free_port
from .people import Person

_START_SECONDS = 90.0


class JupyterServer(JupyterClient):
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
        port = free_port()
        super().__init__(f"http://127.0.0.1:{port}/user/{person.user.name}/", secrets.token_hex(16))
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

    def end(self) -> None:
        """End it, if it still runs."""
        if self.job is not None:
            self.person.run("scancel", self.job, check=False)
            self.person.wait(self.job)
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
