"""What sbatch is given and what it says. The answers were recorded from Slurm 22.05 on the demo's cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from hpclab.slurm import sbatch
from hpclab.slurm.sbatch_environment import sbatch_environment


def test_the_environment_holds_nothing_of_the_own_job() -> None:
    own = {
        "SLURM_CONF": "/etc/slurm.conf",
        "SLURM_JOB_ID": "1",
        "SLURM_NTASKS": "7",
        "SBATCH_PARTITION": "x",
        "JUPYTERHUB_API_TOKEN": "secret",
        "PATH": "/bin",
        "HOME": "/home/a",
        "LOADEDMODULES": "GCC",
    }
    assert sbatch_environment(own) == {"SLURM_CONF": "/etc/slurm.conf", "HOME": "/home/a"}


def test_arguments_name_the_folder_and_the_job_unless_the_script_does() -> None:
    folder = Path("/home/a/b c")
    assert sbatch.arguments(folder, "-x") == [
        *("--parsable", "--get-user-env", "--chdir=/home/a/b c", "--job-name=-x")
    ]
    assert sbatch.arguments(None, None, test_only=True) == ["--parsable", "--get-user-env", "--test-only"]


@pytest.mark.parametrize(
    ("printed", "job"),
    [
        ("12\n", sbatch.Submitted("12")),
        ("12;demo\n", sbatch.Submitted("12", "demo")),
        ("Your project has 3 hours left\n12\n", sbatch.Submitted("12")),
        ("", None),
        ("Submitted batch job\n", None),
    ],
)
def test_the_job_is_found(printed: str, job: sbatch.Submitted | None) -> None:
    assert sbatch.submitted(printed) == job


def test_the_expected_start_is_found() -> None:
    said = "sbatch: Job 6 to start at 1795272317 using 1 processors on nodes vm in partition interactive\n"
    assert sbatch.expected(said) == sbatch.Expected(1795272317.0, 1, "vm", "interactive")
    assert sbatch.expected("sbatch: something else") is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "allocation failure: Requested time limit is invalid (missing or exceeds some limit)\n",
            "Requested time limit is invalid (missing or exceeds some limit)",
        ),
        (
            "sbatch: error: Memory specification can not be satisfied\n"
            "sbatch: error: Batch job submission failed: Requested node configuration is not available\n",
            "Memory specification can not be satisfied. Requested node configuration is not available",
        ),
        (
            "sbatch: unrecognized option '--foo=1'\nTry \"sbatch --help\" for more information\n",
            "unrecognized option '--foo=1'",
        ),
        (
            "sbatch: error: invalid partition specified: nix\n"
            "sbatch: error: Batch job submission failed: Invalid partition name specified\n",
            "invalid partition specified: nix. Invalid partition name specified",
        ),
    ],
)
def test_a_refusal_is_told_in_slurms_words(said: str, words: str) -> None:
    assert sbatch.refusal(said) == words
