"""code-server from npm: installed once, its native parts built on this machine."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from demo import node, process, progress
from demo.node import Node
from demo.paths import Paths
from demo.process import DemoError

VERSION = "4.100.3"  # the newest for Node 20
_NATIVE = (
    "node-pty",
    "@vscode/spdlog",
    "@vscode/sqlite3",
    "native-watchdog",
    "@vscode/native-watchdog",
    "@parcel/watcher",
)
_SECONDS = 1200
_ARGUMENTS = ("install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def install(paths: Paths) -> None:
    """Install code-server where its module expects it, unless it is there.

    Raises:
        DemoError: npm or a compiler failed; the log is named.

    """
    target = paths.software / "code-server" / VERSION
    if target.exists():
        return
    progress.doing("code-server", f"installing {VERSION} and building its native parts (a minute or two)")
    builder = _Builder(
        node.ensure(paths), target.with_name("unfinished"), paths.log / "install-code-server.log"
    )
    builder.build()
    builder.write_command(target)
    builder.folder.rename(target)
    progress.done("code-server", f"{VERSION} installed in {target}")


class _Builder:
    """The steps of one installation, all in one folder and one log."""

    def __init__(self, with_node: Node, folder: Path, log: Path) -> None:
        self._node = with_node
        self._log = log
        self.folder = folder

    @property
    def _package(self) -> Path:
        return self.folder / "node_modules" / "code-server"

    def build(self) -> None:
        """Fetch the packages and build what is native in them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        (self.folder / "package.json").write_text('{"private": true}\n', encoding="ascii")
        self._npm(self.folder, f"code-server@{VERSION}")
        # argon2 has an install script of its own, and fetches a binary unless it is told to build one.
        self._run(["npm", "rebuild", "argon2", "--build-from-source"], self.folder)
        self._check_native(self.folder / "node_modules" / "argon2")
        editor = self._package / "lib" / "vscode"
        for folder in (editor, editor / "extensions"):
            self._npm(folder, "--omit=dev", "--legacy-peer-deps")
        for module in self._native_modules(editor / "node_modules"):
            self._build_native(module)
        self._link_parts(editor)

    def write_command(self, target: Path) -> None:
        """Write the command that the module puts on PATH; it names where the folder will be."""
        command = self.folder / "bin" / "code-server"
        command.parent.mkdir()
        entry = target / self._package.relative_to(self.folder) / "out" / "node" / "entry.js"
        words = shlex.join([str(self._node.program), str(entry)])
        command.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        command.chmod(0o755)

    def _native_modules(self, modules: Path) -> Iterable[Path]:
        for name in _NATIVE:
            if not (modules / name / "binding.gyp").exists():
                continue
            if name == "@parcel/watcher" and (modules / "@parcel" / "watcher-linux-x64-glibc").exists():
                continue  # it comes built
            yield modules / name

    def _build_native(self, module: Path) -> None:
        gyp = self._node.global_modules / "npm" / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
        self._run([self._node.program, gyp, "rebuild"], module)
        self._check_native(module)

    def _check_native(self, module: Path) -> None:
        if not any(module.rglob("*.node")):
            raise DemoError(f"{module.name} was built but has no native part; see {self._log}.")

    def _npm(self, folder: Path, *words: str) -> None:
        self._run(["npm", *_ARGUMENTS, *words], folder)

    def _run(self, argv: Sequence[str | Path], folder: Path) -> None:
        env = self._node.env
        if headers := self._node.headers:
            env["npm_config_nodedir"] = str(headers)
        process.run(argv, timeout=_SECONDS, cwd=folder, env=env, log=self._log)

    def _link_parts(self, editor: Path) -> None:
        """Put into place what the packages' own install scripts would have."""
        search = shutil.which("rg")
        if search is None:
            raise DemoError("rg is missing: run `python3 -m demo packages`.")
        folder = editor / "node_modules" / "@vscode" / "ripgrep" / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        _link(folder / "rg", search)
        _link(editor / "node_modules.asar", "node_modules")
        _link(editor / "bin" / "remote-cli" / "code-server", "code-linux.sh")
        _link(editor / "bin" / "helpers" / "browser.sh", "browser-linux.sh")


def _link(link: Path, target: str) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)
