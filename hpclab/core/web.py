"""Where requests come in: who may ask, what they ask, and how an answer or an error goes out.

A handler's method is made by `endpoint`: it takes a decoded body and query and returns a value, or raises
an error of `core.errors`. Everything about HTTP is here.
"""

from __future__ import annotations

import asyncio
import gzip
import inspect
import re
import typing
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from . import errors
from .prepared import Prepared

API_VERSION = "v1"
SERVICES_SETTING = "hpclab_services"
_ENDPOINT = "__hpclab_endpoint__"

_STATUS: Mapping[type[errors.HpcLabError], int] = {
    errors.MalformedError: 400,
    errors.ForbiddenError: 403,
    errors.NotFoundError: 404,
    errors.ConflictError: 409,
    errors.RefusedError: 422,
    errors.BrokenToolError: 502,
    errors.UnavailableError: 503,
    errors.TooSlowError: 504,
}

Service = TypeVar("Service")


class ErrorBody(msgspec.Struct, omit_defaults=True):
    """The body of every error. `needs` is there only where it names something.

    Attributes:
        code: a stable word.
        message: what happened, on what, and what to do next.
        detail: a tool's own words.
        needs: names of modules that have to be loaded first, where a tool told them.

    """

    code: str
    message: str
    detail: str | None
    needs: list[str] = []


class Text(str):
    """An answer that is plain text, such as a log."""

    __slots__ = ()


class Endpoint:
    """What the OpenAPI document says of a handler's method.

    The annotations are looked up when they are first needed: for all methods at the server's start it takes
    longer than to define them.

    Args:
        method: the coroutine that answers.
        summary: one line.
        answer: the type of the answer, where the return annotation doesn't tell it.

    """

    def __init__(self, method: Method, summary: str, answer: Any) -> None:
        self.summary = summary
        self._method = method
        self._answer = answer

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """Names of the path's parts that are handed to the method."""
        parameters = inspect.signature(self._method).parameters
        return tuple(name for name in parameters if name not in ("self", "body", "query"))

    @property
    def body(self) -> Any:
        """The type of the JSON body, if it takes one."""
        return self._hints.get("body")

    @property
    def query(self) -> Any:
        """The type of the query's values, if it takes any."""
        return self._hints.get("query")

    @property
    def answer(self) -> Any:
        """The type of the answer; None for an empty one."""
        return self._answer or self._hints.get("return")

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self._method)


class Route(msgspec.Struct, frozen=True):
    """A path below `hpclab/v1/` and what answers there.

    Attributes:
        path: such as `apps/{name}/start`.
        handler: the handler's class.
        feature: the name by which a site switches it off in `c.HpcLab.disabled`; None for what is always on.
        changing: the same for the methods other than GET, where a site may switch off only those.

    """

    path: str
    handler: type[Handler]
    feature: str | None
    changing: str | None = None

    def feature_of(self, method: str) -> str | None:
        """What switches a method (in small letters) off."""
        return self.feature if method == "get" or self.changing is None else self.changing

    @property
    def pattern(self) -> str:
        """The path as a regular expression; each `{name}` is one part of the path."""
        parts = re.split(r"\{(\w+)\}", self.path)
        return "".join(f"(?P<{part}>[^/]+)" if i % 2 else re.escape(part) for i, part in enumerate(parts))


class Handler(ExtensionHandlerMixin, APIHandler):
    """Base of all handlers: authenticated, authorised as resource `hpclab`, JSON in and out."""

    auth_resource = "hpclab"
    # What hpclab asks for by itself is no sign of a person: idle cullers must go on working.
    _track_activity = False

    def initialize(self, name: str, off: Collection[str] = ()) -> None:
        """Take what the route was put up with.

        Args:
            name: of the extension.
            off: the methods, in small letters, that the site has switched off.

        """
        super().initialize(name)
        self._off = off

    async def prepare(self) -> None:  # type: ignore[override] # as in APIHandler: its base's has an option
        """Answer as if there were none, where the site has switched the method off."""
        if (self.request.method or "").lower() in self._off:
            raise web.HTTPError(404)
        await super().prepare()

    def service(self, kind: type[Service]) -> Service:
        """The one instance of a service, such as the module session, that the application built."""
        services: Mapping[type[object], object] = self.settings[SERVICES_SETTING]
        found = services[kind]
        assert isinstance(found, kind)
        return found

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer what wasn't raised by us (404, 405, a missing token, a bug) in the same form."""
        raised = kwargs.get("exc_info", (None, None, None))[1]
        reason = raised.log_message if isinstance(raised, web.HTTPError) else None
        self._send_error(
            status_code,
            ErrorBody(
                code={403: "forbidden", 404: "not_found", 405: "wrong_method"}.get(status_code, "internal"),
                message=str(reason or self._reason),
                detail=None,
            ),
        )

    def answer_error(self, error: errors.HpcLabError) -> None:
        """Answer an error of the domain with its status."""
        status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
        if status >= 500:
            self.log.warning("hpclab: %s: %s", error.code, error.message)
        self._send_error(status, ErrorBody(error.code, error.message, error.detail, list(error.needs)))

    def _send_error(self, status: int, body: ErrorBody) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(msgspec.json.encode(body))

    async def send(self, answer: object) -> None:
        """Write a method's answer."""
        self.set_header("Cache-Control", "no-cache")
        if answer is None:
            self.set_status(204)
            self.finish()
        elif isinstance(answer, Text):
            # APIHandler takes everything for JSON that isn't named otherwise right here.
            self.finish(answer.encode("utf-8", "replace"), set_content_type="text/plain; charset=utf-8")
        elif isinstance(answer, Prepared):
            await self._send_prepared(answer)
        else:
            self.set_header("Content-Type", "application/json")
            self.finish(msgspec.json.encode(answer))

    async def _send_prepared(self, answer: Prepared) -> None:
        self.set_header("Etag", f'"{answer.etag}"')
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        self.set_header("Content-Type", "application/json")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(answer.gzipped)
        else:
            self.finish(await asyncio.to_thread(gzip.decompress, answer.gzipped))


Method = Callable[..., Awaitable[object]]
Handled = Callable[..., Awaitable[None]]


def endpoint(summary: str, *, answer: Any = None) -> Callable[[Method], Handled]:
    """Make a coroutine into a handler's method.

    Its parameter `body` is decoded from the request's JSON, `query` from the query's values, both into the
    types that they are annotated with; every other parameter is a part of the path. What it returns is sent.

    Args:
        summary: one line for the OpenAPI document.
        answer: the type of the answer, where the return annotation says only how it is sent (`Prepared`).

    """

    def decorate(method: Method) -> Handled:
        described = Endpoint(method, summary, answer)

        @web.authenticated
        @authorized
        async def handle(self: Handler, **path: str) -> None:
            try:
                arguments: dict[str, object] = dict(path)
                if described.body is not None:
                    arguments["body"] = _decode_body(self.request.body, described.body)
                if described.query is not None:
                    arguments["query"] = _decode_query(self.request.query_arguments, described.query)
                result = await method(self, **arguments)
            except errors.HpcLabError as error:
                self.answer_error(error)
            else:
                await self.send(result)

        setattr(handle, _ENDPOINT, described)
        return typing.cast(Handled, handle)

    return decorate


def endpoints(handler: type[Handler]) -> Iterable[tuple[str, Endpoint]]:
    """A handler's HTTP methods in small letters, each with its description."""
    for name in ("get", "post", "put", "delete"):
        described = getattr(getattr(handler, name, None), _ENDPOINT, None)
        if isinstance(described, Endpoint):
            yield name, described


def _decode_body(data: bytes, kind: Any) -> object:
    try:
        return msgspec.json.decode(data or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise errors.MalformedError("malformed", f"The request doesn't fit: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.MalformedError("malformed", f"The request's body isn't JSON: {error}.") from error


def _decode_query(values: Mapping[str, list[bytes]], kind: Any) -> object:
    try:
        given = {name: value[-1].decode() for name, value in values.items()}
        return msgspec.convert(given, type=kind, strict=False)
    except (msgspec.ValidationError, UnicodeDecodeError) as error:
        raise errors.MalformedError("malformed", f"The query doesn't fit: {error}.") from error
