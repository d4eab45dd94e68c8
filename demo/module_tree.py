"""Writes the module tree: the modulefiles kept in the repository, and the bulk from the table."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from demo import modulefile, software_table, templates
from demo.paths import HERE, REPOSITORY, Paths

_KEPT = HERE / "modules" / "tree"
_ODD = REPOSITORY / "tests" / "cluster" / "odd-modules"


def write(paths: Paths) -> int:
    """Write the whole tree beside the old one and put it in its place. Return the number of modulefiles."""
    new = paths.root / "modules.new"
    shutil.rmtree(new, ignore_errors=True)
    values = {"root": paths.root, "software": paths.software, "modules": paths.modules}
    kept = _write_kept(new, values)
    packages = software_table.read(_name_version_folder(file) for file in kept)
    notes: dict[PurePosixPath, list[str]] = defaultdict(list)
    count = len(kept)
    for package in packages:
        for build in package.builds:
            text = modulefile.render(package, build, tree=paths.modules, software=paths.software)
            templates.write(new / build.file, text)
            count += 1
            if build.hidden:
                notes[build.file.parent].append(f"hide_version({modulefile.quote(build.full_name)})")
            if build.default:
                notes[build.file.parent].append(
                    f'module_version({modulefile.quote(build.full_name)}, "default")'
                )
    for folder, lines in notes.items():
        templates.write(new / folder / ".modulerc.lua", "\n".join(lines) + "\n")
    for _, place in software_table.PLACES.values():
        (new / place).mkdir(parents=True, exist_ok=True)
    _replace(paths.modules, new)
    return count


def copy_odd(paths: Paths) -> None:
    """Put the tests' odd modulefiles where ordinary users can read them, which a repository need not be."""
    new = paths.root / "odd.new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(_ODD, new, symlinks=True)
    _replace(paths.odd_modules, new)


def _write_kept(target: Path, values: Mapping[str, object]) -> list[PurePosixPath]:
    """Copy the modulefiles that are kept in the repository, with their names filled in.

    Returns:
        The modulefiles, below the target.

    """
    files = []
    for file in sorted(path for path in _KEPT.rglob("*") if path.is_file()):
        below = PurePosixPath(file.relative_to(_KEPT).as_posix())
        templates.write(target / below, templates.fill_text(file.read_text(encoding="utf-8"), values))
        if not below.name.startswith(".modulerc"):
            files.append(below)
    return files


def _name_version_folder(file: PurePosixPath) -> tuple[str, str, str]:
    return file.parent.name, file.stem, str(file.parent.parent)


def _replace(old: Path, new: Path) -> None:
    """Put a new tree where the old one was, if it differs; nobody sees half a tree."""
    if old.exists() and _content(old) == _content(new):
        shutil.rmtree(new)
        return
    aside = old.with_name(f"{old.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


def _content(tree: Path) -> dict[str, bytes]:
    """Return all files of a tree; a link counts as what it points to, a broken one as nothing."""
    files = (path for path in tree.rglob("*") if path.is_file())
    return {str(file.relative_to(tree)): file.read_bytes() for file in files}
