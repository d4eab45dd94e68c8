"""The route of the cluster at a glance."""

from __future__ import annotations

from ..core.web import Handler, Route, endpoint
from .glance import ClusterGlance
from .models import ClusterInfo


class ClusterHandler(Handler):
    """The cluster."""

    @endpoint("What is free in each partition")
    async def get(self) -> ClusterInfo:
        """Answer from the question that all tabs share."""
        return await self.service(ClusterGlance).info()


ROUTES = [Route("cluster", ClusterHandler, "cluster")]
