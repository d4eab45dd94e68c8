"""Behind a proxy that takes TLS off, as a JupyterHub has one: pages, forms, WebSockets, and other sites."""

from __future__ import annotations

import asyncio
import json
import shlex
import ssl
import sys
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from . import live_server, tls_proxy
from .conftest import PROGRAM
from .live_server import TOKEN, Server

_CONFIG = """
c.HpcLab.apps = {"echo": {"title": "Echo", "commands": ["stand-in"], "arguments": ["{socket}"]}}
"""


def test_behind_a_tls_proxy(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "stand-in"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(PROGRAM)])} "$@"\n')
    program.chmod(0o755)
    config = tmp_path / "config.py"
    config.write_text(_CONFIG)
    path = f"{program.parent}:/usr/bin:/bin"
    with live_server.server(tmp_path, {"PATH": path}, f"--config={config}") as server:
        app = server.start_app("echo")
        asyncio.run(_browse(server, app["url"], tmp_path))


async def _browse(server: Server, url: str, folder: Path) -> None:
    port = int(server.url.split(":")[2].partition("/")[0])
    async with tls_proxy.before(port, folder) as (outside, trust):
        site = f"https://localhost:{outside}"
        page = f"{site}/user/ada/{url}"
        client = AsyncHTTPClient()
        login = await client.fetch(f"{site}/user/ada/api/me?token={TOKEN}", ssl_options=trust)
        cookie = "; ".join(each.partition(";")[0] for each in login.headers.get_list("Set-Cookie"))

        seen = json.loads((await client.fetch(page, headers={"Cookie": cookie}, ssl_options=trust)).body)
        headers = seen["headers"]
        assert (headers["X-Forwarded-Proto"], headers["Host"]) == ("https", f"localhost:{outside}")
        assert headers["X-Forwarded-Prefix"] == f"/user/ada/{url}".rstrip("/")

        for origin, status in ((site, 200), ("https://elsewhere.example", 403)):
            own = {"Cookie": cookie, "Origin": origin}
            assert await _status(client, page, own, trust) == status, origin
            assert await _opens_websocket(page, own, trust) is (status == 200), origin


async def _status(client: AsyncHTTPClient, page: str, headers: dict[str, str], trust: ssl.SSLContext) -> int:
    sent = HTTPRequest(page, method="POST", body=b"x=1", headers=headers, ssl_options=trust)
    return (await client.fetch(sent, raise_error=False)).code


async def _opens_websocket(page: str, headers: dict[str, str], trust: ssl.SSLContext) -> bool:
    address = page.replace("https", "wss", 1) + "echo-socket"
    try:
        opened = await websocket_connect(HTTPRequest(address, headers=headers, ssl_options=trust))
    except HTTPClientError:
        return False
    assert "Cookie" not in json.loads(str(await opened.read_message()))
    await opened.write_message("through")
    assert await opened.read_message() == "through"
    opened.close()
    return True
