"""What is offered: the site's and packages' declarations, and jupyter-server-proxy's entries."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from traitlets.config import Config

from hpclab.apps import declared, offered, server_proxy
from hpclab.apps.builtin import SPECS
from hpclab.apps.declared import DeclarationError
from hpclab.apps.offered import LauncherSettings, Offer, Offered
from hpclab.apps.spec import Context, Need
from hpclab.core.errors import UnavailableError

LOG = logging.getLogger("hpclab-tests")
CONTEXT = Context(
    program="/sw/bin/pluto",
    options=frozenset(),
    environment={"PATH": "/usr/bin:/bin"},
    folder=Path("/tmp/private"),
    socket=Path("/tmp/private/socket"),
    temporary=Path("/tmp/private/tmp"),
    root=Path("/home/ada/work"),
    home=Path("/home/ada"),
    data=Path("/home/ada/.local/share"),
    user="ada",
    url_path="/user/ada/hpclab/app/pluto/",
    secret="0123",
    free_port=4711,
)
PLUTO: dict[str, Any] = {
    "title": "Pluto",
    "commands": ["pluto"],
    "modules": ["Pluto.jl", "Pluto"],
    "also_needs": [{"commands": ["julia"], "modules": ["Julia"]}],
    "arguments": ["--port={port}", "--base-url={base_url}", "--folder={folder}", "--literal={{x}}"],
    "environment": {"PLUTO_HOME": "{data}/pluto", "DISPLAY": None},
    "serves_base_url": True,
}


def test_a_declaration_becomes_a_spec() -> None:
    spec = declared.spec("pluto", PLUTO)
    assert spec.needs == (Need(("pluto",), ("Pluto.jl", "Pluto")), Need(("julia",), ("Julia",)))
    assert spec.private_network, "other users shall not reach its port"
    assert spec.missing.endswith("a module named Pluto.jl or Pluto.")
    command = spec.command(CONTEXT)
    assert command.argv == (
        "/sw/bin/pluto",
        "--port=4711",
        "--base-url=/user/ada/hpclab/app/pluto/",
        "--folder=/home/ada/work",
        "--literal={x}",
    )
    assert (command.private_port, command.open_port) == (4711, None)
    assert command.prefix == "/user/ada/hpclab/app/pluto"
    assert command.environment.assigned == {"PLUTO_HOME": "/home/ada/.local/share/pluto"}
    assert command.environment.removed == {"DISPLAY"}


def test_one_with_a_login_of_its_own_may_use_the_nodes_network() -> None:
    spec = declared.spec("pluto", {**PLUTO, "own_login": True})
    assert not spec.private_network
    command = spec.command(CONTEXT)
    assert (command.private_port, command.open_port) == (None, 4711)


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("Pluto", {}, "small letters"),
        ("../x", {}, "small letters"),
        ("pluto", {"title": 3}, "Expected `str`, got `int` - at `$.title`"),
        ("pluto", {"argument": []}, "unknown field `argument`"),
        ("pluto", {"commands": []}, "name a program"),
        ("pluto", {"arguments": []}, "{socket} or {port}"),
        ("pluto", {"arguments": ["{socket}", "{port}"]}, "not both"),
        ("pluto", {"arguments": ["{port}", "{prot}"]}, "{prot} is unknown; there are base_url"),
        ("pluto", {"arguments": ["{port", "x"]}, "'{port'"),
        ("pluto", {"arguments": ["{port!r}"]}, "only words"),
        ("pluto", {"arguments": ["{port.real}"]}, "{port.real} is unknown"),
    ],
)
def test_a_mistake_is_told(name: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        declared.spec(name, {**PLUTO, **changes})
    assert said in str(caught.value)


def _offer(launcher: LauncherSettings = LauncherSettings(), *disabled: str) -> Offer:  # noqa: B008 - immutable
    offer = Offer(lambda name: name in disabled, launcher, LOG)
    offer.add_own(SPECS)
    return offer


def _names(found: Offered) -> list[str]:
    return [spec.name for spec in found.specs]


def test_a_mistake_costs_its_entry_only(caplog: pytest.LogCaptureFixture) -> None:
    offer = _offer()
    broken = {"broken": {"title": "X"}, "vscode": PLUTO}
    offer.add_declared({**broken, "pluto": PLUTO}, "c.HpcLab.apps")
    assert _names(offer.result()) == ["rstudio", "vscode", "openrefine", "desktop", "pluto"]
    assert [record.getMessage() for record in caplog.records] == [
        "hpclab: the application 'broken' of c.HpcLab.apps is ignored: "
        "Object missing required field `commands`.",
        "hpclab: the application 'vscode' of c.HpcLab.apps is ignored: there is one of that name already.",
    ]


def failing() -> object:
    """An entry point that fails."""
    raise OSError("the licence is gone")


def pluto() -> object:
    """An entry point that declares an application."""
    return PLUTO


def test_packages_declare_by_entry_points(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def entry_points(*, group: str) -> list[EntryPoint]:
        assert group == "hpclab.apps"
        return [EntryPoint(name, f"{__name__}:{name}", group) for name in ("failing", "pluto", "gone")]

    monkeypatch.setattr(offered, "entry_points", entry_points)
    offer = _offer()
    offer.add_packages()
    assert _names(offer.result())[4:] == ["pluto"]
    assert "the licence is gone" in caplog.text
    assert f"{__name__}:gone" in caplog.text


ENTRY = {
    "command": ["sh", "--port={port}", "--url={base_url}theirs/"],
    "environment": {"THEIRS": "{port}"},
    "launcher_entry": {"title": "Theirs"},
}


@pytest.fixture
def no_entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is installed here, no package brings entries."""
    monkeypatch.setattr(offered, "entry_points", lambda *, group: [])


@pytest.mark.usefixtures("no_entry_points")
def test_entries_are_managed_replaced_or_left(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    offer = _offer(LauncherSettings(), "desktop", "unwanted")
    entries = {
        "rstudio": ENTRY,
        "codeserver": ENTRY,
        "desktop": ENTRY,
        "unwanted": ENTRY,
        "theirs": ENTRY,
        "mapped": {**ENTRY, "mappath": {"/": "/index.html"}},
        "silent": {**ENTRY, "launcher_entry": {"enabled": False}},
        "elsewhere": {**ENTRY, "command": []},
    }
    offer.add_entries(entries)
    found = offer.result()
    assert _names(found) == ["rstudio", "vscode", "openrefine", "theirs"]
    assert found.replaced == {"rstudio": "rstudio", "codeserver": "vscode"}
    assert [entry.name for entry in found.left] == ["desktop", "unwanted", "mapped", "silent", "elsewhere"]
    assert "'codeserver' of jupyter-server-proxy is replaced by hpclab's VS Code" in caplog.text


def test_an_entrys_command_is_filled_in_as_its_maker_means_it() -> None:
    spec = server_proxy.spec(server_proxy.Entry("theirs", ENTRY), None)
    assert (spec.title, spec.needs) == ("Theirs", (Need(("sh",), ("theirs",)),))
    context = replace(CONTEXT, url_path="/user/ada/hpclab/app/theirs/")
    command = spec.command(context)
    assert command.argv[0].endswith("/sh")
    assert command.argv[1:] == ("--port=4711", "--url=/user/ada/hpclab/app/theirs/")
    assert command.environment.assigned == {"THEIRS": "4711"}
    assert (command.open_port, command.prefix) == (4711, "")
    assert command.attention


def test_an_entrys_functions_are_asked() -> None:
    def command(unix_socket: str) -> list[str]:
        return ["sh", f"--socket={unix_socket}"]

    def environment(port: int, base_url: str) -> dict[str, str]:
        return {"BASE": base_url, "PORT": str(port)}

    given = {"command": command, "environment": environment, "unix_socket": True, "absolute_url": True}
    spec = server_proxy.spec(server_proxy.Entry("theirs", given), ())
    assert spec.needs == ()
    made = spec.command(replace(CONTEXT, url_path="/user/ada/hpclab/app/theirs/"))
    assert made.argv[1:] == ("--socket=/tmp/private/socket",)
    assert made.environment.assigned == {"BASE": "/user/ada/hpclab/app/", "PORT": "0"}
    assert (made.open_port, made.attention) == (None, None)
    assert made.prefix == "/user/ada/hpclab/app/theirs"
    gone = server_proxy.spec(server_proxy.Entry("theirs", {"command": ["no-such-program-x"]}), ())
    with pytest.raises(UnavailableError, match="no-such-program-x"):
        gone.command(CONTEXT)


@pytest.mark.usefixtures("no_entry_points")
def test_jupyter_lmods_settings_are_honoured() -> None:
    config = Config()
    config.Lmod.launcher_pins = ["theirs"]
    config.Module.launcher_module_map = {"code-server": ["our-code-server"], "other": ["Other", "Other-new"]}
    launcher = offered.launcher_settings(config, LOG)
    offer = _offer(launcher)
    offer.add_entries({"theirs": ENTRY, "other": ENTRY})
    needs = {spec.name: spec.needs[0] for spec in offer.result().specs}
    assert needs["vscode"].modules[:2] == ("our-code-server", "code-server")
    assert needs["theirs"].modules == ()
    assert needs["other"].modules == ("Other", "Other-new")


def test_a_mistake_in_jupyter_lmods_settings_is_told(caplog: pytest.LogCaptureFixture) -> None:
    config = Config()
    config.Lmod.launcher_pins = "theirs"
    assert offered.launcher_settings(config, LOG) == LauncherSettings()
    assert "launcher_pins" in caplog.text
