"""The effective settings of hpclab, and where each comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from traitlets.config import Application, Config

DEFAULT = "default"
COMMAND_LINE = "command line"
_ELSEWHERE = "configured, by a file that does not name it"
_FILE_LIMIT = 1024 * 1024


class Setting(msgspec.Struct, frozen=True):
    """One setting.

    Attributes:
        name: such as `HpcLab.lmod_command`.
        value: as Python writes it.
        origin: `default`, `command line`, or the configuration file.

    """

    name: str
    value: str
    origin: str


def effective(
    application: Application, names: Iterable[str], *, command_line: Config, files: Sequence[str]
) -> list[Setting]:
    """The settings of an application. It reads files: call it in a thread.

    Args:
        application: whose settings they are.
        names: of the settings.
        command_line: what was configured there.
        files: the configuration files that were read, the last one winning.

    """
    section = type(application).__name__
    texts = [(file, _read(Path(file))) for file in files]
    return [
        Setting(
            name=f"{section}.{name}",
            value=repr(getattr(application, name)),
            origin=_origin(section, name, application.config, command_line, texts),
        )
        for name in sorted(names)
    ]


def names_setting(file: str, text: str, section: str, name: str) -> bool:
    """Whether a configuration file sets something. Python is searched, not run.

    Args:
        file: its name tells its form: JSON, else Python.
        text: of the file.
        section: such as `HpcLab`.
        name: such as `disabled`.

    """
    if not file.endswith(".json"):
        return re.search(rf"^[^#\n]*\b{section}\.{name}\b", text, re.MULTILINE) is not None
    try:
        content = json.loads(text)
    except ValueError:
        return False
    return isinstance(content, dict) and name in (content.get(section) or {})


def _origin(
    section: str, name: str, config: Config, command_line: Config, files: Sequence[tuple[str, str]]
) -> str:
    if name not in config.get(section, {}):
        return DEFAULT
    if name in command_line.get(section, {}):
        return COMMAND_LINE
    naming = (file for file, text in reversed(files) if names_setting(file, text, section, name))
    return next(naming, _ELSEWHERE)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_FILE_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
