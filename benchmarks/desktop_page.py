"""Shows a bare VNC server in hpclab's page, with nothing around it.

Run it as `python -m benchmarks.desktop_page PORT SOCKET`. A VNC server has no page of its own. This is the
least that puts one before it: the page's files as they are, and its WebSocket passed on to the server's unix
socket. `/ready` answers once the server greets.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from tornado import web, websocket

from .server import ROOT

_STATIC = ROOT / "hpclab" / "apps" / "static"
_CHUNK = 64 * 1024


class Ready(web.RequestHandler):
    """Whether the VNC server greets."""

    async def get(self) -> None:
        """Answer 200 if it does, 503 if it doesn't."""
        try:
            reader, writer = await asyncio.open_unix_connection(self.settings["vnc"])
        except OSError:
            self.set_status(503)
            return
        greeting = await reader.read(4)  # RFC 6143, 7.1.1
        writer.close()
        self.set_status(200 if greeting == b"RFB " else 503)


class Socket(websocket.WebSocketHandler):
    """The browser's connection, passed on."""

    async def open(self, *_: str, **__: str) -> None:
        """Connect to the VNC server."""
        reader, self._writer = await asyncio.open_unix_connection(self.settings["vnc"])
        self._pumping = asyncio.create_task(self._pump(reader))

    def on_message(self, message: str | bytes) -> None:
        """Pass on what the browser says."""
        assert isinstance(message, bytes)
        self._writer.write(message)

    def on_close(self) -> None:
        """Leave the VNC server."""
        self._pumping.cancel()
        self._writer.close()

    async def _pump(self, reader: asyncio.StreamReader) -> None:
        while chunk := await reader.read(_CHUNK):
            await self.write_message(chunk, binary=True)
        self.close()


async def serve(port: int, vnc: Path) -> None:
    """Serve until the process is ended."""
    page = {"path": str(_STATIC), "default_filename": "desktop.html"}
    routes = [
        web.url("/ready", Ready),
        web.url("/socket", Socket),
        web.url("/files/(.*)", web.StaticFileHandler, {"path": str(_STATIC)}),
        web.url("/()", web.StaticFileHandler, page),
    ]
    logging.getLogger("tornado.access").setLevel(logging.CRITICAL)
    web.Application(routes, vnc=str(vnc)).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
