"""Where a node allows no private networks OpenRefine is its owner's still, and an old RStudio isn't started.

The node is this one, in a user namespace that allows no further ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from .jupyter import JupyterServer
from .people import Person

pytestmark = pytest.mark.cluster

_WITHOUT = (
    *("/usr/bin/unshare", "--user", "--map-root-user", "/bin/sh", "-c"),
    'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"',
    "sh",
)
# Asks a port for pages, and looks for a word in command lines and names of temporary files.
_OTHER = """
import json, os, sys, urllib.error, urllib.request
from pathlib import Path

def status(port, path):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code

port, secret = sys.argv[1:]
paths = ("/", "/command/core/get-version", "/command/core/preview-expression", "/x/command/core/get-version")
told = []
for process in Path("/proc").glob("[0-9]*"):
    try:
        line = (process / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        continue
    if secret in line and "import json, os, sys" not in line:
        told.append(line)
for top in ("/tmp", "/var/tmp", "/dev/shm"):
    for folder, folders, files in os.walk(top):
        told += [name for name in folders + files if secret in name]
print(json.dumps({"status": [status(port, path) for path in paths], "told": told}))
"""


@pytest.fixture
def server(alice: Person) -> Iterator[JupyterServer]:
    """A server of alice's where there are no user namespaces."""
    home = Path(alice.run("mktemp", "--directory", f"--tmpdir={alice.user.home}", "t.XXXXXX").stdout.strip())
    environment = {**alice.environment, "HOME": str(home), "TMPDIR": str(home)}
    program = ("-m", "jupyter_server", "--allow-root")  # in its namespace it is called root
    server = JupyterServer(alice, home, environment, program, wrapper=_WITHOUT)
    try:
        server.start()
        server.wait()
        yield server
    finally:
        server.end()
        alice.run("rm", "--recursive", "--force", str(home))


def _java(folder: str) -> psutil.Process:
    for process in psutil.process_iter():
        try:
            if process.name() == "java" and folder in process.environ().get("JDK_JAVA_OPTIONS", ""):
                return process
        except psutil.Error:
            continue
    raise AssertionError("Java doesn't run.")


def test_openrefine_has_a_secret_address(server: JupyterServer, bob: Person) -> None:
    app = server.start_app("openrefine")
    assert "secret" in app["attention"]
    status, page = server.ask(app["url"])
    assert (status, "<title>OpenRefine</title>" in page) == (200, True)
    assert json.loads(server.ask(app["url"] + "command/core/get-version")[1])["version"].startswith("3.")

    java = _java(str(server.log.parent))
    words = java.environ()["JDK_JAVA_OPTIONS"].split()
    (secret,) = (word.partition("=/")[2] for word in words if word.startswith("-Drefine.context_path="))
    assert len(secret) == 64
    port = next(each.laddr.port for each in java.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
    found = json.loads(bob.run("/usr/bin/python3", "-c", _OTHER, str(port), secret, timeout=60).stdout)
    assert found == {"status": [404] * 4, "told": []}

    server.stop_app("openrefine")
    assert not java.is_running() or java.status() == psutil.STATUS_ZOMBIE
    assert not list(server.log.parent.glob("hpclab-openrefine-*"))


def test_an_old_rstudio_is_not_started_and_says_why(server: JupyterServer) -> None:
    body = {"modules": ["rstudio-server/2023.06-stand-in"]}
    assert server.ask("hpclab/v1/modules/load", method="POST", body=body)[0] == 200
    with pytest.raises(AssertionError, match="user namespaces are off on this node"):
        server.start_app("rstudio")
    assert "older than 2024.12" in server.app("rstudio")["reason"]
