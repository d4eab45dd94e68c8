"""JupyterLab in a Slurm job of an ordinary user: submits it, waits until it answers, knows its address."""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from demo import process, progress, templates, users
from demo.facts import LabFacts
from demo.paths import Paths
from demo.process import DemoError
from demo.slurm import Slurm
from demo.users import User

_START_SECONDS = 180
_POLL_SECONDS = 0.5
_FAILED = (
    "FAILED",
    "CANCELLED",
    "TIMEOUT",
    "OUT_OF_MEMORY",
    "NODE_FAIL",
    "COMPLETED",
    "BOOT_FAIL",
    "DEADLINE",
)


@dataclass(frozen=True)
class Lab:
    """JupyterLab as one user's job."""

    paths: Paths
    user: User
    name: str = "lab"

    @property
    def _token_file(self) -> Path:
        return self.paths.lab / f"{self.user.name}-{self.name}.token"

    def start(self, *options: str, password: str | None = None) -> LabFacts:
        """Submit the job and wait until JupyterLab answers.

        Args:
            options: sbatch's, such as `--time=3`; they come before what the job script says.
            password: lets people in, in place of the token, to a session as Open OnDemand starts it.

        Raises:
            DemoError: The job ended, or JupyterLab didn't answer in time; with the end of its log.

        """
        self._write_token()
        self._copy_welcome()
        port = _free_port()
        base_url = f"/user/{self.user.name}/"
        access = f"export JUPYTER_TOKEN_FILE='{self._token_file}'"
        if password is not None:
            base_url = f"/node/{Slurm(self.paths).host}/{port}/"
            access = f"export JUPYTER_CONFIG_DIR='{self._write_password(password)}'"
        script = self.paths.lab / f"{self.user.name}-{self.name}.sh"
        values = self._values(port, base_url, access)
        templates.write(script, templates.fill("lab/job.sh", values), mode=0o755)
        words = ("sbatch", "--parsable", f"--chdir={self.user.home}", *options, str(script))
        job_id = self._run(*words).strip()
        log = Path(self.user.home) / f"jupyterhub_slurmspawner_{job_id}.log"
        url = f"http://127.0.0.1:{port}{base_url}lab"
        lab = LabFacts(self.user.name, job_id, url, str(self._token_file), str(log))
        progress.doing("JupyterLab", f"job {job_id} of {self.user.name} submitted")
        self._wait(lab, f"http://127.0.0.1:{port}{base_url}api")
        return lab

    def _wait(self, lab: LabFacts, api: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        last = ""
        while not answers(api):
            state = Slurm(self.paths).job_state(lab.job_id)
            if state != last:
                progress.doing("JupyterLab", f"job {lab.job_id} is {state.lower() or 'unknown to Slurm'}")
                last = state
            if state in _FAILED or time.monotonic() > deadline:
                why = f"is {state}" if state in _FAILED else f"doesn't answer after {_START_SECONDS} s"
                raise DemoError(
                    f"JupyterLab's job {lab.job_id} {why}; its log {lab.log}:\n{process.tail(Path(lab.log))}"
                )
            time.sleep(_POLL_SECONDS)

    def _values(self, port: int, base_url: str, access: str) -> dict[str, object]:
        # In a home that isn't the demo's a login shell knows nothing of the cluster: no such for terminals.
        foreign = not users.is_demo_home(self.user, self.paths)
        shell = "--ServerApp.terminado_settings=\"shell_command=['/bin/bash']\"" if foreign else ""
        return {
            "venv": self.paths.venv,
            "profile": self.paths.profile,
            "jupyter_config_path": self.paths.etc / "jupyter",
            "access": access,
            "port": port,
            "base_url": base_url,
            "terminal": shell,
        }

    def _write_token(self) -> None:
        """Write a new token into a file that only the user can read."""
        self.paths.lab.mkdir(exist_ok=True, mode=0o755)
        self._write_secret(self._token_file, secrets.token_hex(24))  # no newline: Jupyter takes it as it is

    def _write_password(self, password: str) -> Path:
        """Write a password's hash into a folder that only the user can read; return the folder."""
        folder = self._token_file.with_suffix(".jupyter")
        folder.mkdir(exist_ok=True, mode=0o700)
        os.chown(folder, self.user.uid, self.user.gid)
        code = "import sys; from jupyter_server.auth import passwd; print(passwd(sys.stdin.read()), end='')"
        python = self.paths.venv / "bin" / "python"
        hashed = process.run([python, "-c", code], timeout=60, text_in=password).stdout
        provider = {"PasswordIdentityProvider": {"hashed_password": hashed}}
        self._write_secret(folder / "jupyter_server_config.json", json.dumps(provider))
        return folder

    def _write_secret(self, secret: Path, text: str) -> None:
        secret.unlink(missing_ok=True)
        handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        os.chown(secret, self.user.uid, self.user.gid)

    def _copy_welcome(self) -> None:
        """Put the welcome notebook into the user's home, as the user; what is there stays."""
        source = self.paths.etc / "welcome"
        target = Path(self.user.home) / "hpclab-demo"
        for name in ("Welcome.ipynb", "cities.csv"):
            templates.write(source / name, templates.fill(f"welcome/{name}", {}))
        self._run("mkdir", "--parents", str(target))
        self._run(
            "cp", "--no-clobber", str(source / "Welcome.ipynb"), str(source / "cities.csv"), str(target)
        )

    def _run(self, *words: str) -> str:
        """Run a program as the user, in a clean environment."""
        env = {
            **Slurm(self.paths).env,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": self.user.home,
            "USER": self.user.name,
            "LOGNAME": self.user.name,
            "SHELL": "/bin/bash",
        }
        env.pop("MYSQL_UNIX_PORT")
        return process.run(words, timeout=60, env=env, cwd=Path("/"), user=self.user.name).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(api: str) -> bool:
    """Tell whether a Jupyter server answers at the address of its API."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(api, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
