"""Real kernels of a real server, and the environment that they were started with."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

Fetch = Callable[..., Awaitable[Any]]


async def start_kernel(fetch: Fetch, server: Any, notebook: Path) -> int:
    """Open a notebook with the Python kernel, as JupyterLab does; the kernel's process id."""
    body = {
        "path": notebook.name,
        "name": notebook.name,
        "type": "notebook",
        "kernel": {"name": "python3"},
    }
    answer = await fetch("api", "sessions", method="POST", body=json.dumps(body), request_timeout=60)
    return process_of(server, json.loads(answer.body)["kernel"]["id"])


def process_of(server: Any, kernel: str) -> int:
    """The process id of a kernel."""
    return int(server.kernel_manager.get_kernel(kernel).provisioner.pid)


def environment_of_process(pid: int) -> dict[str, str]:
    """The environment that a process was started with (proc(5), /proc/PID/environ)."""
    pairs = (
        item.partition("=")
        for item in os.fsdecode(Path(f"/proc/{pid}/environ").read_bytes()).split("\0")
        if item
    )
    return {name: value for name, _, value in pairs}
