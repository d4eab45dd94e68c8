"""Starts and stops applications, and knows what they do."""

from __future__ import annotations

from ..core.web import Text
from .models import App, Apps


class AppManager:
    async def apps(self) -> Apps:
        raise NotImplementedError

    async def start(self, name: str) -> App:
        raise NotImplementedError

    async def stop(self, name: str) -> App:
        raise NotImplementedError

    async def restart(self, name: str) -> App:
        raise NotImplementedError

    async def log_of(self, name: str) -> Text:
        raise NotImplementedError
