"""The values of parameters, from the texts that people type."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import TypeAlias

from ...core.errors import MalformedError

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"


def values_of(texts: Mapping[str, str]) -> dict[str, Value]:
    """The values by name.

    Raises:
        MalformedError: a name can be no variable's.

    """
    for name in texts:
        if not name.isidentifier():
            raise MalformedError(
                "bad_parameter",
                f"{name[:50]!r} can't name a parameter: letters, digits and _ only, no digit first.",
            )
    return {name: value_of(text) for name, text in texts.items()}


def value_of(text: str) -> Value:
    """What a text means: a value of JSON (`10`, `true`, `[1]`), or of Python (`True`, `'a'`), or itself."""
    text = text.strip()
    for read in (json.loads, ast.literal_eval):
        try:
            value: Value = json.loads(json.dumps(read(text), allow_nan=False))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue
        return value
    return text
