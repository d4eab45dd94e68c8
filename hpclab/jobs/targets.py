"""Where jobs can go: partitions and accounts, which change seldom and are asked for seldom."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence

from ..core.errors import HpcLabError
from ..core.pace import Backoff, Budget
from ..core.shared_answer import Known, SharedAnswer
from ..site.partitions import PartitionWords
from ..site.submission import AccountWords, Preset
from ..slurm.accounts import Account
from ..slurm.client import SlurmClient
from ..slurm.partitions import Partition
from .models import AccountInfo, Accounts, PartitionInfo, Partitions

_HOUR = 3600.0
# Limits of partitions change with the cluster's configuration.
_PARTITIONS_AGE = 2 * _HOUR
# What is left of an account changes with every job, but slowly.
_ACCOUNTS_AGE = 6 * _HOUR


class JobTargets:
    """Tells where jobs can go.

    Args:
        client: Slurm's commands.
        user: whose accounts.
        site_partition: what the site says of a partition, by its name.
        accounts: the same of accounts.
        presets: what it offers for submissions.

    """

    def __init__(
        self,
        client: SlurmClient,
        user: str,
        site_partition: Callable[[str], PartitionWords],
        accounts: Mapping[str, AccountWords],
        presets: Sequence[Preset],
    ) -> None:
        self._client = client
        self._user = user
        self._site_partition = site_partition
        self._account_words = accounts
        self.presets = list(presets)
        self._partitions = SharedAnswer(client.partitions, Budget(2, _HOUR), Backoff(60, 1800))
        self._accounts = SharedAnswer(self._ask_accounts, Budget(2, 2 * _HOUR), Backoff(120, 3600))

    async def partitions(self) -> Partitions:
        """The partitions, with the site's words."""
        known = await self._partitions.get(_PARTITIONS_AGE)
        infos = [self._partition(partition) for partition in known.value or []]
        return Partitions(partitions=infos, as_of=known.as_of, reason=_reason(known))

    async def accounts(self) -> Accounts:
        """The accounts, with the site's words."""
        known = await self._accounts.get(_ACCOUNTS_AGE)
        infos = [self._account(account) for account in known.value or []]
        return Accounts(accounts=infos, as_of=known.as_of, reason=_reason(known))

    async def close(self) -> None:
        """End what is under way."""
        await asyncio.gather(self._partitions.close(), self._accounts.close())

    async def _ask_accounts(self) -> list[Account]:
        accounts = await self._client.accounts(self._user)
        with contextlib.suppress(HpcLabError):  # what is left of them is a bonus
            return await self._client.with_balances(accounts)
        return accounts

    def _partition(self, partition: Partition) -> PartitionInfo:
        words = self._site_partition(partition.name)
        return PartitionInfo(
            name=partition.name,
            description=words.description,
            internet=words.internet,
            is_default=partition.is_default,
            is_up=partition.is_up,
            limit=partition.limit,
            default_limit=partition.default_limit,
            nodes_per_job=partition.nodes_per_job,
            cpus_per_node=partition.cpus_per_node,
            memory_per_node=partition.memory_per_node,
            accounts=list(partition.accounts) if partition.accounts is not None else None,
            kinds=list(partition.kinds),
        )

    def _account(self, account: Account) -> AccountInfo:
        words = self._account_words.get(account.name, AccountWords())
        return AccountInfo(
            name=account.name,
            description=words.description,
            is_default=account.is_default,
            partitions=list(account.partitions),
            qos=list(account.qos),
            default_qos=account.default_qos,
            balance=account.balance,
        )


def _reason(known: Known[list[Partition]] | Known[list[Account]]) -> str | None:
    """Why there is no list."""
    if known.value is not None:
        return None
    return known.error.message if known.error else "Slurm was asked often just now; the list comes later."
