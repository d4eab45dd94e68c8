"""Storage: figures as df(1) has them, and patience with a file server that is gone."""

from __future__ import annotations

import asyncio
import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from hpclab.session.storage import Storage


def test_figures_agree_with_df(tmp_path: Path) -> None:
    usage = asyncio.run(Storage(tmp_path).usage())
    assert usage is not None
    words = ["df", "--block-size=1", "--output=used,avail", str(tmp_path)]
    used, available = subprocess.run(words, capture_output=True, check=True, text=True).stdout.split()[-2:]
    assert usage.limit is not None
    assert usage.used == pytest.approx(int(used), abs=200e6)
    assert usage.limit - usage.used == pytest.approx(int(available), abs=200e6)


def test_a_missing_folder_has_no_figures(tmp_path: Path) -> None:
    assert asyncio.run(Storage(tmp_path / "none").usage()) is None


def test_a_dead_file_server_holds_one_thread_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = threading.Event()
    calls: list[object] = []

    def hang(path: object) -> os.statvfs_result:
        calls.append(path)
        gone.wait(30)
        raise OSError("gone")

    monkeypatch.setattr("hpclab.session.storage.os.statvfs", hang)
    monkeypatch.setattr("hpclab.session.storage._PATIENCE_SECONDS", 0.1)

    async def ask_often() -> list[object]:
        storage = Storage(tmp_path)
        answers: list[object] = [await storage.usage() for _ in range(5)]
        gone.set()
        return answers

    began = time.monotonic()
    assert asyncio.run(ask_often()) == [None] * 5
    assert len(calls) == 1
    assert time.monotonic() - began < 3
