"""Walks every route: who may ask, what is authorised, what a site can switch off, what the document says."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from jupyter_server.auth import Authorizer, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import JupyterServerAuthWarning
from tornado.httpclient import HTTPResponse

from hpclab import routes
from hpclab.apps.builtin import SPECS as APPS
from hpclab.apps.proxy.handlers import handlers as proxy_handlers
from hpclab.core.openapi import document
from hpclab.core.web import API_VERSION, endpoints

# Jupyter's own terminals have a handler that this server warns of.
pytestmark = pytest.mark.filterwarnings("ignore::jupyter_server.utils.JupyterServerAuthWarning")

METHODS = {"get", "post", "put", "delete"}
FEATURES = sorted(
    {feature for route in routes.ALL for feature in (route.feature, route.changing) if feature is not None}
)


class Call(NamedTuple):
    """A method of a route."""

    method: str
    path: str
    feature: str | None
    has_body: bool
    needs_query: bool


CALLS = [
    Call(
        method=method,
        path=route.path.replace("{name}", "openrefine").replace("{job_id}", "1"),
        feature=route.feature_of(method),
        has_body=about.body is not None,
        needs_query=about.query is not None,
    )
    for route in routes.ALL
    for method, about in endpoints(route.handler)
]
ACTIONS = {"get": "read", "post": "write", "put": "write", "delete": "write"}


class Open(JupyterHandler):
    """Answers without a login, as no handler of hpclab does."""

    def get(self) -> None:
        """Answer."""


class Recorder(Authorizer):
    """Refuses everything, so that nothing is carried out, and remembers what it was asked."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def is_authorized(self, handler: JupyterHandler, user: User, action: str, resource: str) -> bool:
        """Remember and refuse."""
        self.asked.append((action, resource))
        return False


@pytest.fixture
def jp_server_config(request: pytest.FixtureRequest, server_environment: dict[str, str]) -> dict[str, Any]:
    """A server with hpclab; some features are off where a test says so."""
    config: dict[str, Any] = {
        "ServerApp": {"jpserver_extensions": {"hpclab": True}, "allow_unauthenticated_access": False},
        "HpcLab": {"disabled": getattr(request, "param", [])},
    }
    if "refusing" in request.fixturenames:
        config["ServerApp"]["authorizer_class"] = Recorder
    return config


@pytest.fixture
def refusing() -> list[tuple[str, str]]:
    """What the server's authorizer was asked; it refuses everything."""
    Recorder.asked = []
    return Recorder.asked


Send = Callable[..., Any]


@pytest.fixture
def send(jp_serverapp: ServerApp, jp_base_url: str, http_server_client: Any) -> Send:
    """Sends a request below `hpclab/v1/`, with or without a token, and follows no redirect."""

    async def sending(
        method: str, path: str, *, token: bool = True, body: bytes | None = None
    ) -> HTTPResponse:
        headers = {"Authorization": f"token {jp_serverapp.identity_provider.token}"} if token else {}
        response = await http_server_client.fetch(
            f"{jp_base_url}hpclab/{API_VERSION}/{path}",
            method=method.upper(),
            headers=headers,
            body=body if body is not None or method == "get" else b"{}",
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=60,
            raise_error=False,
        )
        assert isinstance(response, HTTPResponse)
        return response

    return sending


def error_of(response: HTTPResponse) -> dict[str, Any]:
    assert response.headers["Content-Type"].startswith("application/json")
    error = json.loads(response.body)
    assert set(error) == {"code", "message", "detail"}
    assert isinstance(error, dict)
    return error


def test_every_handler_has_a_described_method_and_no_other() -> None:
    for route in routes.ALL:
        described = {method for method, _ in endpoints(route.handler)}
        own = METHODS & set().union(
            *(vars(kind) for kind in route.handler.__mro__ if "hpclab" in kind.__module__)
        )
        assert described == own, route.path
        assert described, route.path


def test_no_path_is_there_twice() -> None:
    paths = [route.path for route in routes.ALL]
    assert len(paths) == len(set(paths))


async def test_without_a_token_every_route_refuses(send: Send) -> None:
    for call in CALLS:
        response = await send(call.method, call.path, token=False)
        assert response.code == 403, call
        assert error_of(response)["code"] == "forbidden"


async def test_every_route_is_authorised_as_hpclab(refusing: list[tuple[str, str]], send: Send) -> None:
    for call in CALLS:
        refusing.clear()
        response = await send(call.method, call.path)
        assert response.code == 403, call
        assert error_of(response)["code"] == "forbidden"
        assert refusing == [(ACTIONS[call.method], "hpclab")], call


async def test_what_is_no_json_is_malformed(send: Send) -> None:
    taking = [call for call in CALLS if call.has_body]
    assert taking
    for call in taking:
        for body in (
            b"{",
            b"[]",
            b"\xff",
            b'{"modules": 7, "plan_id": 7, "from": 7, "operation": 7, "force": 7, "folder": 7}',
        ):
            response = await send(call.method, call.path, body=body)
            assert (response.code, error_of(response)["code"]) == (400, "malformed"), (call, body)


async def test_a_wrong_method_is_said_as_json(send: Send) -> None:
    for route in routes.ALL:
        path = route.path.replace("{name}", "openrefine").replace("{job_id}", "1")
        wrong = METHODS - {method for method, _ in endpoints(route.handler)}
        for method in sorted(wrong | {"patch"}):
            response = await send(method, path)
            assert (response.code, error_of(response)["code"]) == (405, "wrong_method"), (method, path)


@pytest.mark.parametrize(
    "jp_server_config", [[feature] for feature in [*FEATURES, "apps.desktop", "status"]], indirect=True
)
async def test_what_the_site_switches_off_is_gone(
    refusing: list[tuple[str, str]], jp_server_config: dict[str, Any], send: Send
) -> None:
    (disabled,) = jp_server_config["HpcLab"]["disabled"]
    for call in CALLS:
        is_off = call.feature is not None and routes.is_disabled(call.feature, [disabled])
        response = await send(call.method, call.path)
        assert response.code == (404 if is_off else 403), call


@pytest.mark.parametrize("jp_server_config", [["modules.change", "apps.desktop", "status"]], indirect=True)
async def test_the_browser_hears_what_is_switched_off(send: Send) -> None:
    status = json.loads((await send("get", "status")).body)
    assert status["disabled"] == ["modules.change", "apps.desktop", "status"]


def test_jupyter_sees_that_every_route_wants_a_login(jp_serverapp: ServerApp) -> None:
    """Where a site forbids access without a login, Jupyter warns of routes that it takes for open."""
    own: list[tuple[Any, ...]] = [(route.pattern, route.handler) for route in routes.ALL]
    app: Any = jp_serverapp.web_app  # its methods are untyped
    assert app.settings["allow_unauthenticated_access"] is False
    with warnings.catch_warnings():
        warnings.simplefilter("error", JupyterServerAuthWarning)
        app.add_handlers("nowhere", [*own, *proxy_handlers(list(APPS))])
        with pytest.raises(JupyterServerAuthWarning, match="GET of Open"):
            app.add_handlers("nowhere", [("open", Open)])


@pytest.mark.parametrize("jp_server_config", [["apps.desktop"]], indirect=True)
async def test_a_single_application_can_be_switched_off(send: Send) -> None:
    listed = {app["name"] for app in json.loads((await send("get", "apps")).body)["apps"]}
    assert "desktop" not in listed
    assert "openrefine" in listed
    for method, action in (("post", "start"), ("post", "stop"), ("post", "restart"), ("get", "log")):
        assert (await send(method, f"apps/desktop/{action}")).code == 404


@pytest.mark.parametrize(
    ("feature", "disabled", "expected"),
    [
        ("apps", ["apps"], True),
        ("apps.desktop", ["apps"], True),
        ("apps", ["apps.desktop"], False),
        ("apps.desktop", ["apps.openrefine"], False),
        ("modules.change", ["modules"], True),
        ("modules", ["modules.change"], False),
        ("session", ["sess"], False),
        ("session", [], False),
    ],
)
def test_a_feature_goes_with_what_it_is_a_part_of(feature: str, disabled: list[str], expected: bool) -> None:
    assert routes.is_disabled(feature, disabled) is expected


def test_the_document_says_what_the_routes_do() -> None:
    kept = json.loads((Path(__file__).parent.parent / "openapi.json").read_text())
    written = json.loads(json.dumps(document(routes.ALL, API_VERSION)))
    assert kept == written, "run `make openapi` and commit the result"
