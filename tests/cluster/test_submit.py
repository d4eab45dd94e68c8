"""Submitting for real: what a job begins with, what its script and folder must be, what Slurm says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .asking import ask
from .people import Person

pytestmark = pytest.mark.cluster

# What a server in a job of batchspawner has in its environment, and must not hand on.
OWN_JOB = {
    "SLURM_JOB_ID": "4242",
    "SLURM_NTASKS": "7",
    "SLURM_MEM_PER_NODE": "999999",
    "SBATCH_PARTITION": "nowhere",
    "SBATCH_EXPORT": "ALL",
    "JUPYTERHUB_API_TOKEN": "hub-secret",
    "JPY_API_TOKEN": "jpy-secret",
    "CUDA_VISIBLE_DEVICES": "7",
    "LOADEDMODULES": "own/1.0",
    "MY_OWN_VARIABLE": "mine",
}
SMALL = {"mem": "50", "time": "2"}


class Submitter:
    """Submits as a person whose server runs in a job; cancels at the end what was submitted."""

    def __init__(self, person: Person, packages: Path, folder: Path) -> None:
        self.person = person
        self.folder = folder
        self._packages = packages
        self.jobs: list[str] = []
        self.environment = OWN_JOB

    def call(self, what: str, script: str | None = None, **more: object) -> Any:
        """The answer to one question; in the own folder, with small options."""
        body = {"script": script, "folder": str(self.folder), "options": SMALL, **more}
        (answer,) = ask(self.person, self._packages, [what, json.dumps(body)], more=self.environment)
        if "job_id" in answer:
            self.jobs.append(answer["job_id"])
        return answer

    def output(self, script: str, **more: object) -> str:
        """What a job prints that ends well."""
        job = self.call("submit", script, **more)["job_id"]
        assert self.person.wait(job) == "COMPLETED"
        return self.person.run("cat", f"{self.folder}/slurm-{job}.out").stdout


@pytest.fixture
def submitter(alice: Person, packages: Path, folder: Path) -> Iterator[Submitter]:
    """Alice in a job."""
    submitter = Submitter(alice, packages, folder)
    yield submitter
    if submitter.jobs:
        alice.run("scancel", *submitter.jobs)


@pytest.mark.parametrize("line", ["", "#SBATCH --export=ALL", "#SBATCH --export=NONE"])
def test_a_job_inherits_nothing_of_the_own_one(submitter: Submitter, line: str) -> None:
    printed = submitter.output(f"#!/bin/bash\n{line}\nenv; echo in $PWD; type -t module")
    variables = dict(part.partition("=")[::2] for part in printed.splitlines())
    for name, value in OWN_JOB.items():
        assert variables.get(name) != value, name
    assert "PYTHONPATH" not in variables, "the server's own"
    assert variables["HOME"] == submitter.person.user.home
    assert variables["SLURM_MEM_PER_NODE"] == "50"
    assert f"in {submitter.folder}" in printed
    assert printed.endswith("function\n"), "the module system is as after a login"


def test_a_step_of_the_job_has_what_its_script_has_set(submitter: Submitter) -> None:
    script = "#!/bin/bash\nexport OF_SCRIPT=1\nsrun --mem=50 bash -c 'echo $OF_SCRIPT $MY_OWN_VARIABLE'"
    assert submitter.output(script) == "1\n"


def test_a_file_is_submitted_with_its_own_options_in_its_own_folder(submitter: Submitter) -> None:
    script = (
        f"#!/bin/bash\n#SBATCH --comment='a \"b\"' --chdir={submitter.folder}\necho $SLURM_JOB_NAME $PWD\n"
    )
    path = submitter.folder / "my job.sh"
    submitter.person.run("tee", str(path), text_in=script)
    relative = str(path.relative_to(submitter.person.user.home))
    checked = submitter.call("check", path=relative, folder=None, ask_slurm=True)
    assert checked["options"] == {"comment": 'a "b"', "chdir": str(submitter.folder), **SMALL}
    assert (checked["name"], checked["folder"]) == ("my job.sh", str(submitter.folder))
    assert checked["expected"]["partition"] == "interactive"
    assert checked["expected"]["start"] > 1_700_000_000
    job = submitter.call("submit", path=relative, folder=None)["job_id"]
    assert submitter.person.wait(job) == "COMPLETED"
    printed = submitter.person.run("cat", f"{submitter.folder}/slurm-{job}.out").stdout
    assert printed == f"my job.sh {submitter.folder}\n"
    kept = submitter.person.run("scontrol", "write", "batch_script", job, "-").stdout
    assert kept.strip() == checked["script"].strip()


def test_an_array_is_submitted(submitter: Submitter) -> None:
    options = {**SMALL, "array": "1-2%1", "hold": "", "output": "/dev/null"}
    job = submitter.call("submit", "#!/bin/bash\ntrue", options=options)["job_id"]
    printed = submitter.person.run("squeue", "--noheader", "--format=%i", f"--jobs={job}").stdout
    assert printed.strip() == f"{job}_[1-2%1]"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"time": "9-0"}, "Requested time limit is invalid"),
        ({"mem": "10T"}, "Memory specification can not be satisfied"),
        ({"partition": "nowhere"}, "invalid partition specified: nowhere"),
        ({"account": "nobody"}, "Invalid account"),
        ({"array": "5-1"}, "Invalid job array"),
        ({"no-such-option": "1"}, "unrecognized option '--no-such-option=1'"),
        ({"dependency": "after everything"}, "Job dependency problem"),
    ],
)
def test_what_slurm_refuses_is_told_in_its_words(
    submitter: Submitter, options: dict[str, str], said: str
) -> None:
    options = {**SMALL, **options}
    refused = submitter.call("submit", "#!/bin/bash\ntrue", options=options)
    assert refused["error"] == "slurm_refused"
    assert said in refused["message"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "is empty"),
        ("echo hi\n", "has to name its interpreter"),
        ("#!/bin/bash\r\necho\r\n", "as on Windows"),
        ("#!/bin/bash\n\0", "NUL"),
        ("#!/bin/bash\n#SBATCH --output=/no/where/o\n", "no folder /no/where"),
        ("#!/bin/bash\n#SBATCH --chdir=/no/where\n", "no folder /no/where"),
        ("#!/bin/bash\n#SBATCH --chdir=/etc\n", "may not write into /etc"),
        ("#!/bin/bash\n#SBATCH --error=/dev/full/e\n", "/dev/full is no folder"),
    ],
)
def test_what_would_fail_without_a_word_is_told_before(submitter: Submitter, script: str, said: str) -> None:
    refused = submitter.call("submit", script)
    assert "job_id" not in refused
    assert said in refused["message"]


def test_files_that_are_no_scripts_are_refused(submitter: Submitter, folder: Path) -> None:
    person = submitter.person
    person.run(
        "bash", "-c", f"cd {folder}; head -c 10M /dev/zero > big; mkfifo pipe; printf '\\377' > binary"
    )
    person.run("bash", "-c", f"cd {folder}; echo '#!/bin/sh' > closed; chmod 0 closed")
    for name, said in {
        "big": "10.0 MB",
        "pipe": "no regular file",
        "binary": "no text",
        "closed": "may not read",
        "gone": "no file",
    }.items():
        assert said in submitter.call("submit", path=str(folder / name))["message"]


def test_a_controller_that_is_down_takes_nothing_and_says_so(submitter: Submitter, folder: Path) -> None:
    text = Path(submitter.person.cluster.environment["SLURM_CONF"]).read_text()
    lines = [line for line in text.splitlines() if not line.startswith("SlurmctldPort")]
    conf = folder / "slurm.conf"
    # A port that nobody listens on.
    submitter.person.run("tee", str(conf), text_in="\n".join([*lines, "SlurmctldPort=1", "MessageTimeout=2"]))
    submitter.environment = {**OWN_JOB, "SLURM_CONF": str(conf)}
    refused = submitter.call("submit", "#!/bin/bash\ntrue")
    assert refused["error"] == "slurm_unavailable"
    assert "controller does not answer" in refused["message"]
