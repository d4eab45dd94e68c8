"""What a module system does for hpclab: the one shape behind which Lmod and Environment Modules work.

Each is run on a copy of an environment, by its `python` shell, and its output is read as data. Whether a
change came about is judged by what is loaded then (`loaded_modules.read`), never by an exit status.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from ..core.environment import EnvironmentPatch
from .models import Message
from .module_table import ModuleTable

# As `GET status` names them.
SystemName = Literal["Lmod", "environment-modules"]


class Answer(msgspec.Struct, frozen=True):
    """What a module system answered to one call.

    Attributes:
        system: its name, for people.
        ok: it says that it did what was asked. Lmod 8.6 denies it for a mere warning: judge a load by the
            modules that the patch leaves loaded.
        patch: the change of the environment.
        messages: what it and modulefiles said.
        status: its exit status.
        stderr: the same words as text, unparsed.

    """

    system: str
    ok: bool
    patch: EnvironmentPatch
    messages: tuple[Message, ...]
    status: int
    stderr: str


class Saved(msgspec.Struct, frozen=True):
    """What the file of a collection holds.

    Attributes:
        table: the modules as they were loaded.
        requested: the names of those that somebody had asked for.

    """

    table: ModuleTable
    requested: frozenset[str]


class CollectionForm(msgspec.Struct, frozen=True):
    """How a module system keeps its collections.

    Attributes:
        folders: where it may write them, below the home folder.
        target_variable: the variable whose value, after a dot, ends their names; one sees only those of the
            same target.
        parse: reads a file.
        comment: a first line that notes the names that somebody asked for; empty where the form itself does.

    """

    folders: tuple[str, ...]
    target_variable: str
    parse: Callable[[str], Saved]
    comment: Callable[[Iterable[str]], str]


class Backend(Protocol):
    """One module system, at one place."""

    @property
    def title(self) -> str:
        """Its name, for people."""

    @property
    def command(self) -> Path:
        """Its program."""

    @property
    def collections(self) -> CollectionForm:
        """How it keeps collections."""

    async def python(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, dry_run: bool = False
    ) -> Answer:
        """Run a command that changes the environment, such as `load GCC/12.3.0`.

        Args:
            arguments: the command and its own arguments; module names have passed `check_module_name`.
            environment: where it starts from; it isn't changed.
            dry_run: tell modulefiles and hooks, by HPCLAB_DRY_RUN=1, that nobody means to keep the outcome.

        Raises:
            TooSlowError, BrokenToolError, UnavailableError: it didn't answer.

        """

    async def text(self, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a command that is for people, such as `show GCC/12.3.0`, and give its words.

        Raises:
            RefusedError: it knows no such module; its words are in `detail`.
            TooSlowError, BrokenToolError, UnavailableError: it didn't answer.

        """
