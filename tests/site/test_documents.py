"""Documents of a site: read again when they change, kept when they can't be reached, waited for not long."""

from __future__ import annotations

import asyncio
import http.server
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpclab.site import documents
from hpclab.site.documents import Documents
from hpclab.site.models import Complain

LOG = logging.getLogger("test")


def words(data: bytes, complain: Complain) -> list[str]:
    """The words of a document; a mistake is one."""
    text = data.decode()
    if "mistake" in text:
        complain("there is a mistake")
    if "nonsense" in text:
        raise ValueError("nonsense")
    return text.split()


def of(*places: str) -> Documents[str]:
    """Documents of words."""
    return Documents("words", places, words, LOG, size_limit=100)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is too young to be looked at."""
    monkeypatch.setattr(documents, "_FILE_SECONDS", 0.0001)
    monkeypatch.setattr(documents, "_ADDRESS_SECONDS", 0.0)


async def again(read: Documents[str]) -> list[str]:
    """What they say, a moment later."""
    await asyncio.sleep(0.01)
    return await read.parts()


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "words"

    async def scene() -> None:
        read = of(str(file))
        assert await read.parts() == []
        file.write_text("one")
        assert await again(read) == ["one"]
        file.write_text("two words")
        assert await again(read) == ["two", "words"]
        file.unlink()
        assert await again(read) == []
        assert read.report() == [f"words: {file}: read"]

    asyncio.run(scene())


def test_what_is_wrong_is_told_once_and_costs_only_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good, odd, folder, large = (tmp_path / name for name in ("good", "odd", "folder", "large"))
    good.write_text("fine")
    odd.write_text("nonsense")
    folder.mkdir()
    large.write_text("x" * 101)

    async def scene() -> None:
        read = of(str(good), str(odd), str(folder), str(large))
        assert await read.parts() == ["fine"]
        assert await again(read) == ["fine"]
        assert [line.partition(": /")[2].rpartition("/")[2] for line in read.report()] == [
            "good: read",
            "odd: nonsense",
            "folder: It can't be read: it is not a file.",
            "large: It is larger than 0 KiB and is not read.",
        ]
        odd.write_text("with a mistake")
        assert await again(read) == ["fine", "with", "a", "mistake"]

    asyncio.run(scene())
    told = [record.getMessage() for record in caplog.records]
    assert sum("nonsense" in line for line in told) == 1
    assert sum("there is a mistake" in line for line in told) == 1


def test_a_file_system_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "words"
    file.write_text("known")
    gone = threading.Event()
    monkeypatch.setattr(documents, "_PATIENCE_SECONDS", 0.2)
    real = os.stat

    def hang(path: str) -> os.stat_result:
        if str(path) == str(file):
            gone.wait(20)
        return real(path)

    async def scene() -> None:
        read = of(str(file))
        assert await read.parts() == ["known"]
        monkeypatch.setattr("hpclab.site.documents.os.stat", hang)
        began = time.monotonic()
        assert await again(read) == ["known"]
        assert time.monotonic() - began < 10
        gone.set()
        await read.close()

    asyncio.run(scene())


class Server(http.server.ThreadingHTTPServer):
    """A web server with one document, which counts what it was asked for."""

    text = b"one"
    status = 200
    whole = 0
    unchanged = 0

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}/words"


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers with the document, or that it hasn't changed."""

    def do_GET(self) -> None:
        """Answer."""
        server = self.server
        assert isinstance(server, Server)
        etag = f'"{hash(server.text)}"'
        if server.status == 200 and self.headers.get("If-None-Match") == etag:
            server.unchanged += 1
            self.send_response(304)
            self.end_headers()
            return
        server.whole += 1
        self.send_response(server.status)
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(server.text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """The web server."""
    with Server(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_an_address_is_asked_for_what_is_newer(server: Server) -> None:
    async def scene() -> None:
        read = of(server.address)
        assert await read.parts() == ["one"]
        assert await again(read) == ["one"]
        assert (server.whole, server.unchanged) == (1, 1)
        server.text = b"two"
        assert await again(read) == ["two"]
        server.status = 500
        assert await again(read) == ["two"]
        assert "status 500" in read.report()[0]
        server.status = 200
        assert await again(read) == ["two"]
        assert read.report() == [f"words: {server.address}: read"]

    asyncio.run(scene())


def test_an_address_is_asked_no_more_often_than_its_age_allows(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_ADDRESS_SECONDS", 600.0)

    async def scene() -> None:
        read = of(server.address)
        for _ in range(5):
            assert await again(read) == ["one"]

    asyncio.run(scene())
    assert (server.whole, server.unchanged) == (1, 0)
