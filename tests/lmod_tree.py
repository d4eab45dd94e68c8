"""A small module tree with the shape of a real site's: Core, compiler and MPI, and modules that misbehave."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from demo.paths import Paths
from hpclab.software.hierarchy import Hierarchy, ModuleEntry

# Another Lmod than the machine's can be tested: HPCLAB_TEST_LMOD=/path/to/libexec/lmod.
LMOD_COMMAND = Path(os.environ.get("HPCLAB_TEST_LMOD", "/usr/share/lmod/lmod/libexec/lmod"))
# Debian 13's, which `python3 -m demo packages --test` unpacks.
UNPACKED_LMOD = Paths.from_environment().module_system("lmod", "trixie")
# What a bash sets for itself.
# A shell that runs a script has no prompt, also where an activated environment has exported one.
OF_EACH_SHELL = frozenset({"_", "SHLVL", "PWD", "OLDPWD", "PS1"})
LMOD_INIT = Path("/usr/share/lmod/lmod/init/bash")

_COMPILER = """
family("compiler")
setenv("COMPILER", myModuleFullName())
prepend_path("PATH", "/sw/{0}/bin")
prepend_path("MODULEPATH", "{root}/compiler/{0}")
"""
_MPI = """
family("mpi")
prepend_path("PATH", "/sw/{compiler}/{0}/bin")
prepend_path("MODULEPATH", "{root}/mpi/{compiler}/{0}")
"""
_PLAIN = """
setenv("EB_" .. myModuleName():gsub("-", "_"), myModuleVersion())
prepend_path("PATH", "/sw/{0}/bin")
append_path("MANPATH", "/sw/{0}/man")
"""
_SCIPY = 'depends_on("Python/3.11.3")' + _PLAIN

# Modulefiles that do what a modulefile shouldn't, or that have to be read with care.
_DIFFICULT = {
    "failing/1.0": 'setenv("HALF", "done")\nLmodError("This node has no licence server.")',
    "wanting/1.0": 'prereq("R/4.3.2", "no-such/1.0")\nsetenv("WANTING", "yes")',
    "either/1.0": 'prereq_any("R/4.3.2", atleast("Python", "3"))',
    "broken/1.0": 'setenv("HALF", "done")\nno_such_function()',
    "printing/1.0": """print("Welcome!")
print([[os.environ["PATH"] = "unclosed]])
io.stderr:write("straight to standard error\\n")
setenv("PRINTING", "yes")""",
    "large/1.0": 'setenv("LARGE", string.rep("x", 200000))',
    # Lmod evaluates every modulefile when it looks for a name, so these two mind the mode.
    "exiting/1.0": 'setenv("EXITING", "yes")\nif (mode() == "load") then os.exit(3) end',
    "control/1.0": r"""setenv("CONTROL", "a\tb\nc\"d\\e\27[0m\r;' $(touch x) \195\169 \255 <b>")""",
    "nul/1.0": r'setenv("NUL", "a\0b")',
    "warning/1.0": 'LmodWarning("This version goes away soon.")\nsetenv("WARNING", "yes")',
    "talking/1.0": 'LmodMessage("Cite us, please.")\nsetenv("TALKING", "yes")',
    "language/1.0": 'pushenv("LANG", "fr_FR.UTF-8")',
    "dry/1.0": 'setenv("DRY_SEEN", os.getenv("HPCLAB_DRY_RUN") or "no")',
    "slow/1.0": 'if (mode() == "load") then os.execute("sleep 30") end',
}


@dataclass(frozen=True)
class ModuleTree:
    """A module tree on disk.

    Attributes:
        root: its folder.
        core: the folder that is searched from the start.

    """

    root: Path
    core: Path

    def environment(self, home: Path, command: Path = LMOD_COMMAND) -> dict[str, str]:
        """The environment of a login shell that has Lmod and nothing loaded.

        Args:
            home: the person's home folder, where Lmod keeps its cache.
            command: the Lmod.

        """
        home.mkdir(exist_ok=True)
        start = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "de_DE.UTF-8", "USER": "ada"}
        start["MODULEPATH"] = str(self.core)
        return in_bash({**start, "LMOD_CMD": str(command)}, "true")

    def hierarchy(self) -> Hierarchy:
        """What the catalog says of this tree."""
        entries: dict[str, list[ModuleEntry]] = {}
        for file in sorted(self.root.rglob("*.lua"), reverse=True):
            if file.name == ".modulerc.lua":
                continue
            name, version = file.parent.name, file.stem
            folder = str(file.parent.parent)
            found = entries.setdefault(name, [])
            same = next((entry for entry in found if entry.full_name == f"{name}/{version}"), None)
            if same is not None:
                found.remove(same)
            found.append(
                ModuleEntry(
                    name=name,
                    full_name=f"{name}/{version}",
                    paths=(*(same.paths if same else ()), folder),
                    default=same.default if same else not found,
                    family={"GCC": "compiler", "Clang": "compiler", "OpenMPI": "mpi", "MPICH": "mpi"}.get(
                        name
                    ),
                    hidden=version.startswith("."),
                )
            )
        prerequisites: dict[str, list[tuple[str, ...]]] = {
            str(self.root / "compiler" / compiler): [(compiler,)] for compiler in ("GCC/12.3.0", "GCC/13.2.0")
        }
        for compiler, mpi in (
            ("GCC/12.3.0", "OpenMPI/4.1.5"),
            ("GCC/12.3.0", "MPICH/4.1.2"),
            ("GCC/13.2.0", "OpenMPI/5.0.3"),
        ):
            prerequisites[str(self.root / "mpi" / compiler / mpi)] = [(compiler, mpi)]
        return Hierarchy(entries=entries, prerequisites=prerequisites)


def build(root: Path) -> ModuleTree:
    """Write the tree into an empty folder."""
    tree = ModuleTree(root=root, core=root / "core")
    for version in ("2020", "2023"):
        text = f'add_property("lmod", "sticky")\nsetenv("STDENV", "{version}")'
        _write(tree.core, f"StdEnv/{version}", text)
    for compiler in ("GCC/12.3.0", "GCC/13.2.0", "Clang/17.0.6"):
        _write(tree.core, compiler, _filled(_COMPILER, compiler, root))
    _write(tree.core, "Python/3.11.3", _filled(_PLAIN, "Python/3.11.3", root))
    _write(tree.core, "R/4.3.2", _filled(_PLAIN, "R/4.3.2", root))
    _write(tree.core, "secret/.1.0", _filled(_PLAIN, "secret/.1.0", root))
    _write(tree.core, "kernel/1.0", f'prepend_path("JUPYTER_PATH", "{root}/jupyter")')
    for name, text in _DIFFICULT.items():
        _write(tree.core, name, text)
    for compiler, hdf5, mpis in (
        ("GCC/12.3.0", "HDF5/1.14.0", ("OpenMPI/4.1.5", "MPICH/4.1.2")),
        ("GCC/13.2.0", "HDF5/1.14.3", ("OpenMPI/5.0.3",)),
        ("Clang/17.0.6", "HDF5/1.14.3", ()),
    ):
        folder = root / "compiler" / compiler
        _write(folder, hdf5, _filled(_PLAIN, f"{compiler}/{hdf5}", root))
        _write(folder, "zlib/1.3", _filled(_PLAIN, f"{compiler}/zlib/1.3", root))
        for mpi in mpis:
            _write(folder, mpi, _filled(_MPI, mpi, root, compiler))
            below = root / "mpi" / compiler / mpi
            _write(below, "SciPy-bundle/2023.07", _filled(_SCIPY, f"{compiler}/{mpi}/SciPy-bundle", root))
            _write(below, "FFTW/3.3.10", _filled(_PLAIN, f"{compiler}/{mpi}/FFTW", root))
    (tree.core / ".modulerc.lua").write_text('module_alias("gnu", "GCC/12.3.0")\n')
    (root / "jupyter").mkdir()
    return tree


def unpacked_lmod() -> Path | None:
    """The program of Debian 13's Lmod; None where it isn't unpacked."""
    return next(UNPACKED_LMOD.glob("usr/share/lmod/*/libexec/lmod"), None)


def in_bash(environment: dict[str, str], script: str) -> dict[str, str]:
    """The environment that a bash has after Lmod's start file and a script, begun with the given one.

    The Lmod is the one that LMOD_CMD names there; else the machine's.
    """
    # Debian's start file, also where it is unpacked elsewhere, names the machine's Lmod.
    chosen = _named(Path(environment.get("LMOD_CMD", str(LMOD_COMMAND))))
    run = subprocess.run(
        ["/bin/bash", "--norc", "--noprofile", "-c", f"source {LMOD_INIT}\n{chosen}\n{script}\nexec env -0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=120,
    )
    pairs = (item.partition("=") for item in os.fsdecode(run.stdout).split("\0") if item)
    return {name: value for name, _, value in pairs if name not in OF_EACH_SHELL}


def _named(command: Path) -> str:
    """The shell's command that sets the variables by which an Lmod is found."""
    package = command.parent.parent
    variables = {
        "LMOD_CMD": command,
        "LMOD_DIR": command.parent,
        "LMOD_PKG": package,
        "LMOD_ROOT": package.parent,
        "MODULESHOME": package,
    }
    return "export " + " ".join(f"{name}={shlex.quote(str(value))}" for name, value in variables.items())


def _filled(text: str, name: str, root: Path, compiler: str = "") -> str:
    return text.replace("{0}", name).replace("{root}", str(root)).replace("{compiler}", compiler)


def _write(folder: Path, name: str, text: str) -> None:
    file = folder / f"{name}.lua"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")
