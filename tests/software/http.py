"""Asks hpclab's routes of a real server, as a browser does."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

Fetch = Callable[..., Awaitable[Any]]


async def call(fetch: Fetch, method: str, path: str, body: object = None, **options: Any) -> tuple[int, Any]:
    """Send a request to a path below `hpclab/v1/`.

    Args:
        fetch: pytest-jupyter's `jp_fetch`.
        method: such as `POST`.
        path: such as `modules/load`.
        body: bytes as they are, anything else as JSON.
        options: more for the HTTP client.

    Returns:
        The status and the decoded answer.

    """
    if method in ("POST", "PUT"):
        options["body"] = body if isinstance(body, bytes) else json.dumps(body if body is not None else {})
    options = {"raise_error": False, "request_timeout": 60, **options}
    answer = await fetch("hpclab", "v1", *path.split("/"), method=method, **options)
    return answer.code, json.loads(answer.body) if answer.body else None


def full_names(state: Any) -> list[str]:
    """The active modules of a module state."""
    return [module["full_name"] for module in state["loaded"] if module["active"]]
