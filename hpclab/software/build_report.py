"""What the building of a catalog tells, also to the server, which doesn't load what builds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from .models import BuildPhase

# A walk of all modules that takes longer is ended.
WALK_SECONDS = 1800.0

# Called before each part of the work.
Tell = Callable[[BuildPhase], Awaitable[None]]


class Progress(msgspec.Struct, tag=True):
    """A line that the building process prints when another part of the work begins.

    Attributes:
        phase: which.
        seconds: how long it is going to take, where that is known.

    """

    phase: BuildPhase
    seconds: float | None = None


class Report(msgspec.Struct, tag=True):
    """What the building process prints as its last line.

    Attributes:
        file: where the catalog is now; None where there is none.
        problem: why not, or why it is not where it should be, for people.
        detail: a tool's own words.

    """

    file: str | None
    problem: str | None = None
    detail: str | None = None
