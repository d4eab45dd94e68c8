"""Acts as an ordinary user of the demo's cluster: runs programs, submits jobs and waits for them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from demo import process
from demo.facts import Facts
from demo.users import User

_ENDED = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL"}


@dataclass(frozen=True)
class Person:
    """A user of the cluster, in a clean shell of the site."""

    user: User
    cluster: Facts

    @property
    def environment(self) -> dict[str, str]:
        """What such a shell has before any module is loaded."""
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": self.user.home,
            "USER": self.user.name,
            "LOGNAME": self.user.name,
            "SHELL": "/bin/bash",
            **self.cluster.environment,
        }

    def run(
        self,
        *argv: str,
        timeout: float = 60,
        check: bool = True,
        environment: dict[str, str] | None = None,
        text_in: str = "",
    ) -> process.Result:
        """Run a program; in the clean shell's environment where no other is given."""
        return process.run(
            argv,
            timeout=timeout,
            env=environment or self.environment,
            cwd=Path(self.user.home),
            user=self.user.name,
            text_in=text_in,
            check=check,
        )

    def shell(self, script: str, *, timeout: float = 60, check: bool = True) -> process.Result:
        """Run a script in a shell that has just logged in: with the site's standard modules."""
        text = f". '{self.cluster.profile}'\n{script}"
        return self.run("bash", "-c", text, timeout=timeout, check=check)

    def submit(self, script: str, *options: str) -> str:
        """Submit a batch script; return the job's id."""
        words = ("sbatch", "--parsable", f"--chdir={self.user.home}", *options)
        return self.run(*words, text_in=f"#!/bin/bash\n{script}\n").stdout.strip()

    def wait(self, job_id: str, *states: str, timeout: float = 60) -> str:
        """Wait until a job is in one of the states, or has ended where none is given; return its state."""
        wanted = set(states) or _ENDED
        deadline = time.monotonic() + timeout
        while True:
            words = ("squeue", "--noheader", "--states=all", "--format=%T", f"--jobs={job_id}")
            state = self.run(*words, check=False).stdout.strip()
            if state in wanted:
                return state
            if time.monotonic() > deadline:
                raise TimeoutError(f"Job {job_id} is {state or 'unknown'}, not {' or '.join(sorted(wanted))}")
            time.sleep(0.2)

    def history(self, job_id: str, columns: str, expected: str, timeout: float = 90) -> str:
        """Ask for a job's record until it is as expected: the database learns of a job bit by bit."""
        words = (
            "sacct",
            "--noheader",
            "--parsable2",
            "--allocations",
            f"--jobs={job_id}",
            f"--format={columns}",
        )
        deadline = time.monotonic() + timeout
        while (found := self.run(*words).stdout.strip()) != expected and time.monotonic() < deadline:
            time.sleep(0.5)
        return found
