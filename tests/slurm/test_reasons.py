"""Why jobs wait, in plain sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from hpclab.slurm.reasons import explain

RECORDED = Path(__file__).parent / "recorded"


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
        ("AssocMaxSubmitJobLimit", "you have the submitted jobs"),
        ("QOSMinCpuNotSatisfied", "fewer processors"),
        ("user env retrieval failed requeued held", "environment of your login"),
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


def test_every_code_of_newer_slurm_is_explained() -> None:
    codes = (RECORDED / "documented-reasons.txt").read_text().split()
    assert len(codes) > 150
    assert [code for code in codes if "Slurm gives the reason" in explain(code).sentence] == []


@pytest.mark.parametrize(
    "text",
    [
        "launch failed requeued held",
        "user env retrieval failed requeued held",
        "ReqNodeNotAvail, UnavailableNodes:c[1-4]",
        "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions",
    ],
)
def test_scontrol_writes_underscores_for_the_spaces_of_a_reason(text: str) -> None:
    assert explain(text.replace(" ", "_")) == explain(text)
    assert "Slurm gives the reason" not in explain(text).sentence
