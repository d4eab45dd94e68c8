"""The built-in applications' commands, made of what their programs say they can do."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from hpclab.apps import desktop, folders, openrefine, private_folder, rstudio, vscode
from hpclab.apps.builtin import SPECS
from hpclab.apps.models import App
from hpclab.apps.proxy import not_running
from hpclab.apps.spec import Context, Memory, options_in
from hpclab.core.errors import MalformedError, NotFoundError, UnavailableError

# As they were printed; shortened to what matters.
CODE_SERVER_HELP = """code-server 4.100.3

Usage: code-server [options] [path]

Options
      --auth                             The type of authentication to use. [password, none]
      --disable-telemetry                Disable telemetry.
      --socket                           Path to a socket (bind-addr will be ignored).
      --socket-mode                      File mode of the socket.
   -v --version                          Display version information.
"""
XVNC_HELP = """
Parameters can be turned on with -<param> or off with -<param>=0

Global Parameters:
  rfbunixmode    - Unix socket access mode (default=384)
  rfbunixpath    - Unix socket to listen for RFB protocol (default=)
  rfbport        - TCP port to listen for RFB protocol (default=0)
-displayfd fd          file descriptor to write display number to when ready to connect
"""
# The names are those of RStudio Server's options; the texts aren't its own.
RSERVER_HELP = """
command-line options:

verify:
  --verify-installation arg (=0)        verify
  --server-user arg (=rstudio-server)   user
  --server-daemonize arg (=1)           daemonize
  --server-data-dir arg                 data
  --www-address arg (=0.0.0.0)          address
  --www-port arg                        port
  --www-root-path arg (=/)              root
  --auth-none arg (=0)                  none
  --secure-cookie-key-file arg          key
  --database-config-file arg            database
"""

CONTEXT = Context(
    program="/sw/bin/program",
    options=frozenset(),
    environment={"PATH": "/bin"},
    folder=Path("/tmp/private"),
    socket=Path("/tmp/private/socket"),
    temporary=Path("/tmp/private/tmp"),
    root=Path("/home/ada/work"),
    home=Path("/home/ada"),
    data=Path("/home/ada/.local/share"),
    user="ada",
    url_path="/user/ada/hpclab/app/rstudio/",
    secret="0123",
)


def test_options_are_read_from_help() -> None:
    assert {"socket", "socket-mode", "auth", "version"} <= options_in(CODE_SERVER_HELP)
    assert {"rfbunixpath", "rfbunixmode", "displayfd"} <= options_in(XVNC_HELP)
    assert "www-socket" not in options_in(RSERVER_HELP)
    assert options_in("") == frozenset()


def test_openrefine_listens_in_a_private_network() -> None:
    context = replace(CONTEXT, environment={"JDK_JAVA_OPTIONS": "-Dsite=1"})
    command = openrefine.command(context)
    assert (command.private_port, command.open_port, command.prefix) == (3333, None, "")
    assert command.argv[1:3] == ("-i", "127.0.0.1")
    options = command.environment.assigned["JDK_JAVA_OPTIONS"]
    assert options == "-Dsite=1 -Djava.io.tmpdir=/tmp/private/tmp -XX:-UsePerfData"


def test_openrefine_gets_a_way_out_only_when_it_is_wanted() -> None:
    assert openrefine.command(CONTEXT).outbound_port is None
    command = openrefine.command(replace(CONTEXT, outbound=True))
    assert command.outbound_port == 3128
    assert "-Dhttps.proxyPort=3128" in command.environment.assigned["JDK_JAVA_OPTIONS"].split()
    open_to_all = openrefine.command(replace(CONTEXT, outbound=True, obstacle="they are off"))
    assert open_to_all.outbound_port is None, "it isn't in a private network"


def test_without_private_networks_openrefine_gets_a_secret_address() -> None:
    command = openrefine.command(replace(CONTEXT, obstacle="they are off", free_port=4711))
    assert (command.private_port, command.open_port, command.prefix) == (None, 4711, "/0123")
    assert "4711" in command.argv
    assert not any("0123" in word for word in command.argv)
    assert "-Drefine.context_path=/0123" in command.environment.assigned["JDK_JAVA_OPTIONS"].split()
    assert command.attention


@pytest.mark.parametrize(
    ("limit", "left", "megabytes"),
    [(8, 8, 3276), (8, 2, 1536), (8, 0, 256), (0.25, 0.25, 256), (1024, 1000, 32768)],
    ids=["a share", "what is left", "nothing is left", "a small job", "a large job"],
)
def test_openrefines_memory_follows_the_jobs(limit: float, left: float, megabytes: int) -> None:
    memory = Memory(limit=int(limit * 2**30), left=int(left * 2**30))
    words = openrefine.command(replace(CONTEXT, memory=memory)).argv
    assert words[words.index("-m") + 1] == f"{megabytes}M"


def test_code_server_listens_on_a_socket_of_its_owner() -> None:
    command = vscode.command(CONTEXT)
    assert "--socket=/tmp/private/socket" in command.argv
    assert "--socket-mode=600" in command.argv
    assert "--disable-telemetry" in command.argv
    assert command.argv[-1] == "/home/ada"
    assert command.private_port is None


def test_the_desktop_opens_no_port() -> None:
    command = desktop.command(replace(CONTEXT, options=options_in(XVNC_HELP)))
    words = " ".join(command.argv)
    assert "-rfbunixpath /tmp/private/socket -rfbunixmode 0600 -rfbport -1" in words
    assert "-nolisten tcp" in words
    assert command.sessions
    with pytest.raises(UnavailableError, match="rfbunixpath"):
        desktop.command(CONTEXT)


def test_rstudio_uses_a_socket_where_it_can() -> None:
    options = options_in(RSERVER_HELP + "  --www-socket arg    socket\n")
    command = rstudio.command(replace(CONTEXT, options=options))
    assert "--www-socket=/tmp/private/socket" in command.argv
    assert command.private_port is None
    assert not any(word.startswith("--www-port") for word in command.argv)


def test_an_older_rstudio_gets_a_private_network() -> None:
    command = rstudio.command(replace(CONTEXT, options=options_in(RSERVER_HELP)))
    assert command.private_port is not None
    assert "--www-address=127.0.0.1" in command.argv
    assert "--www-root-path=/user/ada/hpclab/app/rstudio/" in command.argv
    assert not any("www-frame-origin" in word for word in command.argv), "only options that it lists"


def test_an_older_rstudio_is_refused_without_private_networks() -> None:
    with pytest.raises(UnavailableError, match="they are off"):
        rstudio.command(replace(CONTEXT, options=options_in(RSERVER_HELP), obstacle="they are off"))


def test_a_folder_of_the_file_browser(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "file").touch()
    assert folders.opened(tmp_path, "a b") == tmp_path / "a b"
    assert folders.opened(tmp_path, "") == tmp_path
    assert folders.opened(tmp_path, "/") == tmp_path, "not the machine's root"
    with pytest.raises(MalformedError):
        folders.opened(tmp_path, "a b/../..")
    for missing in ("file", "x"):
        with pytest.raises(NotFoundError):
            folders.opened(tmp_path, missing)


def test_no_secret_is_on_a_command_line() -> None:
    options = options_in(CODE_SERVER_HELP + XVNC_HELP + RSERVER_HELP)
    for spec in SPECS:
        command = spec.command(replace(CONTEXT, options=options))
        assert not any(CONTEXT.secret in word for word in command.argv), spec.name
        assert all(file.parent == CONTEXT.folder for file in command.files), spec.name
    assert CONTEXT.secret in rstudio.command(replace(CONTEXT, options=options)).files.values()


def test_every_spec_says_what_an_admin_does() -> None:
    assert len({spec.name for spec in SPECS}) == len(SPECS)
    for spec in SPECS:
        assert spec.missing.endswith("."), spec.name
        assert spec.needs, spec.name


def test_the_private_folder_is_private(tmp_path: Path) -> None:
    folder = private_folder.make("x", {"TMPDIR": str(tmp_path)})
    assert folder.parent == tmp_path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    private_folder.write(folder / "key", "secret")
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    private_folder.remove(folder)
    assert not folder.exists()


def test_a_long_temporary_path_is_left_for_tmp(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    folder = private_folder.make("x", {"TMPDIR": str(long)})
    try:
        assert folder.parent == Path("/tmp")
        assert len(str(folder / "socket")) < 108
    finally:
        private_folder.remove(folder)


def test_a_temporary_folder_that_can_not_be_written_is_left_for_tmp(tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # no folder can be made in a file, by root neither
    folder = private_folder.make("x", {"TMPDIR": str(tmp_path / "file")})
    assert folder.parent == Path("/tmp")
    private_folder.remove(folder)


def test_the_end_of_a_log_begins_with_a_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert private_folder.end_of(log, 10) == ""
    log.write_bytes(b"first line\nsecond \xff line\nlast\n")
    assert private_folder.end_of(log, 1000) == "first line\nsecond \N{REPLACEMENT CHARACTER} line\nlast\n"
    assert private_folder.end_of(log, 12) == "last\n"


def test_the_page_in_an_applications_place_is_text() -> None:
    app = App(
        name="x",
        title="<b>X</b>",
        state="failed",
        reason="<script>alert(1)</script>\nline {0}",
        detail="<i>last</i>",
    )
    page = not_running.page(app)
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;i&gt;last&lt;/i&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nline {0}" in page
    assert "refresh" not in page
    assert "refresh" in not_running.page(App(name="x", title="X", state="starting"))


def test_only_keyboard_pointer_and_clipboard_are_use_of_the_desktop() -> None:
    for first in (4, 5, 6, 255):
        assert desktop.SPEC.is_use(bytes([first, 0, 0])), first
    for message in (b"RFB 003.008\n", b"\x01", b"\x00", b"\x03\x01", b"\x96\x01", b"\xf8", b""):
        assert not desktop.SPEC.is_use(message), message


def test_an_open_window_of_vs_code_is_no_use_of_it() -> None:
    bookkeeping = bytes(12)
    # What code-server 4.100.3's page sent while nobody touched it.
    for idle in (
        b"\x09" + bookkeeping,
        b"\x01" + bookkeeping + b"\x04\x04\x06\x64\x06\x92\x04telemetry\x00\x04ping\x00",
        b"\x01" + bookkeeping + b'\xe9\x01\x00\x006X\x0c$onFileEvent[{"created":[],"changed":[]}]',
        b"\x01" + bookkeeping + b"\x05\x05\x00\x00\x00\x48\x01\x00\x00$onDidTunnelsChange[]",
        b"\x01" + bookkeeping + bytes(23),
    ):
        assert not vscode.SPEC.is_use(idle), idle
    typed = b"\x01" + bookkeeping + b'\x04\x04\x06\x64\x06\x92\x04remoteterminal\x00$input[4,"module list"]'
    assert vscode.SPEC.is_use(typed)


def test_rstudio_asks_for_events_by_itself() -> None:
    assert rstudio.SPEC.is_idle_request("/user/ada/hpclab/app/rstudio/events/get_events")
    assert not rstudio.SPEC.is_idle_request("/user/ada/hpclab/app/rstudio/rpc/console_input")
