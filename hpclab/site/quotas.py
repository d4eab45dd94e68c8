"""Quotas and balances in Open OnDemand's JSON, version 1. Pure functions.

The formats are those that Open OnDemand documents under "Disk Quota Warnings" and "Balance Warnings", as
its dashboard reads them (`apps/dashboard/app/models/quota.rb` and `balance.rb`): a block is 1 KiB, a limit
of 0 or "unlimited" is none, and each entry names its user.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from ..core.errors import BrokenToolError
from ..core.process import Completed
from .models import Balance, Complain

_BLOCK = 1024

_Number = float | int | str


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """A quota and what is used of it.

    Attributes:
        path: the folder or file system.
        name: as the site calls it; empty where it doesn't.
        used: bytes.
        limit: bytes; None without one.
        files_used: files; None where they aren't counted.
        files_limit: files; None without one.
        as_of: when it was counted, Unix seconds; None where that isn't said.

    """

    path: str
    name: str = ""
    used: int
    limit: int | None
    files_used: int | None = None
    files_limit: int | None = None
    as_of: float | None = None


class _QuotaEntry(msgspec.Struct):
    path: str
    total_block_usage: _Number
    block_limit: _Number
    total_file_usage: _Number | None = None
    file_limit: _Number | None = None
    name: str = ""
    timestamp: _Number | None = None


class _QuotaFile(msgspec.Struct):
    quotas: list[msgspec.Raw]
    timestamp: _Number | None = None


class _BalanceEntry(msgspec.Struct):
    value: _Number
    user: str | int = ""
    project: str | None = None


class _BalanceConfig(msgspec.Struct, frozen=True):
    unit: str | None = None


class _BalanceFile(msgspec.Struct):
    balances: list[msgspec.Raw]
    config: _BalanceConfig = _BalanceConfig()


class _Whose(msgspec.Struct):
    user: str | int | None = None


def places(value: str) -> list[str]:
    """The paths and addresses in a variable such as OOD_QUOTA_PATH, which colons part.

    The colons of `https://` and of a port part nothing.
    """
    return [place for place in re.split(r":(?=/(?!/)|https?://)", value.strip().strip(":")) if place]


def quotas(data: bytes, names: Collection[str], complain: Complain) -> list[Quota]:
    """The quotas of a person.

    Args:
        data: the JSON; empty for none.
        names: the person's user name and number; an entry without a user is everybody's.
        complain: told of each mistake in an entry of this person, which costs the entry.

    Raises:
        ValueError: it isn't such JSON.

    """
    if not data.strip():
        return []
    document = msgspec.json.decode(data, type=_QuotaFile)
    found = []
    for raw in document.quotas:
        if not _is_for(raw, names):
            continue
        try:
            entry = msgspec.json.decode(raw, type=_QuotaEntry)
            found.append(_quota(entry, entry.timestamp or document.timestamp))
        except (ValueError, OverflowError) as mistake:
            complain(f"a quota is left out: {mistake}")
    return found


def printed(done: Completed, names: Collection[str], complain: Complain) -> list[Quota]:
    """The quotas that a command has printed.

    Raises:
        BrokenToolError: it failed, or printed something else.

    """
    if done.status != 0:
        raise BrokenToolError(
            "quota_command",
            f"The command for quotas ended with status {done.status}.",
            done.stderr_text[:2000],
        )
    try:
        return quotas(done.stdout, names, complain)
    except ValueError as error:
        raise BrokenToolError(
            "quota_command", f"The command for quotas printed no quotas: {error}."
        ) from error


def balances(data: bytes, names: Collection[str], complain: Complain) -> list[Balance]:
    """The balances of a person's projects; arguments and errors as those of `quotas`."""
    if not data.strip():
        return []
    document = msgspec.json.decode(data, type=_BalanceFile)
    found = []
    for raw in document.balances:
        if not _is_for(raw, names):
            continue
        try:
            entry = msgspec.json.decode(raw, type=_BalanceEntry)
            unit = document.config.unit or ""
            found.append(Balance(entry.project or str(entry.user), float(entry.value), unit))
        except ValueError as mistake:
            complain(f"a balance is left out: {mistake}")
    return found


def _is_for(raw: msgspec.Raw, names: Collection[str]) -> bool:
    """Whether an entry is of a person, or of everybody. What is no entry at all is nobody's."""
    try:
        user = msgspec.json.decode(raw, type=_Whose).user
    except msgspec.ValidationError:
        return False
    return user is None or str(user) in names


def _quota(entry: _QuotaEntry, as_of: _Number | None) -> Quota:
    limit = _limit(entry.block_limit)
    return Quota(
        path=entry.path,
        name=entry.name,
        used=_count(entry.total_block_usage) * _BLOCK,
        limit=limit * _BLOCK if limit else None,
        files_used=None if entry.total_file_usage is None else _count(entry.total_file_usage),
        files_limit=_limit(entry.file_limit),
        as_of=float(as_of) if as_of else None,
    )


def _count(written: _Number) -> int:
    return max(0, int(float(written)))


def _limit(written: _Number | None) -> int | None:
    """A limit; None for none, as 0 or a word says."""
    if written is None or str(written).lower() == "unlimited":
        return None
    return _count(written) or None
