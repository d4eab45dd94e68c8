"""VS Code in the browser, by code-server."""

from __future__ import annotations

from ..core.environment import EnvironmentPatch
from ..core.errors import UnavailableError
from .spec import AppSpec, Command, Context, Need


def command(context: Context) -> Command:
    """code-server's command line (`code-server --help`), for 4.9 and newer."""
    if "socket-mode" not in context.options:
        raise UnavailableError(
            "app_too_old",
            "This code-server can't keep its socket to its owner (it has no --socket-mode). "
            "Ask your support for code-server 4.9 or newer.",
        )
    configuration = context.folder / "code-server.yaml"
    return Command(
        argv=(
            context.program,
            f"--config={configuration}",
            "--auth=none",  # Jupyter has checked who asks, and nobody else can open the socket
            f"--socket={context.socket}",
            "--socket-mode=600",
            f"--user-data-dir={context.data / 'code-server'}",
            f"--extensions-dir={context.data / 'code-server' / 'extensions'}",
            "--disable-telemetry",
            "--disable-update-check",
            str(context.home),
        ),
        # A server that was itself started from a VS Code terminal would open the folder in that one.
        environment=EnvironmentPatch(
            removed=frozenset({"VSCODE_IPC_HOOK_CLI", "CODE_SERVER_SESSION_SOCKET"})
        ),
        # The user's own file may ask for a password or a certificate, which are for another use.
        files={configuration: "auth: none\ncert: false\n"},
    )


SPEC = AppSpec(
    name="vscode",
    title="VS Code",
    needs=(Need(commands=("code-server",), modules=("code-server", "Code-Server", "codeserver")),),
    command=command,
    missing="Install code-server on the compute nodes, or provide a module named code-server.",
    help_argument="--help",
    ready_path="/healthz",
)
