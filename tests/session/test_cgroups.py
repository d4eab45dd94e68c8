"""Control groups: version 1 as recorded in a job, version 2 as the kernel and Slurm document it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hpclab.session import cgroups

V1 = Path(__file__).parent / "recorded" / "v1"
GIGABYTE = 1024**3


def test_groups_of_a_job_of_version_1() -> None:
    found = cgroups.job_groups(
        (V1 / "proc-self-cgroup.txt").read_text(), (V1 / "proc-self-mountinfo.txt").read_text()
    )
    job = "slurm_node01/uid_1001/job_17"
    assert found == cgroups.JobGroups(
        memory=Path("/sys/fs/cgroup/memory") / job,
        cpu=Path("/sys/fs/cgroup/cpuacct") / job,
        cpuset=None,
        unified=False,
    )


def test_figures_of_version_1() -> None:
    groups = cgroups.JobGroups(memory=V1 / "memory", cpu=V1 / "cpuacct", cpuset=None, unified=False)
    found = cgroups.memory(groups)
    assert found is not None
    assert found.limit == 600 * 1024**2
    # 30 MB of a file that a task has read are in the page cache, two pages were read twice: none counts.
    assert found.used == 32_690_176 - 30_019_584 - 8192
    assert cgroups.cpu_seconds(groups) == pytest.approx(0.067158536)
    assert cgroups.bound_cpus(groups) is None


def test_processes_ended_for_memory_are_counted_in_the_own_group(tmp_path: Path) -> None:
    own = tmp_path / "slurm" / "job_17" / "step_batch" / "task_0"
    own.mkdir(parents=True)
    # As recorded after the kernel had ended one process; the job's own group counts none in version 1.
    (own / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n")
    v1 = f"30 24 0:26 / {tmp_path} rw - cgroup cgroup rw,memory\n"
    assert cgroups.oom_kills("4:memory:/slurm/job_17/step_batch/task_0\n", v1) == 1
    assert cgroups.oom_kills("4:cpuacct:/slurm\n", v1) is None
    # cgroup-v2.rst of the kernel, "memory.events".
    (own / "memory.events").write_text("low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n")
    v2 = f"30 24 0:26 / {tmp_path} rw - cgroup2 cgroup2 rw\n"
    assert cgroups.oom_kills("0::/slurm/job_17/step_batch/task_0\n", v2) == 2


@pytest.fixture
def job_v2(tmp_path: Path) -> Path:
    """A job's group of version 2 below the scope that slurmd makes, with the limit one level above."""
    scope = tmp_path / "system.slice" / "slurmstepd.scope"
    job = scope / "job_123"
    job.mkdir(parents=True)
    (scope / "memory.max").write_text("max\n")
    (job / "memory.max").write_text(f"{8 * GIGABYTE}\n")
    (job / "memory.current").write_text(f"{3 * GIGABYTE}\n")
    (job / "memory.stat").write_text(
        f"anon {GIGABYTE}\nfile {2 * GIGABYTE}\ninactive_file {GIGABYTE // 2}\nactive_file {GIGABYTE // 2}\n"
    )
    (job / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n")
    (job / "cpuset.cpus").write_text("0-3,8\n")
    return tmp_path


@pytest.mark.parametrize("scope", ["slurmstepd.scope", "node01_slurmstepd.scope"])
def test_groups_of_a_job_of_version_2(scope: str) -> None:
    found = cgroups.job_groups(
        f"0::/system.slice/{scope}/job_123/step_batch/user/task_0\n",
        "30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n",
    )
    assert found is not None
    assert found.unified
    assert found.memory == Path(f"/sys/fs/cgroup/system.slice/{scope}/job_123")


def test_figures_of_version_2(job_v2: Path) -> None:
    groups = cgroups.job_groups(
        "0::/system.slice/slurmstepd.scope/job_123/step_0/user/task_0\n",
        f"30 24 0:26 / {job_v2} rw - cgroup2 cgroup2 rw\n",
    )
    assert groups is not None
    assert cgroups.memory(groups) == cgroups.Memory(used=2 * GIGABYTE, limit=8 * GIGABYTE)
    assert cgroups.cpu_seconds(groups) == 2.5
    assert cgroups.bound_cpus(groups) == 5


def test_without_a_limit_of_memory(job_v2: Path) -> None:
    job = job_v2 / "system.slice" / "slurmstepd.scope" / "job_123"
    (job / "memory.max").write_text("max\n")
    found = cgroups.memory(cgroups.JobGroups(memory=job, cpu=None, cpuset=None, unified=True))
    assert found is not None
    assert found.limit is None


@pytest.mark.parametrize(
    ("texts", "limit"),
    [
        (["9223372036854771712\n"], None),
        (["max\n", "4096\n", "8192\n"], 4096),
        (["18446744073709551615"], None),
        ([], None),
    ],
)
def test_absurd_limits_are_none(texts: list[str], limit: int | None) -> None:
    assert cgroups.smallest_limit(texts) == limit


@pytest.mark.parametrize(
    "proc_cgroup",
    ["0::/user.slice/user-1000.slice/session-3.scope\n", "4:memory:/\n", "4:memory:/docker/abc\n", "", "x\n"],
)
def test_what_is_no_job_has_no_groups(proc_cgroup: str) -> None:
    mountinfo = (
        "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n35 31 0:32 / /m rw - cgroup cgroup rw,memory\n"
    )
    assert cgroups.job_groups(proc_cgroup, mountinfo) is None


def test_a_group_that_a_container_has_not_mounted_is_not_taken_for_another() -> None:
    mountinfo = "30 24 0:26 /other /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
    assert cgroups.job_groups("0::/slurm/job_1/step_0\n", mountinfo) is None


def test_odd_characters_in_mount_points() -> None:
    (mount,) = cgroups.mounts("30 24 0:26 / /sys/a\\040b rw - cgroup2 cgroup2 rw\n")
    assert mount.folder == Path("/sys/a b")
    assert mount.path_of(PurePosixPath("/x")) == Path("/sys/a b/x")


def test_lists_of_cpus() -> None:
    assert cgroups.cpu_list("0-3,8\n") == {0, 1, 2, 3, 8}
    assert cgroups.cpu_list("\n") == set()


@given(st.text())
@example("²").via("a digit to `isdigit`, but no number to `int`")
def test_no_text_breaks_a_parser(text: str) -> None:
    cgroups.mounts(text)
    cgroups.groups(text)
    cgroups.counters(text)
    cgroups.cpu_list(text)
    cgroups.job_groups(text, text)
