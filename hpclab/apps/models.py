"""What the application routes answer."""

from __future__ import annotations

from typing import Literal

import msgspec

AppState = Literal["unavailable", "stopped", "starting", "running", "failed"]

AppStage = Literal["loading", "launching", "waiting", "stopping"]


class StartRequest(msgspec.Struct, kw_only=True):
    """How an application is opened.

    Attributes:
        folder: what it shows first, if it shows folders: a path of the file browser, below the server's root.
            The answer's `url` leads there, also where the application runs already.
        network: whether one in a private network may reach the internet in this run.

    """

    folder: str | None = None
    network: bool = False


class App(msgspec.Struct, kw_only=True):
    """An application, for its tile.

    Attributes:
        name: as in its routes, such as `openrefine`.
        title: as people call it, such as `OpenRefine`.
        state: what it does.
        reason: why it is unavailable or failed, and what to do, for people.
        detail: where it failed: what it printed last, or the words of the tool that refused.
        stage: how far it has come on its way up (its modules are loaded, it is launched, its first answer is
            waited for), or that it is on its way down.
        needs: names of the modules that bring what it needs, any of which may be there.
        modules: full names of what it loads for itself beyond the session's modules.
        changes: those of `modules` that take the place of loaded ones, such as `StdEnv/2020`.
        url: below the server's base URL, to open when it runs.
        started_at: Unix seconds.
        stale: it runs with other modules than those that are loaded now.
        last_line: what it printed last, while its first answer is waited for.
        attention: where it is open to others than its owner in a way hpclab can't close: what a person should
            know.
        network: for one in a private network: whether it may reach the internet in this run; None where there
            is no such choice.

    """

    name: str
    title: str
    state: AppState
    reason: str | None = None
    detail: str | None = None
    stage: AppStage | None = None
    needs: list[str] = []
    modules: list[str] = []
    changes: list[str] = []
    url: str | None = None
    started_at: float | None = None
    stale: bool = False
    last_line: str | None = None
    attention: str | None = None
    network: bool | None = None


class Apps(msgspec.Struct, kw_only=True):
    """All applications; the revision grows with each change."""

    revision: int
    apps: list[App]
