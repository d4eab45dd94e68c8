"""VS Code in the browser, by code-server. Settings and extensions are in the user's own folders."""

from __future__ import annotations

from ..core.environment import EnvironmentPatch
from .spec import AppSpec, Command, Context, Need

# The kind of a message is its first byte, after which come twelve of bookkeeping (VS Code's
# ipc.net.ts, ProtocolMessageType): all but the first kind are its own. Short ones are answers.
_REGULAR, _LONGEST_ANSWER = 1, 40
# What an open window says by itself, to nobody's keystroke.
_CHATTER = (b"$onFileEvent", b"$onDidTunnelsChange", b"telemetry")


def is_use(message: bytes) -> bool:
    """Whether a person may have caused a message of the browser's; what isn't known for chatter counts."""
    is_regular = message[:1] == bytes([_REGULAR]) and len(message) > _LONGEST_ANSWER
    return is_regular and not any(name in message[:200] for name in _CHATTER)


def command(context: Context) -> Command:
    """code-server's command line (`code-server --help`), for 4.9 and newer.

    An older one refuses to start, and says that it has no --socket-mode. It isn't asked for its options
    before: to answer takes it as long as to start.
    """
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
    missing="Install code-server 4.9 or newer on the compute nodes, or provide a module named code-server.",
    ready_path="/healthz",
    folder_query="folder",
    is_use=is_use,
)
