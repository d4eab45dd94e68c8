"""A desktop: TigerVNC's X server with the session that the node has, shown by noVNC in hpclab's own page."""

from __future__ import annotations

from ..core.errors import UnavailableError
from .spec import AppSpec, Command, Context, Need, Protocol

# A window manager alone shows an empty screen: a terminal beside it.
_SESSIONS = (
    ("xfce4-session",),
    ("mate-session",),
    ("lxqt-session",),
    ("fluxbox", "xterm"),
    ("openbox", "xterm"),
    ("icewm-session", "xterm"),
    ("xterm",),
)


# KeyEvent, PointerEvent, ClientCutText (RFC 6143, 7.5) and QEMU's way of sending keys. For all else, such as
# the next picture, the page asks by itself.
_USE = frozenset({4, 5, 6, 255})


def is_use(message: bytes) -> bool:
    """Whether a message of the browser's is of the keyboard, the pointer or the clipboard."""
    return message[:1] != b"" and message[0] in _USE


def command(context: Context) -> Command:
    """TigerVNC's command line (Xvnc(1)): a unix socket, no TCP port, X clients by their cookie only."""
    if "rfbunixpath" not in context.options:
        raise UnavailableError(
            "app_too_old",
            f"{context.program} can't listen on a unix socket (it has no -rfbunixpath), and on a port other "
            "users could reach your desktop. Ask your support for TigerVNC 1.9 or newer.",
        )
    return Command(
        argv=(
            context.program,
            *("-rfbunixpath", str(context.socket), "-rfbunixmode", "0600", "-rfbport", "-1"),
            *("-SecurityTypes", "None"),  # whoever can open the socket is its owner
            *("-nolisten", "tcp"),
            *("-geometry", "1280x800", "-depth", "24"),
            *("-desktop", f"{context.user}'s desktop"),
            "-AlwaysShared",
        ),
        sessions=_SESSIONS,
    )


SPEC = AppSpec(
    name="desktop",
    title="Desktop",
    needs=(
        Need(
            commands=("Xtigervnc", "Xvnc"),
            modules=("desktop", "tigervnc", "TigerVNC", "turbovnc", "TurboVNC"),
        ),
    ),
    command=command,
    missing="Install TigerVNC's server (tigervnc-standalone-server or tigervnc-server-minimal) and a "
    "desktop such as XFCE or Fluxbox on the compute nodes, or provide a module named desktop or tigervnc.",
    help_argument="-help",
    protocol=Protocol.VNC,
    ready_seconds=60.0,
    is_use=is_use,
)
