"""Why jobs wait, in plain sentences."""

from __future__ import annotations

import pytest

from hpclab.slurm.reasons import explain


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("Priority", "higher priority"),
        ("JobHeldUser", "You held it"),
        ("JobArrayTaskLimit,JobHeldUser", "You held it"),
        ("ReqNodeNotAvail, UnavailableNodes:c[1-4]", "not available"),
        ("(Resources)", "next in line"),
        ("AssocGrpCPUMinutesLimit", "over time (processors) is used up"),
        ("AssocGrpCPURunMinutesLimit", "over time (processors) is used up"),
        ("AssocGrpCpuLimit", "your account is reached"),
        ("AssocMaxJobsLimit", "you have the jobs"),
        ("QOSMaxCpuPerUserLimit", "you have the processors"),
        ("QOSMaxWallDurationPerJobLimit", "more running time than the quality of service"),
        ("QOSMaxMemoryPerJob", "more memory than"),
        ("QOSMinGRES", "fewer GPUs"),
        ("MaxCpuPerAccount", "limit of the site"),
    ],
)
def test_codes_become_sentences(code: str, words: str) -> None:
    reason = explain(code)
    assert words in reason.sentence
    assert reason.sentence.endswith(".")
    assert reason.next_step.endswith(".")


def test_an_unknown_code_is_told_as_it_is() -> None:
    reason = explain("<b>Something, new</b>")
    assert "“<b>Something, new</b>”" in reason.sentence
    assert "support" in reason.next_step
