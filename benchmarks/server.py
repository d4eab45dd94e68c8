"""A Jupyter server as a person has it, for one tree of modules, and requests to it."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

_START_SECONDS = 60.0
_REQUEST_SECONDS = 600.0
_TOKEN = "benchmark"  # noqa: S105 - of a server that listens on this machine alone, for a minute
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Answer:
    """What a server answered.

    Attributes:
        headers: by their names in small letters.
        size: bytes on the wire.
        body: uncompressed.

    """

    headers: Mapping[str, str]
    size: int
    body: bytes

    def json(self) -> dict[str, object]:
        """The body, an object in JSON."""
        return msgspec.json.decode(self.body, type=dict[str, object])


class Client:
    """Requests over one connection that stays open, as a browser's.

    Args:
        port: of the server.

    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_REQUEST_SECONDS)

    def get(self, path: str) -> Answer:
        """Ask for something, compressed."""
        return self._send("GET", path, None)

    def post(self, path: str, body: object = None) -> Answer:
        """Have something done."""
        return self._send("POST", path, json.dumps(body if body is not None else {}))

    def delete(self, path: str, body: object) -> Answer:
        """Have something undone."""
        return self._send("DELETE", path, json.dumps(body))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        self._connection.request(
            method,
            path,
            body=body,
            headers={
                "Accept-Encoding": "gzip",
                "Authorization": f"token {_TOKEN}",
                "Content-Type": "application/json",
            },
        )
        answer = self._connection.getresponse()
        data = answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:2000]!r}")
        whole = gzip.decompress(data) if headers.get("content-encoding") == "gzip" else data
        return Answer(headers=headers, size=len(data), body=whole)


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        port: where it listens on this machine.
        pid: of its process.
        ready_after: seconds from its start to its first answer.

    """

    port: int
    pid: int
    ready_after: float

    @property
    def url(self) -> str:
        """Its address with its token, for a browser."""
        return f"http://127.0.0.1:{self.port}/lab?token={_TOKEN}"

    @contextlib.contextmanager
    def client(self) -> Iterator[Client]:
        """A connection to it."""
        client = Client(self.port)
        try:
            yield client
        finally:
            client.close()

    def wait_for_catalog(self, seconds: float = 300.0) -> None:
        """Wait until the server has its first catalog.

        Raises:
            RuntimeError: it got none in that time.

        """
        give_up = time.monotonic() + seconds
        with self.client() as client:
            while time.monotonic() < give_up:
                if client.get("/hpclab/v1/software").json()["complete"]:
                    return
                time.sleep(0.2)
        raise RuntimeError(f"no catalog after {seconds:g} seconds")


@contextlib.contextmanager
def running(
    environment: Mapping[str, str],
    *,
    extensions: Sequence[str] = ("hpclab",),
    python: str = sys.executable,
    module: str = "jupyter_server",
    options: Sequence[str] = (),
) -> Iterator[Server]:
    """A server with nothing but the named extensions, until the block ends.

    Args:
        environment: what it and its modules start with; HOME is a folder of its own.
        extensions: the server extensions that it loads.
        python: the interpreter that runs it.
        module: `jupyter_server`, or `jupyterlab` for one that serves pages.
        options: more of the command line.

    Raises:
        RuntimeError: it doesn't answer in time; its log is in the message.

    """
    home = Path(environment["HOME"])
    log = home / "server.log"
    port = free_port()
    argv = [
        python, "-m", module,
        "--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--allow-root", f"--IdentityProvider.token={_TOKEN}", f"--ServerApp.root_dir={home}",
        *(f"--ServerApp.jpserver_extensions={name}=True" for name in extensions),
        "--HpcLab.catalog_delay=0",
        *options,
    ]  # fmt: skip
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv,
            env=_server_environment(environment),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(port, process, log)
        yield Server(port=port, pid=process.pid, ready_after=time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _server_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, with hpclab's sources and without other people's settings for Jupyter."""
    home = environment["HOME"]
    return {
        **environment,
        "JUPYTER_CONFIG_DIR": f"{home}/.jupyter",
        "JUPYTER_DATA_DIR": f"{home}/.local/share/jupyter",
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_RUNTIME_DIR": f"{home}/.runtime",
        "PYTHONPATH": str(ROOT),
    }


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        client = Client(port)
        try:
            client.get("/api")
        except OSError:
            time.sleep(0.005)
        else:
            return
        finally:
            client.close()
    raise RuntimeError(f"The server doesn't answer:\n{log.read_text(errors='replace')[-4000:]}")
