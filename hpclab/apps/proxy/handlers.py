"""The routes below `hpclab/app/NAME/`: behind each is one application's socket.

The processes are ours; jupyter-server-proxy does the proxying. The prefix keeps clear of its own routes and
of those that other packages register by it: they lie directly below the base URL.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import ensure_async, url_path_join
from jupyter_server_proxy.handlers import AddSlashHandler, NamedLocalProxyHandler
from jupyter_server_proxy.rawsocket import RawSocketHandler
from tornado import httputil, web
from tornado.websocket import WebSocketClosedError

from ...core import threads
from ...core.web import SERVICES_SETTING
from ..manager import AppManager
from ..spec import AppSpec, Protocol
from . import headers, not_running, streaming

_STATIC = Path(__file__).parent.parent / "static"
_PAGE = _STATIC / "desktop.html"
_DISK_SECONDS = 10.0
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OWN_SITE = frozenset({"same-origin", "none"})  # `none` is a person, such as by reloading a page

HandlerKind = TypeVar("HandlerKind", bound=web.RequestHandler)


class _AppAccess(JupyterHandler):
    """Who may reach an application, and what stands there while it isn't running."""

    auth_resource = "hpclab"
    app_name: str

    def initialize(self, app_name: str, **arguments: Any) -> None:
        self.app_name = app_name
        super().initialize(**arguments)

    @property
    def manager(self) -> AppManager:
        """The one manager of what runs."""
        found = self.settings[SERVICES_SETTING][AppManager]
        assert isinstance(found, AppManager)
        return found

    @property
    def login_cookie(self) -> str:
        """The name of the cookie with this server's login."""
        return self.identity_provider.get_cookie_name(self)

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        """Let in who is logged in and authorised; answer in the application's place where it doesn't run."""
        # Not the next class's: jupyter-server-proxy's own sends to the login page for a second time.
        prepared = JupyterHandler.prepare(self, _redirect_to_login=not self._is_websocket)
        if prepared is not None:
            await prepared
        if not self._finished and not self._is_websocket:
            web.authenticated(lambda _: None)(self)
        if self._finished:  # sent to the login page
            return
        await self._authorise()
        if self.manager.socket_of(self.app_name) is None:
            self.set_status(503)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.set_header("Cache-Control", "no-store")
            self.finish(not_running.page(await self.manager.app(self.app_name)))

    @property
    def _is_websocket(self) -> bool:
        return self.request.headers.get("Upgrade", "").lower() == "websocket"

    async def _authorise(self) -> None:
        if self.current_user is None:
            raise web.HTTPError(403)
        allowed = await ensure_async(
            self.authorizer.is_authorized(self, self.current_user, "execute", self.auth_resource)
        )
        if not allowed or (self.request.method in _UNSAFE and not self._is_own_change()):
            raise web.HTTPError(403)

    def _is_own_change(self) -> bool:
        """Whether a change comes from our own pages: applications know nothing of Jupyter's XSRF token.

        Browsers tell where it comes from, by Origin or by Sec-Fetch-Site (W3C, Fetch Metadata).
        What says neither is let in with the server's token, which other sites' pages don't have.
        """
        if "Origin" in self.request.headers:
            return bool(self.check_origin())
        return self.token_authenticated or self.request.headers.get("Sec-Fetch-Site") in _OWN_SITE


def _authenticated(handler: type[HandlerKind]) -> type[HandlerKind]:
    """Mark every method as one that wants a login, for Jupyter's own check; `prepare` has asked by then."""
    for name in handler.SUPPORTED_METHODS:
        method = name.lower()
        setattr(handler, method, web.authenticated(getattr(handler, method)))
    return handler


class _Traffic(_AppAccess):
    """Requests and messages, of which those that a person causes count as use of the server."""

    @property
    def spec(self) -> AppSpec:
        """What the application is."""
        return self.manager.spec_of(self.app_name)

    def count_use(self) -> None:
        """Let Jupyter's and JupyterHub's idle cullers know that somebody works here."""
        self.settings.setdefault("last_activity_times", {})["hpclab-apps"] = datetime.now(timezone.utc)

    def on_message(self, message: str | bytes) -> None:
        """Pass a message of the browser's on."""
        if self.spec.is_use(message.encode() if isinstance(message, str) else message):
            self.count_use()
        super().on_message(message)  # type: ignore[misc] # a mixin

    def _record_activity(self) -> None:
        """Count nothing here: jupyter-server-proxy counts pings and what applications send by themselves."""

    # A WebSocket may be closed by the browser while the application still writes.

    def write_message(self, message: str | bytes, binary: bool = False) -> Awaitable[None]:
        """Write to the browser; what comes after it has gone is dropped."""
        try:
            written: Awaitable[None] = super().write_message(message, binary)  # type: ignore[misc] # a mixin
        except WebSocketClosedError:
            written = asyncio.get_running_loop().create_future()
            written.set_result(None)
        return written


@_authenticated
class AppHandler(_Traffic, NamedLocalProxyHandler):  # type: ignore[misc] # jupyter-server-proxy has no types
    """An application that speaks HTTP and WebSocket."""

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        """Let in who may come in, and count what a person asks for."""
        await super().prepare(*args, **kwargs)
        if not (self._finished or self._is_websocket or self.spec.is_idle_request(self.request.path)):
            self.count_use()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = kwargs["app_name"]
        super().__init__(*args, **kwargs)
        self.proxy_base = f"hpclab/app/{self.name}"
        self._passing_on: asyncio.Future[None] | None = None

    @property
    def unix_socket(self) -> str:
        """Where the application listens now; it may have been restarted since the last request."""
        return str(self.manager.socket_of(self.app_name) or "")

    def get_client_uri(self, protocol: str, host: str, port: int, proxied_path: str) -> str:
        """Where the application is asked, without Jupyter's token."""
        prefix = self.manager.prefix_of(self.app_name)
        asked: str = super().get_client_uri(protocol, host, port, prefix + proxied_path)
        parts = urlsplit(asked)
        return urlunsplit(parts._replace(query=headers.without_token(parts.query)))

    def proxy_request_headers(self) -> httputil.HTTPHeaders:
        """The browser's headers, without what opens Jupyter."""
        passed: httputil.HTTPHeaders = super().proxy_request_headers()
        for name in headers.LOGIN_HEADERS:
            passed.pop(name, None)
        if "Referer" in passed:
            passed["Referer"] = headers.referer_without_token(passed["Referer"])
        cookies = headers.without_login_cookies(passed.pop("Cookie", ""), self.login_cookie)
        if cookies:
            passed["Cookie"] = cookies
        return passed

    def compute_etag(self) -> None:
        """Leave tags to the application."""

    async def _proxy_buffered(
        self, host: str, port: int, proxied_path: str, body: bytes | None, client: object
    ) -> None:
        """Pass the answer on as it comes, in the place of the library's way of keeping it until its end."""
        asked = self._build_proxy_request(host, port, proxied_path, body)

        def begin(start: httputil.ResponseStartLine, answer: httputil.HTTPHeaders) -> None:
            self.set_status(start.code, start.reason)
            self._headers = _kept_to_its_part(self, answer)

        async def write(chunk: bytes) -> None:
            self.write(chunk)
            await web.RequestHandler.flush(self)  # the library's own returns before it is done

        self._passing_on = asyncio.ensure_future(streaming.pass_on(asked, self.unix_socket, begin, write))
        try:
            await self._passing_on
        except asyncio.CancelledError:
            if not self._passing_on.cancelled():  # it was the request that was cancelled
                self._passing_on.cancel()
                raise
        except streaming.BackendError as error:
            if self._headers_written:
                self.detach().close()  # or the browser would take a part for the whole
                return
            raise web.HTTPError(502, f"{self.app_name} gave no answer: {error}") from error

    _proxy_progressive = _proxy_buffered

    def on_connection_close(self) -> None:
        """Let the application know that the browser has left: it needn't go on with its answer."""
        super().on_connection_close()
        if self._passing_on is not None:
            self._passing_on.cancel()


def _kept_to_its_part(handler: AppHandler, answer: httputil.HTTPHeaders) -> httputil.HTTPHeaders:
    """The headers of an application's answer, kept to its own part of the site."""
    prefix = url_path_join(handler.base_url, handler.proxy_base, "/")
    cookies = headers.own_cookies(answer.get_list("Set-Cookie"), handler.login_cookie, prefix)
    answer.pop("Set-Cookie", None)
    for cookie in cookies:
        answer.add("Set-Cookie", cookie)
    if "Location" in answer:
        inner = handler.manager.prefix_of(handler.app_name)
        shown = headers.without_prefix(answer["Location"], inner, prefix)
        answer["Location"] = headers.own_location(shown, prefix)
    if "Service-Worker-Allowed" in answer:
        answer["Service-Worker-Allowed"] = prefix
    if "Content-Security-Policy" not in answer:
        answer["Content-Security-Policy"] = handler.content_security_policy
    return answer


@_authenticated
class DesktopSocketHandler(_Traffic, RawSocketHandler):  # type: ignore[misc] # as above
    """The desktop's stream, for noVNC."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = kwargs["app_name"]
        super().__init__(*args, **kwargs)

    @property
    def unix_socket(self) -> str:
        """Where the desktop listens now."""
        return str(self.manager.socket_of(self.app_name) or "")

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Choose what noVNC asks for, if it asks."""
        return "binary" if "binary" in subprotocols else None


@_authenticated
class DesktopPageHandler(_AppAccess):
    """The desktop's page: noVNC and a few lines around it."""

    def initialize(self, app_name: str, **arguments: Any) -> None:
        """Take the name of the folder that browsers see the page's files in."""
        self._files: str = arguments.pop("files")
        super().initialize(app_name, **arguments)

    @property
    def content_security_policy(self) -> str:
        """Only the page's own files; noVNC sets pointers as images that are data."""
        return "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "connect-src 'self'",
                "img-src 'self' data:",
                "frame-ancestors 'self'",
                "base-uri 'none'",
            ]
        )

    async def get(self, path: str) -> None:
        """Send the page, which leads to the files of this installation; there is nothing else here."""
        if path:
            raise web.HTTPError(404)
        text = await threads.run(_PAGE.read_text, timeout=_DISK_SECONDS)
        self.set_header("Cache-Control", "no-cache")
        self.finish(text.replace('"files/', f'"{self._files}/'))


@_authenticated
class DesktopFileHandler(_AppAccess, web.StaticFileHandler):  # type: ignore[misc] # initialize takes one more
    """The files of the desktop's page, below an address that is another one after an update."""

    def set_extra_headers(self, path: str) -> None:
        """Let browsers keep them: they are forty, and a desktop is opened again and again."""
        self.set_header("Cache-Control", "private, max-age=31536000, immutable")


def _stamp(folder: Path) -> str:
    """A short word that is another one when a file of a folder is."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    seen = [(str(file.relative_to(folder)), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def handlers(specs: list[AppSpec]) -> list[tuple[Any, ...]]:
    """The routes of some applications, below the base URL."""
    routes: list[tuple[Any, ...]] = []
    for spec in specs:
        base = f"/hpclab/app/{spec.name}"
        named = {"app_name": spec.name}
        if spec.protocol is Protocol.VNC:
            files = f"files-{_stamp(_STATIC)}"
            routes += [
                (f"{base}/(socket)", DesktopSocketHandler, named),
                (f"{base}/{files}/(.*)", DesktopFileHandler, {**named, "path": str(_STATIC)}),
                (f"{base}/(.*)", DesktopPageHandler, {**named, "files": files}),
            ]
        else:
            routes.append((f"{base}(/.*)", AppHandler, named))
        routes.append((base, AddSlashHandler))
    return routes
