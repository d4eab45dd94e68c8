"""RStudio Server, with the R that is loaded or that a module brings."""

from __future__ import annotations

from ..core.environment import EnvironmentPatch
from .composing import exposed
from .spec import AppSpec, Command, Context, Need, known

_PORT = 8787  # RStudio's default; in its private network it is free
_ATTENTION = (
    "This RStudio Server is older than 2024.12 and runs in a private network, so R can't reach the internet "
    "here. Install packages in a terminal, and ask your support for a newer version."
)


def command(context: Context) -> Command:
    """`rserver`'s command line, from the options that its help lists.

    `--www-socket` came with 2024.12. An older one listens on a port, with no login: in a private network.

    Raises:
        UnavailableError: it is an older one, and the node can make no private network.

    """
    has_socket = "www-socket" in context.options
    if not has_socket and context.obstacle is not None:
        raise exposed("RStudio Server older than 2024.12", context.obstacle)
    key = context.folder / "secure-cookie-key"
    database = context.folder / "database.conf"
    options = known(
        context.options,
        ("server-daemonize", "0"),
        ("auth-none", "1"),  # Jupyter has checked who asks
        ("auth-validate-users", "0"),
        ("www-frame-origin", "same"),
        ("www-verify-user-agent", "0"),
        ("secure-cookie-key-file", str(key)),
        ("server-user", context.user),
        ("server-data-dir", str(context.folder / "data")),
        ("server-pid-file", str(context.folder / "rserver.pid")),
        ("database-config-file", str(database)),
        ("www-root-path", context.url_path),
        ("www-socket", str(context.socket)),
    )
    listen = [] if has_socket else ["--www-address=127.0.0.1", f"--www-port={_PORT}"]
    return Command(
        argv=(context.program, *options, *listen),
        environment=EnvironmentPatch(assigned={"USER": context.user}),
        files={
            key: context.secret,
            database: f"provider=sqlite\ndirectory={context.folder / 'database'}\n",
        },
        private_port=None if has_socket else _PORT,
        attention=None if has_socket else _ATTENTION,
    )


SPEC = AppSpec(
    name="rstudio",
    title="RStudio",
    needs=(
        Need(
            commands=("rserver",),
            modules=("rstudio-server", "RStudio-Server", "rstudio", "RStudio"),
            folders=("/usr/lib/rstudio-server/bin",),
        ),
        Need(commands=("R",), modules=("R", "r")),
    ),
    command=command,
    missing="Install RStudio Server 2024.12 or newer on the compute nodes, or provide a module named "
    "rstudio-server or RStudio-Server that puts the command rserver on the PATH; and R, or a module named R.",
    help_argument="--help",
    may_be_isolated=True,
    idle_requests=("/events/get_events",),
)
