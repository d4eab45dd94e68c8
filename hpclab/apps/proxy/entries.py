"""Routes in the place of jupyter-server-proxy's: an entry that hpclab shows has one tile and one address."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from ..offered import Offered
from ..server_proxy import Entry


class ServersInfoHandler(JupyterHandler):
    """What jupyter-server-proxy's part of the browser, and jupyter-lmod's, show as tiles."""

    def initialize(self, entries: list[Entry]) -> None:
        """Take the entries that hpclab doesn't show."""
        self._entries = entries

    @web.authenticated
    def get(self) -> None:
        """Answer in jupyter-server-proxy's own format (its `api.py`)."""
        self.write({"server_processes": [self._described(entry) for entry in self._entries]})

    def _described(self, entry: Entry) -> dict[str, object]:
        launcher = entry.launcher
        if entry.has_icon:
            launcher["icon_url"] = url_path_join(self.base_url, "server-proxy", "icon", entry.name)
        return {
            "name": entry.name,
            "launcher_entry": launcher,
            "new_browser_tab": bool(entry.value("new_browser_tab", True)),
        }


class ReplacedHandler(JupyterHandler):
    """The old address of an application that hpclab has in a safe way."""

    def initialize(self, app_name: str) -> None:
        """Take the name of hpclab's application."""
        self._app_name = app_name

    @web.authenticated
    def get(self) -> None:
        """Lead to the new address."""
        self.redirect(url_path_join(self.base_url, "hpclab", "app", self._app_name, "/"))


def handlers(offered: Offered) -> list[tuple[Any, ...]]:
    """The routes, below the base URL. They have to be put up before jupyter-server-proxy's."""
    routes: list[tuple[Any, ...]] = [
        ("/server-proxy/servers-info", ServersInfoHandler, {"entries": offered.left})
    ]
    for entry, name in offered.replaced.items():
        routes.append((rf"/{entry}(?:/.*)?", ReplacedHandler, {"app_name": name}))
    return routes
