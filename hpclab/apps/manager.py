"""All applications of this server: by name, told to browsers, ended with the server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from ..core import threads
from ..core.activities import Activity
from ..core.errors import NotFoundError, UnavailableError
from ..core.events import ChangeEvents, Revision
from ..core.web import Text
from . import folders, private_folder
from .application import Application
from .models import App, Apps, StartRequest
from .spec import AppSpec
from .surroundings import Surroundings

# A server that is asked to end has little time. Where there is no job, supervisors finish by themselves what
# takes longer. The end of a job kills them (Slurm's KillWait, 30 seconds unless a site sets it): what is slow
# to end may go on for that long, but its folder goes before.
_CLOSING_SECONDS = 20.0
_FOLDER_SECONDS = 2.0
_LOOK_SECONDS = 10.0


class AppManager:
    """The applications.

    Args:
        specs: what there is, in the order of the tiles.
        surroundings: what they are started with.
        events: tells browsers.

    Attributes:
        networks: tells whether this node makes private networks.

    """

    def __init__(self, specs: Iterable[AppSpec], surroundings: Surroundings, events: ChangeEvents) -> None:
        self._environment = surroundings.environment
        self._catalog = surroundings.catalog
        self._root = surroundings.root
        self.networks = surroundings.networks
        self._events = events
        self._revision = Revision()
        self._applications = {spec.name: Application(spec, surroundings, self.tell_changed) for spec in specs}
        # Another environment makes applications stale, and brings or takes what they need.
        surroundings.environment.on_apply(lambda _: self.tell_changed())
        events.on_advance(self._after_change_of)

    @property
    def specs(self) -> list[AppSpec]:
        """What there is."""
        return [application.spec for application in self._applications.values()]

    def spec_of(self, name: str) -> AppSpec:
        """What one is.

        Raises:
            NotFoundError: there is none of that name.

        """
        return self._named(name).spec

    def sweep(self) -> None:
        """Remove in the background what applications of servers that were killed have left."""
        threads.start(partial(private_folder.sweep, [*self._applications], self._environment.snapshot()))

    def tell_changed(self) -> None:
        """Tell every browser to ask again."""
        self._events.advance("apps", self._revision)

    async def apps(self) -> Apps:
        """All of them and what they do."""
        revision = self._revision.value  # a change meanwhile makes browsers ask again
        environment = self._environment.snapshot()
        described = [each.described(environment) for each in self._applications.values()]
        return Apps(revision=revision, apps=list(await asyncio.gather(*described)))

    async def activities(self) -> list[Activity]:
        """Those that run, with their modules."""
        found = [each.activity() for each in self._applications.values()]
        return [activity for activity in found if activity is not None]

    async def app(self, name: str) -> App:
        """One of them.

        Raises:
            NotFoundError: there is none of that name.

        """
        return await self._named(name).described(self._environment.snapshot())

    async def start(self, name: str, request: StartRequest | None = None) -> App:
        """Begin to start one; whoever asks while it starts or runs gets that one.

        Raises:
            NotFoundError: there is none of that name, or no such folder.
            MalformedError: the folder isn't below the server's root.
            UnavailableError: it isn't installed.
            ConflictError: it is just being stopped.

        """
        application = self._named(name)
        query = await self._query(application.spec, request or StartRequest())
        app = await self.app(name)
        if app.state == "unavailable":
            await self._catalog.hierarchy()  # the first one may still be being built
            app = await self.app(name)
        if app.state == "unavailable":
            raise UnavailableError("app_unavailable", app.reason or f"{app.title} isn't there.")
        application.start(network=(request or StartRequest()).network)
        app = await self.app(name)
        app.url = f"{app.url}{query}"
        return app

    async def stop(self, name: str) -> App:
        """End one with everything that it started; one that failed becomes startable again.

        Raises:
            NotFoundError: there is none of that name.
            ConflictError: it is just being stopped.

        """
        await self._named(name).stop()
        return await self.app(name)

    async def restart(self, name: str) -> App:
        """Stop one, and start it with the modules that are loaded now."""
        network = self._named(name).wants_network
        await self.stop(name)
        return await self.start(name, StartRequest(network=network))

    async def log_of(self, name: str) -> Text:
        """The end of what one printed."""
        return Text(await self._named(name).log())

    def socket_of(self, name: str) -> Path | None:
        """Where one listens; None while it isn't ready.

        Raises:
            NotFoundError: there is none of that name.

        """
        return self._named(name).socket

    def prefix_of(self, name: str) -> str:
        """The path that one serves its pages below; browsers don't know it.

        Raises:
            NotFoundError: there is none of that name.

        """
        return self._named(name).prefix

    async def close(self) -> None:
        """End all of them, as the server ends."""
        await asyncio.gather(*(_close(each) for each in self._applications.values()))
        await self.networks.close()

    def _after_change_of(self, capability: str) -> None:
        if capability == "software":  # a newer catalog may have what is needed
            self.tell_changed()

    async def _query(self, spec: AppSpec, request: StartRequest) -> str:
        """What an application's address needs to show a folder."""
        root = self._root
        if spec.folder_query is None or request.folder is None or root is None:
            return ""
        look = partial(folders.opened, root, request.folder)
        folder = await threads.run(look, timeout=_LOOK_SECONDS)
        return "?" + urlencode({spec.folder_query: str(folder)})

    def _named(self, name: str) -> Application:
        application = self._applications.get(name)
        if application is None:
            raise NotFoundError("unknown_app", f"There is no application named {name[:80]!r} here.")
        return application


async def _close(application: Application) -> None:
    closing = asyncio.create_task(application.close())
    if not (await asyncio.wait([closing], timeout=_FOLDER_SECONDS))[0]:
        await application.leave_nothing()
        await asyncio.wait([closing], timeout=_CLOSING_SECONDS - _FOLDER_SECONDS)
