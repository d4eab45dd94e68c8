"""The environment before any module was loaded: from it the whole hierarchy can be seen."""

from __future__ import annotations

from collections.abc import Mapping

from .backend import Backend


async def base_environment(backend: Backend, environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without its loaded modules, with the folders that the person or the site added by hand.

    Args:
        backend: unloads them, on a copy.
        environment: with the modules that a profile has loaded, or none.

    Raises:
        HpcLabError: it didn't answer.

    """
    if not environment.get("LOADEDMODULES"):
        return dict(environment)
    answer = await backend.python(["--force", "purge"], environment, dry_run=True)
    return answer.patch.applied_to(environment)
