"""What `%module` says of the server's answers. Pure functions; the answers are those below `modules`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_RESTART = (
    "Restart it to have them: Restart Kernel… in the Kernel menu, or the puzzle in the notebook's toolbar. "
    "Its variables are lost then."
)


def changes(answer: Mapping[str, Any]) -> str:
    """What a change did to the session's modules, and what the module system said."""
    changed = answer["changes"]
    lists = {
        "Loaded": changed["loaded"],
        "Unloaded": changed["unloaded"],
        "Replaced": [f"{swap['from']} by {swap['to']}" for swap in changed["swapped"]],
        "Reloaded": changed["reloaded"],
        "Inactive now": changed["deactivated"],
        "Active again": changed["activated"],
    }
    said = [f"{what}: {', '.join(names)}" for what, names in lists.items() if names]
    said = said or ["The loaded modules are the same as before."]
    return "\n".join([*said, *(message["text"] for message in answer["messages"])])


def why_loaded(module: Mapping[str, Any]) -> str:
    """Why a module of the state is there."""
    if not module["active"]:
        return "inactive"
    why = "on request" if module["requested"] else "as a dependency"
    return f"{why}, sticky" if module["sticky"] else why


def this_kernel(user: Mapping[str, Any] | None, loaded: Sequence[Mapping[str, Any]]) -> str:
    """What follows for the kernel in which the magic runs; empty where it has what the session has.

    Args:
        user: the kernel's entry in the answer of `modules/users`; None where the server doesn't know it.
        loaded: the session's modules.

    """
    if user is None or user["stale"] is None:
        return f"A kernel gets the session's modules when it starts. {_RESTART}"
    if user["stale"]:
        return f"This kernel still has the modules that it was started with. {_RESTART}"
    if user["modules"] != [module["full_name"] for module in loaded if module["active"]]:
        return "This kernel sets modules of its own; new notebooks and terminals have the session's."
    return ""
