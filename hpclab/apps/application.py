"""One application's life: found, started in an environment of its own, ready, ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from ..core import process, redaction, threads
from ..core.activities import Activity
from ..core.errors import BrokenToolError, ConflictError, HpcLabError, TooSlowError
from ..software.app_environment import PreparedEnvironment
from . import composing, finding, last_words, private_folder, readiness, supervisor
from .models import App, AppStage, AppState
from .preparing import Preparation
from .spec import AppSpec, Command
from .surroundings import Surroundings

_LOG_SHOWN = 64 * 1024  # bytes
_LAST_WORDS = 5  # lines
_DISK_SECONDS = 60.0
_SUPERVISOR_SECONDS = 15.0  # beyond the application's own grace

Result = TypeVar("Result")


class _Status(msgspec.Struct, frozen=True):
    """What is told about the life; replaced as a whole."""

    state: AppState = "stopped"
    reason: str | None = None
    detail: str | None = None
    stage: AppStage | None = None
    started_at: float | None = None
    prepared: PreparedEnvironment | None = None
    socket: Path | None = None
    prefix: str = ""
    attention: str | None = None
    pid: int | None = None


class Application:
    """One application of this server.

    Args:
        spec: what it is.
        surroundings: what it is started with.
        changed: called after each change of what it does.

    """

    def __init__(self, spec: AppSpec, surroundings: Surroundings, changed: Callable[[], None]) -> None:
        self.spec = spec
        self._around = surroundings
        self._changed = changed
        self._status = _Status()
        self._life: asyncio.Task[None] | None = None
        self._stopping = False
        self.wants_network = False
        self._folder: Path | None = None
        self._log_file: Path | None = None
        self._log_end = ""
        self._secret = ""
        self._preparation = Preparation(spec, surroundings, partial(self._at_stage, "loading"))

    @property
    def url(self) -> str:
        """Where browsers see it, below the server's base URL."""
        return f"hpclab/app/{self.spec.name}/"

    @property
    def socket(self) -> Path | None:
        """Where it listens; None while it isn't ready."""
        return self._status.socket if self._status.state == "running" else None

    @property
    def prefix(self) -> str:
        """The path that it serves its pages below, unknown to browsers."""
        return self._status.prefix

    @property
    def _network(self) -> bool | None:
        """Whether it may reach the internet; None where nobody has to choose."""
        return self.wants_network if self.spec.outbound and self._around.allows_network else None

    @property
    def state(self) -> AppState:
        """What it does, as far as it was started: never `unavailable`."""
        return self._status.state

    async def described(self, environment: Mapping[str, str]) -> App:
        """What its tile shows.

        Args:
            environment: the session's, in which it would start.

        """
        status = self._status
        if status.state == "stopped":
            return await self._described_idle(environment)
        own = _additions(status.prepared)
        return App(
            name=self.spec.name,
            title=self.spec.title,
            state=status.state,
            reason=status.reason,
            detail=status.detail,
            stage=status.stage,
            needs=self.spec.module_names,
            modules=list(own.modules),
            changes=list(own.changes),
            url=self.url,
            started_at=status.started_at,
            stale=self._is_stale(),
            last_line=last_words.of(await self.log(), lines=1) if status.stage == "waiting" else None,
            attention=status.attention,
            network=self._network,
        )

    def activity(self) -> Activity | None:
        """The modules that it runs with; None while it doesn't run."""
        prepared = self._status.prepared
        if self._status.state != "running" or prepared is None:
            return None
        return Activity(
            kind="app",
            id=self.spec.name,
            name=self.spec.title,
            modules=prepared.fingerprint.modules,
            stale=self._is_stale(),
            pid=self._status.pid,
        )

    def start(self, *, network: bool = False) -> None:
        """Begin to start it; one that is starting or runs is left alone.

        Args:
            network: whether it may reach the internet, if it is in a private network.

        Raises:
            ConflictError: it is just being stopped.

        """
        if self._stopping:
            raise ConflictError(
                "app_stopping", f"{self.spec.title} is just being stopped. Try again in a moment."
            )
        if self._life is None or self._life.done():
            self.wants_network = network and self._around.allows_network
            self._tell(_Status(state="starting", started_at=time.time()))
            self._life = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """End it with everything that it started, and return when that is done.

        Raises:
            ConflictError: it is just being stopped.

        """
        if self._stopping:
            raise ConflictError("app_stopping", f"{self.spec.title} is already being stopped.")
        self._stopping = True
        try:
            if self._life is not None and not self._life.done():
                self._tell(msgspec.structs.replace(self._status, stage="stopping"))
                self._life.cancel()
                await asyncio.wait([self._life])
            self._tell(_Status())
        finally:
            self._stopping = False

    async def close(self) -> None:
        """End it as the server ends; who is stopping it already will finish that."""
        with contextlib.suppress(ConflictError):
            await self.stop()

    async def leave_nothing(self) -> None:
        """Remove its folder while it still ends: the server goes, and with it perhaps its job."""
        if self._folder is not None:
            await _on_disk(partial(private_folder.remove, self._folder))

    async def log(self) -> str:
        """The end of what it printed, in this run or, when it doesn't run, in the last one; without secrets.

        Java, for one, prints the options that it gets by the environment. People send logs to their support.
        """
        if self._log_file is None:
            return self._log_end
        end = await _on_disk(partial(private_folder.end_of, self._log_file, _LOG_SHOWN))
        return redaction.redact(end, {self._secret})

    async def _described_idle(self, environment: Mapping[str, str]) -> App:
        app = App(
            name=self.spec.name,
            title=self.spec.title,
            state="stopped",
            needs=self.spec.module_names,
            url=self.url,
            network=None if self._network is None else False,
        )
        try:
            modules = await self._preparation.missing_modules(environment, self._around.catalog.now())
        except HpcLabError as error:
            app.state, app.reason, app.url = "unavailable", error.message, None
            return app
        additions = finding.additions(modules, self._around.catalog.now(), environment)
        app.modules, app.changes = list(additions.modules), list(additions.changes)
        return app

    def _is_stale(self) -> bool:
        prepared = self._status.prepared
        return (
            self._status.state == "running"
            and prepared is not None
            and prepared.session_fingerprint != self._around.modules.fingerprint()
        )

    def _tell(self, status: _Status) -> None:
        self._status = status
        self._changed()

    def _at_stage(self, stage: AppStage) -> None:
        self._check_wanted()
        self._tell(msgspec.structs.replace(self._status, stage=stage))

    def _check_wanted(self) -> None:
        """Notice a stop whose cancellation got lost: `asyncio.wait_for` does that before Python 3.12."""
        if self._stopping:
            raise asyncio.CancelledError

    async def _live(self) -> None:
        """Live from start to end; whatever happens is told in the end."""
        try:
            status = await self._run()
        except HpcLabError as error:
            self._fail(error.message, error.detail)
        except OSError as error:  # such as a full disk, as its files are written
            self._fail(f"{self.spec.title} can't be started: {error.strerror}: {error.filename}.", None)
        except Exception:
            self._around.log.exception("hpclab: %s failed", self.spec.name)
            self._fail(f"{self.spec.title} failed for a reason that only the server's log tells.", None)
        else:
            if status == 0:
                self._tell(_Status())
            else:
                self._fail(f"{self.spec.title} ended with status {status}.", self._last_words())

    def _fail(self, message: str, detail: str | None) -> None:
        self._around.log.warning("hpclab: %s: %s", self.spec.name, message)
        self._tell(_Status(state="failed", reason=message, detail=detail, started_at=self._status.started_at))

    async def _run(self) -> int:
        """Start it and wait until it ends; its exit status."""
        self._log_end = ""
        if self.spec.may_be_isolated:
            self._around.networks.begin()
        prepared = await self._preparation.prepare()
        self._tell(msgspec.structs.replace(self._status, prepared=prepared))
        making = threads.start(partial(private_folder.make, self.spec.name, prepared.environment))
        try:
            folder = self._folder = await threads.wait_for(making, timeout=_DISK_SECONDS)
            self._at_stage("launching")
            command = await composing.compose(
                self.spec,
                prepared.environment,
                folder=folder,
                url_path=f"{self._around.base_url}{self.url}",
                memory=self._around.memory,
                networks=self._around.networks,
                options=self._around.options,
                root=self._around.root,
                outbound=self.wants_network,
            )
            self._secret = command.secret
            return await self._supervise(command, prepared, folder)
        finally:
            await self._remove_folder(making)

    async def _remove_folder(self, making: asyncio.Future[Path]) -> None:
        """Remove the folder, also one that is still being made: it comes to be though nobody waits for it."""
        with contextlib.suppress(HpcLabError):  # there is none, or the disk hangs: `_run` tells that
            made = await threads.wait_for(making, timeout=_DISK_SECONDS)
            await _on_disk(partial(private_folder.remove, made))
        self._folder = None

    async def _supervise(self, command: Command, prepared: PreparedEnvironment, folder: Path) -> int:
        environment = command.environment.applied_to(prepared.environment)
        launch = supervisor.Launch(
            parent=os.getpid(),
            argv=list(command.argv),
            environment={**environment, "TMPDIR": str(folder / supervisor.TEMPORARY_FOLDER)},
            cwd=str(Path(environment.get("HOME") or "/")),
            grace=self.spec.grace,
            private_port=command.private_port,
            outbound_port=command.outbound_port,
            open_port=command.open_port,
            sessions=command.sessions,
        )
        await _on_disk(partial(_write_files, launch, command, folder))
        self._log_file = folder / supervisor.LOG_FILE
        running = await process.spawn(
            [sys.executable, "-I", "-S", supervisor.__file__, str(folder)],
            env=self._around.environment.initial,
            log=self._log_file,
        )
        try:
            self._at_stage("waiting")
            await self._become_ready(running, folder / supervisor.SOCKET_FILE, command.prefix)
            self._check_wanted()
            self._tell(
                msgspec.structs.replace(
                    self._status,
                    state="running",
                    stage=None,
                    socket=folder / supervisor.SOCKET_FILE,
                    prefix=command.prefix,
                    attention=command.attention,
                    pid=running.pid,
                )
            )
            return await running.wait()
        finally:
            await self._end(running)
            self._log_end = await self.log()
            self._log_file = None

    async def _become_ready(self, running: asyncio.subprocess.Process, socket: Path, prefix: str) -> None:
        ended = asyncio.ensure_future(running.wait())
        ready = asyncio.ensure_future(readiness.until_ready(self.spec, socket, prefix))
        try:
            done, _ = await asyncio.wait(
                {ended, ready}, timeout=self.spec.ready_seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            ready.cancel()
            ended.cancel()
        if ready in done:
            ready.result()
            return
        self._log_end = await self.log()
        if ended in done:
            raise BrokenToolError(
                "app_ended",
                f"{self.spec.title} ended with status {ended.result()} before it was ready. "
                "Open it once more; if it stays so, send its log to your support.",
                self._last_words(),
            )
        raise TooSlowError(
            "app_too_slow",
            f"{self.spec.title} didn't answer within {self.spec.ready_seconds:g} seconds and was ended. "
            "A first start may take longer while files are read for the first time: try once more.",
            self._last_words(),
        )

    async def _end(self, running: asyncio.subprocess.Process) -> None:
        """Ask the supervisor to end everything, and wait for that; it insists by itself."""
        if running.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(running.wait(), self.spec.grace + _SUPERVISOR_SECONDS)
        if running.returncode is None or running.returncode < 0:
            process.kill_group(running.pid)  # somebody killed the supervisor, or it hangs

    def _last_words(self) -> str | None:
        return last_words.of(self._log_end, lines=_LAST_WORDS)


async def _on_disk(function: Callable[[], Result]) -> Result:
    """Call a function that waits for the disk."""
    return await threads.run(function, timeout=_DISK_SECONDS)


def _additions(prepared: PreparedEnvironment | None) -> finding.Additions:
    if prepared is None:
        return finding.Additions()
    return finding.compared(prepared.added, prepared.changed)


def _write_files(launch: supervisor.Launch, command: Command, folder: Path) -> None:
    for file, text in command.files.items():
        private_folder.write(file, text)
    launch.write(folder)
