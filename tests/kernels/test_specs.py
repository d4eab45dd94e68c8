"""The folders of kernelspecs follow JUPYTER_PATH."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_events import EventLogger

from hpclab.core.environment import EnvironmentPatch, ServerEnvironment
from hpclab.core.events import ChangeEvents, Revision
from hpclab.kernels.specs import KernelFolders, folders_of, kernel_files
from hpclab.software.kernel_needs import KernelFiles


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "/site:/more/")


def followed(manager: KernelSpecManager) -> ServerEnvironment:
    environment = ServerEnvironment()
    folders = KernelFolders(manager, environment, ChangeEvents(EventLogger()), Revision())
    environment.on_apply(folders.follow)
    return environment


def test_as_jupyter_writes_them() -> None:
    assert folders_of(os.environ) == KernelSpecManager().kernel_dirs[:2]
    assert folders_of({"JUPYTER_PATH": ":/a::"}) == ["/a/kernels"]
    assert folders_of({}) == []


def test_who_asks_for_the_folders_later_gets_the_same() -> None:
    others = KernelSpecManager().kernel_dirs[2:]
    manager = KernelSpecManager()
    environment = followed(manager)
    environment.apply(EnvironmentPatch({"JUPYTER_PATH": "/module"}))
    assert not manager.trait_has_value("kernel_dirs")
    assert manager.kernel_dirs == ["/module/kernels", *others]
    environment.apply(EnvironmentPatch({"JUPYTER_PATH": "/other"}))
    assert manager.kernel_dirs == ["/other/kernels", *others]


def test_former_entries_go_and_new_ones_come_first() -> None:
    manager = KernelSpecManager()
    others = manager.kernel_dirs[2:]
    environment = followed(manager)
    environment.apply(EnvironmentPatch({"JUPYTER_PATH": "/module:/site"}))
    assert manager.kernel_dirs == ["/module/kernels", "/site/kernels", *others]
    environment.apply(EnvironmentPatch(removed=frozenset({"JUPYTER_PATH"})))
    assert manager.kernel_dirs == others


def test_what_a_site_has_set_stays() -> None:
    manager = KernelSpecManager(kernel_dirs=["/set/kernels", "/site/kernels"])
    environment = followed(manager)
    environment.apply(EnvironmentPatch({"JUPYTER_PATH": "/site"}))
    assert manager.kernel_dirs == ["/site/kernels", "/set/kernels", "/site/kernels"]
    environment.apply(EnvironmentPatch(removed=frozenset({"JUPYTER_PATH"})))
    assert manager.kernel_dirs == ["/set/kernels", "/site/kernels"]


def test_other_changes_leave_them_alone() -> None:
    manager = KernelSpecManager()
    before = manager.kernel_dirs
    followed(manager).apply(EnvironmentPatch({"HPCLAB_TEST": "x"}))
    assert manager.kernel_dirs is before
    del os.environ["HPCLAB_TEST"]


async def test_where_kernels_come_from(tmp_path: Path) -> None:
    folder = tmp_path / "octave"
    folder.mkdir()
    (folder / "kernel.json").write_text('{"argv": ["octave", "-x"], "display_name": "GNU Octave"}')
    manager = KernelSpecManager(kernel_dirs=[str(tmp_path)], ensure_native_kernel=False)
    assert await kernel_files(manager) == [KernelFiles("GNU Octave", "octave", str(folder))]


async def test_kernels_that_cannot_be_read_are_none() -> None:
    class Broken(KernelSpecManager):
        def get_all_specs(self) -> dict[str, object]:
            raise OSError("Stale file handle")

    assert await kernel_files(Broken()) == []
