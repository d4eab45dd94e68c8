"""RStudio: what is made as its command line starts a stand-in for its server, and the real R."""

from __future__ import annotations

import html
import os
import pwd
import re
import shlex
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from demo import facts
from demo.stand_ins import rserver
from hpclab.apps import namespaces, private_folder, rstudio
from hpclab.apps.spec import Command, Context, options_in

from . import live_server
from .live_server import Server

PROGRAM = Path(rserver.__file__)
USER = pwd.getpwuid(os.getuid()).pw_name

needs_r = pytest.mark.skipif(shutil.which("R") is None, reason="R isn't installed")
needs_private_network = pytest.mark.skipif(
    namespaces.obstacle() is not None, reason=f"no private networks here: {namespaces.obstacle()}"
)
BOTH = [
    pytest.param("2024.12", id="by a socket"),
    pytest.param("2023.06", id="by a port", marks=needs_private_network),
]


def _command(folder: Path, version: str) -> Command:
    return rstudio.command(
        Context(
            program=str(PROGRAM),
            options=options_in(rserver.help_text(version)),
            environment={},
            folder=folder,
            socket=folder / "socket",
            temporary=folder,
            root=folder,
            home=folder,
            data=folder,
            user=USER,
            url_path="/user/ada/hpclab/app/rstudio/",
            secret="0123",
        )
    )


def _refusal(folder: Path, version: str, command: Command) -> str:
    """Start the stand-in with a command line that it refuses; what it says."""
    for file, text in command.files.items():
        if not file.exists():
            private_folder.write(file, text)
    ended = subprocess.run(
        ["/usr/bin/python3", "-I", str(PROGRAM), version, *command.argv[1:]],
        env={"PATH": os.environ["PATH"], **command.environment.assigned},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 1
    return ended.stderr


def test_the_stand_in_refuses_what_rserver_refuses(tmp_path: Path) -> None:
    command = _command(tmp_path, "2024.12")
    assert "unrecognised option '--www-socket" in _refusal(tmp_path, "2023.06", command)
    without_user = replace(command, environment=type(command.environment)())
    assert "USER" in _refusal(tmp_path, "2024.12", without_user)
    somebody = [word.replace(f"--server-user={USER}", "--server-user=x") for word in command.argv]
    assert "become the user x" in _refusal(tmp_path, "2024.12", replace(command, argv=tuple(somebody)))
    roots = [word for word in command.argv if "database-config-file" not in word]
    assert "database-config-file" in _refusal(tmp_path, "2024.12", replace(command, argv=tuple(roots)))
    (tmp_path / "secure-cookie-key").chmod(0o644)
    assert "can be read by others" in _refusal(tmp_path, "2024.12", command)


class RStudio:
    """The stand-in's page, through hpclab's proxy."""

    def __init__(self, server: Server, url: str) -> None:
        self._server = server
        self._url = url
        self.page, self._cookie = server.ask_for_cookie(url)

    def evaluate(self, expression: str) -> str:
        """What R prints for an expression."""
        form = urllib.parse.urlencode({"expression": expression}).encode()
        address = re.search(r'action="([^"]+)"', self.page)
        assert address is not None
        path = address[1].removeprefix("/user/ada/")
        status, page = self._server.ask(path, method="POST", body=form, headers={"Cookie": self._cookie})
        assert status == 200
        output = re.search(r'aria-label="Output">(.*?)</pre>', page, re.DOTALL)
        assert output is not None
        return html.unescape(output[1])


@pytest.fixture
def path_with(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A search path with the stand-in in some version, named `rserver`."""
    program = tmp_path / "bin" / "rserver"
    program.parent.mkdir()
    words = shlex.join(["/usr/bin/python3", "-I", str(PROGRAM), request.param])
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


@pytest.fixture
def server(tmp_path: Path, path_with: str) -> Iterator[Server]:
    """A server on a node without modules."""
    with live_server.server(tmp_path, {"PATH": path_with}) as running:
        yield running


@needs_r
@pytest.mark.parametrize("path_with", BOTH, indirect=True)
def test_rstudio_runs_r(server: Server) -> None:
    rstudio_page = RStudio(server, server.start_app("rstudio")["url"])
    assert "RStudio" in rstudio_page.page
    assert "R version" in rstudio_page.evaluate("x <- 6 * 7; R.version.string")
    assert "[1] 42" in rstudio_page.evaluate("x"), "it is the same R"
    server.ask("hpclab/v1/apps/rstudio/stop", method="POST")
    assert server.leftovers() == []


@needs_r
@pytest.mark.cluster
@pytest.mark.parametrize("version", BOTH)
def test_r_is_the_modules(tmp_path: Path, version: str) -> None:
    with live_server.server(tmp_path, facts.read().environment) as server:
        if version != "2024.12":  # what is loaded comes before what is newest
            server.post("hpclab/v1/modules/load", {"modules": [f"rstudio-server/{version}-stand-in"]})
        app = server.start_app("rstudio")
        assert "R/4.2.2" in app["modules"]
        page = RStudio(server, app["url"])
        assert f"RStudio {version} (stand-in)" in page.page
        assert page.evaluate('cat(Sys.which("R"))').rstrip().endswith("/R/4.2.2/bin/R")
        listed = page.evaluate("system(\"bash -c 'module list' 2>&1\")")
        assert f"rstudio-server/{version}-stand-in" in listed
        assert "R/4.2.2" in listed
        server.ask("hpclab/v1/apps/rstudio/stop", method="POST")
        assert server.leftovers() == []
