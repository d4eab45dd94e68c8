"""Where the benchmarks keep what takes long to make: the easyconfigs, the trees, another environment."""

from __future__ import annotations

import os
from pathlib import Path


def cache() -> Path:
    """The folder of everything that can be made again: HPCLAB_BENCHMARKS, or one in the person's cache."""
    configured = os.environ.get("HPCLAB_BENCHMARKS")
    if configured:
        return Path(configured).absolute()
    caches = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(caches) / "hpclab-benchmarks"
