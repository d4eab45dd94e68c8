"""What the site says of its accounts, and the presets that it offers for submissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from . import by_name
from .models import Complain


class AccountWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the site says of an account.

    Attributes:
        description: what it is for.

    """

    description: str = ""


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of a submission that belong together.

    Attributes:
        title: what people choose.
        description: when it fits.
        options: values by sbatch's long names, such as `{"time": "1:00:00", "gpus": "1"}`.

    """

    title: str
    options: dict[str, str]
    description: str = ""


def accounts(said: Mapping[str, object], complain: Complain) -> dict[str, AccountWords]:
    """The words of the site by account; a mistake costs the account that it is in.

    Args:
        said: `c.HpcLab.accounts`.
        complain: told of each mistake.

    """
    return by_name.read(said, AccountWords, "account", complain)


def presets(said: Sequence[object], complain: Complain) -> list[Preset]:
    """The presets of the site; a mistake costs the preset that it is in.

    Args:
        said: `c.HpcLab.submit_presets`.
        complain: told of each mistake.

    """
    found = []
    for number, each in enumerate(said, 1):
        try:
            found.append(msgspec.convert(each, Preset))
        except msgspec.ValidationError as error:  # noqa: PERF203 - each costs only itself
            complain(f"preset {number} is ignored: {error}")
    return found
