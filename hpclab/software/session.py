"""What is loaded, and every change of it: one at a time, as data."""

from __future__ import annotations

from .models import ModuleChange, ModuleState, Plan, PlanRequest


class ModuleSession:
    """The modules of this server."""

    async def state(self) -> ModuleState:
        raise NotImplementedError

    async def plan(self, request: PlanRequest) -> Plan:
        raise NotImplementedError

    async def apply(self, plan_id: str) -> ModuleChange:
        raise NotImplementedError

    async def change(self, request: PlanRequest) -> ModuleChange:
        raise NotImplementedError

    async def undo(self) -> ModuleChange:
        raise NotImplementedError
