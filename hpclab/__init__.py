"""hpclab: the cluster, inside JupyterLab."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("hpclab")


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    from .app import HpcLab  # noqa: PLC0415 - the version can be asked for without loading the application

    return [{"module": "hpclab.app", "app": HpcLab}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "hpclab"}]
