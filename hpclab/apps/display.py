"""Starts an X server with a desktop session on it; when one of them ends, so does the other.

Like `isolation`, it runs inside the supervisor's process and uses Python's library alone.
"""

from __future__ import annotations

import os
import secrets
import select
import shutil
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

AUTHORITY_FILE, BUS_FILE, BUS_FOLDER = "Xauthority", "bus.conf", "bus"

# The standard session bus (dbus-daemon(1), session.conf) with its socket in a private folder. The system's
# own configuration has it in /tmp, where other users reach it and it stays when the bus is killed.
_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <standard_session_servicedirs/>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_WALLPAPER_SETTERS = (  # that fbsetbg(1) knows
    *("Esetroot", "wmsetbg", "feh", "hsetroot", "chbg"),
    *("display", "qiv", "xv", "xsri", "xli", "xsetbg"),
)

_FAMILY_WILD = 0xFFFF  # libXau: matches every address
_START_SECONDS = 60.0


def run(
    x_server: Sequence[str],
    environment: Mapping[str, str],
    sessions: Sequence[Sequence[str]],
    folder: Path,
) -> int:
    """Run an X server and the first desktop session that is found, until one of them ends.

    Args:
        x_server: its command line, without a display number.
        environment: for both.
        sessions: names of programs in order of preference: each time the session, and what is started beside
            it where it is installed, such as a terminal where the session alone shows an empty screen.
        folder: private; takes the file with the display's secret and the message bus's socket.

    Returns:
        The exit status of whoever ended first.

    """
    found = _first_found(sessions, environment)
    if found is None:
        names = ", ".join(names[0] for names in sessions)
        print(f"hpclab: no desktop session was found. Looked for: {names}.", flush=True)
        return 127
    authority = folder / AUTHORITY_FILE
    _write_authority(authority)
    server, display = _start_server([*x_server, "-auth", str(authority)], environment)
    if display is None:
        server.terminate()
        return server.wait() or 1
    inside = {**_without_complaints(environment), "DISPLAY": f":{display}", "XAUTHORITY": str(authority)}
    session, beside = found
    desktop = subprocess.Popen([*_bus_of_its_own(environment, folder), session], env=inside)
    for program in beside:
        subprocess.Popen([program], env=inside)
    status = _first_to_end(server, desktop)
    server.terminate()  # the supervisor ends what the session left
    server.wait()
    return status


def authority_entry(cookie: bytes) -> bytes:
    """A line of an X authority file that lets its reader onto every display of that secret (Xau(3))."""
    protocol = b"MIT-MAGIC-COOKIE-1"
    parts = b"".join(struct.pack(">H", len(part)) + part for part in (b"", b"", protocol, cookie))
    return struct.pack(">H", _FAMILY_WILD) + parts


def _write_authority(file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(authority_entry(secrets.token_bytes(16)))


def _first_found(
    sessions: Sequence[Sequence[str]], environment: Mapping[str, str]
) -> tuple[str, list[str]] | None:
    """The program of the first session that is installed, and those beside it that are."""
    path = environment.get("PATH", "")
    for session, *beside in sessions:
        program = shutil.which(session, path=path)
        if program is not None:
            found = (shutil.which(name, path=path) for name in beside)
            return program, [each for each in found if each]
    return None


def _bus_of_its_own(environment: Mapping[str, str], folder: Path) -> list[str]:
    """What runs a session with a message bus (dbus-run-session(1)) that ends with it and is nobody else's."""
    program = shutil.which("dbus-run-session", path=environment.get("PATH", ""))
    if program is None:
        return []
    (folder / BUS_FOLDER).mkdir(mode=0o700)
    configuration = folder / BUS_FILE
    # D-Bus addresses escape as URLs do.
    address = quote(str(folder / BUS_FOLDER))
    configuration.write_text(_BUS.format(folder=address), encoding="ascii")
    return [program, f"--config-file={configuration}", "--"]


def _without_complaints(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which Fluxbox doesn't open with a complaint.

    Its themes set a wallpaper by fbsetbg(1), which says in a window that the node has no program for that.
    """
    path = environment.get("PATH", "")
    can_set = any(shutil.which(program, path=path) for program in _WALLPAPER_SETTERS)
    return dict(environment) if can_set else {"wpsetters": "true", **environment}


def _start_server(
    command: Sequence[str], environment: Mapping[str, str]
) -> tuple[subprocess.Popen[bytes], str | None]:
    """Start the X server on the first free display; its number, or None where it didn't start."""
    reader, writer = os.pipe()
    try:
        server = subprocess.Popen([*command, "-displayfd", str(writer)], env=environment, pass_fds=[writer])
    finally:
        os.close(writer)
    with open(reader, "rb") as stream:
        if not select.select([stream], [], [], _START_SECONDS)[0]:
            return server, None
        return server, stream.readline().decode("ascii", "replace").strip() or None


def _first_to_end(*processes: subprocess.Popen[bytes]) -> int:
    while True:
        for process in processes:
            if process.poll() is not None:
                return process.wait()
        time.sleep(0.2)
