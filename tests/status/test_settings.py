"""Where each setting comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from traitlets import Unicode
from traitlets.config import Application, Config

from hpclab.status.settings import Setting, effective, names_setting


class Site(Application):
    """An application with settings."""

    one = Unicode("first").tag(config=True)
    two = Unicode("second").tag(config=True)
    three = Unicode("third").tag(config=True)
    four = Unicode("fourth").tag(config=True)
    five = Unicode("fifth").tag(config=True)
    internal = Unicode("no setting")


def test_each_setting_has_its_origin(tmp_path: Path) -> None:
    python, later, structured = tmp_path / "a.py", tmp_path / "b.py", tmp_path / "c.json"
    python.write_text("c.Site.two = 'x'\n# c.Site.five = 'y'\nc.Site.three = 'x'\n")
    later.write_text("if True:\n    c.Site.three = 'x'\n")
    structured.write_text(json.dumps({"Site": {"four": "x"}}))
    configured = Config({"Site": {"two": "x", "three": "x", "four": "x", "five": "x"}})
    found = effective(
        Site(config=configured),
        ["one", "two", "three", "four", "five"],
        command_line=Config({"Site": {"two": "x"}}),
        files=[str(python), str(later), str(structured), str(tmp_path / "gone.py")],
    )
    assert found == [
        Setting("Site.five", "'x'", "configured, by a file that does not name it"),
        Setting("Site.four", "'x'", str(structured)),
        Setting("Site.one", "'first'", "default"),
        Setting("Site.three", "'x'", str(later)),
        Setting("Site.two", "'x'", "command line"),
    ]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("a.py", "c.HpcLab.disabled = []", True),
        ("a.py", "  c . HpcLab.disabled.append('x')", True),
        ("a.py", "# c.HpcLab.disabled = []", False),
        ("a.py", "c.HpcLab.disabled_too = []", False),
        ("a.json", '{"HpcLab": {"disabled": []}}', True),
        ("a.json", '{"HpcLab": null}', False),
        ("a.json", '["HpcLab.disabled"]', False),
        ("a.json", "HpcLab.disabled", False),
    ],
)
def test_a_file_names_a_setting(file: str, text: str, expected: bool) -> None:
    assert names_setting(file, text, "HpcLab", "disabled") is expected
