"""hpclab: the cluster, inside JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .magics import Shell


def __getattr__(name: str) -> str:
    """`__version__`, looked up when it is asked for: the process that builds the catalog never does."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # noqa: PLC0415 - it takes longer than the rest of this file

    return version("hpclab")


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    from .app import HpcLab  # noqa: PLC0415 - the version can be asked for without loading the application

    return [{"module": "hpclab.app", "app": HpcLab}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "hpclab"}]


def load_ipython_extension(ipython: Shell) -> None:
    """`%load_ext hpclab` in a notebook: the magics, without anything of the server."""
    from .magics import register  # noqa: PLC0415 - the server has no use for them

    register(ipython)
