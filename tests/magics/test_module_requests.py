"""What `%module` asks of the server, and how it says what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hpclab.magics import module_requests, module_words
from hpclab.magics.errors import MagicError
from hpclab.magics.module_requests import Request


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("load GCC/12.3.0 R", Request("POST", "modules/load", {"modules": ["GCC/12.3.0", "R"]})),
        ("add R", Request("POST", "modules/load", {"modules": ["R"]})),
        ("unload --force R", Request("POST", "modules/unload", {"modules": ["R"], "force": True})),
        ("swap GCC Clang", Request("POST", "modules/swap", {"from": "GCC", "to": "Clang"})),
        ("swap GCC/13.2.0", Request("POST", "modules/swap", {"from": "GCC", "to": "GCC/13.2.0"})),
        ("purge", Request("POST", "modules/purge", {"force": False})),
        ("reset", Request("POST", "modules/reset")),
        ("use -a /opt/m", Request("POST", "modulepath", {"path": "/opt/m", "append": True})),
        ("unuse /opt/m/../n", Request("POST", "modulepath/remove", {"path": "/opt/n"})),
        ("restore my/set", Request("POST", "collections/my%2Fset/restore")),
        ("restore", Request("POST", "collections/default/restore")),
    ],
)
def test_each_command_is_a_request(line: str, request_: Request) -> None:
    command, *words = line.split()
    assert module_requests.of(command, words) == request_


def test_a_folder_is_meant_from_where_the_kernel_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    request = module_requests.of("use", ["modules"])
    assert request is not None
    assert request.body == {"path": f"{tmp_path}/modules", "append": False}


def test_saving_says_under_which_name() -> None:
    request = module_requests.of("save", ["é"])
    assert request == Request("PUT", "collections/%C3%A9", done="Saved as the collection é.")


@pytest.mark.parametrize(
    "line",
    ["load", "load --force", "unload", "swap A B C", "use", "use -x", "unuse a b", "save a b", "purge x"],
)
def test_words_that_make_no_sense_are_refused(line: str) -> None:
    command, *words = line.split()
    with pytest.raises(MagicError, match=f"%module {command} takes"):
        module_requests.of(command, words)


def test_an_unknown_command_is_no_request() -> None:
    assert module_requests.of("frobnicate", []) is None


NOTHING: dict[str, list[Any]] = {
    kind: [] for kind in ("loaded", "unloaded", "swapped", "reloaded", "deactivated", "activated")
}


def test_changes_are_told_with_what_the_modules_said() -> None:
    changed = {**NOTHING, "loaded": ["zlib/1.2", "R/4"], "swapped": [{"from": "GCC/12", "to": "GCC/13"}]}
    messages = [{"level": "info", "text": "Mind the licence.", "module": "R/4"}]
    said = module_words.changes({"changes": changed, "messages": messages})
    assert said == "Loaded: zlib/1.2, R/4\nReplaced: GCC/12 by GCC/13\nMind the licence."
    said = module_words.changes({"changes": NOTHING, "messages": []})
    assert said == "The loaded modules are the same as before."


def test_a_kernel_with_older_modules_is_offered_its_restart() -> None:
    loaded = [{"full_name": "R/4", "active": True}]
    assert "still has the modules" in module_words.this_kernel({"stale": True, "modules": []}, loaded)
    assert "Restart Kernel" in module_words.this_kernel(None, loaded)
    assert module_words.this_kernel({"stale": False, "modules": ["R/4"]}, loaded) == ""
    assert "modules of its own" in module_words.this_kernel({"stale": False, "modules": ["X"]}, loaded)
