"""The people of the demo: who JupyterLab runs as, and the ordinary users that the demo makes."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from demo import process, progress, templates
from demo.paths import Paths


@dataclass(frozen=True)
class User:
    """An ordinary user of the cluster."""

    name: str
    uid: int
    gid: int
    home: str


def ensure(paths: Paths) -> list[User]:
    """Return the users, the one whom JupyterLab runs as first; makes alice and bob when root itself calls.

    Called by sudo the person who called is the only user, and nobody is made.
    """
    caller = os.environ.get("SUDO_USER", "root")
    if caller != "root":
        return [_find(caller)]
    return [_ensure_made(name, paths) for name in ("alice", "bob")]


def is_demo_home(user: User, paths: Paths) -> bool:
    """Tell whether a user's home is the demo's to fill."""
    return Path(user.home).is_relative_to(paths.homes)


def _find(name: str) -> User:
    entry = pwd.getpwnam(name)
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def _ensure_made(name: str, paths: Paths) -> User:
    home = paths.homes / name
    try:
        user = _find(name)
    except KeyError:
        words = ["useradd", f"--home-dir={home}", "--no-create-home", "--shell=/bin/bash", "--user-group"]
        process.run([*words, name], timeout=60)
        progress.done("User", f"{name} made, at home in {home}")
        user = _find(name)
    if not is_demo_home(user, paths):
        progress.note(
            "User", f"{name} was on this machine before; the home folder {user.home} stays as it is"
        )
        return user
    _fill_home(user, paths)
    return user


def _fill_home(user: User, paths: Paths) -> None:
    """Make a home with start-up files that put the cluster into every shell; files that are there stay."""
    home = Path(user.home)
    home.mkdir(exist_ok=True, parents=True)
    home.chmod(0o700)
    os.chown(home, user.uid, user.gid)
    for name in (".bash_profile", ".bashrc"):
        file = home / name
        if not file.exists():
            templates.write(file, templates.fill(f"home/{name}", {"profile": paths.profile}))
            os.chown(file, user.uid, user.gid)
