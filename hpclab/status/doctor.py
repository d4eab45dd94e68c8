"""The doctor: which tool, which version, which path, what is missing and what to do."""

from __future__ import annotations


class Doctor:
    async def report(self) -> str:
        raise NotImplementedError
