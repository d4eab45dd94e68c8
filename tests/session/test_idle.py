"""What counts as use of the session, and when it would be ended without any: on a real Jupyter server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPResponse
from tornado.websocket import WebSocketClientConnection

from hpclab.session.idle import IdleEnd, IdleLimit, shorter

Fetch = Callable[..., Awaitable[HTTPResponse]]
Connect = Callable[..., Awaitable[WebSocketClientConnection]]

_SITE_SECONDS = 3600.0
_OWN_SECONDS = 600


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A server with hpclab, the site's limit and a shorter one of Jupyter's own."""
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    return {
        **jp_server_config,
        "ServerApp": {
            "jpserver_extensions": {"hpclab": True},
            "shutdown_no_activity_timeout": _OWN_SECONDS,
        },
        "HpcLab": {"idle_limit": _SITE_SECONDS},
    }


async def _json(fetch: Fetch, *path: str, **options: Any) -> Any:
    return json.loads((await fetch(*path, **options)).body)


async def _last_activity(fetch: Fetch) -> str:
    return str((await _json(fetch, "api", "status"))["last_activity"])


async def _post(fetch: Fetch, *path: str, body: object) -> Any:
    return await _json(fetch, *path, method="POST", body=json.dumps(body))


async def test_what_hpclab_asks_is_no_use(jp_fetch: Fetch, jp_ws_fetch: Connect) -> None:
    before = await _last_activity(jp_fetch)
    events = await jp_ws_fetch("api", "events", "subscribe")
    for path in (("status",), ("session",), ("session", "usage"), ("session", "memory"), ("apps",)):
        await jp_fetch("hpclab", "v1", *path)
    await jp_fetch(
        "hpclab", "v1", "session", "announcements", "dismiss", method="POST", body='{"id": "of-this-test"}'
    )
    # A change of hpclab's, which the dismissal is, comes by the websocket.
    assert b"hpclab" in str(await asyncio.wait_for(events.read_message(), 30)).encode()
    events.close()
    assert await _last_activity(jp_fetch) == before


async def test_running_code_is_use(jp_fetch: Fetch, jp_serverapp: ServerApp) -> None:
    kernel = (await _post(jp_fetch, "api", "kernels", body={"name": "python3"}))["id"]
    manager: Any = jp_serverapp.kernel_manager
    client: AsyncKernelClient = manager.get_kernel(kernel).client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        before = await _last_activity(jp_fetch)
        await client.execute("1 + 1", reply=True, timeout=60)

        async def moved() -> bool:
            return await _last_activity(jp_fetch) > before

        for _ in range(300):
            if await moved():
                break
            await asyncio.sleep(0.1)
        assert await moved()
    finally:
        client.stop_channels()
        await jp_fetch("api", "kernels", kernel, method="DELETE")


async def test_the_shorter_limit_counts_from_the_last_use(jp_fetch: Fetch, jp_serverapp: ServerApp) -> None:
    session = await _json(jp_fetch, "hpclab", "v1", "session")
    assert session["idle_limit"] == _OWN_SECONDS
    app: Any = jp_serverapp.web_app
    last_activity = app.last_activity().timestamp()
    assert session["idle_end"] == pytest.approx(last_activity + _OWN_SECONDS)


async def test_jupyters_own_limit_holds_only_without_kernels(jp_fetch: Fetch) -> None:
    kernel = (await _post(jp_fetch, "api", "kernels", body={"name": "python3"}))["id"]
    try:
        assert (await _json(jp_fetch, "hpclab", "v1", "session"))["idle_limit"] == _SITE_SECONDS
    finally:
        await jp_fetch("api", "kernels", kernel, method="DELETE")


def test_without_a_limit_there_is_no_end() -> None:
    assert IdleLimit(0, own=lambda: 0, last_activity=lambda: 100).end() is None
    assert IdleLimit(50, own=lambda: 0, last_activity=lambda: 100).end() == IdleEnd(50, 150)


def test_limits_that_are_none_do_not_count() -> None:
    assert shorter(0, -1) is None
    assert shorter(60, 0, 30) == 30
