"""Everything that is installed below the root, several things beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from demo import code_server, jupyter, software
from demo.paths import Paths
from demo.process import DemoError


def install(paths: Paths) -> None:
    """Install JupyterLab and the software behind the modules, where they are missing.

    Raises:
        DemoError: Something couldn't be installed; what could be, was.

    """
    software.link_debian_software(paths)
    software.install_stand_ins(paths)
    _together([lambda: _install_python(paths), lambda: code_server.install(paths)])


def _install_python(paths: Paths) -> None:
    jupyter.ensure_venv(paths)
    software.install_python_bundles(paths)


def _together(steps: Sequence[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(steps)) as pool:
        futures = [pool.submit(step) for step in steps]
    errors = [error for future in futures if (error := future.exception()) is not None]
    for error in errors:
        if not isinstance(error, DemoError):
            raise error
    if errors:
        raise DemoError("\n".join(str(error) for error in errors))
