"""The cluster as a whole: up, down and what runs."""

from __future__ import annotations

import dataclasses
import shutil
import time

from demo import accounting, cgroups, daemons, facts, lab, progress, slurm, users
from demo.cgroups import Cgroups
from demo.lmod import ENVIRONMENTS, Site
from demo.paths import Paths
from demo.process import DemoError
from demo.slurm import Slurm

_JOBS_END_SECONDS = 120


def up(paths: Paths) -> facts.Facts:
    """Start what doesn't run yet: users, Slurm with accounting, Lmod's module tree. Return the facts."""
    paths.make_folders()
    people = users.ensure(paths)
    started, groups = _start_slurm(Slurm(paths), [user.name for user in people])
    progress.done("Slurm", f"{', '.join(started)} started" if started else "runs already")
    if not groups.enforced:
        progress.note("Slurm", f"jobs are not held to their limits: {groups.reason}")
    site = Site(paths)
    progress.done("Lmod", f"{site.install()} modulefiles in {paths.modules}")
    known = dataclasses.replace(_facts(paths, people, groups), lab=_running_lab(paths))
    facts.write(known, paths)
    return known


def down(paths: Paths) -> None:
    """Cancel all jobs, wait for them to end, stop the daemons and remove what they leave behind."""
    control = Slurm(paths)
    if any(daemons.is_running(name, paths) for name in ("slurmctld", "slurmd")):
        _end_jobs(control)
    stopped = [name for name in reversed(slurm.DAEMONS) if daemons.stop(name, paths)]
    progress.done("Slurm", f"{', '.join(stopped)} stopped" if stopped else "didn't run")
    left = cgroups.remove(control.node)
    if left:
        progress.note("Slurm", f"processes are left in {', '.join(map(str, left))}")
    for socket in (paths.munge_socket, paths.database_socket):
        socket.unlink(missing_ok=True)
    shutil.rmtree(paths.lab, ignore_errors=True)
    paths.facts.unlink(missing_ok=True)


def status(paths: Paths) -> str:
    """Return what runs, as text for a person."""
    lines = []
    for name in slurm.DAEMONS:
        pid = daemons.running_pid(name, paths)
        lines.append(f"{name}: {'runs, process ' + str(pid) if pid else 'does not run'}")
    if daemons.is_running("slurmctld", paths):
        queue = Slurm(paths).command("squeue", "--format=%i %u %P %T %L %j").stdout.strip()
        lines += ["", "Jobs (id, user, partition, state, time left, name):", *queue.splitlines()[1:]]
    if paths.facts.exists():
        known = facts.read(paths)
        lines += ["", f"Facts: {paths.facts}", f"Logs: {paths.log}"]
        if known.lab:
            job = f"job {known.lab.job_id} of {known.lab.user}, log {known.lab.log}"
            lines.append(f"JupyterLab: {known.lab.url}, {job}")
    return "\n".join(lines)


def _running_lab(paths: Paths) -> facts.LabFacts | None:
    """Return the lab that an earlier `up` started, if it is still there and answers.

    After a crash of the machine Slurm may take a job for running whose processes are gone: it is cancelled.
    """
    known = facts.read(paths).lab if paths.facts.exists() else None
    control = Slurm(paths)
    if known is None or not control.has_job(known.job_id):
        return None
    if lab.answers(f"{known.url.removesuffix('lab')}api"):
        return known
    progress.note("JupyterLab", f"job {known.job_id} doesn't answer and is cancelled")
    control.command("scancel", known.job_id)
    return None


def _start_slurm(control: Slurm, names: list[str]) -> tuple[list[str], Cgroups]:
    """Start Slurm with limits where the machine has control groups that it can use, else without."""
    if control.is_running() and control.paths.facts.exists():
        accounting.ensure(control, names)
        known = facts.read(control.paths).slurm
        return [], Cgroups(known.cgroup_plugin, known.limits_reason)
    groups = cgroups.detect()
    control.configure(groups)
    progress.doing("Slurm", "starting")
    started = control.start_database()
    if accounting.ensure(control, names) and daemons.is_running("slurmctld", control.paths):
        raise DemoError(
            "The accounting database is new but slurmctld is not: run `python3 -m demo down` first."
        )
    started += control.start_controller()
    try:
        return started + control.start_node(), groups
    except DemoError as error:
        if not groups.enforced:
            raise
        groups = Cgroups("", f"slurmd doesn't start with {groups.plugin}: {_why(error)}")
    control.configure(groups)
    for name in ("slurmd", "slurmctld"):
        daemons.stop(name, control.paths)
    control.start_controller()
    return started + control.start_node(), groups


def _why(error: DemoError) -> str:
    """Return the last line of a daemon's log that calls itself an error, or the first of what is known."""
    lines = str(error).splitlines()
    return next((line for line in reversed(lines) if "error:" in line), lines[0])


def _end_jobs(control: Slurm) -> None:
    """Cancel every job and wait until its processes have ended: slurmd must not stop before.

    Where Slurm is broken there is nothing to wait for: what is left of jobs ends with its control groups.
    """
    try:
        control.start_controller()
        if not _jobs(control):
            return
        progress.doing("Jobs", "cancelling and waiting for them to end")
        deadline = time.monotonic() + _JOBS_END_SECONDS
        while jobs := _jobs(control):
            if time.monotonic() > deadline:
                raise DemoError(f"Jobs {' '.join(jobs)} don't end; slurmd.log may say why.")
            control.command("scancel", *jobs, check=False)
            time.sleep(0.5)
    except DemoError as error:
        progress.note("Jobs", f"{error}\nStopping Slurm all the same.")
    else:
        progress.done("Jobs", "all ended")


def _jobs(control: Slurm) -> list[str]:
    states = "PENDING,RUNNING,SUSPENDED,COMPLETING,CONFIGURING,STOPPED"
    return control.command(
        "squeue", "--noheader", "--array", f"--states={states}", "--format=%A"
    ).stdout.split()


def _facts(paths: Paths, people: list[users.User], groups: Cgroups) -> facts.Facts:
    site = Site(paths)
    control = Slurm(paths)
    return facts.Facts(
        root=str(paths.root),
        profile=str(paths.profile),
        environment={**site.env, "SLURM_CONF": str(paths.slurm_conf)},
        python=str(paths.venv / "bin" / "python"),
        jupyter_config_path=str(paths.etc / "jupyter"),
        lmod=facts.LmodFacts(str(site.command), str(site.modulepath), ENVIRONMENTS, str(site.odd_modulepath)),
        slurm=facts.SlurmFacts(
            conf=str(paths.slurm_conf),
            cluster="demo",
            node=control.node,
            cpus=slurm.CPUS,
            partitions=slurm.PARTITIONS,
            accounts=tuple(accounting.ACCOUNTS),
            cgroup_plugin=groups.plugin,
            limits_enforced=groups.enforced,
            limits_reason=groups.reason,
        ),
        users=tuple(people),
    )
