"""JupyterLab's Python environment: the one that a site would give to all its users."""

from __future__ import annotations

from pathlib import Path

from demo import process, progress, templates
from demo.paths import Paths

# Announcements, quotas and balances, as a site has them.
_SITE = ("announcements.md", "quotas.json", "balances.json")
_PACKAGES = ("jupyterlab>=4.4", "notebook", "jupyter-server-proxy", "ipykernel")


def ensure_venv(paths: Paths) -> None:
    """Make the environment with JupyterLab, where it isn't there, and its configuration."""
    configure(paths)
    if (paths.venv / "bin" / "jupyter-lab").exists() and (paths.venv / "bin" / "jupyter-notebook").exists():
        return
    progress.doing("JupyterLab", "installing")
    make_venv(paths.venv, _PACKAGES, paths.log / "install-jupyterlab.log")
    progress.done("JupyterLab", f"installed in {paths.venv}")


def configure(paths: Paths) -> None:
    """Write JupyterLab's configuration, and what the demo says as a site."""
    site = paths.etc / "site"
    config = paths.etc / "jupyter" / "jupyter_server_config.py"
    templates.write(config, templates.fill("lab/jupyter_server_config.py", {"site": site}))
    for name in _SITE:
        templates.write(site / name, templates.fill(f"site/{name}", {}))


def make_venv(folder: Path, packages: tuple[str, ...], log: Path) -> None:
    """Make an environment for the system's Python, which everyone can run, and install packages into it."""
    if not (folder / "bin" / "pip").exists():
        process.run(["/usr/bin/python3", "-m", "venv", folder], timeout=120, log=log)
    process.run([folder / "bin" / "python", "-m", "pip", "install", *packages], timeout=900, log=log)
