"""Reads the `#SBATCH` lines of a batch script, and changes options in them without touching anything else.

As sbatch reads them (`_opt_batch_script` in its sources, and seen with `sbatch -vvvv` of 22.05): a line
counts where `#SBATCH` are its first characters, up to the first line that is neither empty nor a comment.
A word ends at a blank, a quote can stand anywhere in it, a backslash takes the next character as it is,
also in quotes, and an unescaped `#` begins a comment, also inside a word. The words of all lines together
are read by getopt_long(3). What follows the word `hetjob` belongs to another component of the job and
stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from ..core.errors import MalformedError, RefusedError
from .script_options import FLAGS, LONG, OPTIONAL, SHORT

_MARK = "#SBATCH"
_OTHER_COMPONENT = frozenset({"hetjob", "packjob"})
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PLAIN = re.compile(r"[^\s#\"'\\]+")
# What C's isspace(3) takes for a blank.
_BLANK = " \t\v\f\r"


class _Word(msgspec.Struct, frozen=True):
    """A word, and where it stands in the script."""

    text: str
    start: int
    end: int


class _Piece(msgspec.Struct, frozen=True):
    """Words that belong together: an option with its value, or several short ones in a word.

    Attributes:
        settings: options by sbatch's long names, with their values; None for an option without.
        start: where it begins in the script.
        end: where it ends.

    """

    settings: tuple[tuple[str, str | None], ...]
    start: int
    end: int


def options(script: str) -> dict[str, str]:
    """The options that a script sets.

    Args:
        script: its text.

    Returns:
        Values by sbatch's long names, such as `{"time": "1:00:00"}`; the last one counts where an option
        comes twice. An option without a value, such as `exclusive`, has an empty one.

    Raises:
        RefusedError: a quote isn't closed.

    """
    return {name: value or "" for piece in _pieces(script) for name, value in piece.settings}


def with_options(script: str, changes: Mapping[str, str | None]) -> str:
    """The script with some options changed.

    An option that is there gets its new value where it stands; a new one gets a line of its own below the
    last line of options. Everything else stays as it is, in its order.

    Args:
        script: its text.
        changes: values by sbatch's long names; None takes an option out.

    Raises:
        MalformedError: a name is no option's, or a value holds a line break.
        RefusedError: a quote isn't closed.

    """
    for name, value in changes.items():
        _check(name, value)
    found = options(script)
    wanted = {name: value for name, value in changes.items() if found.get(name) != value}
    for piece in reversed(_pieces(script)):
        script = _changed(script, piece, wanted)
    added = {name: value for name, value in wanted.items() if value is not None and name not in found}
    return _with_lines(script, [f"{_MARK} {_written(name, value)}" for name, value in added.items()])


def _changed(script: str, piece: _Piece, wanted: Mapping[str, str | None]) -> str:
    """The script with one piece as it is wanted."""
    if not any(name in wanted for name, _ in piece.settings):
        return script
    words: list[str] = []
    for name, value in piece.settings:
        new = wanted.get(name, value)
        if name not in wanted or new is not None:
            words.append(_written(name, new))
    before, after = script[: piece.start], script[piece.end :]
    if words:
        return f"{before}{' '.join(words)}{after}"
    return _without_empty_line(before, after)


def _without_empty_line(before: str, after: str) -> str:
    """Two parts of a script joined; a line of options that has lost its last one goes."""
    head, line_start = before.rpartition("\n")[::2]
    line_end, newline, tail = after.partition("\n")
    if (line_start + line_end).strip(_BLANK) != _MARK:
        return before.rstrip(" \t") + after if line_end.strip(_BLANK) == "" else before + after.lstrip(" \t")
    return f"{head}\n{tail}" if newline or "\n" in before else tail


def _with_lines(script: str, lines: list[str]) -> str:
    if not lines:
        return script
    at = _end_of_options(script)
    ending = "\r\n" if "\r\n" in script else "\n"
    before = script[:at] if not at or script[:at].endswith("\n") else script[:at] + ending
    return before + "".join(line + ending for line in lines) + script[at:]


def _end_of_options(script: str) -> int:
    """Where a new line of options goes: below the last one, or else below the first line."""
    end = 0
    for start, line in _lines(script):
        if line.startswith(_MARK):
            if _starts_another_component(line):
                break
            end = start + len(line)
        elif start == 0 and line.startswith("#!"):
            end = len(line)
    return end


def _starts_another_component(line: str) -> bool:
    return any(word.text in _OTHER_COMPONENT for word in _words(line, len(_MARK), 0))


def _lines(script: str) -> Iterator[tuple[int, str]]:
    """The lines up to the first command, each with where it begins and with its line break."""
    for match in _LINE.finditer(script):
        line = match[0]
        if not line.startswith(_MARK) and line.lstrip(_BLANK)[:1] not in ("", "\n", "#"):
            return
        yield match.start(), line


def _words_of(script: str) -> Iterator[_Word]:
    """The words of the first component's options."""
    for start, line in _lines(script):
        if not line.startswith(_MARK):
            continue
        for word in _words(script, start + len(_MARK), start):
            if word.text in _OTHER_COMPONENT:
                return
            yield word


def _words(script: str, at: int, line_start: int) -> Iterator[_Word]:
    """The words from a place to the end of its line."""
    end = script.find("\n", at)
    end = len(script) if end < 0 else end
    while True:
        while at < end and script[at] in _BLANK:
            at += 1
        if at == end or script[at] == "#":
            return
        word = _word(script, at, end, script.count("\n", 0, line_start) + 1)
        yield word
        at = word.end


def _word(script: str, start: int, end: int, line: int) -> _Word:
    text: list[str] = []
    quote = ""
    at = start
    while at < end:
        character = script[at]
        if character == "\\":
            text.append(script[at + 1 : min(at + 2, end)])
            at += 1
        elif quote:
            if character == quote:
                quote = ""
            else:
                text.append(character)
        elif character in "\"'":
            quote = character
        elif character in _BLANK or character == "#":
            break
        else:
            text.append(character)
        at += 1
    if quote:
        raise RefusedError("bad_script", f"Line {line} of the script: a quote is opened and not closed.")
    return _Word("".join(text), start, min(at, end))


def _pieces(script: str) -> list[_Piece]:
    """The options, as getopt_long(3) reads the words."""
    words = list(_words_of(script))
    pieces: list[_Piece] = []
    number = 0
    while number < len(words):
        word = words[number]
        following = words[number + 1] if number + 1 < len(words) else None
        if word.text == "--":
            break
        piece = _long(word, following) if word.text.startswith("--") else _short(word, following)
        if piece is not None:
            pieces.append(piece)
        number += 2 if piece is not None and following is not None and piece.end == following.end else 1
    return pieces


def _long(word: _Word, following: _Word | None) -> _Piece:
    written, equals, value = word.text[2:].partition("=")
    name = _whole_name(written)
    if equals:
        return _Piece(((name, value),), word.start, word.end)
    if name in FLAGS or name in OPTIONAL or following is None or name not in LONG:
        return _Piece(((name, None),), word.start, word.end)
    return _Piece(((name, following.text),), word.start, following.end)


def _short(word: _Word, following: _Word | None) -> _Piece | None:
    """Short options in a word, such as `-Ht2`: the first that takes a value takes the rest of the word."""
    if not word.text.startswith("-") or len(word.text) == 1:
        return None
    settings: list[tuple[str, str | None]] = []
    for place, letter in enumerate(word.text[1:], 2):
        name = SHORT.get(letter)
        if name is None:
            return None
        rest = word.text[place:]
        if name in FLAGS:
            settings.append((name, None))
        elif rest or name in OPTIONAL or following is None:
            settings.append((name, rest or None))
            break
        else:
            settings.append((name, following.text))
            return _Piece(tuple(settings), word.start, following.end)
    return _Piece(tuple(settings), word.start, word.end)


def _whole_name(written: str) -> str:
    """The option that a name means; getopt takes the beginning of a name too, where only one begins so."""
    if written in LONG:
        return written
    begun = [name for name in LONG if name.startswith(written)]
    return begun[0] if len(begun) == 1 else written


def _written(name: str, value: str | None) -> str:
    if value is None or (value == "" and (name in FLAGS or name in OPTIONAL)):
        return f"--{name}"
    if _PLAIN.fullmatch(value):
        return f"--{name}={value}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'--{name}="{escaped}"'


def _check(name: str, value: str | None) -> None:
    if not _NAME.fullmatch(name):
        raise MalformedError("malformed", f"{name[:50]!r} is not the name of an option of sbatch.")
    if value is not None and any(character in value for character in "\n\r\0"):
        raise MalformedError("malformed", f"The value of --{name} has to be one line of text.")
