"""A stand-in for an application: it listens on a unix socket and echoes what comes, or misbehaves on request.

`python stand_in.py SOCKET-OR-PORT [BEHAVIOUR]`
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from socket import create_server

from tornado import httpserver, netutil, web, websocket

GO = "go-on"  # a file in the home folder that lets a slow one go on


class Echo(web.RequestHandler):
    """Answers with the request as it arrived."""

    def get(self, path: str) -> None:
        self.set_header("Set-Cookie", "own=1; Path=/; HttpOnly")
        self.add_header("Set-Cookie", "_xsrf=stolen; Path=/")
        self.write(
            json.dumps(
                {
                    "path": path,
                    "query": self.request.query,
                    "headers": dict(self.request.headers),
                    "environment": dict(os.environ),
                    "argv": sys.argv,
                }
            )
        )

    post = get

    def check_xsrf_cookie(self) -> None:
        """Every form is taken."""


class Parts(web.RequestHandler):
    """Sends a part, and the rest when it is asked for or, on request, never."""

    rest = asyncio.Event()
    left = 0  # connections that were closed before the end

    async def get(self, then: str) -> None:
        self.set_header("Content-Length", "8")
        self.write(b"part")
        await self.flush()
        if then == "break":
            self.detach().close()
            return
        await self.rest.wait()
        self.finish(b"rest")

    def post(self, then: str) -> None:
        self.rest.set()

    def on_connection_close(self) -> None:
        Parts.left += 1


class Left(web.RequestHandler):
    """Says how many have left before they had all of an answer."""

    def get(self) -> None:
        self.write(str(Parts.left))


class Large(web.RequestHandler):
    """Sends as many megabytes as it is asked for."""

    async def get(self, megabytes: str) -> None:
        for _ in range(int(megabytes)):
            self.write(b"x" * 1_000_000)
            await self.flush()


class Moved(web.RequestHandler):
    """Sends elsewhere."""

    def get(self) -> None:
        self.redirect(self.get_argument("to"))


class WebSocketEcho(websocket.WebSocketHandler):
    """Sends back what it gets, and first the request's headers."""

    def open(self) -> None:
        self.write_message(json.dumps(dict(self.request.headers)))

    def on_message(self, message: str | bytes) -> None:
        self.write_message(message, binary=isinstance(message, bytes))

    def check_origin(self, origin: str) -> bool:
        return True


async def serve(place: str) -> None:
    """Serve on a unix socket, or on a port of 127.0.0.1."""
    application = web.Application(
        [
            ("/echo-socket", WebSocketEcho),
            ("/parts/(.*)", Parts),
            ("/left", Left),
            ("/large/(.*)", Large),
            ("/moved", Moved),
            ("(/.*)", Echo),
        ]
    )
    server = httpserver.HTTPServer(application)
    if place.isdigit():
        server.listen(int(place), "127.0.0.1")
    else:
        server.add_socket(netutil.bind_unix_socket(place, mode=0o600))
    await asyncio.Event().wait()


_STUBBORN = """
import signal, time
for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(each, signal.SIG_IGN)
time.sleep(600)
"""
_DAEMON = """
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        os.execve(sys.executable, [sys.executable, "-c", sys.argv[1], sys.argv[2]], {})
os._exit(0)
"""
_REPLACED = """
import os, signal, sys, time
def replace(*_):
    if os.fork() == 0:
        os.setsid()
        os.execv(sys.executable, [sys.executable, "-c", sys.argv[1], sys.argv[2]])
    os._exit(0)
signal.signal(signal.SIGTERM, replace)
time.sleep(600)
"""


def leave_descendants(mark: str) -> None:
    """Start processes that are hard to find again and hard to end.

    One is deaf to requests, in a session of its own; one is a daemon of a daemon, with nothing of the
    environment; one starts another in its place when it is asked to end.

    Args:
        mark: a word of their command lines.

    """
    for program in (_STUBBORN, _REPLACED):
        subprocess.Popen([sys.executable, "-c", program, _STUBBORN, mark], start_new_session=True)
    subprocess.run([sys.executable, "-c", _DAEMON, _STUBBORN, mark], check=True)


def wait_for_port(port: int) -> None:
    """Return when a port of 127.0.0.1 is free."""
    while True:
        try:
            create_server(("127.0.0.1", port)).close()
        except OSError as error:
            print(error, flush=True)
            time.sleep(0.2)
        else:
            return


def main() -> None:
    socket = sys.argv[1]
    behaviour = sys.argv[2] if len(sys.argv) > 2 else "well"
    print("stand-in:", behaviour, flush=True)
    if behaviour == "crash":
        print("The licence server is gone.", file=sys.stderr, flush=True)
        sys.exit(3)
    if behaviour == "end":
        sys.exit(0)
    if behaviour == "silent":
        time.sleep(600)
    if behaviour == "slow":
        print("Indexing 1 of 2 packages.", flush=True)
        while not (Path.home() / GO).exists():
            time.sleep(0.05)
    if behaviour == "patient":
        wait_for_port(int(socket))
    if behaviour == "talkative":
        for _ in range(20000):
            print("x" * 50)
        print("The last line.", flush=True)
    if behaviour == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    leave_descendants(socket)
    asyncio.run(serve(socket))


if __name__ == "__main__":
    main()
