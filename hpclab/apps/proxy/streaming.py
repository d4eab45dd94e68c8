"""Passes an application's answer on as it comes, whatever its size.

jupyter-server-proxy keeps an answer in memory until it has all of it: a download would begin when it has
ended, weigh on the job's memory, and fail beyond 100 MB.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from jupyter_server_proxy.unixsock import UnixResolver
from tornado import httpclient, httputil
from tornado.iostream import IOStream
from tornado.netutil import Resolver
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.tcpclient import TCPClient

# The proxy's own connection has its own (RFC 9110, 7.6.1).
_HOP_BY_HOP = ("Connection", "Keep-Alive", "Proxy-Authenticate", "Trailer", "Transfer-Encoding", "Upgrade")
_ENDLESS = 2**62  # bytes
_LONGEST_SECONDS = 24 * 3600.0

Begin = Callable[[httputil.ResponseStartLine, httputil.HTTPHeaders], None]
Write = Callable[[bytes], Awaitable[None]]


class BackendError(Exception):
    """The application gave no answer, or not all of it."""


async def pass_on(request: httpclient.HTTPRequest, socket: str, begin: Begin, write: Write) -> None:
    """Send a request to an application, and pass on its answer; who cancels that hangs up.

    Args:
        request: what is asked.
        socket: the unix socket on which the application listens.
        begin: takes the status and the headers, before all else and once.
        write: takes a part of the body; the next is not read before this one is gone.

    Raises:
        BackendError: the application gave no answer or broke off.

    """
    head = _Head(begin)
    request.header_callback = head.take
    request.streaming_callback = write
    request.request_timeout = _LONGEST_SECONDS
    client = SimpleAsyncHTTPClient(force_instance=True, max_body_size=_ENDLESS)
    connections = client.tcp_client = _Connections(resolver=UnixResolver(socket))
    try:
        answer = await client.fetch(request, raise_error=False)
    except (OSError, httpclient.HTTPError) as error:
        raise BackendError(str(error)) from error
    finally:
        connections.hang_up()  # the client itself leaves a request that is under way alone
        client.close()
    if answer.error is not None and not (head.is_complete and answer.code == head.status):
        raise BackendError(str(answer.error))


class _Connections(TCPClient):
    """Connects, and can end what it has connected."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__(resolver)
        self._streams: list[IOStream] = []

    async def connect(self, *args: Any, **kwargs: Any) -> IOStream:
        """Connect as the client asks it to."""
        stream = await super().connect(*args, **kwargs)
        self._streams.append(stream)
        return stream

    def hang_up(self) -> None:
        """End every connection."""
        for stream in self._streams:
            stream.close()


class _Head:
    """Reads an answer's head, which comes line by line; those that only say that it goes on are left out."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._lines: list[str] = []
        self.status = 0

    @property
    def is_complete(self) -> bool:
        """Whether the head has come."""
        return self.status >= 200

    def take(self, line: str) -> None:
        """Take a line with its end; an empty one ends the head."""
        if line.strip():
            self._lines.append(line)
            return
        start = httputil.parse_response_start_line(self._lines[0].strip())
        headers = httputil.HTTPHeaders.parse("".join(self._lines[1:]))
        self._lines.clear()
        self.status = start.code
        if self.is_complete:
            for name in _HOP_BY_HOP:
                headers.pop(name, None)
            self._begin(start, headers)
