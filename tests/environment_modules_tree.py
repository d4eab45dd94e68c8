"""A small module tree for Environment Modules, with modules that misbehave, and where that is unpacked."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from demo.paths import Paths

RELEASES = ("bookworm", "trixie")  # 5.2.0 and 5.5.0

_HEAD = "#%Module1.0\n"
_COMPILER = """
module-whatis "Name: gcc"
module-whatis "Description: the GNU compilers"
module-whatis "Keywords: c, c++"
proc ModulesHelp {{}} {{ puts stderr "Compiles <b>C</b>." }}
conflict gcc
setenv CC gcc-{0}
prepend-path PATH /sw/gcc/{0}/bin
prepend-path MODULEPATH {1}/below
"""
MODULES = {
    "core/hdf5/1.14": 'prereq gcc\nprepend-path PATH /sw/hdf5/bin\nsetenv HDF5 "1.14"',
    "core/below/1": "",
    "core/sticky/1": "module-tag sticky sticky\nsetenv STICKY yes",
    "core/bio/blast/2.14": "prepend-path PATH /sw/blast",
    "core/noversion": 'module-whatis "no \\"version\\",\nbut two lines <b>"',
    "core/control/1": r"""setenv CONTROL "a\tb\nc\"d\\e'f <b>\nos.environ\['PATH'\] = 'x'"
setenv END "back\\" """,
    "core/prints/1": """puts stderr "straight to standard error"
puts "os.environ and more"
setenv PRINTS yes""",
    "core/broken/1": "setenv HALF yes\nno_such_command",
    "core/needs/1": "prereq nosuch",
    "core/warns/1": 'setenv WARNS yes\nreportWarning "goes away"',
    "below/fftw/3.3": "setenv FFTW 3.3",
}


def command(release: str) -> Path | None:
    """The program `modulecmd.tcl` of a Debian release's package; None where that isn't unpacked."""
    folder = Paths.from_environment().module_system("environment-modules", release)
    return next(folder.glob("usr/lib/*/modulecmd.tcl"), None)


def build(root: Path) -> Path:
    """Write the tree into an empty folder; the folder to begin with."""
    for version in ("12.3", "13.2"):
        _write(root, f"core/gcc/{version}", _COMPILER.format(version, root))
    for name, text in MODULES.items():
        _write(root, name, text)
    (root / "core" / ".modulerc").write_text(
        f"{_HEAD}module-version gcc/12.3 default\nmodule-alias gnu gcc/13.2\nmodule-hide below\n"
    )
    return root / "core"


def environment(program: Path, modulepath: Path, home: Path) -> dict[str, str]:
    """What a login shell of a site with Environment Modules has, with nothing loaded."""
    home.mkdir(exist_ok=True)
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "MODULEPATH": str(modulepath),
        "MODULES_CMD": str(program),
        "MODULESHOME": str(program.parents[3] / "usr" / "share" / "modules"),
    }


def in_bash(start: dict[str, str], script: str) -> dict[str, str]:
    """The environment that a bash has after a script of `module` commands, begun with the given one."""
    module = 'module() { eval "$("$MODULES_CMD" bash "$@")"; }'
    run = subprocess.run(
        ["/bin/bash", "--norc", "--noprofile", "-c", f"{module}\n{script}\nunset -f module\nexec env -0"],
        env=start,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    pairs = (item.partition("=") for item in os.fsdecode(run.stdout).split("\0") if item)
    return {name: value for name, _, value in pairs if name not in ("_", "SHLVL", "PWD", "OLDPWD")}


def _write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_HEAD + text + "\n")
