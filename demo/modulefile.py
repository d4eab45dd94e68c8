"""Writes one modulefile of the bulk, in Lua, from what the table says."""

from __future__ import annotations

from pathlib import Path

from demo.software_table import Build, Package, folder


def render(package: Package, build: Build, *, tree: Path, software: Path) -> str:
    """Return a modulefile's text.

    Args:
        package: The software.
        build: Its version at a place.
        tree: The module tree's folder.
        software: The folder below which software is installed; the bulk isn't, only its paths are real.

    """
    root = software / package.name / f"{build.version}-{build.place.replace('/', '-')}"
    facts = [
        ("Name", package.name),
        ("Version", build.version),
        ("Description", package.about),
        ("Category", package.category),
        ("URL", package.url),
    ]
    if package.keywords:
        facts.append(("Keywords", ", ".join(package.keywords)))
    lines = [_help(package, build), *(f"whatis({quote(f'{key}: {value}')})" for key, value in facts), ""]
    if package.family:
        lines.append(f"family({quote(package.family)})")
    for text in package.properties:
        name, _, value = text.partition(":")
        lines.append(f"add_property({quote(name)}, {quote(value)})")
    if build.extensions:
        lines.append(f"extensions({quote(', '.join(build.extensions))})")
    lines += [f"depends_on({quote(other)})" for other in build.depends]
    if build.opens:
        lines.append(f"prepend_path({quote('MODULEPATH')}, {quote(str(tree / folder(build.opens)))})")
    if not _is_toolchain(package):
        lines += _environment(package, build, root)
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """Return a text as a Lua string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def variable(name: str) -> str:
    """Return a package's name as it stands in names of variables: upper case, other characters as words."""
    return name.upper().replace("+", "PLUS").replace(".", "").replace("-", "MIN")


def _is_toolchain(package: Package) -> bool:
    return package.category == "toolchain"


def _environment(package: Package, build: Build, root: Path) -> list[str]:
    return [
        "",
        f"local root = {quote(str(root))}",
        f'setenv("EBROOT{variable(package.name)}", root)',
        f'setenv("EBVERSION{variable(package.name)}", {quote(build.version)})',
        'prepend_path("PATH", pathJoin(root, "bin"))',
        'prepend_path("LD_LIBRARY_PATH", pathJoin(root, "lib"))',
        'prepend_path("CMAKE_PREFIX_PATH", root)',
    ]


def _help(package: Package, build: Build) -> str:
    return (
        f"help([==[\n{package.about}.\n\n"
        f"This is {package.name} {build.version} in hpclab's demo: the module is real,\n"
        f"the software behind it isn't installed. More about it: {package.url}\n]==])\n"
    )
