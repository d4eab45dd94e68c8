"""The errors of the domain: what happened, on what, and what to do next.

Nothing here knows of HTTP: `core.web` maps each class to a status of the REST contract.
"""

from __future__ import annotations

from collections.abc import Sequence


class HpcLabError(Exception):
    """Base of every error that a person may read.

    Args:
        code: a stable word for programs, such as `lmod_unavailable`.
        message: one or two sentences for people: what happened, on what, and what to do next.
        detail: a tool's own words, unchanged, where there are any.
        needs: names of what has to be there first, such as modules, where a tool told them.

    """

    def __init__(
        self, code: str, message: str, detail: str | None = None, *, needs: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail
        self.needs = tuple(needs)


class MalformedError(HpcLabError):
    """The request itself can't be understood."""


class ForbiddenError(HpcLabError):
    """The person may not do this, or the site has switched it off."""


class NotFoundError(HpcLabError):
    """What was named isn't there: a module, a job, an application."""


class ConflictError(HpcLabError):
    """The state has moved on since the request was thought of, such as for a stale plan."""


class RefusedError(HpcLabError):
    """A tool understood and refused; its own words are in `detail`."""


class BrokenToolError(HpcLabError):
    """A tool answered something that makes no sense, or crashed."""


class UnavailableError(HpcLabError):
    """A tool isn't there: no Lmod, no Slurm, an application that isn't installed."""


class TooSlowError(HpcLabError):
    """A tool didn't answer within its time limit and was ended."""
