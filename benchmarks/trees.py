"""Writes module trees of real size and shape: `python -m benchmarks.trees --count 3000 --shape flat`.

Names, versions, toolchains and dependencies are those of `easybuild-easyconfigs`; a tree is the same each
time, and is kept.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .easyconfigs import easyconfigs
from .paths import cache
from .selection import CORE, LEAF, SHAPES, TOOLCHAIN, SelectedModule, Shape, select

# Raised when what is written changes, so that older trees aren't taken for it.
_FORM = 1
_CACHE_SECONDS = 600
COUNTS = (300, 3000, 16000)


@dataclass(frozen=True)
class Tree:
    """A module tree on disk.

    Attributes:
        root: its folder.
        count: how many modulefiles it has.
        shape: `hierarchical`, by compiler and MPI as most large sites have it, or `flat`, all in one folder.

    """

    root: Path
    count: int
    shape: Shape

    @property
    def name(self) -> str:
        """Such as `3000-flat`."""
        return f"{self.count}-{self.shape}"

    @property
    def modulepath(self) -> str:
        """What MODULEPATH is before any module is loaded."""
        return str(self.root / "modules" / CORE)

    @property
    def system_cache(self) -> Path:
        """The folder of Lmod's system cache for this tree."""
        return self.root / "cache"

    @property
    def toolchain(self) -> tuple[str, ...]:
        """What a person loads first: a toolchain with 20 modules or more."""
        return ("/".join(TOOLCHAIN),)

    @property
    def leaf(self) -> tuple[str, ...]:
        """A module that needs many: full names in the order in which a person has to load them by hand."""
        if self.shape == "flat":
            return (f"{'/'.join(LEAF)}-{'-'.join(TOOLCHAIN)}",)
        return ("GCC/12.3.0", "OpenMPI/4.1.5", "/".join(LEAF))


def tree(count: int, shape: Shape) -> Tree:
    """A tree, written if it isn't there yet, with Lmod's system cache beside it.

    Args:
        count: how many modulefiles, 100 at least.
        shape: of the tree.

    """
    found = Tree(root=cache() / "trees" / f"{_FORM}-{count}-{shape}", count=count, shape=shape)
    if not found.root.exists():
        _write(found)
    return found


def lmod_command() -> Path:
    """The Lmod that is measured: HPCLAB_TEST_LMOD, or the machine's."""
    return Path(os.environ.get("HPCLAB_TEST_LMOD", "/usr/share/lmod/lmod/libexec/lmod"))


def environment(of: Tree, home: Path, *, with_cache: bool = True) -> dict[str, str]:
    """The environment of a login shell that has Lmod and nothing loaded.

    Args:
        of: the tree that its MODULEPATH points to.
        home: the person's home folder, where Lmod keeps what it finds out by itself.
        with_cache: the site has a system cache.

    """
    home.mkdir(parents=True, exist_ok=True)
    command = lmod_command()
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LMOD_CMD": str(command),
        "LMOD_DIR": str(command.parent),
        "LMOD_PKG": str(command.parent.parent),
        "LMOD_RC": str(of.root / ("with-cache.lua" if with_cache else "without-cache.lua")),
        "LMOD_ROOT": str(command.parent.parent.parent),
        "MODULEPATH": of.modulepath,
        "MODULESHOME": str(command.parent.parent),
        "PATH": os.environ["PATH"],
        "SHELL": "/bin/bash",
        "USER": "ada",
        "XDG_CACHE_HOME": str(home / ".cache"),
    }


def _write(new: Tree) -> None:
    """Write a tree, and put it in its place once it is whole."""
    whole = new.root
    unfinished = whole.with_name(f"{whole.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for module in select(easyconfigs(), new.count, new.shape):
        file = unfinished / "modules" / module.folder / f"{module.full_name}.lua"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(modulefile(module, whole / "modules"))
    _describe_cache(new, unfinished)
    unfinished.rename(whole)
    _build_cache(new)


def modulefile(module: SelectedModule, root: Path) -> str:
    """The text of a modulefile, as EasyBuild's are: what it is, what it loads, what it sets.

    Args:
        module: what is known of it.
        root: where the tree's folders of modulefiles lie.

    """
    source = module.source
    installed = f"/apps/software/{module.folder}/{module.full_name}"
    variable = re.sub(r"\W", "", source.name.upper().replace("-", "MIN").replace("+", "PLUS"))
    lines = [
        f"help({_quoted(source.description)})",
        f"whatis({_quoted(f'Description: {source.description}')})",
        f"whatis({_quoted(f'Homepage: {source.homepage}')})",
        f"whatis({_quoted(f'URL: {source.homepage}')})",
        f"whatis({_quoted(f'Category: {source.kind}')})",
        f"conflict({_quoted(source.name)})",
        *([f"family({_quoted(module.family)})"] if module.family else []),
        *([f"extensions({_quoted(', '.join(source.extensions))})"] if source.extensions else []),
        *(f"depends_on({_quoted(name)})" for name in module.depends),
        *([f"prepend_path('MODULEPATH', {_quoted(str(root / module.opens))})"] if module.opens else []),
        f"local root = {_quoted(installed)}",
        *(
            f"prepend_path('{name}', pathJoin(root, '{folder}'))"
            for name, folder in (
                ("CMAKE_PREFIX_PATH", ""),
                ("CPATH", "include"),
                ("LD_LIBRARY_PATH", "lib"),
                ("LIBRARY_PATH", "lib"),
                ("MANPATH", "share/man"),
                ("PATH", "bin"),
                ("PKG_CONFIG_PATH", "lib/pkgconfig"),
                ("XDG_DATA_DIRS", "share"),
            )
        ),
        f"setenv('EBROOT{variable}', root)",
        f"setenv('EBVERSION{variable}', {_quoted(source.version)})",
        f"setenv('EBDEVEL{variable}', pathJoin(root, 'easybuild', {_quoted(f'{source.name}-devel')}))",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as Lua writes it in brackets that stand nowhere in it."""
    level = "="
    while f"]{level}]" in text:
        level += "="
    return f"[{level}[{text}]{level}]"


def _describe_cache(new: Tree, folder: Path) -> None:
    """Tell Lmod where its system cache is, or that there is none."""
    stamp = new.system_cache / "stamp"
    (folder / "with-cache.lua").write_text(
        f'scDescriptT = {{ {{ dir = "{new.system_cache}", timestamp = "{stamp}" }} }}\n'
    )
    (folder / "without-cache.lua").write_text("scDescriptT = {}\n")


def _build_cache(new: Tree) -> None:
    """Have Lmod write its system cache, as a site does after each installation."""
    new.system_cache.mkdir()
    stamp = new.system_cache / "stamp"
    stamp.touch()
    tool = lmod_command().with_name("update_lmod_system_cache_files")
    subprocess.run(
        [str(tool), "-d", str(new.system_cache), "-t", str(stamp), new.modulepath],
        env=environment(new, new.root / "home"),
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=_CACHE_SECONDS,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one tree and say where it is."""
    parser = argparse.ArgumentParser(prog="benchmarks.trees", description=__doc__)
    parser.add_argument("--count", type=int, default=3000, help="how many modulefiles (default: 3000)")
    parser.add_argument("--shape", choices=SHAPES, default=SHAPES[0], help="how they are laid out")
    given = parser.parse_args(arguments)
    found = tree(given.count, given.shape)
    print(f"export MODULEPATH={found.modulepath} LMOD_RC={found.root / 'with-cache.lua'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
