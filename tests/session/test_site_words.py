"""What the site says, as the routes of the session tell it; dismissed once is dismissed for all sessions."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

from hpclab.session.told import Told

Fetch = Callable[..., Awaitable[HTTPResponse]]

QUOTA = """#!/bin/sh
echo '{"quotas": [
  {"path": "/scratch/me", "total_block_usage": 96, "block_limit": 100,
   "total_file_usage": 5, "file_limit": 10},
  {"path": "'$HOME'", "total_block_usage": 1, "block_limit": 2}]}'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The site's files."""
    (tmp_path / "words.md").write_text(
        "id: a\ntitle: Later\nfrom: 2999-01-01\n+++\nid: b\n\nNow **this**\n+++\n"
        "id: c\nseverity: danger\ntitle: Stop\n"
    )
    (tmp_path / "links").write_text("Help https://help.example.org\n")
    (tmp_path / "quota").write_text(QUOTA)
    (tmp_path / "quota").chmod(0o755)
    (tmp_path / "balances.json").write_text(
        '{"config": {"unit": "RU"}, "balances": [{"user": "nobody-like-me", "value": 1}, {"value": 2}]}'
    )
    return tmp_path


@pytest.fixture
def jp_server_config(
    jp_server_config: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A server in a job's partition, with all that a site can say."""
    monkeypatch.setenv("SLURM_JOB_ID", "17")
    monkeypatch.setenv("SLURM_JOB_PARTITION", "prepost")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("OOD_BALANCE_PATH", str(folder / "balances.json"))
    return {
        **jp_server_config,
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {
            "slurm_bin": str(folder),
            "announcements": [str(folder / "words.md")],
            "links": [{"title": "Documentation", "url": "https://docs.example.org"}],
            "links_file": str(folder / "links"),
            "quota_command": [str(folder / "quota")],
            "partitions": {"prepost": {"description": "Copies", "internet": False}, "odd": {"inet": 1}},
        },
    }


async def session(fetch: Fetch) -> dict[str, Any]:
    """The session's answer."""
    answer: dict[str, Any] = json.loads((await fetch("hpclab", "v1", "session")).body)
    return answer


async def test_the_site_has_its_say(jp_fetch: Fetch) -> None:
    said = await session(jp_fetch)
    announced = [(each["id"], each["severity"]) for each in said["announcements"]]
    assert announced == [("c", "danger"), ("b", "info")]
    assert [link["title"] for link in said["links"]] == ["Documentation", "Help"]
    assert (said["partition_description"], said["internet"]) == ("Copies", False)
    assert said["balances"] == [{"account": "", "value": 2.0, "unit": "RU"}]


async def test_what_is_dismissed_stays_away_in_the_next_session(jp_fetch: Fetch, folder: Path) -> None:
    before = (await session(jp_fetch))["revision"]
    body = json.dumps({"id": "b"})
    await jp_fetch("hpclab", "v1", "session", "announcements", "dismiss", method="POST", body=body)
    after = await session(jp_fetch)
    assert [each["id"] for each in after["announcements"]] == ["c"]
    assert after["revision"] > before
    assert "dismissed:b" in json.loads((folder / "data" / "hpclab" / "told.json").read_text())


async def test_one_browser_may_notify(jp_fetch: Fetch) -> None:
    async def turn(kind: str, name: str) -> bool:
        body = json.dumps({"kind": kind, "name": name})
        answer = await jp_fetch("hpclab", "v1", "session", "notices", method="POST", body=body)
        return bool(json.loads(answer.body)["is_first"])

    assert [await turn("announcement", "c") for _ in range(2)] == [True, False]
    assert [await turn("storage", path) for path in ("/s", "/t", "/s")] == [True, True, False]


async def test_quotas_stand_beside_the_home_or_in_its_place(jp_fetch: Fetch) -> None:
    usage = json.loads((await jp_fetch("hpclab", "v1", "session", "usage")).body)
    home, scratch = usage["storage"]
    assert (home["is_home"], home["used"], home["limit"]) == (True, 1024, 2048)
    assert (scratch["name"], scratch["path"]) == ("me", "/scratch/me")
    assert (scratch["files_used"], scratch["files_limit"]) == (5, 10)


async def test_the_doctor_names_sources_and_mistakes(jp_fetch: Fetch, folder: Path) -> None:
    (folder / "words.md").write_text("severity: fatal\n\nx")
    report = (await jp_fetch("hpclab", "v1", "doctor")).body.decode()
    assert "announcement 1 is left out: severity 'fatal' is none of" in report
    assert "partition odd is ignored" in report
    assert f"quota_command: {folder}/quota: read" in report


async def test_a_week_later_it_is_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    told = Told({"XDG_DATA_HOME": str(tmp_path)}, logging.getLogger("test"))
    assert await told.claim("storage:/s", 7 * 86400)
    monkeypatch.setattr("hpclab.session.told.time.time", lambda: now + 6 * 86400)
    assert not await told.claim("storage:/s", 7 * 86400)
    monkeypatch.setattr("hpclab.session.told.time.time", lambda: now + 8 * 86400)
    next_session = Told({"XDG_DATA_HOME": str(tmp_path)}, logging.getLogger("test"))
    assert await next_session.claim("storage:/s", 7 * 86400)


async def test_a_home_that_cannot_be_written_to_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "hpclab").write_text("a file in the folder's place")
    told = Told({"XDG_DATA_HOME": str(tmp_path)}, logging.getLogger("test"))
    assert await told.claim("dismissed:x")
    assert not await told.claim("dismissed:x")
