"""The catalog as it is kept and sent: one JSON document with a line for each package, compressed by gzip.

The lines let the server read it bit by bit, so that a large one holds up nobody.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from . import hierarchy
from .hierarchy import Hierarchy
from .models import Catalog, ModulePath, Package

# Raised when the form changes, so that no version reads what another wrote.
_FORM = 2
_MODULEPATHS = b'"modulepaths":['
_PACKAGES = b'"packages":['
_END = (b"]", b"],")


class DamagedError(ValueError):
    """What was read is no catalog."""


class Head(msgspec.Struct):
    """The catalog's first line: what stands beside the lists, see `models.Catalog`."""

    revision: int
    complete: bool
    built_at: float
    left_out: list[str]
    problem: str | None
    stamps: list[str]
    walk_seconds: float


class Stored(msgspec.Struct, frozen=True):
    """A catalog that was read.

    Attributes:
        gzipped: as it is sent.
        etag: names these bytes.
        head: what stands beside the lists.
        hierarchy: what the server itself uses of it.

    """

    gzipped: bytes
    etag: str
    head: Head
    hierarchy: Hierarchy


def file_name(modulepath: str, lmod_version: str) -> str:
    """The name of the file for the modules of a base MODULEPATH, as an Lmod sees them."""
    key = hashlib.sha256(os.fsencode(f"{modulepath}\0{lmod_version}")).hexdigest()[:24]
    return f"catalog-{_FORM}-{key}.json.gz"


def encode(catalog: Catalog) -> bytes:
    """The catalog as it is kept and sent; the same one always gives the same bytes."""
    head = Head(
        revision=catalog.revision,
        complete=catalog.complete,
        built_at=catalog.built_at,
        left_out=catalog.left_out,
        problem=catalog.problem,
        stamps=catalog.stamps,
        walk_seconds=catalog.walk_seconds,
    )
    lines = [
        msgspec.json.encode(head)[:-1] + b",",
        _MODULEPATHS,
        *_listed(catalog.modulepaths),
        b"],",
        _PACKAGES,
        *_listed(catalog.packages),
        b"]",
        b"}\n",
    ]
    return gzip.compress(b"\n".join(lines), compresslevel=6, mtime=0)


def decode(gzipped: bytes) -> Stored:
    """Read what `encode` made.

    Raises:
        DamagedError: it isn't whole.

    """
    try:
        lines = iter(_decompressed(gzipped).split(b"\n"))
        head = msgspec.json.decode(next(lines, b"").removesuffix(b",") + b"}", type=Head)
        modulepaths = [msgspec.json.decode(line, type=ModulePath) for line in _section(lines, _MODULEPATHS)]
        packages = (msgspec.json.decode(line, type=Package) for line in _section(lines, _PACKAGES))
        found = hierarchy.build(modulepaths, packages)
    except DamagedError:
        raise
    except (ValueError, IndexError) as error:
        raise DamagedError(f"no catalog: {error}") from error
    return Stored(gzipped=gzipped, etag=entity_tag(gzipped), head=head, hierarchy=found)


def entity_tag(gzipped: bytes) -> str:
    """A name for a catalog's bytes, for HTTP."""
    return hashlib.sha256(gzipped).hexdigest()[:24]


def same_software(one: bytes, other: bytes) -> bool:
    """Whether two catalogs, as `encode` made them, differ only in when they were built.

    Raises:
        DamagedError: one isn't whole.

    """
    return _decompressed(one).partition(b"\n")[2] == _decompressed(other).partition(b"\n")[2]


def write(file: Path, gzipped: bytes, *, checked_at: float, mode: int) -> None:
    """Put a catalog in its place at once: nobody ever reads half of it.

    Args:
        file: in a folder that is there.
        gzipped: what `encode` made.
        checked_at: when the modules were looked at, Unix seconds; kept as the file's time.
        mode: who may read it.

    Raises:
        OSError: it can't be written.

    """
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(descriptor, "wb") as output:
            output.write(gzipped)
            output.flush()
            os.fchmod(output.fileno(), mode)
            os.fsync(output.fileno())
        os.utime(temporary, (checked_at, checked_at))
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _decompressed(gzipped: bytes) -> bytes:
    try:
        return gzip.decompress(gzipped)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedError(f"no catalog: {error}") from error


def _listed(values: Iterable[msgspec.Struct]) -> list[bytes]:
    """A line for each value, with commas between them."""
    return b",\n".join(msgspec.json.encode(value) for value in values).split(b"\n")


def _section(lines: Iterator[bytes], opening: bytes) -> Iterator[bytes]:
    """The lines of a list, without the commas between them."""
    if next(lines, b"") != opening:
        raise DamagedError(f"{opening!r} is missing")
    for line in lines:
        if line in _END:
            return
        if line:
            yield line.removesuffix(b",")
    raise DamagedError("it ends too early")
