"""A Jupyter server with hpclab whose applications are stand-ins: `python stand_in_server.py ARGUMENT…`.

Their program lies beside this file. They differ in how long they may take to end, and take all of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_server.serverapp import main

from hpclab import app
from hpclab.apps.spec import AppSpec, Command, Context, Need


def command(context: Context) -> Command:
    """The stand-in, with this server's Python, which has what it needs."""
    program = Path(__file__).parent / "stand_in.py"
    return Command(argv=(sys.executable, str(program), str(context.socket)))


def spec(name: str, grace: float) -> AppSpec:
    """A stand-in that is killed after some seconds."""
    return AppSpec(
        name=name,
        title=name,
        needs=(Need(commands=("python3",), modules=()),),
        command=command,
        missing="Ask the tests.",
        grace=grace,
    )


app.APPS = (  # type: ignore[attr-defined] # what is imported there
    spec("quick", 1.0),
    spec("slow", 60.0),
)
main()
