"""Parts of files that jobs write: large, rotated, binary, pipes and links."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from hpclab.core.errors import ForbiddenError, RefusedError
from hpclab.jobs.output_file import read


def test_a_short_file_is_read_whole_and_followed(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("one\ntwo\n")
    first = read(file, None, None)
    assert (first.state, first.text, first.offset, first.next_offset, first.size) == (
        *("text", "one\ntwo\n"),
        *(0, 8, 8),
    )
    with file.open("a") as more:
        more.write("three\n")
    later = read(file, first.next_offset, first.file)
    assert (later.text, later.next_offset, later.is_new) == ("three\n", 14, False)
    assert read(file, 14, first.file).text == ""


def test_of_a_large_file_only_the_end_comes_and_parts_on_request(tmp_path: Path) -> None:
    file = tmp_path / "out"
    with file.open("wb") as large:
        large.truncate(10**9)  # a hole, which takes no room
        large.seek(10**9)
        large.write("".join(f"line {number:07}\n" for number in range(20_000)).encode())
    end = read(file, None, None)
    assert end.size == end.next_offset == 10**9 + 260_000
    assert len(end.text) <= 64 * 1024
    assert end.text.startswith("line 00")
    assert end.text.endswith("line 0019999\n")
    before = read(file, 10**9 + 13, end.file, until=10**9 + 26)
    assert (before.text, before.next_offset) == ("line 0000001\n", 10**9 + 26)
    earlier = read(file, 10**9 + 13, end.file)
    assert earlier.text.startswith("line 0000001\n")
    assert earlier.next_offset - earlier.offset <= 256 * 1024


def test_a_rotated_or_cut_file_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("old and long\n")
    old = read(file, None, None)
    file.rename(tmp_path / "out.1")
    file.write_text("new\n")
    assert (read(file, old.next_offset, old.file).text, read(file, 5, old.file).is_new) == ("new\n", True)
    kept = read(file, None, None)
    file.write_text("")
    cut = read(file, kept.next_offset, kept.file)
    assert (cut.is_new, cut.text, cut.next_offset) == (True, "", 0)


def test_a_character_is_never_torn(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_bytes("prêt é".encode()[:-1])
    part = read(file, None, None)
    assert part.text == "prêt "
    file.write_bytes("prêt é\n".encode())
    assert read(file, part.next_offset, part.file).text == "é\n"


def test_what_is_no_utf8_is_readable_and_what_is_binary_is_named(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_bytes(b"caf\xe9 ok\n")
    assert read(file, None, None).text == "caf\ufffd ok\n"
    file.write_bytes(b"\x7fELF\0\0\1")
    part = read(file, None, None)
    assert (part.state, part.text, part.size) == ("binary", "", 7)


def test_a_missing_file_is_a_state(tmp_path: Path) -> None:
    assert read(tmp_path / "out", None, None).state == "missing"
    assert read(tmp_path / "out" / "below", 5, "1:2").is_new
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    dangling = read(tmp_path / "dangling", None, None)
    assert (dangling.state, dangling.link_to) == ("missing", str(tmp_path / "nowhere"))


def test_a_link_is_followed_and_named(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("x\n")
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    part = read(tmp_path / "out", None, None)
    assert (part.text, part.link_to) == ("x\n", str(tmp_path / "elsewhere"))
    assert read(tmp_path / "elsewhere", None, None).link_to is None


def test_pipes_devices_folders_and_sockets_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero"), tmp_path / "socket"):
            with pytest.raises(RefusedError) as caught:
                read(path, None, None)
            assert str(path) in caught.value.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else_is_forbidden(tmp_path: Path) -> None:
    (tmp_path / "out").touch(mode=0o000)
    with pytest.raises(ForbiddenError):
        read(tmp_path / "out", None, None)
