"""The environment of an application: the session's modules, and what it needs beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ..core.environment import check_environment
from . import loaded_modules, operations, planner
from .backend import Backend
from .fingerprint import Fingerprint, fingerprint
from .hierarchy import Hierarchy
from .models import Changes
from .operations import Rehearsal


class PreparedEnvironment(msgspec.Struct, frozen=True):
    """An environment for an application: the session's, and what it needs.

    Attributes:
        environment: all variables.
        added: full names that are loaded beside the session's.
        changed: full names of the session's modules that had to give way: swapped, unloaded or deactivated.
        fingerprint: of this environment.
        session_fingerprint: of the session's as it was; when the session's differs later, the application is
            out of date.

    """

    environment: Mapping[str, str]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    fingerprint: Fingerprint
    session_fingerprint: Fingerprint


def of_session(session: Mapping[str, str]) -> PreparedEnvironment:
    """The session's environment as it is, for an application that needs no modules."""
    return _prepared(session, session, Changes())


async def with_modules(
    session: Mapping[str, str], modules: Sequence[str], backend: Backend, hierarchy: Hierarchy
) -> PreparedEnvironment:
    """The session's environment and some modules more.

    Args:
        session: the session's environment; it isn't changed.
        modules: names or full names; what they need is loaded too, and what is in their way gives way.
        backend: the module system.
        hierarchy: the modules that there are.

    Raises:
        HpcLabError: they can't be loaded.

    """
    before = loaded_modules.read(session)
    needed = [name for name in modules if (found := before.find(name)) is None or not found.active]
    rehearsal = Rehearsal(backend, session, dry_run=False)
    if needed:
        await operations.load(rehearsal, needed, hierarchy, with_prerequisites=True)
        check_environment(rehearsal.environment)
    return _prepared(session, rehearsal.environment, planner.changes(before, rehearsal.table))


def _prepared(
    session: Mapping[str, str], environment: Mapping[str, str], changes: Changes
) -> PreparedEnvironment:
    swapped = changes.swapped
    return PreparedEnvironment(
        environment=environment,
        added=(*changes.loaded, *changes.activated, *(swap.to for swap in swapped)),
        changed=(*changes.unloaded, *changes.deactivated, *(swap.from_ for swap in swapped)),
        fingerprint=fingerprint(environment),
        session_fingerprint=fingerprint(session),
    )
