"""What a process arranges with the kernel about its parent, its children and the program that it becomes.

Python's library alone, and little of it: the supervisor starts with this.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence

TYPE_CHECKING = False  # known to type checkers; `typing` itself takes as long as all else here
if TYPE_CHECKING:
    from typing import NoReturn

_PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(with_signal: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends."""
    control_process(_PR_SET_PDEATHSIG, with_signal)


def control_process(option: int, value: int) -> None:
    """Call prctl(2) with one argument; what fails there is a kernel that is too old, and left at that."""
    unused = ctypes.c_ulong(0)
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), unused, unused, unused)


def execute(argv: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Become a program; where that fails say so and end with status 127, as a shell does."""
    # Python ignores them, others shouldn't. Not before: whoever forwards must outlive a closed connection.
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    try:
        os.execve(argv[0], list(argv), environment)  # noqa: S606 - no shell is the house's way
    except (OSError, ValueError) as error:
        print(f"hpclab: {argv[0]} can't be started: {error}", file=sys.stderr, flush=True)
    os._exit(127)


def exit_status(how: int) -> int:
    """The exit status for what wait(2) reported; 128 and the signal's number for a signal, as in a shell."""
    code = os.waitstatus_to_exitcode(how)
    return code if code >= 0 else 128 - code
