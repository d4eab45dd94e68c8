"""The command line: `python3 -m demo packages|up|down|status`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from demo import cluster, packages, progress
from demo.paths import ROOT_VARIABLE, Paths
from demo.process import DemoError


def main() -> int:
    """Does what the command line asks for. Returns the exit status."""
    options = _parser().parse_args()
    if os.geteuid() != 0 and options.command in ("up", "down"):
        _become_root()
    paths = Paths.from_environment()
    try:
        if options.command == "packages":
            packages.install(with_tests=options.test)
        elif options.command == "up":
            packages.install(with_tests=False)
            cluster.up(paths)
        elif options.command == "down":
            cluster.down(paths)
        else:
            print(cluster.status(paths))
    except DemoError as error:
        progress.note("It didn't work", str(error))
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m demo", description="A real cluster on one machine, to try hpclab.")
    commands = parser.add_subparsers(dest="command", required=True)
    install = commands.add_parser("packages", help="install what is missing of Debian's packages")
    install.add_argument("--test", action="store_true", help="and what the tests need")
    start = commands.add_parser("up", help="start the cluster, and JupyterLab in a job of it")
    start.add_argument("--without-lab", action="store_true", help="only the cluster, for the tests")
    start.add_argument("--wheel", type=Path, help="hpclab's wheel; built from this repository where not given")
    commands.add_parser("down", help="cancel all jobs and stop everything")
    commands.add_parser("status", help="say what runs")
    return parser


def _become_root() -> None:
    """Starts the same command again by sudo, with the settings that it depends on."""
    kept = [name for name in os.environ if name == ROOT_VARIABLE or name.lower().endswith("_proxy")]
    kept += [name for name in os.environ if name.startswith(("PIP_", "npm_config_"))]
    preserve = [f"--preserve-env={','.join(sorted(kept))}"] if kept else []
    os.execvp("sudo", ["sudo", *preserve, sys.executable, "-m", "demo", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
