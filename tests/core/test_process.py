"""Running programs for real: they end in time with all they started, and failures say what happened."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from hpclab.core import process
from hpclab.core.errors import BrokenToolError, TooSlowError, UnavailableError

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def sh(script: str) -> tuple[str, ...]:
    """A program that a test writes."""
    return ("/bin/sh", "-c", script)


async def until_gone(pid: int) -> bool:
    """Whether a process ends within three seconds; one that only waits to be reaped has ended."""
    for _ in range(60):
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        await asyncio.sleep(0.05)
    return False


async def read_pid(file: Path) -> int:
    """The process id that a program writes into a file."""
    while not file.exists() or not file.read_text().strip():
        await asyncio.sleep(0.02)
    return int(file.read_text())


async def test_what_a_program_prints_and_how_it_ends() -> None:
    done = await process.run(sh("cat; echo oh >&2; exit 3"), env=ENVIRONMENT, timeout=5, stdin=b"in\xff")
    assert (done.status, done.stdout, done.stderr) == (3, b"in\xff", b"oh\n")
    assert done.stdout_text == "in\ufffd"
    assert done.seconds < 5


async def test_arguments_are_no_shell_words(tmp_path: Path) -> None:
    odd = f"; touch {tmp_path}/x #$(id)\n'\""
    done = await process.run(("/usr/bin/printf", "%s", odd), env=ENVIRONMENT, timeout=5)
    assert done.stdout_text == odd
    assert list(tmp_path.iterdir()) == []


async def test_nothing_is_inherited_but_what_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("A_SECRET", "x")
    done = await process.run(("/usr/bin/env",), env={"ONLY": "this"}, timeout=5, cwd=tmp_path)
    assert done.stdout_text == "ONLY=this\n"


async def test_a_signal_is_seen_in_the_status() -> None:
    done = await process.run(sh("kill -SEGV $$"), env=ENVIRONMENT, timeout=5)
    assert done.status == -signal.SIGSEGV


async def test_when_time_is_up_grandchildren_end_too(tmp_path: Path) -> None:
    script = f"(sleep 60 & echo $! > {tmp_path}/pid; wait) & sleep 60"
    began = time.monotonic()
    with pytest.raises(TooSlowError, match=r"0\.5 seconds"):
        await process.run(sh(script), env=ENVIRONMENT, timeout=0.5)
    assert time.monotonic() - began < 5
    assert await until_gone(await read_pid(tmp_path / "pid"))


async def test_what_ignores_a_polite_end_is_ended(tmp_path: Path) -> None:
    script = f"trap '' TERM INT HUP; echo $$ > {tmp_path}/pid; while :; do sleep 1; done"
    with pytest.raises(TooSlowError):
        await process.run(sh(script), env=ENVIRONMENT, timeout=0.5)
    assert await until_gone(await read_pid(tmp_path / "pid"))


async def test_a_cancelled_request_ends_its_program(tmp_path: Path) -> None:
    script = f"(sleep 60 & echo $! > {tmp_path}/pid; wait)"
    task = asyncio.create_task(process.run(sh(script), env=ENVIRONMENT, timeout=60))
    pid = await read_pid(tmp_path / "pid")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await until_gone(pid)


async def test_what_a_program_leaves_behind_does_not_hold_its_answer(tmp_path: Path) -> None:
    script = f"sleep 60 >/dev/null 2>&1 </dev/null & echo $! > {tmp_path}/pid; echo done"
    done = await process.run(sh(script), env=ENVIRONMENT, timeout=5)
    assert done.stdout_text == "done\n"
    assert await until_gone(await read_pid(tmp_path / "pid"))


async def test_endless_output_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_OUTPUT_LIMIT", 1_000_000)
    with pytest.raises(BrokenToolError) as caught:
        await process.run(("/usr/bin/yes",), env=ENVIRONMENT, timeout=20)
    assert caught.value.code == "endless_output"


async def test_much_output_on_both_streams_is_read_whole() -> None:
    script = "import sys; sys.stdout.write('o' * 3_000_000); sys.stderr.write('e' * 3_000_000)"
    done = await process.run((sys.executable, "-c", script), env=ENVIRONMENT, timeout=20)
    assert (len(done.stdout), len(done.stderr)) == (3_000_000, 3_000_000)


async def test_a_program_that_reads_nothing_is_fed_without_harm() -> None:
    done = await process.run(sh("exit 0"), env=ENVIRONMENT, timeout=5, stdin=b"x" * 5_000_000)
    assert done.status == 0


async def test_a_missing_program_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as caught:
        await process.run((str(tmp_path / "none"),), env=ENVIRONMENT, timeout=5)
    assert caught.value.code == "program_unavailable"
    assert "none" in caught.value.message


async def test_what_may_not_be_executed_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    with pytest.raises(UnavailableError):
        await process.run((str(tmp_path / "text"),), env=ENVIRONMENT, timeout=5)


async def test_an_environment_that_is_too_large_says_so() -> None:
    with pytest.raises(BrokenToolError, match="environment has become too large"):
        await process.run(("/bin/true",), env={"LONG": "x" * 200_000}, timeout=5)


async def test_a_nul_in_an_argument_is_refused() -> None:
    with pytest.raises(BrokenToolError) as caught:
        await process.run(("/bin/echo", "a\0b"), env=ENVIRONMENT, timeout=5)
    assert caught.value.code == "not_started"


async def test_the_event_loop_goes_on_meanwhile() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await process.run(sh("sleep 0.5"), env=ENVIRONMENT, timeout=5)
    ticking.cancel()
    assert ticks > 15


async def test_a_spawned_program_goes_on_and_its_log_is_its_owners(tmp_path: Path) -> None:
    log = tmp_path / "log"
    running = await process.spawn(sh("echo out; echo err >&2; exec sleep 60"), env=ENVIRONMENT, log=log)
    try:
        while log.read_text() != "out\nerr\n":
            await asyncio.sleep(0.02)
        assert log.stat().st_mode & 0o777 == 0o600
        assert os.getsid(running.pid) == running.pid
    finally:
        process.kill_group(running.pid)
    assert await asyncio.wait_for(running.wait(), 5) == -signal.SIGKILL


async def test_spawning_a_missing_program_leaves_no_process(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        await process.spawn((str(tmp_path / "none"),), env=ENVIRONMENT, log=tmp_path / "log")


def test_a_group_that_is_gone_is_fine() -> None:
    process.kill_group(2**22 + 1)
