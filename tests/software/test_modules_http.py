"""The module routes on a real server with the real Lmod: what goes wrong, and what comes at once."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from .. import lmod_tree
from .http import Fetch, call, full_names


@pytest.fixture
def disabled() -> list[str]:
    return []


@pytest.fixture
def jp_server_config(server_environment: dict[str, str], disabled: list[str]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND), "disabled": disabled},
    }


@pytest.fixture
def hanging_lmod(tmp_path: Path) -> Path:
    """An Lmod whose loads never end."""
    command = tmp_path / "lmod"
    command.write_text(
        f'#!/bin/sh\ncase "$2" in load) sleep 100 ;; esac\nexec {lmod_tree.LMOD_COMMAND} "$@"\n'
    )
    command.chmod(0o755)
    return command


async def test_the_whole_way(jp_fetch: Fetch) -> None:
    status, plan = await call(jp_fetch, "POST", "modules/plan", {"operation": "load", "modules": ["FFTW"]})
    assert status == 200
    assert plan["prerequisites"] == ["GCC/13.2.0", "OpenMPI/5.0.3"]
    status, done = await call(jp_fetch, "POST", "modules/apply", {"plan_id": plan["plan_id"]})
    assert status == 200
    assert full_names(done) == ["GCC/13.2.0", "OpenMPI/5.0.3", "FFTW/3.3.10"]
    status, done = await call(jp_fetch, "POST", "modules/swap", {"from": "FFTW", "to": "R/4.3.2"})
    assert (status, full_names(done)) == (200, ["GCC/13.2.0", "OpenMPI/5.0.3", "R/4.3.2"])
    status, done = await call(jp_fetch, "POST", "modules/unload", {"modules": ["R/4.3.2"]})
    assert (status, full_names(done)) == (200, ["GCC/13.2.0", "OpenMPI/5.0.3"])
    status, done = await call(jp_fetch, "POST", "modules/undo")
    assert (status, full_names(done)) == (200, ["GCC/13.2.0", "OpenMPI/5.0.3", "R/4.3.2"])
    for way_back in ("modules/purge", "modules/reset"):
        assert (await call(jp_fetch, "POST", way_back))[0] == 200
    status, state = await call(jp_fetch, "GET", "modules")
    assert (status, state["loaded"], state["read_only"]) == (200, [], None)


async def test_details_by_a_name_or_a_full_name(jp_fetch: Fetch) -> None:
    for name, value in (("name", "GCC"), ("module", "GCC/13.2.0")):
        status, found = await call(jp_fetch, "GET", "software/details", params={name: value})
        assert (status, found["full_name"]) == (200, "GCC/13.2.0")
    for params in ({}, {"name": "GCC", "module": "GCC/13.2.0"}):
        status, error = await call(jp_fetch, "GET", "software/details", params=params)
        assert (status, error["code"]) == (400, "no_module")


@pytest.mark.parametrize("disabled", [["modules.change"]])
async def test_where_changes_are_off_collections_are_only_read(
    jp_fetch: Fetch, server_environment: dict[str, str]
) -> None:
    lmod_tree.in_bash(server_environment, "module load R; module save work")
    for method in ("PUT", "DELETE"):
        assert (await call(jp_fetch, method, "collections/work"))[0] == 404
    status, found = await call(jp_fetch, "GET", "collections/work")
    assert (status, found["modules"]) == (200, ["R/4.3.2"])


async def test_four_loads_at_the_same_moment_are_all_kept(jp_fetch: Fetch) -> None:
    modules = ["GCC/12.3.0", "R/4.3.2", "Python/3.11.3", "StdEnv/2023"]
    answers = await asyncio.gather(
        *(call(jp_fetch, "POST", "modules/load", {"modules": [module]}) for module in modules)
    )
    assert [status for status, _ in answers] == [200] * 4
    assert len({done["revision"] for _, done in answers}) == 4
    _, state = await call(jp_fetch, "GET", "modules")
    assert sorted(full_names(state)) == sorted(modules)
    assert sorted(os.environ["LOADEDMODULES"].split(":")) == sorted(modules)


def load(*modules: str) -> dict[str, object]:
    return {"modules": list(modules)}


BAD = [
    ("load", load("nosuch/1.0"), 404, "unknown_module"),
    ("load", load("GCC/99"), 404, "unknown_module"),
    ("load", load("-X"), 400, "bad_module_name"),
    ("load", load("--force"), 400, "bad_module_name"),
    ("load", load("a b"), 400, "bad_module_name"),
    ("load", load("'R'"), 400, "bad_module_name"),
    ("load", load('"R"'), 400, "bad_module_name"),
    ("load", load("R;touch /tmp/hpclab-x"), 400, "bad_module_name"),
    ("load", load("$(touch /tmp/hpclab-x)"), 400, "bad_module_name"),
    ("load", load("R\nGCC"), 400, "bad_module_name"),
    ("load", load("R\u0000"), 400, "bad_module_name"),
    ("load", load("/etc/passwd"), 400, "bad_module_name"),
    ("load", load("../../x"), 400, "bad_module_name"),
    ("load", load("x" * 10_240), 400, "malformed"),
    ("load", load(""), 400, "malformed"),
    ("load", load(), 400, "malformed"),
    ("load", {"modules": "R"}, 400, "malformed"),
    ("load", {}, 400, "malformed"),
    ("load", b"{not json", 400, "malformed"),
    ("load", b"\xff\xfe", 400, "malformed"),
    ("load", b'{"modules": ["\xff"]}', 400, "malformed"),
    ("load", b'{"modules": ["\\ud800"]}', 400, "malformed"),
    ("load", load("failing/1.0"), 422, "load_failed"),
    ("load", load("broken/1.0"), 422, "load_failed"),
    ("load", load("exiting/1.0"), 422, "load_failed"),
    ("load", load("large/1.0"), 422, "environment_too_large"),
    ("load", load("nul/1.0"), 422, "environment_invalid"),
    ("unload", load("nosuch"), 404, "not_loaded"),
    ("unload", load("-X"), 400, "bad_module_name"),
    ("unload", load("StdEnv/2023"), 422, "sticky_module"),
    ("swap", {"from": "nosuch", "to": "R"}, 404, "not_loaded"),
    ("swap", {"from": "StdEnv", "to": "nosuch"}, 404, "unknown_module"),
    ("swap", {"from": "StdEnv", "to": "--force"}, 400, "bad_module_name"),
    ("plan", {"operation": "dance"}, 400, "malformed"),
    ("plan", {"operation": "load"}, 400, "no_module"),
    ("plan", {"operation": "load", "modules": ["large/1.0"]}, 422, "environment_too_large"),
    ("apply", {"plan_id": "nosuch"}, 409, "stale_plan"),
]


async def test_bad_input_changes_nothing(jp_fetch: Fetch) -> None:
    _, before = await call(jp_fetch, "POST", "modules/load", load("StdEnv/2023"))
    environment = dict(os.environ)
    for path, body, status, code in BAD:
        got, answer = await call(jp_fetch, "POST", f"modules/{path}", body)
        assert (got, answer["code"]) == (status, code), (path, body)
        assert set(answer) == {"code", "message", "detail"}
        assert len(answer["message"]) < 500
        if status == 404 and path == "load":
            assert "unknown" in answer["detail"]  # Lmod's own words
        assert dict(os.environ) == environment
    _, after = await call(jp_fetch, "GET", "modules")
    assert after == {name: before[name] for name in after}
    assert not Path("/tmp/hpclab-x").exists()
    # And it still works.
    assert (await call(jp_fetch, "POST", "modules/load", load("R")))[0] == 200


async def test_a_module_that_prints_is_loaded(jp_fetch: Fetch) -> None:
    status, done = await call(jp_fetch, "POST", "modules/load", load("printing/1.0"))
    assert (status, full_names(done)) == (200, ["printing/1.0"])
    said: dict[str, Any] = {
        "level": "info",
        "text": "straight to standard error",
        "module": None,
        "needs": [],
    }
    assert done["messages"] == [said]


async def test_no_token(jp_fetch: Fetch) -> None:
    for method, path in (("GET", "modules"), ("POST", "modules/load"), ("POST", "modules/undo")):
        status, answer = await call(jp_fetch, method, path, load("R"), headers={"Authorization": "none"})
        assert (status, answer["code"]) == (403, "forbidden")
    assert "LOADEDMODULES" not in os.environ


class TestHanging:
    """Lmod hangs, as it does on a dead file system."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any], hanging_lmod: Path) -> dict[str, Any]:
        jp_server_config["HpcLab"] = {"lmod_command": str(hanging_lmod), "lmod_timeout": 2.0}
        return jp_server_config

    async def test_ends_in_time_and_others_are_answered(self, jp_fetch: Fetch) -> None:
        _, before = await call(jp_fetch, "GET", "modules")
        began = time.monotonic()
        hanging = asyncio.ensure_future(call(jp_fetch, "POST", "modules/load", load("R")))
        await asyncio.sleep(0.5)
        asked = time.monotonic()
        status, during = await call(jp_fetch, "GET", "modules")
        assert time.monotonic() - asked < 1
        assert not hanging.done()
        assert (status, during) == (200, before)
        status, answer = await hanging
        assert (status, answer["code"]) == (504, "too_slow")
        assert "load R" in answer["message"]
        assert time.monotonic() - began < 30
        assert (await call(jp_fetch, "GET", "modules"))[1] == before
        # What needs no load goes on.
        assert (await call(jp_fetch, "POST", "modules/reset"))[0] == 200


class TestWithoutLmod:
    """There is no Lmod where the site says it is."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        jp_server_config["HpcLab"] = {"lmod_command": "/nowhere/lmod"}
        return jp_server_config

    async def test_says_why(self, jp_fetch: Fetch) -> None:
        for method, path in (("GET", "modules"), ("POST", "modules/load"), ("POST", "modules/reset")):
            status, answer = await call(jp_fetch, method, path, load("R"))
            assert (status, answer["code"]) == (503, "lmod_unavailable")
            assert "/nowhere/lmod" in answer["message"]
