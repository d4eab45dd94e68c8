"""Status, report and catalog over HTTP, with the real Lmod."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError, HTTPResponse

Fetch = Callable[..., Awaitable[HTTPResponse]]

JUPYTERLMOD = """
def _jupyter_server_extension_points():
    return [{"module": "jupyterlmod"}]

def _load_jupyter_server_extension(server):
    pass
"""


@pytest.fixture
def jp_server_config(request: pytest.FixtureRequest, server_environment: dict[str, str]) -> dict[str, Any]:
    """A server with hpclab, and with what else a test names."""
    os.environ["JUPYTERHUB_API_TOKEN"] = "hub-s3cret-token"
    enabled = {"hpclab": True, **getattr(request, "param", {})}
    return {"ServerApp": {"jpserver_extensions": enabled}, "HpcLab": {"lmod_timeout": 33.0}}


@pytest.fixture
def jupyterlmod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the real jupyterlmod: only its name counts."""
    (tmp_path / "jupyterlmod.py").write_text(JUPYTERLMOD)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.fixture
def job_without_slurm(jp_server_config: dict[str, Any], tmp_path: Path) -> None:
    """The server runs in a job, and Slurm's controller is down."""
    scontrol = tmp_path / "bin" / "scontrol"
    scontrol.parent.mkdir()
    scontrol.write_text("#!/bin/sh\necho 'Unable to contact slurm controller' >&2\nexit 1\n")
    scontrol.chmod(0o755)
    jp_server_config["HpcLab"]["slurm_bin"] = str(scontrol.parent)
    os.environ["SLURM_JOB_ID"] = "17"


@pytest.fixture
def mistaken_sources(jp_server_config: dict[str, Any]) -> None:
    """A site with a good source of software and a bad one."""
    jp_server_config["HpcLab"]["software_sources"] = [
        {"title": "Wheels", "command": "avail_wheels {name}"},
        {"title": "Odd", "url": "javascript:alert(1)"},
    ]


@pytest.fixture
def mistaken_links(jp_server_config: dict[str, Any]) -> None:
    """A site that misspelt a key."""
    jp_server_config["HpcLab"]["links"] = [{"titel": "typo"}]


async def catalog(jp_fetch: Fetch, **headers: str) -> HTTPResponse:
    """The catalog, once it is complete."""
    for _ in range(200):
        response = await jp_fetch("hpclab", "v1", "software", headers=headers, decompress_response=False)
        body = response.body
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if json.loads(body)["complete"]:
            return response
        await asyncio.sleep(0.05)
    raise AssertionError("no catalog")


async def test_the_status_names_lmod(jp_fetch: Fetch) -> None:
    status = json.loads((await jp_fetch("hpclab", "v1", "status")).body)
    assert status["modules"]["available"] is True
    assert status["modules"]["system"] == "Lmod"
    assert status["modules"]["reason"] is None
    assert status["session"] == {"in_job": False, "job_id": None}
    assert status["hub"]["present"] is False


async def test_the_report_says_all_and_no_secret(jp_fetch: Fetch, jp_serverapp: ServerApp) -> None:
    jp_serverapp.log.warning("not of hpclab")
    response = await jp_fetch("hpclab", "v1", "doctor")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    report = response.body.decode()
    for title in ("Versions", "Modules", "Catalog", "Slurm", "Applications", "Settings", "Server extensions"):
        assert f"\n{title}\n" in report
    assert "This section failed" not in report
    assert "found by LMOD_CMD in the server's environment" in report
    assert "HpcLab.lmod_timeout = 33.0" in report
    assert "HpcLab.disabled = [] (default)" in report
    assert jp_serverapp.identity_provider.token not in report
    assert "s3cret" not in report
    assert os.environ["PATH"] not in report
    assert "not of hpclab" not in report


async def test_hpclabs_own_errors_are_in_the_report(jp_fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ModuleTable_Sz_", "1")
    monkeypatch.setenv("_ModuleTable001_", "damaged")
    with pytest.raises(HTTPClientError) as raised:
        await jp_fetch("hpclab", "v1", "modules")
    assert raised.value.code == 502
    report = (await jp_fetch("hpclab", "v1", "doctor")).body.decode()
    _, _, errors = report.partition("Last warnings and errors\n")
    assert json.loads(raised.value.response.body)["code"] in errors  # type: ignore[union-attr] # it has one


async def test_what_slurm_did_not_answer_is_in_the_report(job_without_slurm: None, jp_fetch: Fetch) -> None:
    session = json.loads((await jp_fetch("hpclab", "v1", "session")).body)
    assert "does not answer" in session["stale"]
    report = (await jp_fetch("hpclab", "v1", "doctor")).body.decode()
    _, _, errors = report.partition("Last warnings and errors\n")
    assert "job 17: Slurm's controller does not answer" in errors
    assert "found by c.HpcLab.slurm_bin" in report


async def test_a_mistake_in_the_links_costs_only_the_links(mistaken_links: None, jp_fetch: Fetch) -> None:
    session = json.loads((await jp_fetch("hpclab", "v1", "session")).body)
    assert session["links"] == []
    report = (await jp_fetch("hpclab", "v1", "doctor")).body.decode()
    assert "c.HpcLab.links: " in report


async def test_a_mistake_in_a_source_costs_only_that(mistaken_sources: None, jp_fetch: Fetch) -> None:
    site = json.loads((await jp_fetch("hpclab", "v1", "software", "site")).body)
    assert [source["title"] for source in site["sources"]] == ["Wheels"]
    report = (await jp_fetch("hpclab", "v1", "doctor")).body.decode()
    assert "c.HpcLab.software_sources: {'title': 'Odd', 'url': 'javascript:alert(1)'} is ignored" in report


@pytest.mark.parametrize("jp_server_config", [{"jupyterlmod": True}], indirect=True)
async def test_beside_jupyterlmod_nothing_is_changed(jupyterlmod: None, jp_fetch: Fetch) -> None:
    advice = "jupyter server extension disable jupyterlmod"
    status = json.loads((await jp_fetch("hpclab", "v1", "status")).body)
    assert status["modules"]["available"] is True
    assert advice in status["modules"]["reason"]
    state = json.loads((await jp_fetch("hpclab", "v1", "modules")).body)
    assert advice in state["read_only"]
    before = dict(os.environ)
    with pytest.raises(HTTPClientError) as raised:
        await jp_fetch("hpclab", "v1", "modules", "load", method="POST", body='{"modules": ["GCC"]}')
    assert raised.value.code == 409
    assert raised.value.response is not None
    assert advice in json.loads(raised.value.response.body)["message"]
    assert dict(os.environ) == before
    assert advice in (await jp_fetch("hpclab", "v1", "doctor")).body.decode()


@pytest.mark.parametrize("jp_server_config", [{"jupyterlmod": False}], indirect=True)
async def test_a_disabled_jupyterlmod_does_not_matter(jupyterlmod: None, jp_fetch: Fetch) -> None:
    status = json.loads((await jp_fetch("hpclab", "v1", "status")).body)
    assert status["modules"]["reason"] is None


async def test_the_catalog_is_sent_once(jp_fetch: Fetch) -> None:
    first = await catalog(jp_fetch, **{"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    etag = first.headers["Etag"]
    for tag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        with pytest.raises(HTTPClientError) as raised:
            await jp_fetch("hpclab", "v1", "software", headers={"If-None-Match": tag})
        assert raised.value.code == 304, tag
        assert raised.value.response is not None
        assert not raised.value.response.body
    again = await jp_fetch("hpclab", "v1", "software", headers={"If-None-Match": '"other"'})
    assert again.code == 200


async def test_whoever_takes_no_gzip_gets_plain_json(jp_fetch: Fetch) -> None:
    plain = await catalog(jp_fetch, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packages = {package["name"]: package for package in json.loads(plain.body)["packages"]}
    assert [one["full_name"] for one in packages["GCC"]["versions"]] == ["GCC/13.2.0", "GCC/12.3.0"]


async def test_details_come_from_the_module(jp_fetch: Fetch) -> None:
    found = await jp_fetch("hpclab", "v1", "software", "details", params={"module": "SciPy-bundle/2023.07"})
    details = json.loads(found.body)
    assert details["full_name"] == "SciPy-bundle/2023.07"
    assert "EB_SciPy_bundle" in details["show"]
