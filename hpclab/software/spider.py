"""Reads Lmod's spider data and compiles it into the catalog: pure functions, no files, no processes.

The form is that of `spider -o spider-json` of Lmod 8.6 to 9.2: `{name: {modulefile: {fullName, Version, wV,
pV, mpath, hidden, whatis, Description, Category, URL, parentAA, propT, family, provides}}}`. The order of its
keys and of `parentAA` changes from run to run; everything here is sorted, so that a tree has one catalog.
"""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import msgspec

from ..core.errors import BrokenToolError
from . import whatis
from .models import Catalog, ModulePath, Package, Version

# Where JSON may begin: a modulefile's own print() at file level stands in front of it.
_BEGINNING = re.compile(rb"[{\[]")
_MOST_BEGINNINGS = 10_000
# Longer than any description that says what something is; some modulefiles have a whole manual there.
_DESCRIPTION_LIMIT = 2000
# Lua's encoder leaves some control characters as they are, which JSON doesn't allow.
_WITHOUT_CONTROLS = bytes(32 if byte < 32 and byte not in b"\n" else byte for byte in range(256))


class Modulefile(msgspec.Struct, frozen=True):
    """One modulefile, as spider describes it.

    Attributes:
        name: of the package.
        file: the modulefile.
        full_name: such as `GCC/12.3.0`.
        version: None where it has none.
        order: greater for a newer version.
        weight: greatest for the default; a site's mark beats every version.
        path: the folder of modulefiles in which it was found, normalised.
        prerequisites: alternatives of what to load first, in order; none where it is found from the start.

    """

    name: str
    file: str
    full_name: str
    version: str | None
    order: str
    weight: str
    path: str
    hidden: bool
    description: str
    category: str
    url: str
    keywords: tuple[str, ...]
    properties: tuple[str, ...]
    family: str | None
    provides: tuple[str, ...]
    prerequisites: tuple[tuple[str, ...], ...]


def parse(output: bytes) -> list[Modulefile]:
    """Read what spider printed.

    A broken entry costs only itself. Text before the JSON, and bytes that aren't UTF-8, do no harm.

    Raises:
        BrokenToolError: there is no spider data in it.

    """
    packages = _decode(output)
    return [
        modulefile
        for name, files in packages.items()
        for file, entry in _mapping(files).items()
        if (modulefile := _modulefile(name, file, _mapping(entry))) is not None
    ]


def compile_catalog(
    modulefiles: Iterable[Modulefile],
    *,
    built_at: float,
    deprecated: Mapping[str, str],
    base: Iterable[str] = (),
    walked: Container[str] = (),
) -> Catalog:
    """The catalog of some modulefiles.

    Args:
        modulefiles: in any order.
        built_at: Unix seconds; the revision is the same in milliseconds, so it grows with each build.
        deprecated: what the site says about versions that go away, by full name.
        base: folders that are searched from the start, normalised, also where nothing is in them.
        walked: the folders that were walked.

    """
    by_name: dict[str, list[Modulefile]] = defaultdict(list)
    by_path: dict[str, list[Modulefile]] = defaultdict(list)
    for modulefile in modulefiles:
        by_name[modulefile.name].append(modulefile)
        by_path[modulefile.path].append(modulefile)
    searched = frozenset(base)
    paths = {path: index for index, path in enumerate(sorted(searched.union(by_path)))}
    return Catalog(
        revision=round(built_at * 1000),
        complete=True,
        built_at=built_at,
        packages=[_package(name, by_name[name], paths, deprecated) for name in sorted(by_name)],
        modulepaths=[
            ModulePath(
                path=path,
                prerequisites=[] if path in searched else _prerequisites(by_path[path]),
                walked=path in walked,
            )
            for path in paths
        ],
    )


def normalised(path: str) -> str:
    """A folder of modulefiles as Lmod writes it: no doubled or trailing slashes, no dots; links are kept."""
    return "/" + os.path.normpath(path).lstrip("/") if path.startswith("/") else os.path.normpath(path)


def folders(modulepath: str) -> list[str]:
    """The folders of a MODULEPATH as Lmod writes them, each once; what is no absolute path is left out."""
    absolute = (entry for entry in modulepath.split(":") if entry.startswith("/") and "\n" not in entry)
    return list(dict.fromkeys(normalised(entry) for entry in absolute))


def _decode(output: bytes) -> Mapping[str, object]:
    output = output.translate(_WITHOUT_CONTROLS)
    try:
        output.decode("utf-8")
    except UnicodeDecodeError:
        output = output.decode("utf-8", "replace").encode()
    for tried, beginning in enumerate(_BEGINNING.finditer(output)):
        if tried == _MOST_BEGINNINGS:
            break
        try:
            decoded = msgspec.json.decode(memoryview(output)[beginning.start() :])
        except msgspec.DecodeError:
            continue
        if isinstance(decoded, dict) or decoded == []:  # Lua writes an empty table as a list
            return _mapping(decoded)
    raise BrokenToolError(
        "spider_broken",
        "Lmod's spider printed no data about the modules. Ask your support to run it by hand.",
        output[-2000:].decode("utf-8", "replace"),
    )


def _modulefile(name: str, file: str, entry: Mapping[str, object]) -> Modulefile | None:
    full_name = _text(entry.get("fullName"))
    path = _text(entry.get("mpath"))
    if not full_name or not path:
        return None
    said = _texts(entry.get("whatis"))
    weight = _text(entry.get("wV"))
    return Modulefile(
        name=name,
        file=file,
        full_name=full_name,
        version=_text(entry.get("Version")) or None,
        order=_text(entry.get("pV")) or weight.lstrip("^"),
        weight=weight,
        path=normalised(path),
        hidden=entry.get("hidden") is True,
        description=(_text(entry.get("Description")) or whatis.plain_line(said))[:_DESCRIPTION_LIMIT],
        category=_text(entry.get("Category")),
        url=_text(entry.get("URL")),
        keywords=whatis.keywords(said),
        properties=tuple(
            value for values in _mapping(entry.get("propT")).values() for value in _mapping(values)
        ),
        family=_text(entry.get("family")) or None,
        provides=_texts(entry.get("provides")),
        prerequisites=tuple(chain for each in _items(entry.get("parentAA")) if (chain := _texts(each))),
    )


def _package(
    name: str, files: Sequence[Modulefile], paths: Mapping[str, int], deprecated: Mapping[str, str]
) -> Package:
    by_full_name: dict[str, list[Modulefile]] = defaultdict(list)
    for modulefile in files:
        by_full_name[modulefile.full_name].append(modulefile)
    shown = [modulefile for modulefile in files if not modulefile.hidden] or files
    default = max(shown, key=lambda one: (one.weight, one.full_name)).full_name
    newest_first = sorted(
        files, key=lambda one: (not one.hidden, one.order, one.full_name, one.file), reverse=True
    )
    return Package(
        name=name,
        versions=[
            _version(
                sorted(by_full_name[full_name], key=lambda one: one.file),
                paths,
                default=full_name == default,
                deprecated=deprecated.get(full_name),
            )
            for full_name in sorted(
                by_full_name,
                key=lambda one: (max(each.order for each in by_full_name[one]), one),
                reverse=True,
            )
        ],
        description=_first(one.description for one in newest_first),
        category=_first(one.category for one in newest_first),
        url=_first(one.url for one in newest_first),
    )


def _version(
    files: Sequence[Modulefile], paths: Mapping[str, int], *, default: bool, deprecated: str | None
) -> Version:
    """One version, of all the modulefiles that have its full name."""
    return Version(
        version=files[0].version,
        full_name=files[0].full_name,
        paths=sorted({paths[one.path] for one in files}),
        default=default,
        hidden=all(one.hidden for one in files),
        properties=tuple(sorted({value for one in files for value in one.properties})),
        family=next((one.family for one in files if one.family), None),
        keywords=tuple(sorted({word for one in files for word in one.keywords})),
        provides=tuple(sorted({extension for one in files for extension in one.provides})),
        deprecated=deprecated,
    )


def _prerequisites(files: Sequence[Modulefile]) -> list[list[str]]:
    """What a folder needs; nothing where one of its modules is found from the start."""
    if any(not one.prerequisites for one in files):
        return []
    return [list(chain) for chain in sorted({chain for one in files for chain in one.prerequisites})]


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for each in _items(value) if (text := _text(each)))


def _text(value: object) -> str:
    """A value as text; Lua writes `false` for what there isn't, and a version may be a number."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
