"""The routes of the kernels."""

from __future__ import annotations

from ..core.web import Handler, Route, endpoint
from .deaths import DeathWatch
from .models import KernelDeaths


class DeathsHandler(Handler):
    """Kernels that died."""

    @endpoint("The kernels that died lately, and why")
    async def get(self) -> KernelDeaths:
        """Answer from memory."""
        return self.service(DeathWatch).deaths()


ROUTES = [Route("kernels/deaths", DeathsHandler, "kernels.deaths")]
