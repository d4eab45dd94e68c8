"""The parsers, on recorded output and on generated values."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.slurm import parse

RECORDED = Path(__file__).parent / "recorded"


def recorded(name: str) -> str:
    """A recorded output."""
    return (RECORDED / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("01:30:00", 5400),
        ("1-02:03:04", 93784),
        ("365-00:00:00", 31_536_000),
        ("05:30", 330),
        ("00:00:00", 0),
        ("2-12", 216_000),
        ("2-12:30", 217_800),
        ("90", 5400),
        ("00:04.123", 4),
        ("UNLIMITED", None),
        ("INVALID", None),
        ("NOT_SET", None),
        ("Partition_Limit", None),
        ("", None),
        ("1:2:3:4", None),
        ("-1:00", None),
        ("1-", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert parse.duration(text) == seconds


@given(days=st.integers(0, 400), rest=st.integers(0, 86_399))
def test_any_duration_as_slurm_writes_it(days: int, rest: int) -> None:
    hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60
    written = f"{hours:02}:{minutes:02}:{seconds:02}"
    if days:
        written = f"{days}-{written}"
    assert parse.duration(written) == days * 86_400 + rest


@given(st.text())
def test_no_text_breaks_a_parser(text: str) -> None:
    parse.duration(text)
    parse.moment(text)
    parse.size(text)
    parse.gpus(parse.tres(text))
    parse.repeated(text)
    parse.version(text)
    parse.configuration(text)
    parse.jobs(text)
    parse.jobs("JobId=1 " + text)


@pytest.fixture
def _in_toronto(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("TZ", "America/Toronto")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_toronto")
def test_times_are_local_or_unix_seconds() -> None:
    assert parse.moment("2026-11-20T12:10:01") == 1_795_194_601
    assert parse.moment("1795194601") == 1_795_194_601
    assert parse.moment("Unknown") is None
    assert parse.moment("N/A") is None
    assert parse.moment("0") is None


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("600M", 600 * 1024**2),
        ("2.50G", int(2.5 * 1024**3)),
        ("4000", 4000 * 1024**2),
        ("4000Mn", 4000 * 1024**2),
        ("1T", 1024**4),
        ("0", 0),
        ("(null)", None),
        ("M", None),
        ("", None),
    ],
)
def test_sizes(text: str, bytes_: int | None) -> None:
    assert parse.size(text) == bytes_


def test_resources() -> None:
    resources = parse.tres("cpu=4,mem=16G,node=1,billing=4,gres/gpu:a100=2,gres/gpu:t4=1")
    assert resources["gres/gpu:a100"] == "2"
    assert parse.gpus(resources) == 3
    assert parse.gpus(parse.tres("cpu=4,gres/gpu=2,gres/gpu:a100=2")) == 2
    assert parse.gpus(parse.tres("cpu=4")) is None


def test_numbers_for_each_node() -> None:
    assert parse.repeated("4(x2),2") == [4, 4, 2]
    assert parse.repeated("2") == [2]
    assert parse.repeated("") == []
    assert parse.repeated("1(x99999999999)") == []


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("123", True),
        ("123_4", True),
        ("123+0", True),
        ("123_[1-9%2]", False),
        ("-1", False),
        ("1 2", False),
        ("1\n", False),
        ("--help", False),
        ("0", False),
        ("0_1", False),
        ("١٢", False),
        ("", False),
    ],
)
def test_ids_of_one_job(text: str, valid: bool) -> None:
    assert parse.is_job_id(text) is valid


def test_a_job_with_fields_inside_its_name_and_comment() -> None:
    (job,) = parse.jobs(recorded("22.05-job-odd-names.txt"))
    assert job == parse.Job(
        number="17",
        job_id="17",
        state="RUNNING",
        name='näme with = JobState=FAILED | "quoted" <b>',
        account="def-alice",
        partition="interactive",
        qos="normal",
        nodes="node01",
        cpus=2,
        memory=600 * 1024**2,
        gpus=None,
        start=1_795_177_101,
        end=1_795_182_501,
        limit=5400,
    )
    (record,) = parse.records(recorded("22.05-job-odd-names.txt"))
    assert record["Comment"] == "a comment with Partition=x and spaces "
    assert record["WorkDir"] == "/home/alice/a dir=x"
    assert record["Command"] == "/home/alice/scripts/rec.sh 40 one two=three"
    assert record["ReqB:S:C:T"] == "0:0:*:*"


def test_the_same_job_with_times_for_people() -> None:
    (job,) = parse.jobs(recorded("22.05-job-standard-times.txt"))
    assert job.end is not None
    assert job.start is not None
    assert job.end - job.start == job.limit == 5400


def test_line_breaks_in_a_name_and_a_comment() -> None:
    (job,) = parse.jobs(recorded("22.05-job-newlines.txt"))
    assert job.name == "two\nlines UserId=root(0)"
    assert job.state == "PENDING"
    assert job.nodes == ""
    assert job.start is None


def test_an_array_has_its_tasks() -> None:
    jobs = parse.jobs(recorded("22.05-job-array.txt"))
    assert [(job.number, job.job_id, job.state) for job in jobs] == [
        ("18", "18_[4-9%2]", "PENDING"),
        ("21", "18_3", "RUNNING"),
        ("20", "18_2", "RUNNING"),
    ]
    assert {job.memory for job in jobs} == {200 * 1024**2}


def test_a_heterogeneous_job_has_its_components() -> None:
    jobs = parse.jobs(recorded("22.05-job-heterogeneous.txt"))
    assert [(job.number, job.job_id, job.partition) for job in jobs] == [
        ("15", "15+0", "batch"),
        ("16", "15+1", "interactive"),
    ]


def test_what_newer_slurm_adds_changes_nothing() -> None:
    (job,) = parse.jobs(recorded("documented-job-25.05.txt"))
    assert (job.state, job.partition, job.account) == ("RUNNING", "accel", None)
    assert (job.cpus, job.memory, job.gpus, job.limit) == (16, 64 * 1024**3, 1, 1800)
    (record,) = parse.records(recorded("documented-job-25.05.txt"))
    assert record["SubmitLine"].endswith("--comment JobState=FAILED Partition=other --mem=64G train.sh")
    assert (record["StdErr"], record["StdOut"]) == ("", "/home/carol/slurm-248.out")


def test_a_job_of_a_newer_slurm_without_a_limit() -> None:
    (job,) = parse.jobs(recorded("documented-job-alloctres.txt"))
    assert (job.limit, job.end) == (None, None)
    assert job.memory == int(29.5 * 1024**3)
    assert job.gpus == 2
    assert job.nodes == "b-cn[1703,1705]"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=80))
def test_any_name_of_one_line_is_kept_and_changes_nothing_else(name: str) -> None:
    text = recorded("22.05-job-odd-names.txt")
    rest = text.partition("\n")[2]
    (job,) = parse.jobs(f"JobId=17 JobName={name}\n{rest}")
    (as_recorded,) = parse.jobs(text)
    assert job.name == name
    assert (job.state, job.account, job.end) == (as_recorded.state, as_recorded.account, as_recorded.end)


@pytest.mark.parametrize(
    ("text", "version"),
    [("slurm-wlm 22.05.8\n", "22.05.8"), ("slurm 23.11.4", "23.11.4"), ("24.05", None), ("", None)],
)
def test_versions(text: str, version: str | None) -> None:
    assert parse.version(text) == version


def test_settings_of_the_cluster() -> None:
    text = "Configuration data as of 1795177076\nClusterName     = demo\nSLURM_VERSION   = 22.05.8\n"
    assert parse.configuration(text) == {"ClusterName": "demo", "SLURM_VERSION": "22.05.8"}
