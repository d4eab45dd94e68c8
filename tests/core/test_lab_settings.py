"""A person's settings of JupyterLab, from real files, by JupyterLab's own reader."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hpclab.core import lab_settings
from hpclab.core.errors import BrokenToolError

SCHEMA = Path(__file__).parents[2] / "schema" / "software.json"
PLUGIN = "hpclab:software"


@dataclass
class Folders:
    """A JupyterLab's."""

    app_settings_dir: str
    schemas_dir: str
    user_settings_dir: str
    labextensions_path: list[str] = field(default_factory=list)
    extra_labextensions_path: list[str] = field(default_factory=list)

    def set(self, text: str) -> None:
        file = Path(self.user_settings_dir, "hpclab", "software.jupyterlab-settings")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    for name in ("app", "user", "schemas/hpclab"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(SCHEMA, tmp_path / "schemas" / "hpclab")
    return Folders(str(tmp_path / "app"), str(tmp_path / "schemas"), str(tmp_path / "user"))


def test_what_nobody_has_set_is_the_default(folders: Folders) -> None:
    found = lab_settings.read(folders, PLUGIN)
    assert (found["defaultCollection"], found["siteCollection"]) == ("", True)


def test_the_person_has_set_it_in_a_file_with_comments(folders: Folders) -> None:
    folders.set('{\n  // at the start\n  "defaultCollection": "work", /* mine */\n}\n')
    found = lab_settings.read(folders, PLUGIN)
    assert (found["defaultCollection"], found["siteCollection"]) == ("work", True)


def test_the_sites_overrides_are_defaults(folders: Folders) -> None:
    Path(folders.app_settings_dir, "overrides.json").write_text(
        '{"hpclab:software": {"defaultCollection": "course", "siteCollection": false}}'
    )
    folders.set('{"siteCollection": true}')
    found = lab_settings.read(folders, PLUGIN)
    assert (found["defaultCollection"], found["siteCollection"]) == ("course", True)


@pytest.mark.parametrize("text", ['{"defaultCollection": ', "\x00"])
def test_a_damaged_file_is_said(folders: Folders, text: str) -> None:
    folders.set(text)
    with pytest.raises(BrokenToolError, match="could not be read"):
        lab_settings.read(folders, PLUGIN)


@pytest.mark.parametrize("text", ["[1, 2]", '{"defaultCollection": 7}', '{"unknown": true}'])
def test_what_the_schema_does_not_allow_counts_as_not_set(folders: Folders, text: str) -> None:
    folders.set(text)
    found = lab_settings.read(folders, PLUGIN)
    assert (found["defaultCollection"], found["siteCollection"]) == ("", True)


def test_a_plugin_that_nobody_knows(folders: Folders) -> None:
    with pytest.raises(BrokenToolError):
        lab_settings.read(folders, "hpclab:other")
