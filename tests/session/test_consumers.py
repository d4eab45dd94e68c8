"""Who holds memory: trees of processes, made up and real ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.session import consumers
from hpclab.session.consumers import Held

# From /proc/PID/status of Linux 6.1, shortened.
STATUS = """\
Name:\tpython3 (a)
State:\tS (sleeping)
PPid:\t17
Uid:\t1001\t1001\t1001\t1001
VmRSS:\t  112640 kB
RssAnon:\t  102400 kB
RssFile:\t   10240 kB
RssShmem:\t       4 kB
"""


def test_a_status_tells_the_parent_and_what_is_held() -> None:
    assert consumers.parse(STATUS) == Held(parent=17, own=100 * 1024**2, shared=4096)


@pytest.mark.parametrize("text", ["", "Name:\tkworker\nPPid:\t2\n", "PPid:\nRssAnon:\nRssShmem:\n"])
def test_what_holds_nothing_has_no_figures(text: str) -> None:
    assert consumers.parse(text) is None


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    consumers.parse(text)


def test_each_process_belongs_to_the_nearest_root() -> None:
    processes = {
        10: Held(1, 5, 0),  # the server
        11: Held(10, 100, 0),  # a kernel
        12: Held(11, 30, 40),  # its workers, which share 40
        13: Held(12, 30, 40),
        14: Held(10, 7, 0),  # a helper of the server
        20: Held(1, 1000, 0),  # of another session
    }
    assert consumers.held_by_trees(processes, {10, 11, 99}) == {10: 12, 11: 200, 99: 0}


def test_a_circle_of_parents_ends() -> None:
    assert consumers.held_by_trees({1: Held(2, 5, 0), 2: Held(1, 5, 0)}, {3}) == {3: 0}


def test_real_processes_with_a_child(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    child = f"x = bytearray(50_000_000); open({str(ready)!r}, 'w').close(); input()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE) as running:
        try:
            while not ready.exists() and running.poll() is None:
                pass
            held = consumers.held_by_trees(consumers.read(os.getuid()), {running.pid})[running.pid]
        finally:
            running.kill()
    assert 50_000_000 < held < 150_000_000
