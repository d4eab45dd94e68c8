"""What a person has set in JupyterLab's settings, for what the server does before any browser asks.

The files are read by jupyterlab_server's own reader, so that comments, the schema's defaults and the site's
`overrides.json` count as they do in the browser.
"""

from __future__ import annotations

from typing import Protocol

from .errors import BrokenToolError


class LabFolders(Protocol):
    """Where JupyterLab keeps its settings, as its own server extension knows it."""

    app_settings_dir: str
    schemas_dir: str
    user_settings_dir: str
    labextensions_path: list[str]
    extra_labextensions_path: list[str]


def read(folders: LabFolders, plugin: str) -> dict[str, object]:
    """The settings of a plugin: each one's default, or what the person has set. Reads the disk.

    Args:
        folders: where they are.
        plugin: its id, such as `hpclab:software`.

    Raises:
        BrokenToolError: the file is damaged, or nobody knows what settings the plugin has.

    """
    from jupyterlab_server.settings_utils import get_settings  # noqa: PLC0415 - JupyterLab's, where it is

    try:
        found, _ = get_settings(
            folders.app_settings_dir,
            folders.schemas_dir,
            folders.user_settings_dir,
            schema_name=plugin,
            labextensions_path=[*folders.extra_labextensions_path, *folders.labextensions_path],
        )
    except Exception as error:  # it raises a web server's errors, and whatever a damaged file makes of it
        raise BrokenToolError(
            "settings_broken",
            f"The settings of {plugin} in {folders.user_settings_dir} could not be read.",
            str(error),
        ) from error
    defaults = {name: about.get("default") for name, about in found["schema"]["properties"].items()}
    return {**defaults, **found["settings"]}
