"""The environment as data: a patch says what changes. `ServerEnvironment` alone writes `os.environ`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import msgspec

from .errors import RefusedError

# Linux refuses to execute anything with a longer "NAME=value" string (MAX_ARG_STRLEN, execve(2)).
_STRING_LIMIT = 128 * 1024


class EnvironmentPatch(msgspec.Struct, frozen=True):
    """A change of an environment, as a value that can be kept, shown, applied and taken back.

    Attributes:
        assigned: the variables that get a value.
        removed: the variables that are unset. No name is in both.

    """

    assigned: Mapping[str, str] = {}
    removed: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every variable that the patch touches."""
        return self.removed | self.assigned.keys()

    def applied_to(self, environment: Mapping[str, str]) -> dict[str, str]:
        """A new environment: the given one with this change."""
        changed = {name: value for name, value in environment.items() if name not in self.removed}
        changed.update(self.assigned)
        return changed

    def inverse(self, environment: Mapping[str, str]) -> EnvironmentPatch:
        """The patch that takes this one back, for the environment as it is before this is applied."""
        return EnvironmentPatch(
            assigned={name: environment[name] for name in self.names if name in environment},
            removed=frozenset(name for name in self.names if name not in environment),
        )


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> EnvironmentPatch:
    """The patch that turns one environment into another."""
    return EnvironmentPatch(
        assigned={name: value for name, value in after.items() if before.get(name) != value},
        removed=frozenset(before.keys() - after.keys()),
    )


def check_environment(environment: Mapping[str, str]) -> None:
    """Refuse an environment that no program could be started with.

    Args:
        environment: the environment as it would be.

    Raises:
        RefusedError: a name or a value can't be handed to a program, or it is all too large.

    """
    _check_names_and_values(environment)
    _check_size(environment)


def _check_names_and_values(environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        if not name or "=" in name or "\0" in name or "\0" in value:
            raise RefusedError(
                "environment_invalid",
                f"The variable {name!r} can't be set: no program takes a NUL, an empty name or an equals "
                "sign in a name. Nothing was changed; tell the module's maintainer.",
            )


def _check_size(environment: Mapping[str, str]) -> None:
    total = 0
    for name, value in environment.items():
        size = len(os.fsencode(name)) + len(os.fsencode(value)) + 2  # "=" and the closing NUL
        if size > _STRING_LIMIT:
            raise RefusedError(
                "environment_too_large",
                f"{name} would be {size // 1024} KiB long. Linux starts no program with a variable of "
                f"{_STRING_LIMIT // 1024} KiB or more, so nothing was changed. Tell the module's maintainer.",
            )
        total += size
    limit = os.sysconf("SC_ARG_MAX") * 3 // 4  # the rest is for arguments
    if total > limit:
        raise RefusedError(
            "environment_too_large",
            f"All variables together would be {total // 1024} KiB long, more than the {limit // 1024} KiB "
            "that programs can be started with here. Nothing was changed; unload modules first.",
        )


class ServerEnvironment:
    """The server's own environment, which new kernels, terminals and applications inherit.

    Attributes:
        initial: the environment that the server started with: the site's default.

    """

    def __init__(self) -> None:
        self.initial: Mapping[str, str] = dict(os.environ)
        self._listeners: list[Callable[[EnvironmentPatch], None]] = []

    def snapshot(self) -> dict[str, str]:
        """A copy of the environment as it is now."""
        return dict(os.environ)

    def complete(self, patch: EnvironmentPatch) -> None:
        """Give the server what it should have started with, such as the MODULEPATH of a login shell."""
        self.apply(patch)
        self.initial = patch.applied_to(self.initial)

    def on_apply(self, listener: Callable[[EnvironmentPatch], None]) -> None:
        """Call a function after each change, with the patch that was applied."""
        self._listeners.append(listener)

    def apply(self, patch: EnvironmentPatch) -> None:
        """Change the server's environment.

        Raises:
            RefusedError: the result would be too large or can't be; nothing was changed.

        """
        check_environment(patch.applied_to(os.environ))
        for name in patch.removed:
            os.environ.pop(name, None)
        os.environ.update(patch.assigned)
        for listener in self._listeners:
            listener(patch)
