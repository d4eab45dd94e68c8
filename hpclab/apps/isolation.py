"""Runs a program in a network of its own, reached only through a unix socket that is its owner's.

For programs that listen on TCP without a login, such as OpenRefine: on a shared node every user can connect
to a TCP port. In a private network namespace (user_namespaces(7), network_namespaces(7)) nobody else can, and
a unix socket in a private folder leads in. A private process namespace (pid_namespaces(7)) besides ends all
that the program started when its first process ends, whatever happens outside.

Python's library alone: this runs inside the supervisor's process, before any environment of modules.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from hpclab.apps import namespaces, process_control

TYPE_CHECKING = False  # known to type checkers; `typing` itself takes its time
if TYPE_CHECKING:
    from typing import NoReturn

_PR_SET_NO_NEW_PRIVS = 38  # prctl(2)


def run(
    argv: Sequence[str],
    environment: Mapping[str, str],
    *,
    port: int,
    listen: Path,
    grace: float,
    private: bool = True,
    outbound: tuple[int, Path] | None = None,
) -> NoReturn:
    """Turn this process into the guard of a program in a private network; it ends when the program does.

    Args:
        argv: the program.
        environment: its whole environment.
        port: where it listens on 127.0.0.1, inside.
        listen: the unix socket that leads to this port; made with mode 0600.
        grace: seconds that what the program leaves behind has to end by itself.
        private: False where the node allows no private network: others can connect to the port then, and the
            program has to know by itself whom it answers.
        outbound: a port of 127.0.0.1, inside, and the unix socket outside to which it leads.

    Raises:
        OSError: the node allows no private network.

    """
    if private:
        namespaces.enter()
        namespaces.raise_loopback()
    process_control.die_with_parent(signal.SIGKILL)  # not before: new credentials clear it
    first = os.fork()
    if first == 0:
        if private:
            _be_first_process(argv, environment, grace)
        process_control.die_with_parent(signal.SIGTERM)
        process_control.execute(argv, environment)
    # Whoever stops the program signals all its processes. The guard ends by the program's end alone.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    from hpclab.apps import forwarding  # noqa: PLC0415 - the program starts meanwhile

    forwarding.run(first, port, listen, private=private, outbound=outbound)


def _be_first_process(argv: Sequence[str], environment: Mapping[str, str], grace: float) -> NoReturn:
    """Be process 1 of the private namespace: run the program, reap its orphans, end with the last of them."""
    process_control.die_with_parent(signal.SIGKILL)
    process_control.control_process(_PR_SET_NO_NEW_PRIVS, 1)
    program = os.fork()
    if program == 0:
        process_control.execute(argv, environment)
    # Process 1 gets only signals that it handles. Its end ends whatever is left in the namespace.
    signal.signal(signal.SIGALRM, lambda *_: os._exit(status))
    status = 0
    while True:
        try:
            ended, how = os.wait()
        except ChildProcessError:
            os._exit(status)
        if ended == program:
            status = process_control.exit_status(how)
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGTERM)
            signal.setitimer(signal.ITIMER_REAL, max(grace, 0.1))
