"""Reads a batch script from the disk, and looks at the folders that its job needs. For a thread."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from ..core.errors import ForbiddenError, NotFoundError, RefusedError, UnavailableError

# What Slurm takes by itself (max_script_size in slurm.conf(5)); more is data, which belongs into a file.
LARGEST = 4 * 1024 * 1024


def read(path: Path) -> str:
    """The text of a script.

    Raises:
        NotFoundError: it isn't there.
        ForbiddenError: it may not be read.
        RefusedError: it is no file, too large, or no text.
        UnavailableError: its file system doesn't give it.

    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFoundError("no_script", f"There is no file {path}.") from None
    except PermissionError as error:
        raise ForbiddenError("script_forbidden", f"You may not read {path}: {error.strerror}.") from error
    except OSError as error:
        raise _unavailable(path, error) from error
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError("no_script", f"{path} is no regular file, so it can't be a batch script.")
        if status.st_size > LARGEST:
            raise RefusedError("script_too_large", too_large(status.st_size))
        try:
            return file.read().decode()
        except UnicodeDecodeError:
            raise RefusedError(
                "no_script", f"{path} is no text in UTF-8, so it can't be submitted as a batch script."
            ) from None
        except OSError as error:
            raise _unavailable(path, error) from error


def _unavailable(path: Path, error: OSError) -> UnavailableError:
    return UnavailableError("script_unavailable", f"{path} can't be read: {error.strerror}.")


def too_large(size: int) -> str:
    """What is said of a script of so many bytes."""
    return (
        f"The script has {size / 1024**2:.1f} MB; Slurm takes scripts up to {LARGEST // 1024**2} MB. "
        "Keep data in files of their own and read them from the script."
    )


def unusable(folder: Path, files: Sequence[Path]) -> str | None:
    """Why a job could not work in a folder or write some files; None where it can."""
    # What is there and can be written needs no folder to make it in, such as /dev/null.
    missing = [file.parent for file in files if not os.access(file, os.W_OK)]
    return next(filter(None, map(_unusable, dict.fromkeys([folder, *missing]))), None)


def _unusable(folder: Path) -> str | None:
    try:
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            return f"{folder} is no folder, so the job could write nothing there."
        space = os.statvfs(folder)
    except FileNotFoundError:
        return f"There is no folder {folder}. The job would end before its first line."
    except OSError as error:
        return f"The folder {folder} can't be used: {error.strerror}."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"You may not write into {folder}, so the job could leave no output. Choose another folder."
    if space.f_blocks and not space.f_bavail:
        return f"The disk of {folder} is full, so the job could write no output. Make room there first."
    return None
