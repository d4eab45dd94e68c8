"""A stand-in for RStudio Server's `rserver`, which can't be fetched for the demo. It starts the real R.

    rserver.py VERSION [options of rserver]

It takes the command line of the real one as an ordinary user may use it, and refuses what that refuses. Its
page isn't RStudio's: it evaluates an expression in R, so that people and tests see which R runs with which
modules. Python's library alone: it is run by the system's Python, whatever modules are loaded.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import html
import http.cookies
import http.server
import os
import pwd
import secrets
import shutil
import socket
import socketserver
import stat
import subprocess
import sys
import threading
import urllib.parse
from pathlib import Path
from typing import Any, NoReturn

# Names and groups are rserver's; each takes a value. The descriptions are the stand-in's.
_OPTIONS = {
    "server-working-dir": "the folder that the server runs in",
    "server-user": "the user that the server runs as",
    "server-daemonize": "whether the server puts itself into the background",
    "server-pid-file": "takes the process id",
    "server-data-dir": "takes what the server keeps while it runs",
    "secure-cookie-key-file": "the key that cookies are signed with",
    "database-config-file": "says where the database is",
    "www-address": "the address to listen on",
    "www-port": "the port to listen on",
    "www-root-path": "the path that browsers see the server below",
    "www-verify-user-agent": "whether only known browsers are let in",
    "www-frame-origin": "which pages may show this one in a frame",
    "www-thread-pool-size": "threads that answer",
    "rsession-which-r": "the R to run",
    "rsession-config-file": "settings of the session",
    "auth-none": "whether everybody is let in without a login",
    "auth-validate-users": "whether a user must be known to the system",
    "auth-encrypt-password": "whether the login page encrypts passwords",
}
_SOCKET_OPTION = {"www-socket": "the unix socket to listen on, in the place of a port"}
_FIRST_WITH_SOCKET = (2024, 12)
_COOKIE = "user-id"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>RStudio (stand-in)</title></head>
<body>
<h1>RStudio {version} (stand-in)</h1>
<p>A stand-in for RStudio Server: it evaluates an expression in the real R.</p>
<form method="post" action="{root}evaluate">
<p><label for="expression">Expression</label></p>
<p><textarea id="expression" name="expression" rows="4" cols="80">{expression}</textarea></p>
<p><button>Run</button></p>
</form>
<pre role="log" aria-label="Output">{output}</pre>
</body>
</html>
"""


def help_text(version: str) -> str:
    """What `rserver --help` prints in a version, as far as the stand-in has the options."""
    lines = [f"  --{name} arg".ljust(40) + text for name, text in options_of(version).items()]
    return "\n".join(["command-line options:", "", "  --help".ljust(40) + "print this", *lines, ""])


def options_of(version: str) -> dict[str, str]:
    """The options that a version has. `--www-socket` came with 2024.12."""
    year, month, *_ = version.split(".")
    return {**_OPTIONS, **(_SOCKET_OPTION if (int(year), int(month)) >= _FIRST_WITH_SOCKET else {})}


def refuse(why: str) -> NoReturn:
    """End as a server does that can't start."""
    print(f"rserver (stand-in): ERROR {why}", file=sys.stderr, flush=True)
    sys.exit(1)


def read_options(version: str, words: list[str]) -> dict[str, str]:
    """The command line as a dictionary; what this version doesn't know ends the program."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for name in options_of(version):
        parser.add_argument(f"--{name}")
    found, unknown = parser.parse_known_args(words)
    if unknown:
        refuse(f"unrecognised option '{unknown[0]}'")
    return {name.replace("_", "-"): value for name, value in vars(found).items() if value is not None}


def check(options: dict[str, str]) -> None:
    """Refuse what the real one can't do as an ordinary user: its defaults belong to root."""
    user = pwd.getpwuid(os.getuid()).pw_name
    if os.environ.get("USER") != user:
        refuse(f"USER has to be set to {user}")
    if options.get("server-user") != user:
        refuse(f"it can't become the user {options.get('server-user', 'rstudio-server')}: it isn't root")
    if options.get("auth-none") != "1":
        refuse("a login by PAM needs root: auth-none has to be 1")
    for name in ("server-data-dir", "server-pid-file", "database-config-file", "secure-cookie-key-file"):
        folder = Path(options.get(name) or "/var/lib/rstudio-server/x").parent
        if str(folder).startswith(("/var", "/run")) or not os.access(folder, os.W_OK):
            refuse(f"{name}: Permission denied: {folder}")
    root = options.get("www-root-path", "/")
    if not (root.startswith("/") and root.endswith("/")):
        refuse(f"www-root-path must begin and end with a slash: {root}")


def read_key(options: dict[str, str]) -> bytes:
    """The key for cookies, from a file that only its owner can read."""
    file = Path(options["secure-cookie-key-file"])
    try:
        if stat.S_IMODE(file.stat().st_mode) != 0o600:
            refuse(f"secure-cookie-key-file {file} can be read by others: its mode has to be 0600")
        return file.read_bytes()
    except OSError as error:
        refuse(f"secure-cookie-key-file: {error}")


def make_folders(options: dict[str, str]) -> None:
    """Make the folders of the server and its database."""
    config = Path(options["database-config-file"])
    try:
        pairs = (line.partition("=") for line in config.read_text().splitlines() if line.strip())
        database = {name.strip(): value.strip() for name, _, value in pairs}
        if database.get("provider") != "sqlite":
            refuse(f"{config}: the provider has to be sqlite")
        for folder in (database["directory"], options["server-data-dir"]):
            Path(folder).mkdir(parents=True, exist_ok=True)
        Path(options["server-pid-file"]).write_text(str(os.getpid()))
    except (OSError, KeyError) as error:
        refuse(f"{config}: {error}")


class RSession:
    """The real R, started at the first expression and kept, as `rsession` is."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def evaluate(self, expression: str) -> str:
        """What R prints for an expression, errors included."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process = self._start()
            mark = secrets.token_hex(8)
            coded = base64.b64encode(expression.encode()).decode()
            assert self._process.stdin is not None
            self._process.stdin.write(f'.stand_in("{coded}", "{mark}")\n')
            self._process.stdin.flush()
            return self._output_until(mark)

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [self._program, "--no-echo", "--no-save", "--no-restore"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(_EVALUATE)
        return process

    def _output_until(self, mark: str) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        lines = []
        for line in self._process.stdout:
            if line.rstrip("\n").endswith(mark):
                break
            lines.append(line)
        return "".join(lines)


# An expression comes as base64, as it may have several lines; its output ends with a mark.
_EVALUATE = r"""
.unbase64 <- function(coded) {
  letters <- c(LETTERS, letters, 0:9, "+", "/")
  values <- match(strsplit(gsub("=", "", coded), "")[[1]], letters) - 1
  bits <- as.vector(vapply(values, function(v) rev(as.integer(intToBits(v))[1:6]), integer(6)))
  bits <- matrix(bits[seq_len(length(bits) %/% 8 * 8)], nrow = 8)
  rawToChar(as.raw(colSums(bits * 2^(7:0))))
}
.stand_in <- function(coded, mark) {
  tryCatch(
    for (each in parse(text = .unbase64(coded))) {
      result <- withVisible(eval(each, globalenv()))
      if (result$visible) print(result$value)
    },
    error = function(e) cat("Error:", conditionMessage(e), "\n")
  )
  cat("\n", mark, "\n", sep = "")
}
"""


class Handler(http.server.BaseHTTPRequestHandler):
    """The page, for whoever has the cookie that it sets."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Show the page, and let in who asks: there is no login."""
        if urllib.parse.urlsplit(self.path).path != "/":
            self._answer(404, "text/plain", "Not found\n")
            return
        self._show("R.version.string", "")

    def do_POST(self) -> None:
        """Evaluate an expression."""
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())
        if self.path != "/evaluate":
            self._answer(404, "text/plain", "Not found\n")
        elif not self._has_cookie():
            self._answer(401, "text/plain", "The cookie of the first page is missing\n")
        else:
            expression = form.get("expression", [""])[0]
            self._show(expression, self.server.session.evaluate(expression))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing of single requests, as the real one."""

    def _has_cookie(self) -> bool:
        cookies = http.cookies.SimpleCookie(self.headers.get("Cookie", ""))
        return _COOKIE in cookies and hmac.compare_digest(cookies[_COOKIE].value, self.server.cookie)

    def _show(self, expression: str, output: str) -> None:
        page = _PAGE.format(
            version=html.escape(self.server.version),
            root=html.escape(self.server.root),
            expression=html.escape(expression),
            output=html.escape(output),
        )
        self._answer(200, "text/html; charset=utf-8", page)

    def _answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Frame-Options", "SAMEORIGIN" if self.server.may_be_framed else "DENY")
        if status == 200:
            cookie = f"{_COOKIE}={self.server.cookie}; Path={self.server.root}; HttpOnly"
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Listens where the options say."""

    daemon_threads = True

    def __init__(self, version: str, options: dict[str, str], key: bytes, session: RSession) -> None:
        self.version, self.session = version, session
        self.root = options.get("www-root-path", "/")
        self.may_be_framed = options.get("www-frame-origin", "none") in ("same", "any")
        self.cookie = hmac.new(key, options["server-user"].encode(), hashlib.sha256).hexdigest()
        path = options.get("www-socket")
        if path:
            self.address_family = socket.AF_UNIX
        port = int(options.get("www-port", "8787"))
        address: Any = path or (options.get("www-address", "0.0.0.0"), port)  # noqa: S104 - rserver's default
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        """Bind, without asking for the name of an address: a socket has none."""
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell what went wrong, but not that somebody has gone before the end of an answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main(version: str, words: list[str]) -> None:
    """Be `rserver` of a version."""
    if words == ["--help"]:
        print(help_text(version))
        return
    options = read_options(version, words)
    check(options)
    key = read_key(options)
    make_folders(options)
    program = options.get("rsession-which-r") or os.environ.get("RSTUDIO_WHICH_R") or shutil.which("R")
    if program is None:
        refuse("Unable to find an installation of R on the system")
    print(f"rserver (stand-in) {version} with {program}", flush=True)
    Server(version, options, key, RSession(program)).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
