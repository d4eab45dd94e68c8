"""The Jupyter server that this kernel belongs to: found by the file that it keeps for its owner alone."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import MagicError

# A load may wait for another one, and for a slow file system.
_SECONDS = 150.0
# The server is on this node: no proxy has a part in it.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_EVERYWHERE = frozenset({"", "0.0.0.0", "::", "*"})  # noqa: S104 - read, not listened on

_NONE = (
    "This kernel belongs to no Jupyter server, so there is no session whose modules could be changed. "
    "Load modules in the shell before you start Python there."
)


@dataclass(frozen=True)
class Server:
    """The session's server.

    Attributes:
        url: ends with a slash.
        token: never shown.
        kernel: this kernel's id there; None where it isn't known.

    """

    url: str
    token: str = field(repr=False)
    kernel: str | None

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """Ask hpclab something.

        Args:
            method: of HTTP.
            path: below `hpclab/v1/`.
            body: of the request.

        Returns:
            The JSON of the answer.

        Raises:
            MagicError: the server refuses, in its words; or it doesn't answer.

        """
        request = urllib.request.Request(  # noqa: S310 - the address is the server's own
            f"{self.url}hpclab/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        try:
            with _OPENER.open(request, timeout=_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise MagicError(refusal(error.code, error.read())) from None
        except (OSError, ValueError) as error:
            raise MagicError(f"The Jupyter server of this kernel does not answer: {error}.") from None


def refusal(status: int, body: bytes) -> str:
    """What an answer that is an error means to a person.

    Args:
        status: of HTTP.
        body: hpclab's errors are JSON with `code`, `message` and `detail`.

    """
    try:
        said = json.loads(body)
        code, message, detail = said["code"], said["message"], said["detail"]
    except (ValueError, KeyError, TypeError):
        code, message, detail = "", f"It answered {status}.", None
    if status == 404 and code in ("", "not_found"):
        return (
            "The Jupyter server of this kernel doesn't do this: it has no hpclab, or the site has switched "
            "it off."
        )
    if status in (401, 403) and code in ("", "forbidden"):
        return (
            "The Jupyter server of this kernel takes no token from a kernel, as where it is entered by a "
            "password. Change the modules in JupyterLab's Software panel."
        )
    return f"{message}\n{detail}" if detail else str(message)


def find(environment: Mapping[str, str], connection_file: Path | None) -> Server:
    """The server that started this kernel.

    Args:
        environment: the kernel's: JPY_PARENT_PID is the server's process, JUPYTERHUB_API_TOKEN opens a hub's.
        connection_file: the kernel's; it lies where the server's own file is. None outside of a kernel.

    Raises:
        MagicError: there is none, or it is somewhere else.

    """
    pid = environment.get("JPY_PARENT_PID", "")
    if connection_file is None or not pid.isdecimal():
        raise MagicError(_NONE)
    try:
        # While the process lives its port is nobody else's: the token goes to no stranger.
        os.kill(int(pid), 0)
        about = json.loads((connection_file.parent / f"jpserver-{pid}.json").read_bytes())
        return Server(
            url=_url(about),
            token=about["token"] or environment.get("JUPYTERHUB_API_TOKEN", ""),
            kernel=connection_file.stem.removeprefix("kernel-"),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise MagicError(
            "The Jupyter server of this kernel was not found: it has ended, or it runs on another node. "
            "Change the modules in JupyterLab's Software panel."
        ) from None


def connection_file() -> Path | None:
    """This kernel's connection file; None where this is no kernel, such as IPython in a terminal."""
    try:
        from ipykernel.connect import get_connection_file  # noqa: PLC0415 - not there in a plain IPython

        return Path(get_connection_file())
    except (ImportError, RuntimeError):
        return None


def _url(about: Mapping[str, Any]) -> str:
    """The server's address from its file `jpserver-PID.json` (jupyter_server, `ServerApp.server_info`)."""
    if about["sock"]:
        raise ValueError("a unix socket has no address that can be asked for")
    host = "127.0.0.1" if about["hostname"] in _EVERYWHERE else about["hostname"]
    host = f"[{host}]" if ":" in host else host
    return f"{'https' if about['secure'] else 'http'}://{host}:{about['port']}{about['base_url']}"
