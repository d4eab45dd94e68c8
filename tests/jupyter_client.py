"""Asks a Jupyter server with hpclab for pages and for what its applications do."""

from __future__ import annotations

import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class JupyterClient:
    """What a server's owner asks it.

    Args:
        url: the server's base URL.
        token: the owner's.

    """

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            return self.ask("api")[0] == 200
        except OSError:
            return False

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: object = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Ask for a path below the base URL; the status and the text.

        Args:
            path: without a slash before it.
            method: HTTP's.
            body: bytes are sent as they are, anything else as JSON.
            token: another one than the owner's; an empty one asks as nobody.
            headers: more of them.

        """
        try:
            with self.open(path, method=method, body=body, token=token, headers=headers) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def open(
        self,
        path: str,
        *,
        method: str = "GET",
        body: object = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.client.HTTPResponse:
        """Ask as `ask` does; the answer itself, which raises where it is an error."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, method=method, data=data, headers=dict(headers or {})
        )
        shown = self.token if token is None else token
        if shown:
            request.add_header("Authorization", f"token {shown}")
        answer: http.client.HTTPResponse = _OPENER.open(request, timeout=60)
        return answer

    def app(self, name: str) -> dict[str, Any]:
        """What an application's tile shows."""
        apps = json.loads(self.ask("hpclab/v1/apps")[1])["apps"]
        found: dict[str, Any] = next(app for app in apps if app["name"] == name)
        return found

    def start_app(self, name: str) -> dict[str, Any]:
        """Start an application and wait until it runs."""
        path = f"hpclab/v1/apps/{name}/start"  # refused as long as there is no catalog to find it by
        eventually(lambda: self.ask(path, method="POST")[0] == 200, 90, lambda: self.app(name))
        eventually(lambda: self.app(name)["state"] != "starting", 300)
        app = self.app(name)
        assert app["state"] == "running", (app["reason"], app["detail"])
        return app

    def stop_app(self, name: str) -> None:
        """Stop an application."""
        status, text = self.ask(f"hpclab/v1/apps/{name}/stop", method="POST")
        assert status == 200, text


def eventually(condition: Callable[[], object], seconds: float, why: Callable[[], object] = str) -> None:
    """Wait until something is so; `why` tells what there is where it never comes to pass."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It didn't come to pass within {seconds:g} s. {why()}"
        time.sleep(0.1)


def free_port() -> int:
    """A TCP port of this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
