"""An answer that needs no more work: what has no part in HTTP can make it too."""

from __future__ import annotations

import msgspec


class Prepared(msgspec.Struct, frozen=True):
    """An answer that was encoded before: JSON bytes, compressed by gzip, with their entity tag."""

    gzipped: bytes
    etag: str
