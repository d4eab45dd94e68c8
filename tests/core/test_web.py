"""Requests and answers, on a real server with handlers of the test's own."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado.httpclient import HTTPClientError, HTTPResponse

from hpclab.core import errors
from hpclab.core.prepared import Prepared
from hpclab.core.web import SERVICES_SETTING, Handler, Route, Text, endpoint, endpoints

Fetch = Callable[..., Awaitable[HTTPResponse]]

KINDS = {
    "malformed": (errors.MalformedError, 400),
    "forbidden": (errors.ForbiddenError, 403),
    "not_found": (errors.NotFoundError, 404),
    "conflict": (errors.ConflictError, 409),
    "refused": (errors.RefusedError, 422),
    "broken": (errors.BrokenToolError, 502),
    "absent": (errors.UnavailableError, 503),
    "slow": (errors.TooSlowError, 504),
}


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """A body."""

    name: str
    count: int = 1


class Page(msgspec.Struct):
    """A query."""

    first: int = 0
    all: bool = False


class Counter:
    """A service."""

    value = 7


class EchoHandler(Handler):
    """Answers with what it understood."""

    @endpoint("Echo a body")
    async def post(self, body: Order) -> Order:
        """Answer with the body."""
        return body

    @endpoint("Echo a query")
    async def get(self, query: Page) -> Page:
        """Answer with the query."""
        return query

    @endpoint("Nothing")
    async def delete(self) -> None:
        """Answer with nothing."""


class NamedHandler(Handler):
    """Answers by a part of the path."""

    @endpoint("Fail as named, or say the name")
    async def get(self, name: str) -> Text:
        """Raise the error that is named."""
        if name == "bug":
            raise ZeroDivisionError
        if name == "service":
            return Text(self.service(Counter).value)
        if name in KINDS:
            raise KINDS[name][0](f"code_{name}", "What happened.", "The tool's words.")
        return Text(name)


class PreparedHandler(Handler):
    """Answers with what was encoded before."""

    @endpoint("Prepared", answer=Order)
    async def get(self) -> Prepared:
        """Answer with it."""
        return Prepared(gzip.compress(b'{"name": "a", "count": 1}'), "tag-1")


ROUTES = [
    Route("echo", EchoHandler, "test"),
    Route("named/{name}", NamedHandler, "test"),
    Route("prepared", PreparedHandler, "test"),
]


@pytest.fixture
def fetch(jp_serverapp: ServerApp, jp_fetch: Fetch) -> Fetch:
    """Fetch below a server that has the routes."""
    app: Any = jp_serverapp.web_app  # its methods are untyped
    app.settings[SERVICES_SETTING] = {Counter: Counter()}
    app.settings["hpclab"] = jp_serverapp  # a handler takes its log from the extension of its name
    base = url_path_join(jp_serverapp.base_url, "test")
    app.add_handlers(
        ".*$", [(f"{base}/{route.pattern}", route.handler, {"name": "hpclab"}) for route in ROUTES]
    )

    async def below(*parts: str, **options: Any) -> HTTPResponse:
        return await jp_fetch("test", *parts, **options)

    return below


async def failed(answer: Awaitable[HTTPResponse]) -> tuple[int, dict[str, Any]]:
    """The status and body of an error."""
    with pytest.raises(HTTPClientError) as caught:
        await answer
    response = caught.value.response
    assert response is not None
    assert response.headers["Content-Type"].startswith("application/json")
    body = json.loads(response.body)
    assert set(body) == {"code", "message", "detail"}
    return response.code, body


async def test_a_body_is_decoded_and_an_answer_encoded(fetch: Fetch) -> None:
    response = await fetch("echo", method="POST", body='{"name": "é"}')
    assert json.loads(response.body) == {"name": "é", "count": 1}
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"name": 1}',
        b"{}",
        b'{"name": "a", "x": 1}',
        b'{"name": "\xff"}',
        b'{"name": ' + b"[" * 100_000,
        b"\xff\xfe",
        b"null",
        b"",
    ],
)
async def test_a_body_that_does_not_fit_is_malformed(fetch: Fetch, body: bytes) -> None:
    status, error = await failed(fetch("echo", method="POST", body=body))
    assert (status, error["code"]) == (400, "malformed")


async def test_a_query_is_decoded(fetch: Fetch) -> None:
    response = await fetch("echo", params={"first": "3", "all": "true"})
    assert json.loads(response.body) == {"first": 3, "all": True}


async def test_a_query_that_does_not_fit_is_malformed(fetch: Fetch) -> None:
    status, error = await failed(fetch("echo", params={"first": "three"}))
    assert (status, error["code"]) == (400, "malformed")


async def test_nothing_is_an_empty_answer(fetch: Fetch) -> None:
    response = await fetch("echo", method="DELETE")
    assert (response.code, response.body) == (204, b"")


async def test_a_part_of_the_path_arrives_decoded_and_text_stays_text(fetch: Fetch) -> None:
    response = await fetch("named", "a <b>")
    assert response.body == b"a <b>"
    assert response.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("name", KINDS)
async def test_each_error_has_its_status(fetch: Fetch, name: str) -> None:
    status, error = await failed(fetch("named", name))
    assert status == KINDS[name][1]
    assert error == {"code": f"code_{name}", "message": "What happened.", "detail": "The tool's words."}


async def test_a_bug_is_answered_without_its_insides(fetch: Fetch) -> None:
    status, error = await failed(fetch("named", "bug"))
    assert status == 500
    assert error["code"] == "internal"
    assert "ZeroDivision" not in json.dumps(error)


async def test_a_handler_finds_its_service(fetch: Fetch) -> None:
    assert (await fetch("named", "service")).body == b"7"


async def test_a_wrong_method_is_said_in_the_same_form(fetch: Fetch) -> None:
    status, error = await failed(fetch("prepared", method="DELETE"))
    assert (status, error["code"]) == (405, "wrong_method")


async def test_without_a_token_nothing_is_answered(fetch: Fetch) -> None:
    options: dict[str, Any] = {"headers": {"Authorization": "token wrong"}, "follow_redirects": False}
    status, error = await failed(fetch("echo", **options))
    assert (status, error["code"]) == (403, "forbidden")


async def test_a_prepared_answer_has_a_tag_and_is_sent_once(fetch: Fetch) -> None:
    response = await fetch("prepared", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Etag"] == '"tag-1"'
    assert json.loads(response.body) == {"name": "a", "count": 1}
    with pytest.raises(HTTPClientError) as caught:
        await fetch("prepared", headers={"If-None-Match": '"tag-1"'})
    assert caught.value.code == 304
    again = await fetch("prepared", headers={"If-None-Match": '"tag-0"', "Accept-Encoding": "gzip"})
    assert again.code == 200


async def test_a_request_does_not_count_as_activity(fetch: Fetch, jp_serverapp: ServerApp) -> None:
    app: Any = jp_serverapp.web_app
    before = app.last_activity()
    await asyncio.sleep(0.01)
    await fetch("echo")
    assert app.last_activity() == before


def test_a_route_matches_one_part_for_each_name() -> None:
    assert Route("apps/{name}/start", NamedHandler, "apps").pattern == "apps/(?P<name>[^/]+)/start"


def test_what_the_openapi_document_is_told() -> None:
    (_, named) = next(iter(endpoints(NamedHandler)))
    assert named.path_parameters == ("name",)
    described = dict(endpoints(EchoHandler))
    assert (described["post"].body, described["get"].query, described["delete"].answer) == (
        Order,
        Page,
        type(None),
    )
    assert dict(endpoints(PreparedHandler))["get"].answer is Order
