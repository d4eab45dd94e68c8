"""Real software: what PyPI's `easybuild-easyconfigs` says of names, versions, toolchains and dependencies.

The files are fetched by pip and read when a benchmark first needs them. They are Python, but none of it is
executed: what can be read as a literal is taken, the rest is left out.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from .paths import cache

# The last release that still has the older toolchains, and with them enough modules for the largest tree.
_RELEASE = "4.9.4"
_SYSTEM = {"name": "system", "version": "system"}
_DOWNLOAD_SECONDS = 600
# Packages whose version stands in others' suffixes, such as -Python-%(pyver)s.
_VERSION_TEMPLATES = {"Python": "py", "R": "r", "Perl": "perl", "Java": "java", "CUDA": "cuda"}
_TEMPLATE = re.compile(r"%\((\w+)\)s")


class Dependency(msgspec.Struct, frozen=True):
    """What a package needs when it runs.

    Attributes:
        name: such as `zlib`.
        version: such as `1.2.13`.
        suffix: such as `-Python-3.11.3`, mostly empty.
        toolchain: name and version of what it was built with; None for that of the package, or one below.

    """

    name: str
    version: str
    suffix: str
    toolchain: tuple[str, str] | None


class Easyconfig(msgspec.Struct, frozen=True):
    """One build of one version of a package.

    Attributes:
        name: such as `GDAL`.
        version: such as `3.7.1`.
        suffix: such as `-Python-3.11.3`, mostly empty.
        toolchain: name and version of the compiler and libraries that it was built with, such as
            `("foss", "2023a")`; `("system", "system")` where with none.
        dependencies: what it needs when it runs.
        kind: its class, such as `lib` or `toolchain`.
        description: in prose.
        homepage: its address.
        extensions: what it provides, such as `numpy/1.25.1`.

    """

    name: str
    version: str
    suffix: str
    toolchain: tuple[str, str]
    dependencies: tuple[Dependency, ...]
    kind: str
    description: str
    homepage: str
    extensions: tuple[str, ...]


def easyconfigs() -> list[Easyconfig]:
    """All of them, sorted by name, version, suffix and toolchain; from the second time on from a file.

    Raises:
        subprocess.SubprocessError: pip can't fetch them.

    """
    kept = cache() / f"easyconfigs-{_RELEASE}.json"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=list[Easyconfig])
    found = sorted(
        _read(_fetch()), key=lambda one: (one.name.lower(), one.name, one.version, one.suffix, one.toolchain)
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    temporary = kept.with_suffix(".new")
    temporary.write_bytes(msgspec.json.encode(found))
    temporary.replace(kept)
    return found


def parse(text: str) -> Easyconfig | None:
    """Read one easyconfig.

    Args:
        text: of the file.

    Returns:
        None where it has no name, version or toolchain that can be read.

    """
    values = _assignments(text)
    name, version, toolchain = values.get("name"), values.get("version"), values.get("toolchain")
    if not isinstance(name, str) or not isinstance(version, str):
        return None
    built_with = _toolchain(toolchain)
    if built_with is None:
        return None
    templates = _templates(name, version, values.get("dependencies"))
    suffix = values.get("versionsuffix")
    templates["versionsuffix"] = _filled(suffix, templates)
    return Easyconfig(
        name=name,
        version=version,
        suffix=templates["versionsuffix"],
        toolchain=built_with,
        dependencies=tuple(_dependencies(values.get("dependencies"), templates)),
        kind=_text(values.get("moduleclass")),
        description=_filled(values.get("description"), templates),
        homepage=_filled(values.get("homepage"), templates),
        extensions=tuple(_extensions(values.get("exts_list"))),
    )


def _fetch() -> Path:
    """The release's source distribution."""
    folder = cache() / "easybuild-easyconfigs"
    subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--no-binary", "easybuild-easyconfigs", "--dest", str(folder),
            f"easybuild-easyconfigs=={_RELEASE}",
        ],
        check=True,
        timeout=_DOWNLOAD_SECONDS,
    )  # fmt: skip
    (archive,) = folder.glob(f"*{_RELEASE}*.tar.gz")
    return archive


def _read(archive: Path) -> Iterator[Easyconfig]:
    with tarfile.open(archive) as opened:
        for member in opened:
            if not member.name.endswith(".eb") or "/__archive__/" in member.name:
                continue
            file = opened.extractfile(member)
            found = parse(file.read().decode("utf-8", "replace")) if file else None
            if found is not None:
                yield found


def _assignments(text: str) -> Mapping[str, object]:
    """The values that an easyconfig gives at its top level, as far as they can be read."""
    values: dict[str, object] = {"SYSTEM": _SYSTEM}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in other people's files
            statements = ast.parse(text).body
    except SyntaxError:
        return values
    for statement in statements:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            values[statement.targets[0].id] = _evaluated(statement.value, values)
    return values


def _evaluated(node: ast.expr, known: Mapping[str, object]) -> object:
    """A literal's value, with known names, `+` and `%`; None for everything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(_evaluated(each, known) for each in node.elts)
    if isinstance(node, ast.Dict):
        return {
            _evaluated(key, known): _evaluated(value, known)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        }
    if isinstance(node, ast.BinOp):
        return _combined(node.op, _evaluated(node.left, known), _evaluated(node.right, known))
    return None


def _combined(operator: ast.operator, left: object, right: object) -> object:
    if isinstance(operator, ast.Add):
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        if isinstance(left, tuple) and isinstance(right, tuple):
            return left + right
    if isinstance(operator, ast.Mod) and isinstance(left, str):
        try:
            return str(left % right)
        except (TypeError, ValueError, KeyError):
            return None
    return None


def _toolchain(value: object) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return None
    name, version = value.get("name"), value.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        return None
    return ("system", "system") if name in ("system", "dummy") else (name, version)


def _templates(name: str, version: str, dependencies: object) -> dict[str, str]:
    """What `%(…)s` stands for in the other values."""
    major, *others = version.split(".")
    templates = {
        "name": name,
        "namelower": name.lower(),
        "version": version,
        "version_major": major,
        "version_major_minor": ".".join([major, *others[:1]]),
    }
    for dependency in dependencies if isinstance(dependencies, tuple) else ():
        if not isinstance(dependency, tuple) or len(dependency) < 2:
            continue
        short = _VERSION_TEMPLATES.get(_text(dependency[0]))
        if short is not None:
            templates[f"{short}ver"] = _text(dependency[1])
            templates[f"{short}shortver"] = ".".join(_text(dependency[1]).split(".")[:2])
    return templates


def _dependencies(value: object, templates: Mapping[str, str]) -> Iterator[Dependency]:
    for each in value if isinstance(value, tuple) else ():
        if not isinstance(each, tuple) or len(each) < 2:
            continue
        name, version = _filled(each[0], templates), _filled(each[1], templates)
        if not name or not version or version == "EXTERNAL_MODULE":
            continue
        yield Dependency(
            name=name,
            version=version,
            suffix=_filled(each[2], templates) if len(each) > 2 else "",
            toolchain=_dependency_toolchain(each[3] if len(each) > 3 else None, templates),
        )


def _dependency_toolchain(value: object, templates: Mapping[str, str]) -> tuple[str, str] | None:
    if value is True:
        return ("system", "system")
    if isinstance(value, tuple) and len(value) == 2:
        return (_filled(value[0], templates), _filled(value[1], templates))
    return _toolchain(value)


def _extensions(value: object) -> Iterator[str]:
    for each in value if isinstance(value, tuple) else ():
        if (
            isinstance(each, tuple)
            and len(each) > 1
            and isinstance(each[0], str)
            and isinstance(each[1], str)
        ):
            yield f"{each[0]}/{each[1]}"


def _filled(value: object, templates: Mapping[str, str]) -> str:
    """A text with its templates, such as `%(version)s`, replaced; unknown ones are left out."""
    return _TEMPLATE.sub(lambda match: templates.get(match[1], ""), _text(value))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
