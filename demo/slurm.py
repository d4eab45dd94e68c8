"""Slurm's configuration and daemons: munged, slurmdbd, slurmctld and slurmd, all on this machine."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo import daemons, database, process, templates
from demo.cgroups import Cgroups
from demo.paths import DEFAULT_ROOT, Paths

PARTITIONS = ("interactive", "batch")
DAEMONS = ("munged", database.NAME, "slurmdbd", "slurmctld", "slurmd")
CPUS = 12
_PORTS = ("slurmctld_port", "slurmd_port", "slurmdbd_port")
_MINIMUM_MEMORY_MB = 8000


@dataclass(frozen=True)
class Slurm:
    """Slurm on this machine: writes its configuration, starts its daemons, runs its commands."""

    paths: Paths

    @property
    def host(self) -> str:
        """This machine's name, without its domain."""
        return socket.gethostname().partition(".")[0]

    @property
    def node(self) -> str:
        """The node's name: the machine's; a second cluster, below another root, has another one."""
        return self.host if self.paths.root == DEFAULT_ROOT else f"{self.host}-{self.paths.root.name}"

    @property
    def env(self) -> dict[str, str]:
        """The environment of Slurm's daemons and commands."""
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "SLURM_CONF": str(self.paths.slurm_conf),
            "MYSQL_UNIX_PORT": str(self.paths.database_socket),
        }

    def configure(self, cgroups: Cgroups) -> None:
        """Write Slurm's configuration files."""
        values = {
            "host": self.host,
            "node": self.node,
            "cpus": CPUS,
            "memory_mb": _memory_mb(),
            "etc": self.paths.etc,
            "run": self.paths.run,
            "state": self.paths.state,
            "munge_socket": self.paths.munge_socket,
            "proctrack": "proctrack/cgroup" if cgroups.enforced else "proctrack/linuxproc",
            "task": "task/cgroup" if cgroups.enforced else "task/none",
            "gather": "jobacct_gather/cgroup" if cgroups.enforced else "jobacct_gather/linux",
            # slurmd wants a plugin even where nothing uses it; this one asks for nothing until it is used.
            "plugin": cgroups.plugin or "cgroup/v1",
            "ignore_systemd": "yes" if cgroups.without_systemd else "no",
            **_ports(self.paths.etc / "ports.json"),
        }
        for name, mode in (("slurm.conf", 0o644), ("cgroup.conf", 0o644), ("slurmdbd.conf", 0o600)):
            templates.write(self.paths.etc / name, templates.fill(f"slurm/{name}", values), mode=mode)
        for folder in (self.paths.state / "slurmctld", self.paths.state / "slurmd", self.paths.run / "slurm"):
            folder.mkdir(exist_ok=True, mode=0o755)

    def start_database(self) -> list[str]:
        """Start munged, MariaDB and slurmdbd. Return the names of those that didn't run yet."""
        started = ["munged"] if self._start_munged() else []
        started += [database.NAME] if database.start(self.paths) else []
        answers = ("sacctmgr", "--noheader", "--parsable2", "list", "cluster")
        return started + self._start("slurmdbd", ["slurmdbd", "-D"], answers)

    def start_controller(self) -> list[str]:
        """Start slurmctld. Return its name if it didn't run yet."""
        return self._start("slurmctld", ["slurmctld", "-D"], ("scontrol", "ping"), expect="is UP")

    def start_node(self) -> list[str]:
        """Start slurmd and wait until jobs can run on it. Return its name if it didn't run yet."""
        answers = ("sinfo", "--noheader", "--format=%T", f"--nodes={self.node}")
        return self._start(
            "slurmd", ["slurmd", "-D", "-N", self.node], answers, expect=("idle", "mixed", "allocated")
        )

    def command(self, *words: str, timeout: float = 60, check: bool = True) -> process.Result:
        """Run one of Slurm's commands."""
        return process.run(words, timeout=timeout, env=self.env, check=check)

    def is_running(self) -> bool:
        """Tell whether all daemons run."""
        return all(daemons.is_running(name, self.paths) for name in DAEMONS)

    def job_state(self, job_id: str) -> str:
        """Return a job's state in Slurm's words, such as RUNNING; empty where Slurm has forgotten it."""
        words = ("squeue", "--noheader", "--states=all", "--format=%T", f"--jobs={job_id}")
        return self.command(*words, check=False).stdout.strip()

    def has_job(self, job_id: str) -> bool:
        """Tell whether a job runs or waits."""
        return self.job_state(job_id) in ("PENDING", "CONFIGURING", "RUNNING")

    def _start(
        self, name: str, argv: Sequence[str], answers: Sequence[str], *, expect: str | tuple[str, ...] = ""
    ) -> list[str]:
        wanted = (expect,) if isinstance(expect, str) else expect

        def is_up() -> bool:
            result = self.command(*answers, timeout=30, check=False)
            return result.status == 0 and any(word in result.stdout for word in wanted)

        return [name] if daemons.start(daemons.Daemon(name, argv, is_up, env=self.env), self.paths) else []

    def _start_munged(self) -> bool:
        key = self.paths.etc / "munge" / "munge.key"
        key.parent.mkdir(exist_ok=True, mode=0o700)
        self.paths.munge_socket.parent.mkdir(exist_ok=True, mode=0o755)
        if not key.exists():
            with contextlib.suppress(FileExistsError):
                handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(secrets.token_bytes(1024))
        argv = [
            "munged",
            "--foreground",
            f"--socket={self.paths.munge_socket}",
            f"--key-file={key}",
            f"--pid-file={self.paths.munge_socket.with_suffix('.pid')}",
            f"--seed-file={key.with_suffix('.seed')}",
            "--num-threads=4",
        ]
        socket_option = f"--socket={self.paths.munge_socket}"
        return daemons.start(
            daemons.Daemon(
                "munged",
                argv,
                answers=lambda: (
                    process.run(["munge", socket_option, "-n"], timeout=10, check=False).status == 0
                ),
            ),
            self.paths,
        )


def _ports(file: Path) -> dict[str, int]:
    """Return a port for each daemon: free ones when first asked, then the same ones for good."""
    if file.exists():
        ports: dict[str, int] = json.loads(file.read_text(encoding="ascii"))
        return ports
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in _PORTS]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        ports = {name: probe.getsockname()[1] for name, probe in zip(_PORTS, probes, strict=True)}
    file.write_text(json.dumps(ports) + "\n", encoding="ascii")
    return ports


def _memory_mb() -> int:
    """Return what the node offers: most of the machine's memory, enough for several jobs on a small one."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemTotal:"):
            return max(_MINIMUM_MEMORY_MB, int(line.split()[1]) // 1024 - 2000)
    return _MINIMUM_MEMORY_MB
