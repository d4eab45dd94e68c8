"""What stands before a JupyterHub: it takes TLS off, and says in headers how a browser has come."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def before(port: int, folder: Path) -> AsyncIterator[tuple[int, ssl.SSLContext]]:
    """A proxy before a server on 127.0.0.1.

    Args:
        port: the server's.
        folder: takes the certificate.

    Returns:
        The proxy's port, and what trusts its certificate.

    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    made = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    files = ("-keyout", str(key), "-out", str(certificate))
    command = ["openssl", "req", *made, *subject, *files]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=60)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    connections: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_forward(reader, writer, port))
        connections.add(task)
        task.add_done_callback(connections.discard)

    server = await asyncio.start_server(connected, "localhost", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], ssl.create_default_context(cafile=str(certificate))
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Serve one connection to its end, and leave no transport open."""
    async with _closing(writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            there, back = await asyncio.open_connection("127.0.0.1", port)
            async with _closing(back):
                back.write(_as_forwarded(head))
                # Whichever end closes first ends the connection: TLS can't be closed by halves.
                pumps = [asyncio.create_task(each) for each in (_pump(reader, back), _pump(there, writer))]
                try:
                    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for pump in pumps:
                        pump.cancel()
                    await asyncio.gather(*pumps, return_exceptions=True)


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await asyncio.wait_for(writer.wait_closed(), 5)


def _as_forwarded(head: bytes) -> bytes:
    """A request's head as such a proxy passes it on; it serves one request for each connection."""
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    host = next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:"))
    kept = [line for line in lines if "upgrade" in line.lower() or not line.lower().startswith("connection:")]
    upgrades = any(line.lower().startswith("upgrade:") for line in lines)
    added = [
        "X-Forwarded-Proto: https",
        f"X-Forwarded-Host: {host}",
        "X-Forwarded-For: 203.0.113.7",
        *([] if upgrades else ["Connection: close"]),
    ]
    return "\r\n".join([first, *kept, *added, "", ""]).encode("latin-1")


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
