"""What scancel says; recorded with `scancel --verbose` of Slurm 22.05.8."""

from __future__ import annotations

import pytest

from hpclab.magics.cancelling import outcome

PLUGINS = """\
scancel: select/cons_tres: common_init: select/cons_tres loaded
scancel: select/linear: init: Linear node selection plugin loaded with argument 20
"""


@pytest.mark.parametrize(
    ("said", "done", "refused"),
    [
        ("scancel: Terminating job 27\n", ["Terminating job 27"], []),
        ("scancel: Terminating job 64_[2-3]\n", ["Terminating job 64_[2-3]"], []),
        (
            "scancel: Terminating job 99999999\n"
            "scancel: error: Kill job error on job id 99999999: Invalid job id specified\n",
            [],
            ["Kill job error on job id 99999999: Invalid job id specified"],
        ),
        (
            "scancel: Terminating job 12\nscancel: Terminating job 27\n"
            "scancel: error: Kill job error on job id 27: Job/step already completing or completed\n",
            ["Terminating job 12"],
            ["Kill job error on job id 27: Job/step already completing or completed"],
        ),
        (
            f"{PLUGINS}scancel: error: No active jobs match ALL job filters, including: job_name=xyz \n",
            [],
            ["No active jobs match ALL job filters, including: job_name=xyz "],
        ),
        (PLUGINS, [], []),
    ],
)
def test_what_was_done_and_what_was_not(said: str, done: list[str], refused: list[str]) -> None:
    assert outcome(said) == (done, refused)
