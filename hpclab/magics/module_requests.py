"""What `%module` asks of the session's server, from the words of the line. Pure functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from .errors import MagicError

_FORCE = ("-f", "--force")
_APPEND = ("-a", "--append")
# What Lmod takes where no collection is named.
_DEFAULT_COLLECTION = "default"


@dataclass(frozen=True)
class Request:
    """A request to hpclab's routes.

    Attributes:
        method: of HTTP.
        path: below `hpclab/v1/`.
        body: as JSON.
        done: what is said when it has come about; None where the answer tells what has changed.

    """

    method: str
    path: str
    body: Mapping[str, object] | None = None
    done: str | None = None


def of(command: str, words: Sequence[str]) -> Request | None:
    """The request for a command that changes something; None for a word that is no such command.

    Args:
        command: such as `load`, or one of Lmod's other names for it.
        words: the rest of the line.

    Raises:
        MagicError: the words make no sense.

    """
    make = _COMMANDS.get(command)
    return make(words) if make else None


def _load(words: Sequence[str]) -> Request:
    return Request("POST", "modules/load", {"modules": _names("load", words)})


def _unload(words: Sequence[str]) -> Request:
    force, rest = _with_option(words, _FORCE)
    return Request("POST", "modules/unload", {"modules": _names("unload", rest), "force": force})


def _swap(words: Sequence[str]) -> Request:
    names = _names("swap", words)
    if len(names) > 2:
        raise MagicError("%module swap takes the module that goes and the one that comes.")
    # With one name Lmod swaps another version of the same module out.
    goes = names[0] if len(names) == 2 else names[0].partition("/")[0]
    return Request("POST", "modules/swap", {"from": goes, "to": names[-1]})


def _purge(words: Sequence[str]) -> Request:
    force, rest = _with_option(words, _FORCE)
    _nothing_more("purge", rest)
    return Request("POST", "modules/purge", {"force": force})


def _reset(words: Sequence[str]) -> Request:
    _nothing_more("reset", words)
    return Request("POST", "modules/reset")


def _use(words: Sequence[str]) -> Request:
    append, rest = _with_option(words, _APPEND)
    return Request("POST", "modulepath", {"path": _folder("use", rest), "append": append})


def _unuse(words: Sequence[str]) -> Request:
    return Request("POST", "modulepath/remove", {"path": _folder("unuse", words)})


def _save(words: Sequence[str]) -> Request:
    name = _collection("save", words)
    return Request("PUT", f"collections/{quote(name, safe='')}", done=f"Saved as the collection {name}.")


def _restore(words: Sequence[str]) -> Request:
    return Request("POST", f"collections/{quote(_collection('restore', words), safe='')}/restore")


_COMMANDS: Mapping[str, Callable[[Sequence[str]], Request]] = {
    **dict.fromkeys(("load", "add"), _load),
    **dict.fromkeys(("unload", "rm", "del", "delete", "remove"), _unload),
    **dict.fromkeys(("swap", "sw", "switch"), _swap),
    "purge": _purge,
    "reset": _reset,
    "use": _use,
    "unuse": _unuse,
    **dict.fromkeys(("save", "s"), _save),
    **dict.fromkeys(("restore", "r"), _restore),
}


def _names(command: str, words: Sequence[str]) -> list[str]:
    if not words or any(word.startswith("-") for word in words):
        raise MagicError(f"%module {command} takes names of modules, such as GCC/12.3.0.")
    return list(words)


def _folder(command: str, words: Sequence[str]) -> str:
    if len(words) != 1 or words[0].startswith("-"):
        raise MagicError(f"%module {command} takes one folder of modulefiles.")
    return os.path.abspath(words[0])


def _collection(command: str, words: Sequence[str]) -> str:
    if len(words) > 1 or any(word.startswith("-") for word in words):
        raise MagicError(f"%module {command} takes one name of a collection, or none for `default`.")
    return words[0] if words else _DEFAULT_COLLECTION


def _nothing_more(command: str, words: Sequence[str]) -> None:
    if words:
        raise MagicError(f"%module {command} takes no names.")


def _with_option(words: Sequence[str], names: Sequence[str]) -> tuple[bool, list[str]]:
    """Whether an option is among the words, and the other words."""
    rest = [word for word in words if word not in names]
    return len(rest) < len(words), rest
