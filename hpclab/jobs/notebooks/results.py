"""What the executed notebook of a job is called: `NAME-JOBID.ipynb`, and never what is there already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def candidates(notebook: Path, job_id: str) -> Iterator[Path]:
    """The names in their order: a job that was requeued runs again, and what it left stays.

    Args:
        notebook: the one that was submitted.
        job_id: such as `123`.

    """
    yield notebook.with_name(f"{notebook.stem}-{job_id}.ipynb")
    number = 2
    while True:
        yield notebook.with_name(f"{notebook.stem}-{job_id}-{number}.ipynb")
        number += 1


def claim(notebook: Path, job_id: str) -> Path:
    """Make the file that a run writes to.

    Raises:
        OSError: the folder can't be written to.

    """
    for path in candidates(notebook, job_id):
        try:
            path.open("x").close()
        except FileExistsError:
            continue
        return path
    raise AssertionError("the names have no end")


def newest(notebook: Path, job_id: str) -> Path:
    """The last of them that is there; the first where there is none yet.

    Raises:
        OSError: the folder can't be read.

    """
    names = candidates(notebook, job_id)
    found = next(names)
    for path in names:
        if not path.exists():
            break
        found = path
    return found
