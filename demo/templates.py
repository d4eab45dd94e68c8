"""The files that the demo writes: kept as they read best, with {names} for what is known at `up`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from demo.paths import HERE

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return a template's text with its names replaced.

    Args:
        template: The template's path below `demo/templates`.
        values: What stands for each name. Braces around anything else stay as they are.

    """
    text = (HERE / "templates" / template).read_text(encoding="utf-8")
    return fill_text(text, values)


def fill_text(text: str, values: Mapping[str, object]) -> str:
    """Return the text with each {name} that has a value replaced by it."""
    return _NAME.sub(lambda match: str(values.get(match[1], match[0])), text)


def write(file: Path, text: str, *, mode: int = 0o644) -> bool:
    """Write a file unless it has that text already.

    Returns:
        Whether it was written.

    """
    file.parent.mkdir(parents=True, exist_ok=True)
    changed = not file.exists() or file.read_text(encoding="utf-8") != text
    if changed:
        file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return changed
