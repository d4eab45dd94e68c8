"""Runs a program in a network of its own, reached only through a unix socket that is its owner's.

Run as a program it tries whether this node lets its user make a private network, and says why not.

For programs that listen on TCP without a login, such as OpenRefine: on a shared node every user can connect
to a TCP port. In a private network namespace (user_namespaces(7), network_namespaces(7)) nobody else can, and
a unix socket in a private folder leads in. A private process namespace (pid_namespaces(7)) besides ends all
that the program started when its first process ends, whatever happens outside.

Python's library alone: this runs inside the supervisor's process, before any environment of modules.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWPID = 0x10000000, 0x40000000, 0x20000000  # clone(2)
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # prctl(2)
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1  # netdevice(7)
_LISTENING = "0A"  # TCP_LISTEN, in the kernel's include/net/tcp_states.h
_CHUNK = 64 * 1024


def obstacle() -> str | None:
    """Why this node lets nobody make a private network, as far as its settings say; None where it does.

    The settings are sysctl(8) values below `/proc/sys`.
    """
    if _setting("user/max_user_namespaces") == "0":
        return "user namespaces are off on this node (sysctl user.max_user_namespaces is 0)"
    if os.geteuid() == 0:
        return None
    if _setting("kernel/unprivileged_userns_clone") == "0":
        return "user namespaces are off on this node (sysctl kernel.unprivileged_userns_clone is 0)"
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "user namespaces are restricted on this node "
            "(sysctl kernel.apparmor_restrict_unprivileged_userns is 1)"
        )
    return None


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
        _enter_private_namespaces()
        _raise_loopback()
    die_with_parent(signal.SIGKILL)  # not before: new credentials clear it
    first = os.fork()
    if first == 0:
        if private:
            _be_first_process(argv, environment, grace)
        die_with_parent(signal.SIGTERM)
        execute(argv, environment)
    # Whoever stops the program signals all its processes. The guard ends by the program's end alone.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asyncio.run(_forward_until_end(first, port, listen, private=private, outbound=outbound))
    raise AssertionError("The forwarder ends this process.")


def die_with_parent(with_signal: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends."""
    control_process(_PR_SET_PDEATHSIG, with_signal)


def control_process(option: int, value: int) -> None:
    """Call prctl(2) with one argument; what fails there is a kernel that is too old, and left at that."""
    unused = ctypes.c_ulong(0)
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), unused, unused, unused)


def _setting(name: str) -> str | None:
    with contextlib.suppress(OSError):
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    return None


def _enter_private_namespaces() -> None:
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWPID) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _raise_loopback() -> None:
    with socket.socket() as control:
        request = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(control, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | _IFF_UP))


def _be_first_process(argv: Sequence[str], environment: Mapping[str, str], grace: float) -> NoReturn:
    """Be process 1 of the private namespace: run the program, reap its orphans, end with the last of them."""
    die_with_parent(signal.SIGKILL)
    control_process(_PR_SET_NO_NEW_PRIVS, 1)
    program = os.fork()
    if program == 0:
        execute(argv, environment)
    # Process 1 gets only signals that it handles. Its end ends whatever is left in the namespace.
    signal.signal(signal.SIGALRM, lambda *_: os._exit(status))
    status = 0
    while True:
        try:
            ended, how = os.wait()
        except ChildProcessError:
            os._exit(status)
        if ended == program:
            status = exit_status(how)
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGTERM)
            signal.setitimer(signal.ITIMER_REAL, max(grace, 0.1))


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


async def _forward_until_end(
    first: int, port: int, listen: Path, *, private: bool, outbound: tuple[int, Path] | None
) -> NoReturn:
    """Forward connections until the first process ends, and end at once with its exit status.

    No threads here: none can be made after CLONE_NEWPID.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def reap() -> None:
        pid, how = os.waitpid(first, os.WNOHANG)
        if pid and not ended.done():
            ended.set_result(exit_status(how))

    loop.add_signal_handler(signal.SIGCHLD, reap)
    reap()  # it may have ended before the handler was there

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not private and not is_own_listener(port):
            writer.close()  # the program doesn't listen yet, or somebody else has taken its port
            return
        await _forward(reader, writer, asyncio.open_connection("127.0.0.1", port))

    async def leaving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert outbound is not None
        await _forward(reader, writer, asyncio.open_unix_connection(outbound[1]))

    previous = os.umask(0o177)
    try:
        await asyncio.start_unix_server(connected, listen)
    finally:
        os.umask(previous)
    if outbound is not None:
        await asyncio.start_server(leaving, "127.0.0.1", outbound[0])
    os._exit(await ended)


def is_own_listener(port: int) -> bool:
    """Whether this user's processes alone listen on a TCP port (proc(5), `/proc/net/tcp`)."""
    owners = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            lines = Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]
            owners |= {
                int(fields[7])
                for fields in map(str.split, lines)
                if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port
            }
    return owners == {os.getuid()}


async def _forward(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    connecting: Coroutine[None, None, tuple[asyncio.StreamReader, asyncio.StreamWriter]],
) -> None:
    try:
        inner_reader, inner_writer = await connecting
    except OSError:
        writer.close()  # nobody listens there yet
        return
    await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
    for each in (inner_writer, writer):
        each.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()


if __name__ == "__main__":
    try:
        _enter_private_namespaces()
        _raise_loopback()
    except OSError as error:
        print(f"this node allows no private network: {error.strerror}")
        sys.exit(1)
