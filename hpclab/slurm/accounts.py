"""Reads what Slurm says of a person's accounts. Pure functions; formats of sacctmgr(1) and sshare(1)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from . import parse

_COLUMNS = "DefaultAccount,Cluster,Account,Partition,QOS,DefaultQOS"
_SHARE_COLUMNS = "Account,User,GrpTRESMins,GrpTRESRaw"
# What the minutes of an allocation are counted in, the first that is limited: sites bill one of these.
_COUNTED = ("billing", "gres/gpu", "cpu")
_MINUTES_PER_HOUR = 60


class Balance(msgspec.Struct, frozen=True):
    """What an account may use, and has used.

    Attributes:
        resource: what is counted: `billing`, `gres/gpu` or `cpu`.
        limit: hours of it.
        used: hours of it.

    """

    resource: str
    limit: float
    used: float


class Account(msgspec.Struct, frozen=True):
    """An account that a person may submit with.

    Attributes:
        name: as it is asked for.
        is_default: a job that names none is counted there.
        partitions: where it can be used; empty for everywhere.
        qos: what can be asked for with it.
        default_qos: what a job gets that asks for none.
        balance: None where Slurm limits nothing or doesn't tell.

    """

    name: str
    is_default: bool
    partitions: tuple[str, ...]
    qos: tuple[str, ...]
    default_qos: str | None
    balance: Balance | None = None


def arguments(user: str) -> list[str]:
    """The arguments of sacctmgr for a person's accounts."""
    return [
        *("--noheader", "--parsable2", "show", "user", user, "withassoc"),
        f"format={_COLUMNS}",
    ]


def accounts(printed: str, cluster: str | None) -> list[Account]:
    """A person's accounts on a cluster, the default one first.

    Args:
        printed: what sacctmgr prints.
        cluster: whose; None for those of all.

    """
    found: dict[str, Account] = {}
    for line in printed.splitlines():
        values = line.split("|")
        if len(values) != _COLUMNS.count(",") + 1 or (cluster is not None and values[1] != cluster):
            continue
        default, _, name, partition, qos, default_qos = values
        before = found.get(name)
        # An account that is given for some partitions comes once for each.
        partitions = (*before.partitions, partition) if before and before.partitions and partition else ()
        found[name] = Account(
            name=name,
            is_default=name == default,
            partitions=partitions or ((partition,) if partition and before is None else ()),
            qos=tuple(dict.fromkeys([*(before.qos if before else ()), *filter(None, qos.split(","))])),
            default_qos=default_qos or None,
        )
    return sorted(found.values(), key=lambda account: (not account.is_default, account.name))


def share_arguments(accounts: Sequence[Account]) -> list[str]:
    """The arguments of sshare for what these accounts have used."""
    names = ",".join(account.name for account in accounts)
    return ["--noheader", "--parsable2", f"--accounts={names}", f"--format={_SHARE_COLUMNS}"]


def with_balances(accounts: Sequence[Account], printed: str) -> list[Account]:
    """The accounts with what is left of them.

    Args:
        accounts: a person's.
        printed: what sshare prints; the lines without a user are the accounts' own.

    """
    balances: dict[str, Balance | None] = {}
    for line in printed.splitlines():
        values = line.split("|")
        if len(values) == _SHARE_COLUMNS.count(",") + 1 and not values[1]:
            balances[values[0].strip()] = _balance(values[2], values[3])
    return [msgspec.structs.replace(account, balance=balances.get(account.name)) for account in accounts]


def _balance(limits: str, used: str) -> Balance | None:
    """The balance of limits and use in minutes, such as `cpu=6000` and `cpu=120,mem=…`."""
    limited, raw = parse.tres(limits), parse.tres(used)
    for resource in _COUNTED:
        limit, use = limited.get(resource, ""), raw.get(resource, "0")
        if limit.isdigit() and use.isdigit():
            return Balance(resource, int(limit) / _MINUTES_PER_HOUR, int(use) / _MINUTES_PER_HOUR)
    return None
