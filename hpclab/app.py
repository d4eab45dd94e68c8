"""The server extension: the one place that builds every part, and starts and stops background work."""

from __future__ import annotations

from typing import TypeVar

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import List, Unicode

from . import routes
from .core.environment import ServerEnvironment
from .core.events import ChangeEvents
from .core.web import API_VERSION, SERVICES_SETTING

Service = TypeVar("Service")


class HpcLab(ExtensionApp):
    """hpclab, the cluster inside JupyterLab. It works without configuration."""

    name = "hpclab"
    app_name = "hpclab"
    description = "The cluster, inside JupyterLab: modules, the Slurm job and applications in the sidebar."
    extension_url = "/lab"
    load_other_extensions = True

    disabled = List(
        Unicode(),
        help="What the site switches off: routes, commands and panels alike. "
        "Such as modules.change, session.end, apps, apps.desktop, doctor.",
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Build every part."""
        self.services: dict[type[object], object] = {}
        self.settings[SERVICES_SETTING] = self.services
        self.environment = ServerEnvironment()
        assert self.serverapp is not None
        assert self.serverapp.event_logger is not None
        self.events = ChangeEvents(self.serverapp.event_logger)

    def initialize_handlers(self) -> None:
        """Put up the routes that the site has left."""
        for route in routes.enabled_routes(self.disabled):
            pattern = url_path_join("hpclab", API_VERSION, route.pattern)
            self.handlers.append((f"/{pattern}", route.handler))

    async def _start_jupyter_server_extension(self, serverapp: object) -> None:
        """Start the background work."""

    async def stop_extension(self) -> None:
        """End the background work."""

    def _provide(self, service: Service) -> Service:
        """Make a service available to the handlers, by its class."""
        self.services[type(service)] = service
        return service
