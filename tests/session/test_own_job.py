"""What the environment tells of the job; the variables were seen in jobs of Slurm 22.05."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hpclab.session.own_job import cpus_on_node, memory_on_node, own_job

PLAIN = {
    "SLURM_JOB_ID": "17",
    "SLURM_JOB_NAME": "jupyter",
    "SLURM_JOB_ACCOUNT": "def-alice",
    "SLURM_JOB_PARTITION": "interactive",
    "SLURM_JOB_QOS": "normal",
    "SLURM_JOB_NODELIST": "node[01-02]",
    "SLURM_JOB_NUM_NODES": "2",
    "SLURM_JOB_CPUS_PER_NODE": "2(x2)",
    "SLURM_CPUS_ON_NODE": "2",
    "SLURM_MEM_PER_NODE": "600",
}


def test_outside_of_a_job_there_is_none() -> None:
    assert own_job({"PATH": "/bin", "SLURM_CONF": "/etc/slurm.conf"}) is None
    assert own_job({"SLURM_JOB_ID": ""}) is None
    assert own_job({"SLURM_JOB_ID": "--help"}) is None


def test_figures_of_the_whole_job() -> None:
    job = own_job(PLAIN)
    assert job is not None
    assert (job.job_id, job.cpus, job.memory) == ("17", 4, 2 * 600 * 1024**2)
    assert (job.start, job.end, job.limit) == (None, None, None)


def test_figures_of_this_node() -> None:
    assert memory_on_node(PLAIN) == 600 * 1024**2
    assert cpus_on_node(PLAIN) == 2
    by_cpu = {"SLURM_MEM_PER_CPU": "100", "SLURM_CPUS_ON_NODE": "2"}
    assert memory_on_node(by_cpu) == 200 * 1024**2
    assert memory_on_node({"SLURM_MEM_PER_NODE": "0"}) is None
    assert memory_on_node({}) is None


def test_times_of_newer_slurms() -> None:
    job = own_job({**PLAIN, "SLURM_JOB_START_TIME": "1795177101", "SLURM_JOB_END_TIME": "1795182501"})
    assert job is not None
    assert job.limit == 5400


def test_a_task_of_an_array() -> None:
    job = own_job({**PLAIN, "SLURM_JOB_ID": "20", "SLURM_ARRAY_JOB_ID": "18", "SLURM_ARRAY_TASK_ID": "2"})
    assert job is not None
    assert (job.number, job.job_id) == ("20", "18_2")


def test_a_component_of_a_heterogeneous_job() -> None:
    job = own_job(
        {
            **PLAIN,
            "SLURM_JOB_ID": "16",
            "SLURM_HET_SIZE": "2",
            "SLURM_JOB_ID_HET_GROUP_0": "15",
            "SLURM_JOB_ID_HET_GROUP_1": "16",
        }
    )
    assert job is not None
    assert (job.number, job.job_id) == ("16", "15+1")


@given(
    st.dictionaries(st.sampled_from([*PLAIN, "SLURM_HET_SIZE", "SLURM_GPUS_ON_NODE"]), st.text(max_size=12))
)
def test_odd_values_never_break_it(environment: dict[str, str]) -> None:
    own_job(environment)
    memory_on_node(environment)
    cpus_on_node(environment)
