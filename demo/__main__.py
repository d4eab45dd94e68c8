"""The command line: `python3 -m demo packages|up|session|hub|ondemand|stop|down|status`."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from demo import (
    cluster,
    daemons,
    facts,
    hub,
    installation,
    module_systems,
    node,
    ondemand,
    packages,
    progress,
    slurm,
    wheel,
)
from demo.lab import Lab
from demo.paths import ROOT_VARIABLE, Paths
from demo.process import DemoError


def main() -> int:
    """Do what the command line asks for. Return the exit status."""
    options = _parser().parse_args()
    if os.geteuid() != 0 and options.command not in ("status", "node-path"):
        _become_root()
    paths = Paths.from_environment()
    try:
        if options.command == "packages":
            packages.install(with_tests=options.test)
            paths.make_folders()
            node.ensure(paths)
            if options.test:
                module_systems.ensure(paths)
        elif options.command == "up":
            with _alone(paths):
                _up(paths, with_lab=not options.without_lab, hpclab=options.wheel)
        elif options.command == "down":
            with _alone(paths):
                hub.stop(paths)
                ondemand.stop(paths)
                cluster.down(paths)
        elif options.command == "session":
            _session(paths, options.name, options.sbatch)
        elif options.command == "hub":
            _hub(paths, is_wanted=not options.stop, idle_seconds=options.idle)
        elif options.command == "ondemand":
            _ondemand(paths, is_wanted=not options.stop)
        elif options.command == "stop":
            daemons.stop(options.daemon, paths)
        elif options.command == "node-path":
            print(node.path_folder(paths) or "")
        else:
            print(cluster.status(paths))
    except DemoError as error:
        progress.note("It didn't work", str(error))
        return 1
    return 0


def _up(paths: Paths, *, with_lab: bool, hpclab: Path | None) -> None:
    packages.install(with_tests=False)
    known = cluster.up(paths)
    installation.install(paths)
    if not with_lab:
        progress.done("Cluster", f"is up; its facts are in {paths.facts}")
        return
    lab = known.lab
    if lab is None:
        wheel.install(hpclab or wheel.ensure_built(paths), paths)
        lab = Lab(paths, known.users[0]).start()
        facts.write(dataclasses.replace(known, lab=lab), paths)
    progress.done("JupyterLab", f"runs in job {lab.job_id} as {lab.user}; its address:")
    print(f"\n    {lab.url}?token={lab.token}\n", flush=True)


def _session(paths: Paths, name: str, options: list[str]) -> None:
    """Start one more JupyterLab of the first user, which nothing else knows of, and print its facts."""
    known = facts.read(paths)
    print(json.dumps(dataclasses.asdict(Lab(paths, known.users[0], name).start(*options))), flush=True)


def _hub(paths: Paths, *, is_wanted: bool, idle_seconds: int | None) -> None:
    """Start JupyterHub and print how to log in, or stop it."""
    if not is_wanted:
        hub.stop(paths)
        return
    print(json.dumps(dataclasses.asdict(hub.start(paths, idle_seconds=idle_seconds))), flush=True)


def _ondemand(paths: Paths, *, is_wanted: bool) -> None:
    """Start a session as Open OnDemand would and print how to come in, or stop the proxy before it."""
    if not is_wanted:
        ondemand.stop(paths)
        return
    print(json.dumps(dataclasses.asdict(ondemand.start(paths))), flush=True)


@contextlib.contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """Wait until no other `up` or `down` of this root is at work, and keep others waiting."""
    paths.make_folders()
    with paths.lock.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.note("Demo", "another `up` or `down` is at work; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m demo", description="A real cluster on one machine, to try hpclab."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    install = commands.add_parser("packages", help="install what is missing of Debian's packages, and Node")
    install.add_argument("--test", action="store_true", help="and what the tests need")
    start = commands.add_parser("up", help="start the cluster, and JupyterLab in a job of it")
    start.add_argument("--without-lab", action="store_true", help="only the cluster, for the tests")
    start.add_argument(
        "--wheel", type=Path, help="hpclab's wheel; built from this repository where not given"
    )
    more = commands.add_parser(
        "session", help="start one more JupyterLab in a job, and print what is known of it"
    )
    more.add_argument("name", help="names its files")
    more.add_argument("sbatch", nargs="*", metavar="OPTION", help="sbatch's, after --, such as --time=3")
    login = commands.add_parser("hub", help="start JupyterHub on the cluster, and print how to log in")
    login.add_argument("--idle", type=int, help="seconds after which it ends a server that is idle")
    login.add_argument("--stop", action="store_true", help="stop it, and everybody's servers")
    portal = commands.add_parser("ondemand", help="start JupyterLab as Open OnDemand would, behind a proxy")
    portal.add_argument("--stop", action="store_true", help="stop that proxy")
    stop = commands.add_parser("stop", help="stop one daemon, to see what it is needed for; `up` starts it")
    stop.add_argument("daemon", choices=slurm.DAEMONS)
    commands.add_parser("down", help="cancel all jobs and stop everything")
    commands.add_parser("status", help="say what runs")
    commands.add_parser("node-path", help="print what PATH needs for Node, if the machine's won't do")
    return parser


def _become_root() -> None:
    """Start the same command again by sudo, with the settings that it depends on."""
    kept = [name for name in os.environ if name == ROOT_VARIABLE or name.lower().endswith("_proxy")]
    kept += [name for name in os.environ if name.startswith(("PIP_", "npm_config_"))]
    preserve = [f"--preserve-env={','.join(sorted(kept))}"] if kept else []
    os.execvp(  # noqa: S606 - this process becomes sudo
        "sudo", ["sudo", *preserve, sys.executable, "-B", "-m", "demo", *sys.argv[1:]]
    )


if __name__ == "__main__":
    sys.exit(main())
