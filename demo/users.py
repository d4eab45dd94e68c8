"""The people of the demo: who JupyterLab runs as, and the ordinary users that the demo makes."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from demo import process, progress
from demo.paths import Paths

_SNIPPET = "# Added by hpclab's demo: the cluster's modules and Slurm."


@dataclass(frozen=True)
class User:
    """An ordinary user of the cluster."""

    name: str
    uid: int
    gid: int
    home: Path


def ensure(paths: Paths) -> list[User]:
    """Returns the users, the one whom JupyterLab runs as first; makes alice and bob when root itself calls.

    Called by sudo the person who called is the only user, and nobody is made.
    """
    caller = os.environ.get("SUDO_USER", "root")
    if caller != "root":
        return [_find(caller)]
    return [_ensure_made(name, paths) for name in ("alice", "bob")]


def _find(name: str) -> User:
    entry = pwd.getpwnam(name)
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid, Path(entry.pw_dir))


def _ensure_made(name: str, paths: Paths) -> User:
    home = paths.homes / name
    try:
        user = _find(name)
    except KeyError:
        words = ["useradd", "--create-home", "--home-dir", home, "--shell", "/bin/bash", "--user-group", name]
        process.run(words, timeout=60)
        progress.done("User", f"{name} made, at home in {home}")
        user = _find(name)
    if user.home != home:
        progress.note("User", f"{name} was on this machine before: home stays {user.home}")
        return user
    home.mkdir(exist_ok=True)
    home.chmod(0o700)
    os.chown(home, user.uid, user.gid)
    _source_profile(user, paths)
    return user


def _source_profile(user: User, paths: Paths) -> None:
    """Puts the cluster into the shells of a user whom the demo made: login shells and interactive ones."""
    lines = f"{_SNIPPET}\nif [ -r '{paths.profile}' ]; then . '{paths.profile}'; fi\n"
    for name in (".bash_profile", ".bashrc"):
        file = user.home / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if _SNIPPET not in text:
            file.write_text(lines + text, encoding="utf-8")
            os.chown(file, user.uid, user.gid)
