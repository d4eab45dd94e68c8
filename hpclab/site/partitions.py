"""What the site says of its partitions, by `c.HpcLab.partitions`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from . import by_name
from .models import Complain


class PartitionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the site says of a partition.

    Attributes:
        description: what it is for.
        internet: whether programs there reach the internet; None where the site doesn't say.

    """

    description: str = ""
    internet: bool | None = None


def read(said: Mapping[str, object], complain: Complain) -> dict[str, PartitionWords]:
    """The words of the site by partition; a mistake costs the partition that it is in.

    Args:
        said: as the site has written it.
        complain: told of each mistake.

    """
    return by_name.read(said, PartitionWords, "partition", complain)
