"""OpenRefine: cleans tables. It has no login and runs code for whoever reaches it, so nobody else may."""

from __future__ import annotations

from ..core.environment import EnvironmentPatch
from .spec import AppSpec, Command, Context, Need

_PORT = 3333  # OpenRefine's default; in its private network it is free


def command(context: Context) -> Command:
    """OpenRefine's command line (`openrefine -h`), for its private network."""
    # Not on the command line: `-x` works once only. Its server unpacks itself into Java's temporary folder.
    # Java's figures for performance tools would lie in /tmp, whatever that is.
    java_options = [
        context.environment.get("JDK_JAVA_OPTIONS", ""),
        f"-Djava.io.tmpdir={context.temporary}",
        "-XX:-UsePerfData",
    ]
    return Command(
        argv=(
            context.program,
            *("-i", "127.0.0.1", "-p", str(_PORT)),
            *("-H", "*"),  # it is asked by the name under which browsers see Jupyter
            *("-d", str(context.data / "openrefine")),
            *("-x", "refine.headless=true"),
        ),
        environment=EnvironmentPatch(
            assigned={"JDK_JAVA_OPTIONS": " ".join(option for option in java_options if option)}
        ),
        private_port=_PORT,
    )


SPEC = AppSpec(
    name="openrefine",
    title="OpenRefine",
    needs=(Need(commands=("openrefine", "refine"), modules=("openrefine", "OpenRefine")),),
    command=command,
    missing="Install OpenRefine on the compute nodes, or provide a module named openrefine or OpenRefine "
    "that puts the command openrefine or refine on the PATH.",
    grace=30.0,  # it saves open projects when it ends
    private_network=True,
)
