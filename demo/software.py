"""Real software behind some of the modules: links to what Debian installs, Python packages, and stand-ins."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from demo import process, progress, templates
from demo.paths import HERE, Paths
from demo.process import DemoError

# module: {what it puts on PATH: what that is}
_LINKS: Mapping[str, Mapping[str, str]] = {
    "Python/3.11.2": dict.fromkeys(("python", "python3", "python3.11"), "/usr/bin/python3.11"),
    "R/4.2.2": {"R": "/usr/bin/R", "Rscript": "/usr/bin/Rscript"},
    "CMake/3.25.1": {name: f"/usr/bin/{name}" for name in ("cmake", "ctest", "cpack")},
    "openrefine/3.6.2": {"openrefine": "/usr/bin/openrefine"},
    "tigervnc/1.12.0": {
        "vncserver": "/usr/bin/tigervncserver",
        **{
            name: f"/usr/bin/{name}"
            for name in ("Xtigervnc", "fluxbox", "startfluxbox", "xterm", "dbus-launch")
        },
    },
}
_BUNDLES: Mapping[str, Sequence[str]] = {
    "SciPy-bundle/2023.07": ("numpy==1.25.1", "scipy==1.11.1", "pandas==2.0.3"),
    "SciPy-bundle/2023.11": ("numpy==1.26.2", "scipy==1.11.4", "pandas==2.1.3"),
}
_RSTUDIO_VERSIONS = ("2024.12", "2023.06")  # with a unix socket, and with a port only
_R_KERNEL = Path("/usr/lib/R/site-library/IRkernel/kernelspec")


def link_debian_software(paths: Paths) -> None:
    """Make the folders that modules put on PATH, with links to the programs of this machine.

    Raises:
        DemoError: A program isn't installed.

    """
    for module, links in _LINKS.items():
        folder = paths.software / module / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        for name, target in links.items():
            if not Path(target).exists():
                raise DemoError(
                    f"{target}, which the module {module} brings, is missing: run `python3 -m demo packages`."
                )
            _link(folder / name, Path(target))
    _write_r_kernel(paths.software / "R/4.2.2")


def install_stand_ins(paths: Paths) -> None:
    """Put the stand-in for RStudio Server where ordinary users can run it, once for each of its modules."""
    program = (HERE / "stand_ins" / "rserver.py").read_text(encoding="utf-8")
    for version in _RSTUDIO_VERSIONS:
        root = paths.software / f"rstudio-server/{version}-stand-in"
        templates.write(root / "lib" / "rserver.py", program)
        words = shlex.join(["/usr/bin/python3", "-I", str(root / "lib" / "rserver.py"), version])
        templates.write(root / "bin" / "rserver", f'#!/bin/sh\nexec {words} "$@"\n', mode=0o755)


def install_python_bundles(paths: Paths) -> None:
    """Install NumPy, SciPy and pandas into folders of their own, for the system's Python."""
    for module, requirements in _BUNDLES.items():
        target = paths.software / module / "lib" / "python3.11" / "site-packages"
        if target.exists():
            continue
        progress.doing(module, f"installing {', '.join(requirements)}")
        unfinished = target.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        words: list[str | Path] = [
            paths.venv / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--only-binary=:all:",
        ]
        words += ["--target", unfinished, *requirements]
        process.run(words, timeout=900, log=paths.log / "install-scipy-bundle.log")
        unfinished.rename(target)
        progress.done(module, "installed")


def _write_r_kernel(root: Path) -> None:
    """Write R's kernel for Jupyter where only those see it who have loaded the module."""
    folder = root / "share" / "jupyter" / "kernels" / "ir"
    spec = {
        "argv": [str(root / "bin" / "R"), "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"],
        "display_name": "R 4.2.2",
        "language": "R",
    }
    templates.write(folder / "kernel.json", json.dumps(spec, indent=1) + "\n")
    for name in ("kernel.js", "logo-64x64.png", "logo-svg.svg"):
        if (_R_KERNEL / name).exists():
            _link(folder / name, _R_KERNEL / name)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)
