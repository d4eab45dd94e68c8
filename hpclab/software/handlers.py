"""The routes of the software capability."""

from __future__ import annotations

import asyncio

from ..core.activities import Activities
from ..core.errors import MalformedError
from ..core.prepared import Prepared
from ..core.web import Handler, Route, endpoint
from .catalog import CatalogStore
from .details import ModuleDetails
from .models import (
    AddedCatalogs,
    ApplyRequest,
    Catalog,
    CatalogStatus,
    Collection,
    Details,
    DetailsQuery,
    LoadRequest,
    ModuleChange,
    ModuleState,
    ModuleUser,
    Plan,
    PlanRequest,
    PurgeRequest,
    RenameRequest,
    SoftwareSite,
    SwapRequest,
    UnloadRequest,
    UnuseRequest,
    UseRequest,
)
from .session import ModuleSession


class _ModulesHandler(Handler):
    @property
    def session(self) -> ModuleSession:
        """The one session whose modules are changed."""
        return self.service(ModuleSession)


class StateHandler(_ModulesHandler):
    """What is loaded."""

    @endpoint("The loaded modules")
    async def get(self) -> ModuleState:
        """Read it from the module table, without Lmod."""
        return await self.session.state()


class UsersHandler(Handler):
    """Who runs with which modules."""

    @endpoint("What runs, with the modules that it started with")
    async def get(self) -> list[ModuleUser]:
        """Ask what runs: kernels, terminals and applications."""
        running = await self.service(Activities).running()
        return [
            ModuleUser(each.kind, each.id, each.name, modules=list(each.modules), stale=each.stale)
            for each in running
        ]


class PlanHandler(_ModulesHandler):
    """What an operation would do."""

    @endpoint("Plan an operation without carrying it out")
    async def post(self, body: PlanRequest) -> Plan:
        """Run it on a copy of the environment."""
        return await self.session.plan(body)


class PlanAheadHandler(_ModulesHandler):
    """What an operation would do that may be asked for next."""

    _planning: asyncio.Task[Plan] | None = None

    @endpoint("Plan an operation in advance, in the place of the last one that was")
    async def post(self, body: PlanRequest) -> Plan:
        """Run it on a copy of the environment."""
        self._planning = asyncio.create_task(self.session.plan_ahead(body))
        return await self._planning

    def on_connection_close(self) -> None:
        """Give it up, as nobody waits for it."""
        if self._planning is not None:
            self._planning.cancel()


class ApplyHandler(_ModulesHandler):
    """What was planned."""

    @endpoint("Carry out a plan")
    async def post(self, body: ApplyRequest) -> ModuleChange:
        """Apply the plan's patch, if the environment is still the one that it was made for."""
        return await self.session.apply(body.plan_id)


class LoadHandler(_ModulesHandler):
    """Load."""

    @endpoint("Load modules")
    async def post(self, body: LoadRequest) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(
            PlanRequest(operation="load", modules=body.modules, with_prerequisites=body.with_prerequisites)
        )


class UnloadHandler(_ModulesHandler):
    """Unload."""

    @endpoint("Unload modules")
    async def post(self, body: UnloadRequest) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(
            PlanRequest(operation="unload", modules=body.modules, force=body.force)
        )


class SwapHandler(_ModulesHandler):
    """Swap."""

    @endpoint("Put a module in another's place")
    async def post(self, body: SwapRequest) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(PlanRequest(operation="swap", from_=body.from_, to=body.to))


class PurgeHandler(_ModulesHandler):
    """Unload all."""

    @endpoint("Unload all that the session loaded")
    async def post(self, body: PurgeRequest) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(PlanRequest(operation="purge", force=body.force))


class ResetHandler(_ModulesHandler):
    """Reset."""

    @endpoint("Return to the modules that the server started with")
    async def post(self) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(PlanRequest(operation="reset"))


class UndoHandler(_ModulesHandler):
    """Undo."""

    @endpoint("Take back the last change")
    async def post(self) -> ModuleChange:
        """Restore what the last change touched."""
        return await self.session.undo()


class DismissLastHandler(_ModulesHandler):
    """The modules of the last session."""

    @endpoint("Don't offer the modules of the last session any more")
    async def post(self) -> ModuleState:
        """Take the offer back, for every tab and for the next session."""
        return await self.session.dismiss_last()


class ModulePathHandler(_ModulesHandler):
    """The folders in which modules are looked for."""

    @endpoint("Look for modules in a folder too")
    async def post(self, body: UseRequest) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(PlanRequest(operation="use", path=body.path, append=body.append))


class RemoveModulePathHandler(_ModulesHandler):
    """A folder in which modules are looked for no longer."""

    @endpoint("Look for modules in a folder no longer")
    async def post(self, body: UnuseRequest) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(PlanRequest(operation="unuse", path=body.path))


class CollectionHandler(_ModulesHandler):
    """A saved collection."""

    @endpoint("What a saved collection holds")
    async def get(self, name: str) -> Collection:
        """Read its file."""
        return await self.session.collection(name)

    @endpoint("Save the loaded modules as a collection")
    async def put(self, name: str) -> ModuleState:
        """Have Lmod write it, in the place of one of that name."""
        return await self.session.save_collection(name)

    @endpoint("Delete a collection")
    async def delete(self, name: str) -> ModuleState:
        """Put its file aside, as Lmod does."""
        return await self.session.delete_collection(name)


class RestoreHandler(_ModulesHandler):
    """Restore."""

    @endpoint("Load what a collection holds, in the place of all that is loaded")
    async def post(self, name: str) -> ModuleChange:
        """Plan and apply at once."""
        return await self.session.change(PlanRequest(operation="restore", collection=name))


class RenameHandler(_ModulesHandler):
    """Rename."""

    @endpoint("Give a collection another name")
    async def post(self, name: str, body: RenameRequest) -> ModuleState:
        """Rename its file."""
        return await self.session.rename_collection(name, body.to)


class CatalogHandler(Handler):
    """All software."""

    @endpoint("The catalog of all software", answer=Catalog)
    async def get(self) -> Prepared:
        """Send the catalog as it was encoded when it was built."""
        return await self.service(CatalogStore).prepared()


class AddedHandler(Handler):
    """What the person has added."""

    @endpoint("The catalogs of the folders that the person has added", answer=AddedCatalogs)
    async def get(self) -> Prepared:
        """Send what was built of them."""
        return await self.service(CatalogStore).added()


class CatalogStatusHandler(Handler):
    """How the catalog is doing."""

    @endpoint("How old the catalog is, and whether a newer one is being built")
    async def get(self) -> CatalogStatus:
        """Say what is known."""
        return self.service(CatalogStore).status()


class SiteHandler(Handler):
    """What the site says of its software."""

    @endpoint("What the site hides, pins and documents, and where else it has software")
    async def get(self) -> SoftwareSite:
        """Answer with what is configured, as far as it is right."""
        return self.service(SoftwareSite)


class DetailsHandler(Handler):
    """One module."""

    @endpoint("What a module says of itself")
    async def get(self, query: DetailsQuery) -> Details:
        """Ask Lmod for its help and what it sets."""
        return await self.service(ModuleDetails).of(_meant(query), query.path)


def _meant(query: DetailsQuery) -> str:
    """The one module that a query names."""
    given = [name for name in (query.module, query.name) if name is not None]
    if len(given) != 1:
        raise MalformedError("no_module", "Name one module, by `module` or by `name`.")
    return given[0]


ROUTES = [
    Route("modules", StateHandler, "modules"),
    Route("modules/users", UsersHandler, "modules"),
    Route("modules/plan", PlanHandler, "modules.change"),
    Route("modules/plan/ahead", PlanAheadHandler, "modules.change.ahead"),
    Route("modules/apply", ApplyHandler, "modules.change"),
    Route("modules/load", LoadHandler, "modules.change"),
    Route("modules/unload", UnloadHandler, "modules.change"),
    Route("modules/swap", SwapHandler, "modules.change"),
    Route("modules/purge", PurgeHandler, "modules.change"),
    Route("modules/reset", ResetHandler, "modules.change"),
    Route("modules/undo", UndoHandler, "modules.change"),
    Route("modules/last/dismiss", DismissLastHandler, "modules.change.last"),
    Route("modulepath", ModulePathHandler, "modules.change"),
    Route("modulepath/remove", RemoveModulePathHandler, "modules.change"),
    Route("collections/{name}", CollectionHandler, "modules", changing="modules.change"),
    Route("collections/{name}/restore", RestoreHandler, "modules.change"),
    Route("collections/{name}/rename", RenameHandler, "modules.change"),
    Route("software", CatalogHandler, "modules"),
    Route("software/added", AddedHandler, "modules"),
    Route("software/status", CatalogStatusHandler, "modules"),
    Route("software/site", SiteHandler, "modules"),
    Route("software/details", DetailsHandler, "modules"),
]
