"""Kernels and terminals of a real server follow the loaded modules."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from .. import lmod_tree
from .running import environment_of_process, process_of, start_kernel

Fetch = Callable[..., Awaitable[Any]]


@pytest.fixture
def jp_server_config(server_environment: dict[str, str]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"hpclab": True, "jupyter_server_terminals": True}},
        "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND)},
    }


async def change(fetch: Fetch, operation: str, module: str) -> None:
    answer = await fetch(
        "hpclab",
        "v1",
        "modules",
        operation,
        method="POST",
        body=json.dumps({"modules": [module]}),
        request_timeout=60,
    )
    assert answer.code == 200


async def test_a_restarted_kernel_has_the_modules_of_now(
    jp_fetch: Fetch, jp_serverapp: Any, jp_root_dir: Path
) -> None:
    """This guards `kernels/follow.py`: jupyter_client may keep a kernel's environment elsewhere some day."""
    await change(jp_fetch, "load", "GCC/12.3.0")
    started = await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "a.ipynb")
    assert environment_of_process(started)["COMPILER"] == "GCC/12.3.0"
    kernel = next(iter(jp_serverapp.kernel_manager.list_kernel_ids()))

    await change(jp_fetch, "load", "R/4.3.2")
    await change(jp_fetch, "unload", "GCC/12.3.0")
    await jp_fetch("api", "kernels", kernel, "restart", method="POST", body="", request_timeout=60)
    restarted = process_of(jp_serverapp, kernel)
    assert restarted != started
    environment = environment_of_process(restarted)
    assert environment["EB_R"] == "4.3.2"
    assert "COMPILER" not in environment
    assert environment["LOADEDMODULES"] == "R/4.3.2"
    assert environment["JPY_SESSION_NAME"].endswith("a.ipynb")
    # It is what a new kernel has.
    new = environment_of_process(await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "b.ipynb"))
    of_each = {"JPY_SESSION_NAME"}
    assert {name: value for name, value in environment.items() if name not in of_each} == {
        name: value for name, value in new.items() if name not in of_each
    }


async def test_a_kernel_without_a_notebook_follows_too(jp_fetch: Fetch, jp_serverapp: Any) -> None:
    answer = await jp_fetch("api", "kernels", method="POST", body='{"name": "python3"}', request_timeout=60)
    kernel = json.loads(answer.body)["id"]
    await change(jp_fetch, "load", "R/4.3.2")
    await jp_fetch("api", "kernels", kernel, "restart", method="POST", body="", request_timeout=60)
    assert environment_of_process(process_of(jp_serverapp, kernel))["EB_R"] == "4.3.2"


async def test_a_new_terminal_has_the_modules_of_now(jp_fetch: Fetch, jp_serverapp: Any) -> None:
    await change(jp_fetch, "load", "R/4.3.2")
    answer = await jp_fetch("api", "terminals", method="POST", body="{}")
    terminals = jp_serverapp.web_app.settings["terminal_manager"]
    terminal = terminals.get_terminal(json.loads(answer.body)["name"])
    assert environment_of_process(terminal.ptyproc.pid)["LOADEDMODULES"] == "R/4.3.2"
    await terminals.terminate_all()


async def test_a_modules_kernel_appears_and_goes(
    jp_fetch: Fetch, jp_serverapp: Any, module_tree: lmod_tree.ModuleTree
) -> None:
    folder = module_tree.root / "jupyter" / "kernels" / "of-module"
    folder.mkdir(parents=True, exist_ok=True)
    spec = {"argv": ["/bin/true", "{connection_file}"], "display_name": "Of a module", "language": "x"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    told: list[str] = []

    async def listen(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        told.append(data["capability"])

    jp_serverapp.event_logger.add_listener(
        schema_id="https://events.jupyter.org/hpclab/change/v1", listener=listen
    )

    async def kernels() -> set[str]:
        return set(json.loads((await jp_fetch("api", "kernelspecs")).body)["kernelspecs"])

    before = await kernels()
    folders = list(jp_serverapp.kernel_spec_manager.kernel_dirs)
    await change(jp_fetch, "load", "kernel/1.0")
    assert await kernels() == before | {"of-module"}
    await change(jp_fetch, "unload", "kernel/1.0")
    assert await kernels() == before
    assert jp_serverapp.kernel_spec_manager.kernel_dirs == folders
    assert "JUPYTER_PATH" not in os.environ
    await asyncio.sleep(0.1)
    assert told.count("kernels") == 2
    assert told.count("modules") == 2
