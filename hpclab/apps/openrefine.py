"""OpenRefine: cleans tables. It has no login and runs code for whoever reaches it, so nobody else may.

It runs in a private network. Where the node can't make one, its pages get an address that is a secret of this
run: handed over by the environment, which others can't read, and in no file that others can see.
"""

from __future__ import annotations

from ..core.environment import EnvironmentPatch
from .spec import AppSpec, Command, Context, Memory, Need

_PORT = 3333  # OpenRefine's default; in its private network it is free
_OUTBOUND_PORT = 3128  # where proxies usually are


_MIB = 1024 * 1024
_HEAP_SHARE = 0.4  # of the job's memory: Java needs more than its heap, and notebooks need the rest
_HEAP_FLOOR, _HEAP_CEILING = 256 * _MIB, 32 * 1024 * _MIB
_HEAP_OF_WHAT_IS_LEFT = 0.75

_ATTENTION = (
    "Other users of this node can reach OpenRefine's port, but its pages only by an address that is this "
    "session's secret. Your support can close the port too: user namespaces have to be allowed on the node."
)


def command(context: Context) -> Command:
    """OpenRefine's command line (`openrefine -h`)."""
    private = context.obstacle is None
    port = _PORT if private else context.free_port
    prefix = "" if private else f"/{context.secret}"
    # Not on the command line: `-x` works once only. Its server unpacks itself into Java's temporary folder.
    # Java's figures for performance tools would lie in /tmp, whatever that is.
    java_options = [
        context.environment.get("JDK_JAVA_OPTIONS", ""),
        f"-Djava.io.tmpdir={context.temporary}",
        "-XX:-UsePerfData",
        *([f"-Drefine.context_path={prefix}"] if prefix else []),
        *(_proxy_options() if context.outbound and private else ()),
    ]
    return Command(
        argv=(
            context.program,
            *("-i", "127.0.0.1", "-p", str(port)),
            *("-H", "*"),  # it is asked by the name under which browsers see Jupyter
            *("-d", str(context.data / "openrefine")),
            *("-x", "refine.headless=true"),
            *(("-m", f"{heap(context.memory) // _MIB}M") if context.memory else ()),
        ),
        environment=EnvironmentPatch(
            assigned={"JDK_JAVA_OPTIONS": " ".join(option for option in java_options if option)}
        ),
        private_port=port if private else None,
        outbound_port=_OUTBOUND_PORT if context.outbound and private else None,
        open_port=None if private else port,
        prefix=prefix,
        attention=None if private else _ATTENTION,
    )


def _proxy_options() -> list[str]:
    """Java's networking properties for a proxy (java.net, "Networking Properties")."""
    schemes = ("http", "https")
    return [
        *(f"-D{scheme}.proxyHost=127.0.0.1" for scheme in schemes),
        *(f"-D{scheme}.proxyPort={_OUTBOUND_PORT}" for scheme in schemes),
    ]


def heap(memory: Memory) -> int:
    """The size of Java's heap in bytes: a share of the job's memory, and no more than is left of it."""
    wanted = min(memory.limit * _HEAP_SHARE, memory.left * _HEAP_OF_WHAT_IS_LEFT, _HEAP_CEILING)
    return max(int(wanted), _HEAP_FLOOR)


SPEC = AppSpec(
    name="openrefine",
    title="OpenRefine",
    needs=(Need(commands=("openrefine", "refine"), modules=("openrefine", "OpenRefine")),),
    command=command,
    missing="Install OpenRefine on the compute nodes, or provide a module named openrefine or OpenRefine "
    "that puts the command openrefine or refine on the PATH.",
    may_be_isolated=True,
    outbound=True,  # for reconciliation services and tables from the web
    grace=30.0,  # it saves open projects when it ends
)
