"""When the session would be ended because nobody uses it.

A site's culler of idle servers, such as jupyterhub-idle-culler, goes by the server's `last_activity`, as
`/api/status` tells it. Jupyter's own `shutdown_no_activity_timeout` does too, but only while no kernel and no
terminal is there.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class IdleEnd(msgspec.Struct, frozen=True):
    """The end of a session that nobody uses from now on.

    Attributes:
        limit: seconds without use after which it is ended.
        at: Unix seconds.

    """

    limit: float
    at: float


class IdleLimit:
    """Knows when the session would be ended for want of use.

    Args:
        site: the limit of the site's culler in seconds; 0 where there is none.
        own: Jupyter's own limit in seconds, as it holds now; 0 where it doesn't.
        last_activity: when the server was used last, Unix seconds.

    """

    def __init__(self, site: float, *, own: Callable[[], float], last_activity: Callable[[], float]) -> None:
        self._site = site
        self._own = own
        self._last_activity = last_activity

    def end(self) -> IdleEnd | None:
        """The end; None without a limit."""
        limit = shorter(self._site, self._own())
        return IdleEnd(limit, self._last_activity() + limit) if limit is not None else None


def shorter(*limits: float) -> float | None:
    """The shortest limit in seconds; those that aren't above 0 are none."""
    return min((limit for limit in limits if limit > 0), default=None)
