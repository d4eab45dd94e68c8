"""Who runs with which modules: real kernels and terminals of a real server, while its modules change."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.manager import KernelManager

from hpclab.core.environment import EnvironmentPatch, ServerEnvironment
from hpclab.kernels.running import local_process, sets_modules
from hpclab.kernels.started_with import SessionHistory, StartEnvironments, parse_environ

from .. import lmod_tree
from ..software.http import Fetch, call
from .running import start_kernel


@pytest.fixture
def jp_server_config(server_environment: dict[str, str]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"hpclab": True, "jupyter_server_terminals": True}},
        "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND)},
    }


async def load(fetch: Fetch, module: str) -> None:
    status, _ = await call(fetch, "POST", "modules/load", {"modules": [module]})
    assert status == 200


async def users(fetch: Fetch) -> dict[str, Any]:
    """What `modules/users` answers, by kind and name."""
    status, found = await call(fetch, "GET", "modules/users")
    assert status == 200
    return {f"{user['kind']} {user['name']}": user for user in found}


async def stale(fetch: Fetch) -> dict[str, bool | None]:
    return {name: user["stale"] for name, user in (await users(fetch)).items()}


async def start_with(fetch: Fetch, folder: Path, name: str, *, argv: list[str], env: dict[str, str]) -> None:
    """Start a kernel of a kernelspec of its own."""
    folder.mkdir(parents=True)
    spec = {"argv": argv, "display_name": name, "language": "python", "env": env}
    (folder / "kernel.json").write_text(json.dumps(spec))
    await fetch("api", "kernels", method="POST", body=json.dumps({"name": name}), request_timeout=60)


async def test_a_change_makes_them_stale_and_undo_takes_that_back(
    jp_fetch: Fetch, jp_serverapp: Any, jp_root_dir: Path
) -> None:
    assert await users(jp_fetch) == {}
    await load(jp_fetch, "R/4.3.2")
    await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "old.ipynb")
    await jp_fetch("api", "terminals", method="POST", body="{}")
    (kernel,) = jp_serverapp.kernel_manager.list_kernel_ids()
    old = {"kind": "kernel", "id": kernel, "name": "old.ipynb", "modules": ["R/4.3.2"]}
    terminal = {"kind": "terminal", "id": "1", "name": "1", "modules": ["R/4.3.2"]}
    assert list((await users(jp_fetch)).values()) == [{**old, "stale": False}, {**terminal, "stale": False}]

    await load(jp_fetch, "GCC/12.3.0")
    await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "new.ipynb")
    expected = {"kernel old.ipynb": True, "kernel new.ipynb": False, "terminal 1": True}
    assert await stale(jp_fetch) == expected

    await call(jp_fetch, "POST", "modules/undo")
    assert await stale(jp_fetch) == {name: not was for name, was in expected.items()}

    await load(jp_fetch, "Python/3.11.3")
    await jp_fetch("api", "kernels", kernel, "restart", method="POST", body="", request_timeout=60)
    found = await users(jp_fetch)
    assert found["kernel old.ipynb"] == {**old, "modules": ["R/4.3.2", "Python/3.11.3"], "stale": False}
    assert found["kernel new.ipynb"]["stale"] is True
    await jp_serverapp.web_app.settings["terminal_manager"].terminate_all()


async def test_kernels_with_modules_of_their_own_are_never_stale(
    jp_fetch: Fetch, jp_data_dir: Path, server_environment: dict[str, str]
) -> None:
    start = [sys.executable, "-m", "ipykernel_launcher", "-f"]
    # The first by its kernelspec, with the modules of the server's start; the other by its own starter.
    own = {"LOADEDMODULES": "", "MODULEPATH": server_environment["MODULEPATH"]}
    await start_with(
        jp_fetch, jp_data_dir / "kernels" / "pinned", "pinned", argv=[*start, "{connection_file}"], env=own
    )
    script = f'LOADEDMODULES=mine/1.0 exec {" ".join(start)} "$0"'
    argv = ["/bin/sh", "-c", script, "{connection_file}"]
    await start_with(jp_fetch, jp_data_dir / "kernels" / "starter", "starter", argv=argv, env={})
    for _ in range(100):  # the starter's shell has the server's modules, until it is replaced
        if (await users(jp_fetch))["kernel starter"]["modules"]:
            break
        await asyncio.sleep(0.05)
    await load(jp_fetch, "R/4.3.2")
    assert await stale(jp_fetch) == {"kernel pinned": False, "kernel starter": False}
    assert (await users(jp_fetch))["kernel starter"]["modules"] == ["mine/1.0"]


async def test_a_kernel_that_runs_elsewhere_is_unknown(
    jp_fetch: Fetch, jp_serverapp: Any, jp_root_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "a.ipynb")
    (kernel,) = jp_serverapp.kernel_manager.list_kernel_ids()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(jp_serverapp.kernel_manager.get_kernel(kernel), "provisioner", None)
        found = await users(jp_fetch)
    assert found["kernel a.ipynb"] == {
        "kind": "kernel", "id": kernel, "name": "a.ipynb", "modules": [], "stale": None,
    }  # fmt: skip


def test_a_kernel_that_was_not_started_has_no_process() -> None:
    manager = KernelManager()
    assert local_process(manager) is None
    assert sets_modules(manager) is False


@given(st.dictionaries(st.from_regex(r"[^=\0]+", fullmatch=True), st.from_regex(r"[^\0]*", fullmatch=True)))
def test_variables_are_read_as_they_were_written(environment: dict[str, str]) -> None:
    data = "".join(f"{name}={value}\0" for name, value in environment.items()).encode()
    assert parse_environ(data) == environment


def test_what_is_no_variable_is_left_out() -> None:
    assert parse_environ(b"A=1\0\0overwritten\0B=\xff\0C=x=y") == {"A": "1", "B": "\udcff", "C": "x=y"}


def test_a_process_that_has_ended_is_unknown() -> None:
    def look() -> dict[str, str] | None:
        return asyncio.run(StartEnvironments().of(running.pid))

    with subprocess.Popen(["sleep", "100"], env={"PATH": os.environ["PATH"], "MARK": "x"}) as running:
        assert (look() or {})["MARK"] == "x"
        running.kill()
        os.waitid(os.P_PID, running.pid, os.WEXITED | os.WNOWAIT)  # ended, and still to be reaped
        assert look() is None
    assert look() is None


async def test_a_process_that_hangs_is_unknown_and_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("hpclab.kernels.started_with._READ_SECONDS", 0.1)
    pipe = tmp_path / "environ"
    os.mkfifo(pipe)
    monkeypatch.setattr("hpclab.kernels.started_with._environ_file", lambda _: pipe)
    environments = StartEnvironments()
    assert await asyncio.gather(*(environments.of(1) for _ in range(3))) == [None] * 3
    pipe.write_bytes(b"A=1")  # it hangs no more
    assert await environments.of(1) == {"A": "1"}


def test_only_what_the_session_had_is_out_of_date(server_environment: dict[str, str]) -> None:
    environment = ServerEnvironment()
    history = SessionHistory(environment)
    at_start = environment.snapshot()
    assert not history.is_stale(at_start)
    environment.apply(EnvironmentPatch({"LOADEDMODULES": "R/4.3.2"}))
    assert history.is_stale(at_start)
    assert not history.is_stale({**at_start, "LOADEDMODULES": "other/1.0"})
    assert not history.is_stale(environment.snapshot())
    os.environ["LOADEDMODULES"] = "by another extension"
    assert history.is_stale(at_start)
