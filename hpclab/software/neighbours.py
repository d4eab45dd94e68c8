"""Other extensions of the same server that change its modules: with two of them, changes get lost."""

from __future__ import annotations

from collections.abc import Collection


def read_only_reason(enabled: Collection[str]) -> str | None:
    """Why hpclab leaves the environment alone, and what to do; None where it may change it.

    Args:
        enabled: names of the server extensions that are enabled.

    """
    if "jupyterlmod" not in enabled:
        return None
    return (
        "jupyterlmod is enabled beside hpclab and changes the modules of the same server, so hpclab only "
        "shows them. To change them here: jupyter server extension disable jupyterlmod, "
        "and start the server again."
    )
