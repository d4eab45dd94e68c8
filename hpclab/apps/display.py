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

AUTHORITY_FILE = "Xauthority"

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
        folder: takes the file with the display's secret.

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
    inside = {**environment, "DISPLAY": f":{display}", "XAUTHORITY": str(authority)}
    session, beside = found
    desktop = subprocess.Popen(session, env=inside)
    for command in beside:
        subprocess.Popen(command, env=inside)
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
) -> tuple[list[str], list[list[str]]] | None:
    """The command of the first session that is installed, and of the programs beside it that are."""
    path = environment.get("PATH", "")
    for session, *beside in sessions:
        program = shutil.which(session, path=path)
        if program is not None:
            # A message bus of its own ends with the session, and is nobody else's.
            bus = shutil.which("dbus-run-session", path=path)
            found = (shutil.which(name, path=path) for name in beside)
            return [*([bus, "--"] if bus else []), program], [[name] for name in found if name]
    return None


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
