"""Which server a kernel belongs to, and what its refusals mean."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPResponse

from hpclab.magics import server
from hpclab.magics.errors import MagicError

ABOUT = {
    "hostname": "0.0.0.0",  # noqa: S104 - what a server writes that listens everywhere
    "port": 8888,
    "base_url": "/user/alice/",
    "secure": False,
    "sock": "",
    "token": "secret",
}


def kernel_of(folder: Path, **about: object) -> tuple[dict[str, str], Path]:
    """A kernel's environment and connection file beside the file of its server, which is this process."""
    (folder / f"jpserver-{os.getpid()}.json").write_text(json.dumps({**ABOUT, **about}))
    environment = {"JPY_PARENT_PID": str(os.getpid()), "JUPYTERHUB_API_TOKEN": "of the hub"}
    return environment, folder / "kernel-a-b.json"


def test_the_server_that_started_the_kernel_is_found(tmp_path: Path) -> None:
    found = server.find(*kernel_of(tmp_path))
    assert found == server.Server("http://127.0.0.1:8888/user/alice/", "secret", "a-b")
    assert "secret" not in repr(found)


def test_a_hub_opens_it_by_its_own_token(tmp_path: Path) -> None:
    assert server.find(*kernel_of(tmp_path, token="")).token == "of the hub"


def test_addresses_may_be_of_any_kind(tmp_path: Path) -> None:
    found = server.find(*kernel_of(tmp_path, hostname="fe80::1", secure=True, base_url="/"))
    assert found.url == "https://[fe80::1]:8888/"


async def test_the_file_of_a_real_server_is_understood(
    jp_serverapp: ServerApp, jp_fetch: Callable[..., Awaitable[HTTPResponse]]
) -> None:
    folder = Path(jp_serverapp.runtime_dir)
    found = server.find({"JPY_PARENT_PID": str(os.getpid())}, folder / "kernel-x.json")
    assert found.token == jp_serverapp.identity_provider.token
    assert found.url == jp_serverapp.connection_url


def test_outside_of_a_kernel_there_is_none(tmp_path: Path) -> None:
    environment, connection_file = kernel_of(tmp_path)
    with pytest.raises(MagicError, match="belongs to no Jupyter server"):
        server.find(environment, None)
    with pytest.raises(MagicError, match="belongs to no Jupyter server"):
        server.find({}, connection_file)


def test_a_server_that_has_ended_gets_no_token(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    (tmp_path / f"jpserver-{ended.pid}.json").write_text(json.dumps(ABOUT))
    with pytest.raises(MagicError, match="was not found"):
        server.find({"JPY_PARENT_PID": str(ended.pid)}, tmp_path / "kernel-a.json")


def test_a_server_on_a_unix_socket_is_not_asked(tmp_path: Path) -> None:
    with pytest.raises(MagicError, match="was not found"):
        server.find(*kernel_of(tmp_path, sock="/run/x"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, b"<html>", "switched it off"),
        (404, b'{"code": "not_found", "message": "Not Found", "detail": null}', "switched it off"),
        (403, b'{"message": "Forbidden"}', "takes no token"),
        (422, b'{"code": "x", "message": "Refused.", "detail": "Lmod\'s words"}', "Refused.\nLmod's words"),
        (502, b"[]", "It answered 502."),
    ],
)
def test_a_refusal_is_told_in_words(status: int, body: bytes, words: str) -> None:
    assert words in server.refusal(status, body)
