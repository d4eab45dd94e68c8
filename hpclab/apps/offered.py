"""All applications of a server: hpclab's own, the site's, packages', and jupyter-server-proxy's entries."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

import msgspec

from . import declared, server_proxy
from .declared import DeclarationError
from .server_proxy import BUILT_IN, Entry
from .spec import AppSpec

_LMOD_SECTIONS = ("Lmod", "Tmod", "Module")  # jupyter-lmod's classes with the same settings


class LauncherSettings(msgspec.Struct, frozen=True):
    """What jupyter-lmod is told of entries: those that need no module, and the modules of others."""

    launcher_pins: list[str] = []
    launcher_module_map: dict[str, list[str]] = {}


class Offered(msgspec.Struct, frozen=True):
    """What is offered.

    Attributes:
        specs: in the order of the tiles.
        replaced: names of jupyter-server-proxy's entries, and of the safe applications in their places.
        left: entries that jupyter-server-proxy goes on showing by itself.

    """

    specs: list[AppSpec] = []
    replaced: dict[str, str] = {}
    left: list[Entry] = []


class Offer:
    """Puts together what is offered; a mistake costs the one entry, and the log says what is wrong.

    Args:
        is_disabled: whether the site has switched an application off.
        launcher: what jupyter-lmod is told.
        log: the server's.

    """

    def __init__(
        self, is_disabled: Callable[[str], bool], launcher: LauncherSettings, log: logging.Logger
    ) -> None:
        self._is_disabled = is_disabled
        self._launcher = launcher
        self._log = log
        self._specs: dict[str, AppSpec] = {}
        self._replaced: dict[str, str] = {}
        self._left: list[Entry] = []

    def add_own(self, specs: Iterable[AppSpec]) -> None:
        """Add hpclab's own applications."""
        for spec in specs:
            self._add(self._as_jupyter_lmod_says(spec))

    def add_declared(self, declarations: Mapping[str, object], where: str) -> None:
        """Add declarations; `where` says where they are from."""
        for name, declaration in declarations.items():
            self._add_declaration(name, declaration, where)

    def add_packages(self) -> None:
        """Add what packages declare by entry points."""
        for point in entry_points(group=declared.ENTRY_POINTS):
            declaration = self._loaded(point)
            if declaration is not None:
                self.add_declared({point.name: declaration}, f"the package's entry point {point.value}")

    def add_entries(self, configured: Mapping[str, object]) -> None:
        """Add jupyter-server-proxy's entries.

        Args:
            configured: `c.ServerProxy.servers`.

        """
        entries = [Entry(name, given) for name, given in configured.items()]
        for point in entry_points(group=server_proxy.ENTRY_POINTS):
            given = self._loaded(point)
            if given is not None and point.name not in configured:
                entries.append(Entry(point.name, given))
        for entry in entries:
            self._add_entry(entry)

    def result(self) -> Offered:
        """All that was added."""
        return Offered(list(self._specs.values()), self._replaced, self._left)

    def _add(self, spec: AppSpec) -> None:
        if not self._is_disabled(spec.name):
            self._specs[spec.name] = spec

    def _add_declaration(self, name: str, declaration: object, where: str) -> None:
        try:
            if name in self._specs:
                raise DeclarationError("there is one of that name already")
            self._add(declared.spec(name, declaration))
        except DeclarationError as error:
            self._log.error("hpclab: the application %r of %s is ignored: %s.", name, where, error)

    def _add_entry(self, entry: Entry) -> None:
        own = self._specs.get(BUILT_IN.get(entry.name, entry.name))
        if own is not None:
            self._replaced[entry.name] = own.name
            self._log.info(
                "hpclab: the entry %r of jupyter-server-proxy is replaced by hpclab's %s, which other users "
                "of the node can't reach.",
                entry.name,
                own.title,
            )
        elif self._is_disabled(entry.name) or not entry.is_manageable:
            self._left.append(entry)
        else:
            self._add(server_proxy.spec(entry, self._modules_of(entry.name)))

    def _modules_of(self, entry: str) -> tuple[str, ...] | None:
        """The modules that bring an entry, as jupyter-lmod is told; None where it isn't."""
        if entry in self._launcher.launcher_pins:
            return ()
        mapped = self._launcher.launcher_module_map.get(entry)
        return None if mapped is None else tuple(mapped)

    def _as_jupyter_lmod_says(self, spec: AppSpec) -> AppSpec:
        names = [name for name, own in BUILT_IN.items() if own == spec.name]
        mapped = [module for name in names for module in self._launcher.launcher_module_map.get(name, ())]
        pinned = any(name in self._launcher.launcher_pins for name in names)
        if not spec.needs or not (mapped or pinned):
            return spec
        first, *others = spec.needs
        modules = () if pinned else tuple(dict.fromkeys([*mapped, *first.modules]))
        return msgspec.structs.replace(spec, needs=(msgspec.structs.replace(first, modules=modules), *others))

    def _loaded(self, point: EntryPoint) -> object:
        """What an entry point returns; None where it fails, which the log tells."""
        try:
            return point.load()()
        except Exception as error:  # another package's code may raise anything
            self._log.error("hpclab: the entry point %s fails and is ignored: %s", point.value, error)
            return None


def launcher_settings(config: Mapping[str, Mapping[str, object]], log: logging.Logger) -> LauncherSettings:
    """jupyter-lmod's settings from the server's configuration, whichever of its classes they are of."""
    found: dict[str, object] = {}
    for section in _LMOD_SECTIONS:
        given = config.get(section, {})
        for name in ("launcher_pins", "launcher_module_map"):
            if name in given:
                found[name] = given[name]
    try:
        return msgspec.convert(found, LauncherSettings)
    except msgspec.ValidationError as error:
        log.error("hpclab: jupyter-lmod's settings of the Launcher are ignored: %s", error)
        return LauncherSettings()
