"""Runs as a user of the cluster in the tests: has a kernel execute cells, and prints what they show."""

from __future__ import annotations

import json
import sys
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient

_SECONDS = 120.0


def shown(client: BlockingKernelClient, cell: str) -> dict[str, str]:
    """What a cell shows: `text` and `html`; `ename` where it fails."""
    found = {"text": "", "html": "", "ename": ""}

    def take(message: dict[str, Any]) -> None:
        content = message["content"]
        found["text"] += content.get("text", "")
        found["text"] += content.get("data", {}).get("text/plain", "")
        found["text"] += "\n".join(content.get("traceback", ()))
        found["html"] += content.get("data", {}).get("text/html", "")
        found["ename"] += content.get("ename", "")

    client.execute_interactive(cell, timeout=_SECONDS, output_hook=take, allow_stdin=False)
    return found


def main() -> None:
    """Have the kernel of the connection file that is named execute cells, JSON on standard input."""
    client = BlockingKernelClient(connection_file=sys.argv[1])
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=_SECONDS)
    cells = json.load(sys.stdin)
    sys.stdout.write(json.dumps([shown(client, cell) for cell in cells]))
    client.stop_channels()


if __name__ == "__main__":
    main()
