"""What the software routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from ..core.activities import ActivityKind

# As long as a file's name may be, twice over: a category and a name. Lmod itself sets no limit.
ModuleName = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
CollectionName = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
# PATH_MAX of Linux.
FolderPath = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
Modules = Annotated[list[ModuleName], msgspec.Meta(min_length=1, max_length=256)]

Operation = Literal["load", "unload", "swap", "purge", "reset", "restore", "use", "unuse"]


class Module(msgspec.Struct, frozen=True):
    """A loaded module.

    Attributes:
        name: without its version, such as `GCC`.
        version: None for a module without versions.
        full_name: such as `GCC/12.3.0`.
        path: the modulefile.
        requested: somebody asked for it; else it came as a dependency of another.
        sticky: stays when all are unloaded, unless forced.
        hidden: `avail` doesn't show it.
        active: False for a module that waits for another hierarchy to come back.

    """

    name: str
    version: str | None
    full_name: str
    path: str
    requested: bool
    sticky: bool
    hidden: bool
    active: bool


class Message(msgspec.Struct, frozen=True):
    """What Lmod or a modulefile said: text, never HTML.

    Attributes:
        level: how bad it is.
        text: its own words.
        module: whose words they are, where that is known.
        needs: names that its modulefile wants loaded first (`prereq`).

    """

    level: Literal["error", "warning", "info"]
    text: str
    module: str | None = None
    needs: tuple[str, ...] = ()


class AtStart(msgspec.Struct, frozen=True):
    """The collection that is restored when a session starts.

    Attributes:
        collection: its name.
        of_site: the site has chosen it, not the person.
        phase: how far that is.
        problem: why it failed, for people; what was loaded is as it was.
        detail: the module system's own words on that.
        messages: what was said as it was restored.

    """

    collection: str
    of_site: bool
    phase: Literal["restoring", "restored", "failed"] = "restoring"
    problem: str | None = None
    detail: str | None = None
    messages: list[Message] = []


class ModuleState(msgspec.Struct, kw_only=True):
    """What is loaded.

    Attributes:
        revision: grows with each change, also over restarts of the server.
        generation: which environment this is; plans are tied to it.
        loaded: in the order in which they were loaded.
        modulepath: the folders in which modules are looked for, first to last.
        used_paths: those of them that were added by hand: neither the site's nor brought by a module.
        collections: names of the saved collections.
        can_undo: there is a change to take back.
        read_only: why hpclab changes nothing here; None where it may.
        at_start: the collection that is restored as the session starts, until something else is done with the
            modules; None where there is none.
        last_session: full names that the last session had beyond its start, offered at the start of this one
            until something is done with the modules, or the offer is dismissed; empty too where all of it is
            loaded.

    """

    revision: int
    generation: int
    loaded: list[Module]
    modulepath: list[str]
    used_paths: list[str]
    collections: list[str]
    can_undo: bool
    read_only: str | None
    at_start: AtStart | None
    last_session: list[str]


class ModuleUser(msgspec.Struct, frozen=True):
    """Something that runs with the modules that were loaded when it started.

    Attributes:
        kind: what it is.
        id: names it among its kind, such as the kernel's id.
        name: as people know it, such as the notebook's name.
        modules: full names; empty too where they aren't known.
        stale: other modules are loaded now; None where that isn't known, as for a kernel on another node.

    """

    kind: ActivityKind
    id: str
    name: str
    modules: list[str]
    stale: bool | None


class Swap(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A module that takes another's place: the same name in another version, or the same family.

    Attributes:
        from_: what goes.
        to: what comes.
        family: the family by which they exclude each other; None where they have the same name.

    """

    from_: str
    to: str
    family: str | None = None


class Changes(msgspec.Struct, frozen=True):
    """What an operation does to the loaded modules, as full names.

    Attributes:
        loaded: are loaded that weren't.
        unloaded: are gone.
        reloaded: the same full name, from another modulefile.
        swapped: replaced by another version, or by another member of the family.
        deactivated: aren't there for the new hierarchy, and wait.
        activated: waited, and are back.

    """

    loaded: list[str] = []
    unloaded: list[str] = []
    reloaded: list[str] = []
    swapped: list[Swap] = []
    deactivated: list[str] = []
    activated: list[str] = []


class ModuleChange(ModuleState, kw_only=True):
    """The module state after a change, with what changed."""

    changes: Changes
    messages: list[Message]


class Plan(msgspec.Struct):
    """What an operation would do; `modules/apply` does it.

    Attributes:
        plan_id: names the plan.
        generation: of the environment that it was made for.
        prerequisites: full names that have to be loaded first and are.
        changes: to the loaded modules.
        messages: what Lmod said.
        sticky: full names of those that go although the site means them to stay.
        kernels: titles of the kernels that need what goes of the server's start.

    """

    plan_id: str
    generation: int
    prerequisites: list[str]
    changes: Changes
    messages: list[Message]
    sticky: list[str] = []
    kernels: list[str] = []


class PlanRequest(msgspec.Struct, rename={"from_": "from"}):
    """An operation to plan.

    Attributes:
        operation: which.
        modules: for load and unload.
        from_: for swap: what goes.
        to: for swap: what comes.
        collection: for restore: the saved collection.
        path: for use and unuse: the folder of modulefiles.
        append: for use: search it last, not first.
        force: for unload and purge: sticky modules too.
        with_prerequisites: for load: with what the modules need.

    """

    operation: Operation
    modules: Annotated[list[ModuleName], msgspec.Meta(max_length=256)] = []
    from_: ModuleName | None = None
    to: ModuleName | None = None
    collection: CollectionName | None = None
    path: FolderPath | None = None
    append: bool = False
    force: bool = False
    with_prerequisites: bool = True


class ApplyRequest(msgspec.Struct):
    """A plan to carry out."""

    plan_id: str


class LoadRequest(msgspec.Struct):
    """Modules to load, by full name or by name for the default version."""

    modules: Modules
    with_prerequisites: bool = True


class UnloadRequest(msgspec.Struct):
    """Modules to unload; `force` unloads sticky ones too."""

    modules: Modules
    force: bool = False


class SwapRequest(msgspec.Struct, rename={"from_": "from"}):
    """A loaded module and what takes its place."""

    from_: ModuleName
    to: ModuleName


class PurgeRequest(msgspec.Struct):
    """Unload all that the session loaded; `force` unloads sticky ones and the site's default too."""

    force: bool = False


class UseRequest(msgspec.Struct):
    """A folder of modulefiles to search; `append` searches it last, not first."""

    path: FolderPath
    append: bool = False


class UnuseRequest(msgspec.Struct):
    """A folder of modulefiles that is no longer searched."""

    path: FolderPath


class RenameRequest(msgspec.Struct):
    """The new name of a collection."""

    to: CollectionName


class Collection(msgspec.Struct):
    """A saved collection.

    Attributes:
        name: of the collection.
        modules: full names, in the order in which they were loaded when it was saved.
        requested: those among them that somebody had asked for.
        saved_at: Unix seconds.

    """

    name: str
    modules: list[str]
    requested: list[str]
    saved_at: float


class Version(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """One version of a package. There are many: Python's garbage collector needs not look at them.

    Attributes:
        version: None for a module without versions.
        full_name: what is loaded by this name.
        default: what the bare name loads.
        hidden: `avail` doesn't show it.
        properties: such as `gpu`, as the site calls them.
        family: only one member of a family is loaded at a time.
        keywords: from its whatis.
        paths: indices into the catalog's `modulepaths`: where it lies.
        provides: extensions, such as `numpy/1.25.1`.
        deprecated: what the site says about a version that goes away.

    """

    version: str | None
    full_name: str
    paths: list[int]
    default: bool = False
    hidden: bool = False
    properties: tuple[str, ...] = ()
    family: str | None = None
    keywords: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    deprecated: str | None = None


class Package(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """All versions of one name.

    Attributes:
        name: such as `SciPy-bundle`.
        versions: the newest first.
        description: one or more sentences.
        category: as the site calls it.
        url: the homepage.

    """

    name: str
    versions: list[Version]
    description: str = ""
    category: str = ""
    url: str = ""


class ModulePath(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A folder of modulefiles.

    Attributes:
        path: normalised, links kept.
        prerequisites: alternatives; each is what has to be loaded, in order, for the folder to be searched.
            Empty where it is searched from the start.
        walked: it was walked for this catalog; else Lmod's system cache knows it.

    """

    path: str
    prerequisites: list[list[str]] = []
    walked: bool = False


class Catalog(msgspec.Struct, kw_only=True):
    """All software of the cluster, whatever is loaded; or of the folders that a person has added.

    Attributes:
        revision: grows when another catalog takes its place.
        complete: False while there is no catalog; then it has only what can be loaded at once.
        built_at: Unix seconds.
        packages: sorted by name.
        modulepaths: every folder of the hierarchy.
        left_out: folders of MODULEPATH that nobody has looked at, as the site lets only its cache be read.
        problem: why it has no packages, for people.
        stamps: files that are newer than the catalog when it has to be built anew.
        walk_seconds: how long walking the modules took.

    """

    revision: int
    complete: bool
    built_at: float
    packages: list[Package]
    modulepaths: list[ModulePath]
    left_out: list[str] = []
    problem: str | None = None
    stamps: list[str] = []
    walk_seconds: float = 0.0


BuildPhase = Literal["starting", "waiting", "elsewhere", "reading", "walking"]


class CatalogBuild(msgspec.Struct, frozen=True):
    """A catalog that is being built.

    Attributes:
        phase: `waiting` for a random while, so that not everybody walks the modules at once; `elsewhere`, as
            another of the person's servers builds it; `reading` Lmod's system cache; `walking` the modules.
        since: when the phase began, Unix seconds.
        seconds: how long it is going to take; None where nobody knows.

    """

    phase: BuildPhase
    since: float
    seconds: float | None = None


class AddedCatalogs(msgspec.Struct):
    """What lies in the folders that the person has added to MODULEPATH.

    Attributes:
        revision: grows with each change, also over restarts of the server.
        catalogs: one for each folder that has been looked at.

    """

    revision: int
    catalogs: list[Catalog]


class CatalogStatus(msgspec.Struct, kw_only=True):
    """How the catalog is doing.

    Attributes:
        revision: grows with each change, also over restarts of the server.
        now: the server's time, Unix seconds.
        checked_at: when the modules were last looked at, Unix seconds; None while there is no catalog.
        build: what is under way.
        problem: why there is no catalog, or no newer one, for people.

    """

    revision: int
    now: float
    checked_at: float | None
    build: CatalogBuild | None
    problem: str | None


class SiteLink(msgspec.Struct):
    """Where the site's documentation has something about modules.

    Attributes:
        pattern: of `fnmatch`, of a name or a full name.
        url: http, https or mailto; `{name}` and `{version}` stand for the module's.

    """

    pattern: str
    url: str


class SoftwareSource(msgspec.Struct, forbid_unknown_fields=True):
    """Where else than in modules the site has software.

    Attributes:
        title: such as `Python wheels`.
        url: http, https or mailto; `{name}` stands for what was searched for.
        command: for a terminal, such as `avail_wheels {name}`.

    """

    title: str
    url: str | None = None
    command: str | None = None


class SoftwareSite(msgspec.Struct):
    """What the site says of its software beside the modules themselves.

    Attributes:
        hidden: patterns of `fnmatch`, of a name or a full name: listed only with the hidden modules.
        pinned: patterns likewise: listed first.
        documentation: the first whose pattern fits counts.
        sources: where else to look for what no module has.
        request: where people ask for software; `{name}` stands for what was searched for.

    """

    hidden: list[str]
    pinned: list[str]
    documentation: list[SiteLink]
    sources: list[SoftwareSource]
    request: str | None


class DetailsQuery(msgspec.Struct):
    """Which module: one of the two names, and its folder where it lies in several.

    Attributes:
        module: a full name.
        name: of a package, for its default version.
        path: the folder of modulefiles.

    """

    module: ModuleName | None = None
    name: ModuleName | None = None
    path: str | None = None


class Details(msgspec.Struct):
    """What a module says of itself: text, never HTML.

    Attributes:
        full_name: of the module.
        help: its help text.
        show: what it sets, as `module show` prints it.
        shell_only: names of its aliases and shell functions, which shells get and kernels can't.

    """

    full_name: str
    help: str
    show: str
    shell_only: list[str] = []
