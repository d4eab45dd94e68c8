"""The format of announcements and of links: what is said, when it holds, and mistakes that cost one part."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.site import announcements, links
from hpclab.site.announcements import Dated
from hpclab.site.models import Announcement, Link

FILE = """title: Maintenance on Tuesday
severity: warning
from: 2026-11-20
until: 2026-11-24T18:00Z
url: https://status.example.org
id: maintenance

The file systems are **read-only**.

- all of them
+++
Nothing but text: with a colon.
+++
title: Only a title
until: 2026-11-24
+++

"""


def read(text: str) -> tuple[list[Dated], list[str]]:
    """Announcements and mistakes."""
    mistakes: list[str] = []
    return announcements.parse(text.encode(), mistakes.append), mistakes


def test_a_file_with_several() -> None:
    found, mistakes = read(FILE)
    assert mistakes == []
    assert found[0].announcement == Announcement(
        id="maintenance",
        title="Maintenance on Tuesday",
        text="The file systems are **read-only**.\n\n- all of them",
        severity="warning",
        url="https://status.example.org",
    )
    assert [each.announcement.text for each in found[1:]] == ["Nothing but text: with a colon.", ""]
    assert found[1].announcement.severity == "info"


def test_windows_line_ends_and_a_mark_at_the_beginning_change_nothing() -> None:
    plain, _ = read(FILE)
    assert read("\ufeff" + FILE.replace("\n", "\r\n"))[0] == plain


def test_it_holds_from_and_until_its_times() -> None:
    first = read(FILE)[0][0]
    end = datetime(2026, 11, 24, 18, tzinfo=timezone.utc).timestamp()
    begin = datetime(2026, 11, 20).timestamp()
    assert [first.holds(when) for when in (begin - 1, begin, end - 1, end)] == [False, True, True, False]


def test_a_day_at_the_end_is_meant_whole() -> None:
    last = read(FILE)[0][2]
    assert last.holds(datetime(2026, 11, 24, 23, 59).timestamp())
    assert not last.holds(datetime(2026, 11, 25).timestamp())


def test_a_changed_text_is_another_announcement() -> None:
    ids = [read(text)[0][0].announcement.id for text in ("Down today", "Down tomorrow", "Down today")]
    assert ids[0] == ids[2] != ids[1]


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        ("title: x\nsevirity: danger\n\ntext", "'sevirity: danger' is none of"),
        ("title: x\nseverity: fatal", "severity 'fatal' is none of info, warning, danger"),
        ("title: x\nuntil: tomorrow", "'tomorrow' is no day"),
        ("title: x\nurl: javascript:alert(1)", "is not an http or https address"),
        ("severity: info", "no title and no text"),
    ],
)
def test_a_mistake_costs_the_one_announcement(part: str, mistake: str) -> None:
    found, mistakes = read(f"{part}\n+++\nThe next one")
    assert [each.announcement.text for each in found] == ["The next one"]
    assert len(mistakes) == 1
    assert mistakes[0].startswith("announcement 1 is left out: ")
    assert mistake in mistakes[0]


@given(st.binary())
def test_whatever_the_bytes_are_only_a_value_error_comes(data: bytes) -> None:
    for parse in (announcements.parse, links.parse):
        try:
            assert isinstance(parse(data, lambda _: None), list)
        except ValueError:
            continue


def test_links_line_by_line() -> None:
    mistakes: list[str] = []
    text = b"# Ours\nDocumentation of the cluster https://docs.example.org\n\nHelp mailto:help@example.org\n"
    text += b"Evil javascript:alert(1)\nhttps://no.title.example.org\n"
    found = links.parse(text, mistakes.append)
    assert found == [
        Link("Documentation of the cluster", "https://docs.example.org"),
        Link("Help", "mailto:help@example.org"),
    ]
    assert [mistake[:7] for mistake in mistakes] == ["line 5 ", "line 6 "]
