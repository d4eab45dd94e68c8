"""JupyterHub's part in the end of a session, with a server in the hub's place."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hpclab.core.errors import BrokenToolError, ForbiddenError, HpcLabError, UnavailableError
from hpclab.session.hub import Hub, own_hub


@dataclass
class HubApi:
    """What was asked of the hub, and what it answers."""

    address: str = ""
    status: int = 204
    asked: list[tuple[str, str, str]] = field(default_factory=list)


@pytest.fixture
def hub_api() -> Iterator[HubApi]:
    """A hub on this machine."""
    api = HubApi()

    class Answers(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            api.asked.append((self.command, self.path, self.headers["Authorization"]))
            self.send_response(api.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    api.address = f"http://127.0.0.1:{server.server_port}/hub/api"
    yield api
    server.shutdown()
    server.server_close()
    thread.join(10)


def environment(api_url: str, **more: str) -> dict[str, str]:
    """What a hub tells the server that it starts."""
    return {
        "JUPYTERHUB_API_URL": api_url,
        "JUPYTERHUB_API_TOKEN": "s3cret",
        "JUPYTERHUB_USER": "ann/x",
        **more,
    }


def stop(hub: Hub | None) -> None:
    assert hub is not None
    asyncio.run(hub.stop_server())


@pytest.mark.parametrize(
    ("server_name", "path"),
    [("", "/hub/api/users/ann%2Fx/server"), ("gpu 1", "/hub/api/users/ann%2Fx/servers/gpu%201")],
)
def test_the_hub_is_asked_to_stop_this_very_server(hub_api: HubApi, server_name: str, path: str) -> None:
    stop(own_hub(environment(hub_api.address, JUPYTERHUB_SERVER_NAME=server_name)))
    assert hub_api.asked == [("DELETE", path, "token s3cret")]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, ForbiddenError), (404, ForbiddenError), (400, BrokenToolError), (500, BrokenToolError)],
)
def test_a_refusal_is_told_from_a_fault(hub_api: HubApi, status: int, kind: type[HpcLabError]) -> None:
    hub_api.status = status
    with pytest.raises(kind) as caught:
        stop(own_hub(environment(hub_api.address)))
    assert "s3cret" not in str(caught.value)


def test_a_hub_that_is_gone_is_unavailable_also_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with pytest.raises(UnavailableError):
        stop(own_hub(environment("http://127.0.0.1:9/hub/api")))


def test_no_proxy_comes_between(hub_api: HubApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    stop(own_hub(environment(hub_api.address)))
    assert len(hub_api.asked) == 1


@pytest.mark.parametrize("missing", ["JUPYTERHUB_API_URL", "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_USER"])
def test_without_a_hub_there_is_none(missing: str) -> None:
    told = environment("http://hub/hub/api")
    del told[missing]
    assert own_hub(told) is None
    assert own_hub({**environment("file:///etc/passwd")}) is None
