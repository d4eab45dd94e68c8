"""The magics for real: a kernel that a server of alice's started, on the real Slurm and Lmod."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..jupyter_client import eventually
from .jupyter import JupyterServer
from .people import Person

pytestmark = pytest.mark.cluster

PROBE = Path(__file__).parent / "kernel_probe.py"
ODD_NAME = 'pi|pe "q" <b>é</b>\nsecond line'


class Notebook:
    """A kernel of alice's in which hpclab's magics are loaded.

    Args:
        server: her server.

    """

    def __init__(self, server: JupyterServer) -> None:
        self.server = server
        status, text = server.ask("api/kernels", method="POST", body={"name": "python3"})
        assert status == 201, text
        self.kernel: str = json.loads(text)["id"]
        self.run("%load_ext hpclab")

    def run(self, *cells: str) -> list[dict[str, Any]]:
        """What cells show: `text`, `html`, and `ename` where one fails."""
        person = self.server.person
        folder = Path(person.user.home) / ".local/share/jupyter/runtime"
        result = person.run(
            *(person.cluster.python, "-c", PROBE.read_text(), f"{folder}/kernel-{self.kernel}.json"),
            text_in=json.dumps(cells),
            timeout=180,
        )
        answers: list[dict[str, Any]] = json.loads(result.stdout)
        return answers

    def says(self, cell: str) -> str:
        """The text that one cell shows."""
        text: str = self.run(cell)[0]["text"]
        return text

    def restart(self) -> None:
        """Restart the kernel, as JupyterLab does."""
        self.server.ask(f"api/kernels/{self.kernel}/restart", method="POST")
        self.run("%load_ext hpclab")


@pytest.fixture(scope="module")
def notebook(alice: Person, packages: Path) -> Iterator[Notebook]:
    """One notebook for all tests of this file, on a node and in no job."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.chown(folder, alice.user.uid, alice.user.gid)
        environment = {**alice.environment, "PYTHONPATH": str(packages)}
        site = ("bash", "-c", f". '{alice.cluster.profile}'; exec \"$@\"", "bash")
        server = JupyterServer(alice, folder, environment, wrapper=site)
        server.start()
        try:
            server.wait()
            yield Notebook(server)
        finally:
            server.end()


def test_a_cell_is_submitted_listed_and_cancelled(notebook: Notebook) -> None:
    name = ODD_NAME.replace("\n", "\\n")
    submitted = notebook.says(
        f'import os\nline = """--hold --mem=20 --output=/dev/null --job-name=\'{name}\'"""\n'
        'get_ipython().run_cell_magic("sbatch", line, "hostname")'
    )
    job = submitted.rpartition(" ")[2].strip()
    assert submitted == f"Submitted batch job {job}\n"
    queue, narrow, cancelled, again = notebook.run(
        "%squeue --me", f"%squeue -h -o %i -j {job}", f"%scancel {job}", f"%scancel {job}"
    )
    assert "pi|pe &quot;q&quot; &lt;b&gt;é&lt;/b&gt;" in queue["html"]
    assert any(line.startswith(job) and "JobHeldUser" in line for line in queue["text"].splitlines())
    assert (narrow["text"], narrow["html"]) == (f"{job}\n", "")
    assert cancelled["text"] == f"Terminating job {job}\n"
    assert again["ename"] == "MagicError"
    assert f"job id {job}: Job/step already completing or completed" in again["text"]


def test_tasks_of_an_array_are_cancelled_by_name(notebook: Notebook) -> None:
    job = notebook.says("%%sbatch --hold --mem=20 --output=/dev/null --array=1-4%2\nhostname").split()[-1]
    try:
        assert notebook.says(f"%scancel {job}_[2-3]") == f"Terminating job {job}_[2-3]\n"
        assert f"{job}_[1,4%2]" in notebook.says(f"%squeue -j {job}")
    finally:
        notebook.run(f"%scancel {job}")


def test_a_job_starts_as_after_a_login(alice: Person, notebook: Notebook, folder: Path) -> None:
    notebook.run("import os; os.environ['SECRET_OF_MINE'] = os.environ['SLURM_FAKE'] = 'inherited'")
    script = 'env > out; srun bash -c "echo step" >> out; echo done >> out'
    options = f"--mem=50 --time=5 --chdir={folder} --output={folder}/log"
    job = notebook.says(f"%%sbatch {options}\n{script}").split()[-1]
    assert alice.wait(job) == "COMPLETED", (folder / "log").read_text()
    found = (folder / "out").read_text()
    assert "inherited" not in found
    assert "JPY_" not in found
    assert found.endswith("step\ndone\n")
    # The database learns of a job bit by bit.
    eventually(lambda: job in notebook.says("%sacct -X --format=JobID%30,State"), 60)


def test_refusals_are_slurms_own_words(notebook: Notebook) -> None:
    answers = notebook.run(
        "%sbatch /nowhere.sh",
        "%%sbatch --partition=nowhere\nhostname",
        "%squeue -j 99999999",
        "%scancel 99999999",
        "%sinfo --frobnicate",
    )
    expected = (
        "Unable to open file /nowhere.sh",
        "invalid partition specified: nowhere",
        "Invalid job id specified",
        "Kill job error on job id 99999999: Invalid job id specified",
        "unrecognized option",
    )
    for answer, words in zip(answers, expected, strict=True):
        assert answer["ename"] == "MagicError"
        assert words in answer["text"]
        assert "Traceback" not in answer["text"]


def test_partitions_are_a_table(notebook: Notebook) -> None:
    (answer,) = notebook.run("%sinfo")
    assert "<td" in answer["html"]
    assert re.search(r"^batch +up ", answer["text"], re.MULTILINE)


def test_modules_of_the_session_are_changed_and_the_restart_is_offered(notebook: Notebook) -> None:
    loaded = notebook.says("%module load CMake")
    assert re.search(r"^Loaded: CMake/", loaded, re.MULTILINE)
    assert "This kernel still has the modules that it was started with." in loaded
    state = json.loads(notebook.server.ask("hpclab/v1/modules")[1])
    assert "CMake" in [module["name"] for module in state["loaded"]]
    listed = notebook.says("%module list")
    assert "This kernel still has" in listed
    assert re.search(r"^CMake/\S+ +on request$", listed, re.MULTILINE)
    notebook.restart()
    after, purged = notebook.run("%module list", "%module unload CMake")
    assert "This kernel still has" not in after["text"]
    assert re.search(r"^Unloaded: CMake/", purged["text"], re.MULTILINE)


def test_a_folder_of_modules_is_searched_at_once(alice: Person, notebook: Notebook, folder: Path) -> None:
    alice.run("mkdir", f"{folder}/magic")
    alice.run("tee", f"{folder}/magic/1.lua", text_in='whatis("of the test")\n')
    used, found, shown, back = notebook.run(
        f"%module use {folder}", "%module avail magic", "%module show magic", f"%module unuse {folder}"
    )
    assert not used["ename"]
    assert "magic/1" in found["text"]
    assert "of the test" in shown["text"]
    assert not back["ename"]


def test_collections_are_saved_and_restored(notebook: Notebook) -> None:
    name = "of-a-magic"
    saved, names, restored = notebook.run(
        f"%module save {name}", "%module savelist", f"%module restore {name}"
    )
    notebook.server.ask(f"hpclab/v1/collections/{name}", method="DELETE")
    assert saved["text"] == f"Saved as the collection {name}.\n"
    assert name in names["text"].split()
    assert "the same as before" in restored["text"]


def test_lmods_refusals_are_its_own_words(notebook: Notebook) -> None:
    unknown, not_shown = notebook.run("%module load no-such-module", "%module show no-such-module")
    for answer in (unknown, not_shown):
        assert answer["ename"] == "MagicError"
        assert "no-such-module" in answer["text"]


def test_a_server_that_has_ended_is_named(notebook: Notebook) -> None:
    (answer,) = notebook.run(
        "import os; pid = os.environ['JPY_PARENT_PID']; os.environ['JPY_PARENT_PID'] = '999999999'\n"
        "get_ipython().run_line_magic('module', 'load CMake')"
    )
    notebook.run("os.environ['JPY_PARENT_PID'] = pid")
    assert "was not found" in answer["text"]


def test_nothing_is_asked_of_who_cannot_answer(notebook: Notebook) -> None:
    (answer,) = notebook.run("%scancel --inter 99999999")
    assert "%scancel asks nothing" in answer["text"]
