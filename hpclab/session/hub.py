"""JupyterHub, as a server that it has started knows it: asks the hub to stop that server.

What is asked is JupyterHub's REST API, "DELETE /users/{name}/server" and ".../servers/{server_name}". The
server's own token may do that only where the site grants the scope `delete:servers`.
"""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

import msgspec

from ..core import threads
from ..core.errors import BrokenToolError, ForbiddenError, UnavailableError

_TIMEOUT_SECONDS = 15.0
_DETAIL_BYTES = 2000


class Hub(msgspec.Struct, frozen=True):
    """The hub of this server.

    Attributes:
        api_url: such as `http://hub:8081/hub/api`.
        token: the server's own; never told to anyone but the hub.
        user: whose server this is.
        server_name: of a named server; empty for the only or first one.
        tls: the certificates of a hub that encrypts its own traffic, as paths: key, certificate, authority.

    """

    api_url: str
    token: str
    user: str
    server_name: str = ""
    tls: tuple[str, str, str] | None = None

    @property
    def server_url(self) -> str:
        """Where the hub knows this server."""
        user = f"{self.api_url.rstrip('/')}/users/{quote(self.user, safe='')}"
        return f"{user}/servers/{quote(self.server_name, safe='')}" if self.server_name else f"{user}/server"

    async def stop_server(self) -> None:
        """Have the hub stop this server. It ends a moment later.

        Raises:
            ForbiddenError: the server's token may not do that.
            UnavailableError: the hub can't be reached.
            BrokenToolError: the hub answered with an error of its own.
            TooSlowError: it didn't answer in time.

        """
        await threads.run(self._delete, timeout=_TIMEOUT_SECONDS + 1)

    def _delete(self) -> None:
        request = urllib.request.Request(  # noqa: S310 # the address is the hub's own, from the environment
            self.server_url, method="DELETE", headers={"Authorization": f"token {self.token}"}
        )
        try:
            with self._opener().open(request, timeout=_TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            detail = error.read(_DETAIL_BYTES).decode("utf-8", "replace")
            if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
                # JupyterHub says 404 as well, so that nobody learns which servers there are.
                raise ForbiddenError(
                    "hub_forbids", "JupyterHub doesn't let this server stop itself.", detail
                ) from error
            raise BrokenToolError(
                "hub_broken", f"JupyterHub answered with status {error.code}.", detail
            ) from error
        except (OSError, ValueError) as error:
            raise UnavailableError("hub_unavailable", "JupyterHub doesn't answer.", str(error)) from error

    def _opener(self) -> urllib.request.OpenerDirector:
        # The hub is on the cluster's own network: no proxy for the internet comes in between.
        handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
        if self.tls is not None:
            key, certificate, authority = self.tls
            context = ssl.create_default_context(cafile=authority)
            context.load_cert_chain(certificate, key)
            handlers.append(urllib.request.HTTPSHandler(context=context))
        return urllib.request.build_opener(*handlers)


def own_hub(environment: Mapping[str, str]) -> Hub | None:
    """The hub that started this server, from what it tells in the environment; None without one.

    Args:
        environment: the one that the server started with; see JupyterHub's `Spawner.get_env`.

    """
    url, token, user = (environment.get(f"JUPYTERHUB_{name}") for name in ("API_URL", "API_TOKEN", "USER"))
    if not (url and token and user) or not url.startswith(("http://", "https://")):
        return None
    tls = tuple(
        environment.get(f"JUPYTERHUB_SSL_{name}", "") for name in ("KEYFILE", "CERTFILE", "CLIENT_CA")
    )
    return Hub(
        api_url=url,
        token=token,
        user=user,
        server_name=environment.get("JUPYTERHUB_SERVER_NAME", ""),
        tls=(tls[0], tls[1], tls[2]) if all(tls) else None,
    )
