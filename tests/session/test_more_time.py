"""More time by a command of the site: a real small script."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

from hpclab.core.process import Completed
from hpclab.session.more_time import answer_of, command_for, shortened

Fetch = Callable[..., Awaitable[HTTPResponse]]

# Says which job it is for and whether modules were loaded since the start; refuses job 13.
_SCRIPT = """\
import os, sys
if sys.argv[1] == "13":
    sys.exit("Not for this one: <b>no</b> time left.")
print("job", sys.argv[1], sys.argv[2:], os.environ.get("LOADED_LATER", "clean"))
"""


@pytest.fixture
def job_id() -> str:
    """The job that the server says it runs in."""
    return "12"


@pytest.fixture
def disabled() -> list[str]:
    """What the site has switched off."""
    return []


@pytest.fixture
def jp_server_config(
    jp_server_config: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    job_id: str,
    disabled: list[str],
) -> dict[str, Any]:
    """A server that seems to be in a job that Slurm can't tell of, with a command for more time."""
    monkeypatch.setenv("SLURM_JOB_ID", job_id)
    script = tmp_path / "extend.py"
    script.write_text(_SCRIPT)
    command = [sys.executable, str(script), "{job_id}", "$HOME; echo {job_id}"]
    return {
        **jp_server_config,
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {"more_time_command": command, "slurm_bin": str(tmp_path), "disabled": disabled},
    }


async def _post(fetch: Fetch) -> HTTPResponse:
    return await fetch("hpclab", "v1", "session", "more-time", method="POST", body="{}")


async def _session(fetch: Fetch) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((await fetch("hpclab", "v1", "session")).body)
    return answer


async def test_its_words_are_the_answer_without_a_shell_and_with_the_first_environment(
    jp_fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await _session(jp_fetch))["more_time"] is True
    monkeypatch.setenv("LOADED_LATER", "not clean")
    answer = await _post(jp_fetch)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.body.decode() == "job 12 ['$HOME; echo 12'] clean"


@pytest.mark.parametrize("job_id", ["13"])
async def test_a_refusal_has_its_words_and_what_to_do(jp_fetch: Fetch) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await _post(jp_fetch)
    assert caught.value.code == 422
    assert caught.value.response is not None
    error = json.loads(caught.value.response.body)
    assert error["detail"] == "Not for this one: <b>no</b> time left."
    assert "save your work" in error["message"]


@pytest.mark.parametrize("disabled", [["session.more_time"]])
async def test_a_site_can_switch_it_off(jp_fetch: Fetch) -> None:
    assert (await _session(jp_fetch))["more_time"] is False
    with pytest.raises(HTTPClientError) as caught:
        await _post(jp_fetch)
    assert caught.value.code == 404


@pytest.mark.parametrize("job_id", [""])
async def test_outside_of_a_job_there_is_no_more_time(jp_fetch: Fetch) -> None:
    assert (await _session(jp_fetch))["more_time"] is False
    with pytest.raises(HTTPClientError) as caught:
        await _post(jp_fetch)
    assert caught.value.code == 503


async def test_two_at_once_are_one(jp_fetch: Fetch) -> None:
    answers = await asyncio.gather(_post(jp_fetch), _post(jp_fetch), return_exceptions=True)
    codes = sorted(each.code for each in answers if isinstance(each, HTTPResponse | HTTPClientError))
    assert codes == [200, 409]


def test_every_word_may_name_the_job() -> None:
    assert command_for(["extend", "--job={job_id}", "{job_id}"], "7_2") == ["extend", "--job=7_2", "7_2"]


def test_what_is_said_is_short() -> None:
    done = Completed(("extend",), 0, b"x" * 100_000 + b"\nthe end", b"a warning\xff\n", 0.1)
    said = answer_of(done)
    assert len(said) == 8000
    assert said.startswith("…x")
    assert said.endswith("the end\na warning\N{REPLACEMENT CHARACTER}")
    assert shortened("short") == "short"
