"""A network that nobody else of the node is in: whether one can be made here, and how a process enters it.

Run as a program it tries whether this node lets its user make one, and says why not. Python's library alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWPID = 0x10000000, 0x40000000, 0x20000000  # clone(2)
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1  # netdevice(7)


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


def enter() -> None:
    """Move this process into private user and network namespaces, and its children into a process namespace.

    Raises:
        OSError: the node allows no private network.

    """
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWPID) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def raise_loopback() -> None:
    """Let programs reach each other on 127.0.0.1, in the private network that this process is in."""
    with socket.socket() as control:
        request = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(control, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | _IFF_UP))


def _setting(name: str) -> str | None:
    with contextlib.suppress(OSError):
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    return None


if __name__ == "__main__":
    try:
        enter()
        raise_loopback()
    except OSError as error:
        print(f"this node allows no private network: {error.strerror}")
        sys.exit(1)
