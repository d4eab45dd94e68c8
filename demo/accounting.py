"""Slurm's accounts: the cluster, two accounts, and which user may charge which."""

from __future__ import annotations

from collections.abc import Sequence

from demo.slurm import Slurm

ACCOUNTS = {
    "def-alice": "Default allocation of Alice's group",
    "rrg-physics": "Resource allocation of the physics department",
}


def ensure(slurm: Slurm, users: Sequence[str]) -> bool:
    """Make the accounts and the users' associations where they are missing.

    Args:
        slurm: The running Slurm, its controller not necessarily.
        users: The users' names. The first has def-alice as default, others have rrg-physics.

    Returns:
        Whether the cluster was just made known to the database: its controller has to start afterwards.

    """
    new_cluster = "demo" not in _list(slurm, "cluster", "cluster")
    if new_cluster:
        _sacctmgr(slurm, "add", "cluster", "demo")
    accounts = _list(slurm, "account", "account")
    for account, description in ACCOUNTS.items():
        if account not in accounts:
            _sacctmgr(slurm, "add", "account", account, f"Description={description}", "Organization=demo")
    known = _list(slurm, "association", "user,account")
    for position, user in enumerate(users):
        default = "def-alice" if position == 0 else "rrg-physics"
        for account in sorted(ACCOUNTS, key=lambda name: name != default):
            if f"{user}|{account}" not in known:
                _sacctmgr(slurm, "add", "user", user, f"Account={account}", f"DefaultAccount={default}")
    return new_cluster


def _list(slurm: Slurm, what: str, columns: str) -> set[str]:
    words = ("sacctmgr", "--noheader", "--parsable2", "list", what, f"format={columns}")
    return set(slurm.command(*words).stdout.splitlines())


def _sacctmgr(slurm: Slurm, *words: str) -> None:
    slurm.command("sacctmgr", "--immediate", *words)
