"""The routes of the session, on a real server with the extension."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    """A server with hpclab and a link of the site."""
    return {
        **jp_server_config,
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {"links": [{"title": "Documentation", "url": "https://docs.example.org"}]},
    }


@pytest.fixture(autouse=True)
def _outside_of_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    monkeypatch.delenv("SLURM_JOBID", raising=False)


async def test_outside_of_a_job_the_session_has_a_reason(jp_fetch: Fetch) -> None:
    session = json.loads((await jp_fetch("hpclab", "v1", "session")).body)
    assert session["in_job"] is False
    assert "not run inside a Slurm job" in session["reason"]
    assert session["links"] == [{"title": "Documentation", "url": "https://docs.example.org"}]


async def test_a_fresh_answer_can_be_asked_for(jp_fetch: Fetch) -> None:
    response = await jp_fetch("hpclab", "v1", "session", params={"fresh": "true"})
    assert response.code == 200
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("hpclab", "v1", "session", params={"fresh": "perhaps"})
    assert caught.value.code == 400


async def test_usage_outside_of_a_job_is_the_nodes(jp_fetch: Fetch) -> None:
    usage = json.loads((await jp_fetch("hpclab", "v1", "session", "usage")).body)
    assert usage["scope"] == "node"
    assert usage["memory"]["used"] > 0
