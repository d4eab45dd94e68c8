"""The way from a browser to an application: who may go it, and what is taken out on the way."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from jupyter_server.auth import Authorizer
from jupyter_server.serverapp import ServerApp
from msgspec.structs import replace
from tornado.httpclient import HTTPClientError, HTTPResponse

from hpclab import app as application
from hpclab.core.events import SCHEMA_ID

from ..software.http import Fetch, call
from .conftest import SPEC

NAME = SPEC.name
PAGE = ("hpclab", "app", NAME, "/")

# Jupyter's own terminals and jupyter-server-proxy's routes cause it where access is strict.
pytestmark = pytest.mark.filterwarnings("ignore::jupyter_server.utils.JupyterServerAuthWarning")


class _ReadersOnly(Authorizer):
    """Lets people look, but not do."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return action == "read"


@pytest.fixture
def configuration() -> dict[str, Any]:
    """What a test adds to `c.HpcLab` and `c.ServerApp`."""
    return {}


@pytest.fixture
def jp_server_config(
    stand_in_environment: None, monkeypatch: pytest.MonkeyPatch, configuration: dict[str, Any]
) -> dict[str, Any]:
    spec = replace(SPEC, idle_requests=("/by-itself",), is_use=lambda message: message != b"by itself")
    monkeypatch.setattr(application, "APPS", (spec,))
    return {
        "ServerApp": {
            "jpserver_extensions": {"hpclab": True, "jupyter_server_proxy": True},
            "allow_unauthenticated_access": False,
            **configuration.get("ServerApp", {}),
        },
        "HpcLab": configuration.get("HpcLab", {}),
    }


async def _running(fetch: Fetch) -> dict[str, Any]:
    for _ in range(200):
        status, app = await call(fetch, "POST", f"apps/{NAME}/start")
        if status == 200 and app["state"] == "running":
            found: dict[str, Any] = app
            return found
        assert (status, app["state"]) == (200, "starting"), app
        await asyncio.sleep(0.2)
    raise AssertionError(app)


async def _stopped(fetch: Fetch) -> None:
    assert (await call(fetch, "POST", f"apps/{NAME}/stop"))[1]["state"] == "stopped"


async def test_a_request_arrives_without_jupyters_login(
    jp_fetch: Fetch, jp_serverapp: ServerApp, jp_base_url: str
) -> None:
    await _running(jp_fetch)
    answer = await jp_fetch(
        "hpclab",
        "app",
        NAME,
        "some/path",
        params={"a": "1 2", "token": jp_serverapp.identity_provider.token},
        headers={
            "Cookie": "_xsrf=1; username-localhost-8888=2; own=3; jupyterhub-session-id=4",
            "Referer": "http://127.0.0.1/lab?token=secret&x=1",
            "X-XSRFToken": "1",
        },
    )
    arrived = json.loads(answer.body)
    assert arrived["path"] == "/some/path"
    assert arrived["query"] == "a=1+2"
    assert arrived["headers"]["Cookie"] == "own=3"
    assert arrived["headers"]["Referer"] == "http://127.0.0.1/lab?x=1"
    assert arrived["headers"]["X-Forwarded-Prefix"] == f"{jp_base_url}hpclab/app/{NAME}"
    assert not {"Authorization", "X-Xsrftoken"} & arrived["headers"].keys()
    cookies = answer.headers.get_list("Set-Cookie")
    assert f"own=1; Path={jp_base_url}hpclab/app/{NAME}/; HttpOnly" in cookies
    assert not any("stolen" in cookie for cookie in cookies)
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    await _stopped(jp_fetch)


async def test_a_websocket_works_and_arrives_without_the_login(jp_fetch: Fetch, jp_ws_fetch: Fetch) -> None:
    await _running(jp_fetch)
    socket = await jp_ws_fetch("hpclab", "app", NAME, "echo-socket")
    arrived = json.loads(await socket.read_message())
    assert "Authorization" not in arrived
    for message in ("text", b"\x00bytes\xff"):
        await socket.write_message(message, binary=isinstance(message, bytes))
        assert await socket.read_message() == message
    socket.close()
    await _stopped(jp_fetch)


async def test_an_answer_is_passed_on_as_it_comes(jp_fetch: Fetch) -> None:
    await _running(jp_fetch)
    first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    parts: list[bytes] = []

    def take(part: bytes) -> None:
        parts.append(part)
        if not first.done():
            first.set_result(part)

    path = ("hpclab", "app", NAME, "parts", "wait")
    asking = asyncio.ensure_future(jp_fetch(*path, streaming_callback=take))
    assert await asyncio.wait_for(first, 30) == b"part"
    assert not asking.done()
    await jp_fetch(*path, method="POST", body=b"")
    answer = await asking
    assert b"".join(parts) == b"partrest"
    assert answer.headers["Content-Length"] == "8"
    await _stopped(jp_fetch)


async def test_an_answer_may_be_larger_than_what_is_kept_in_memory(jp_fetch: Fetch) -> None:
    await _running(jp_fetch)
    size = 0

    def count(part: bytes) -> None:
        nonlocal size
        size += len(part)

    await jp_fetch("hpclab", "app", NAME, "large", "101", streaming_callback=count, request_timeout=60)
    assert size == 101_000_000
    await _stopped(jp_fetch)


async def test_a_part_is_not_taken_for_the_whole(jp_fetch: Fetch) -> None:
    await _running(jp_fetch)
    with pytest.raises((HTTPClientError, OSError)) as caught:
        await jp_fetch("hpclab", "app", NAME, "parts", "break")
    assert getattr(caught.value, "code", 599) == 599, "the connection was closed"
    await _stopped(jp_fetch)


async def test_an_application_hears_that_the_browser_has_left(
    jp_fetch: Fetch, jp_serverapp: ServerApp, jp_base_url: str, jp_http_port: int
) -> None:
    await _running(jp_fetch)
    reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    token = jp_serverapp.identity_provider.token
    path = f"{jp_base_url}hpclab/app/{NAME}/parts/wait"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: token {token}\r\n\r\n".encode())
    assert await asyncio.wait_for(reader.readuntil(b"part"), 30)
    writer.close()

    async def left() -> bytes:
        answer: bytes = (await jp_fetch("hpclab", "app", NAME, "left")).body
        return answer

    for _ in range(100):
        if await left() == b"1":
            break
        await asyncio.sleep(0.1)
    assert await left() == b"1"
    await _stopped(jp_fetch)


async def test_who_is_sent_elsewhere_stays_in_the_applications_part(
    jp_fetch: Fetch, jp_base_url: str
) -> None:
    await _running(jp_fetch)
    answer = await jp_fetch(
        "hpclab", "app", NAME, "moved", params={"to": "/x"}, follow_redirects=False, raise_error=False
    )
    assert answer.headers["Location"] == f"{jp_base_url}hpclab/app/{NAME}/x"
    await _stopped(jp_fetch)


async def test_what_a_person_does_counts_as_use(
    jp_fetch: Fetch, jp_ws_fetch: Fetch, jp_serverapp: ServerApp
) -> None:
    await _running(jp_fetch)
    times = jp_serverapp.web_app.settings["last_activity_times"]
    socket = await jp_ws_fetch("hpclab", "app", NAME, "echo-socket")
    await socket.read_message()
    await jp_fetch("hpclab", "app", NAME, "by-itself")
    for message in ("by itself", b"by itself"):
        await socket.write_message(message, binary=isinstance(message, bytes))
        await socket.read_message()
    assert times == {}
    await socket.write_message("a key")
    await socket.read_message()
    first = times.pop("hpclab-apps")
    await jp_fetch(*PAGE)
    assert times["hpclab-apps"] > first
    socket.close()
    await _stopped(jp_fetch)


async def test_a_page_says_that_it_does_not_run(jp_fetch: Fetch) -> None:
    answer = await jp_fetch(*PAGE, raise_error=False)
    assert answer.code == 503
    assert "Stand-in is not " in answer.body.decode()
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("hpclab", "app", NAME, "x", headers={"Upgrade": "websocket"})
    assert caught.value.code == 503


async def test_the_slash_at_the_end_is_added(jp_fetch: Fetch, jp_base_url: str) -> None:
    answer = await jp_fetch("hpclab", "app", NAME, follow_redirects=False, raise_error=False)
    assert answer.code == 302
    assert answer.headers["Location"] == f"{jp_base_url}hpclab/app/{NAME}/"


@pytest.mark.parametrize(
    "configuration",
    [{"ServerApp": {"allow_unauthenticated_access": allowed}} for allowed in (False, True)],
    ids=["strict", "default"],
)
async def test_without_a_token_nobody_gets_in(
    jp_fetch: Fetch, jp_serverapp: ServerApp, http_server_client: Any, jp_base_url: str
) -> None:
    await _running(jp_fetch)
    url = f"{jp_base_url}hpclab/app/{NAME}/"
    for path, method, upgrade, status in (
        (url, "GET", {}, 302),
        (url, "POST", {}, 403),
        (url + "echo-socket", "GET", {"Upgrade": "websocket"}, 403),
    ):
        with pytest.raises(HTTPClientError) as caught:
            await http_server_client.fetch(
                path,
                method=method,
                headers=upgrade,
                follow_redirects=False,
                body=b"" if method == "POST" else None,
            )
        assert caught.value.code == status, (path, method)
    await _stopped(jp_fetch)


@pytest.fixture
def as_browser(jp_serverapp: ServerApp, http_server_client: Any, jp_base_url: str) -> Fetch:
    """Asks as a browser does that is logged in: by the cookie of the login, not by a token."""

    async def fetch(path: str, said: dict[str, str], **options: Any) -> HTTPResponse:
        token = jp_serverapp.identity_provider.token
        login = await http_server_client.fetch(f"{jp_base_url}api/me?token={token}")
        cookie = "; ".join(each.partition(";")[0] for each in login.headers.get_list("Set-Cookie"))
        assert cookie.startswith("username-")
        headers = {"Cookie": cookie, **said}
        url = f"{jp_base_url}hpclab/app/{NAME}/{path}"
        answer: HTTPResponse = await http_server_client.fetch(
            url, headers=headers, raise_error=False, follow_redirects=False, **options
        )
        return answer

    return fetch


HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    "Sec-WebSocket-Version": "13",
}


async def test_other_sites_change_nothing_and_open_no_websocket(
    jp_fetch: Fetch, as_browser: Fetch, jp_http_port: int
) -> None:
    await _running(jp_fetch)
    elsewhere = {"Origin": "https://elsewhere.example"}
    for said, status in (
        (elsewhere, 403),
        ({"Origin": f"http://127.0.0.1:{jp_http_port}"}, 200),
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ):
        assert (await as_browser("", said, method="POST", body=b"x")).code == status, said
    assert (await as_browser("echo-socket", {**elsewhere, **HANDSHAKE})).code == 403
    await _stopped(jp_fetch)


@pytest.mark.parametrize("configuration", [{"ServerApp": {"authorizer_class": _ReadersOnly}}])
async def test_who_may_only_look_gets_to_no_application(jp_fetch: Fetch) -> None:
    answer = await jp_fetch(*PAGE, raise_error=False)
    assert answer.code == 403


@pytest.mark.parametrize("configuration", [{"HpcLab": {"disabled": [f"apps.{NAME}"]}}])
async def test_one_that_is_switched_off_is_gone(jp_fetch: Fetch) -> None:
    assert (await call(jp_fetch, "GET", "apps"))[1]["apps"] == []
    assert (await call(jp_fetch, "POST", f"apps/{NAME}/start"))[0] == 404
    assert (await jp_fetch("hpclab", "app", NAME, "page", raise_error=False)).code == 404


async def test_browsers_are_told(jp_fetch: Fetch, jp_serverapp: ServerApp) -> None:
    heard: list[str] = []

    async def listen(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        heard.append(data["capability"])

    assert jp_serverapp.event_logger is not None
    jp_serverapp.event_logger.add_listener(schema_id=SCHEMA_ID, listener=listen)
    before = (await call(jp_fetch, "GET", "apps"))[1]["revision"]
    await _running(jp_fetch)
    assert (await call(jp_fetch, "GET", "apps"))[1]["revision"] > before
    assert "apps" in heard
    status, log = await _log(jp_fetch)
    assert (status, log) == (200, "stand-in: well\n")
    await _stopped(jp_fetch)


async def _log(fetch: Fetch) -> tuple[int, str]:
    answer = await fetch("hpclab", "v1", "apps", NAME, "log")
    return answer.code, answer.body.decode()
