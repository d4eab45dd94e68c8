"""Writes the module tree: the modulefiles kept in the repository, and the bulk from the table."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from demo import modulefile, software_table, templates
from demo.paths import HERE, Paths

_KEPT = HERE / "modules" / "tree"


def write(paths: Paths) -> int:
    """Write the whole tree beside the old one and put it in its place. Return the number of modulefiles."""
    new = paths.root / "modules.new"
    shutil.rmtree(new, ignore_errors=True)
    values = {"root": paths.root, "software": paths.software, "modules": paths.modules}
    kept = write_kept(_KEPT, new, values)
    packages = software_table.read(_name_version_folder(file) for file in kept if file.suffix == ".lua")
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


def write_kept(source: Path, target: Path, values: Mapping[str, object]) -> list[PurePosixPath]:
    """Copy modulefiles that are kept in the repository, with their names filled in.

    Returns:
        The modulefiles, below the target.

    """
    files = []
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        below = PurePosixPath(file.relative_to(source).as_posix())
        templates.write(target / below, templates.fill_text(file.read_text(encoding="utf-8"), values))
        if not below.name.startswith(".modulerc"):
            files.append(below)
    return files


def _name_version_folder(file: PurePosixPath) -> tuple[str, str, str]:
    return file.parent.name, file.stem, str(file.parent.parent)


def _replace(old: Path, new: Path) -> None:
    """Put the new tree where the old one was; nobody sees half a tree."""
    aside = old.with_name("modules.old")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)
