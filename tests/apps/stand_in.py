"""A stand-in for an application: it listens on a unix socket and echoes what comes, or misbehaves on request.

`python stand_in.py SOCKET [BEHAVIOUR]`
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time

from tornado import httpserver, netutil, web, websocket


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


class WebSocketEcho(websocket.WebSocketHandler):
    """Sends back what it gets, and first the request's headers."""

    def open(self) -> None:
        self.write_message(json.dumps(dict(self.request.headers)))

    def on_message(self, message: str | bytes) -> None:
        self.write_message(message, binary=isinstance(message, bytes))

    def check_origin(self, origin: str) -> bool:
        return True


async def serve(socket: str) -> None:
    application = web.Application([("/echo-socket", WebSocketEcho), ("(/.*)", Echo)])
    server = httpserver.HTTPServer(application)
    server.add_socket(netutil.bind_unix_socket(socket, mode=0o600))
    await asyncio.Event().wait()


def leave_descendants() -> None:
    """Start processes that are hard to find again: in a session of their own, without a parent, stubborn."""
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    subprocess.Popen([sys.executable, "-c", stubborn], start_new_session=True)
    orphan = "import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(600)"
    subprocess.run([sys.executable, "-c", orphan], check=True)


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
    if behaviour == "talkative":
        for _ in range(20000):
            print("x" * 50)
        print("The last line.", flush=True)
    if behaviour == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    leave_descendants()
    asyncio.run(serve(socket))


if __name__ == "__main__":
    main()
