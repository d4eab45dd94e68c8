"""hpclab's wheel: built from this repository when its sources have changed, and installed for JupyterLab."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import tomllib  # type: ignore[import-not-found]  # new in 3.11, which the demo runs with

from demo import jupyter, node, process, progress
from demo.paths import REPOSITORY, Paths
from demo.process import DemoError

_BUILD_SECONDS = 1500
# A change here needs no new wheel.
_NO_SOURCES = ("demo", "tests", "ui-tests", "docs", "benchmarks", ".ci", "CHANGELOG.md", "CONTRIBUTING.md")


def ensure_built(paths: Paths) -> Path:
    """Return the wheel of the sources as they are now; build it where there is none yet."""
    files = _source_files()
    digest = _digest(files)
    folder = paths.wheels / digest
    built = sorted(folder.glob("*.whl"))
    if built:
        return built[0]
    progress.doing("hpclab", "building its wheel (a minute or two)")
    copy = paths.root / "build" / "hpclab"
    _copy(files, copy)
    log = paths.log / "build-hpclab.log"
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        requirements = tuple(tomllib.load(file)["build-system"]["requires"])
    jupyter.make_venv(paths.build_venv, ("build", *requirements), log)
    env = node.ensure(paths).env
    env["PATH"] = f"{paths.build_venv / 'bin'}:{env['PATH']}"
    unfinished = folder.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    words = [str(paths.build_venv / "bin" / "python"), "-m", "build", "--wheel", "--no-isolation"]
    process.run([*words, "--outdir", str(unfinished), str(copy)], timeout=_BUILD_SECONDS, env=env, log=log)
    unfinished.rename(folder)
    wheel = sorted(folder.glob("*.whl"))[0]
    progress.done("hpclab", f"built {wheel.name}")
    return wheel


def install(wheel: Path, paths: Paths) -> None:
    """Install a wheel of hpclab into JupyterLab's environment, unless that very wheel is installed."""
    if not wheel.is_file():
        raise DemoError(f"{wheel} is no file: build a wheel with `make wheel`, or leave --wheel out.")
    stamp = paths.venv / "hpclab.sha256"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    log = paths.log / "install-hpclab.log"
    pip: list[str | Path] = [paths.venv / "bin" / "python", "-m", "pip", "install"]
    process.run([*pip, f"{wheel}[notebooks]"], timeout=600, log=log)
    # The version alone doesn't tell builds apart: what is installed may be an older build of the same one.
    process.run([*pip, "--force-reinstall", "--no-deps", wheel], timeout=600, log=log)
    stamp.write_text(digest, encoding="ascii")
    progress.done("hpclab", f"{wheel.name} installed for JupyterLab")


def _source_files() -> list[Path]:
    """Return the files that make the wheel, below the repository: git's, and new ones it doesn't ignore."""
    words = ["git", "-c", f"safe.directory={REPOSITORY}", "ls-files", "-z", "--cached", "--others"]
    words += ["--exclude-standard", "--", ".", *(f":(exclude){name}" for name in _NO_SOURCES)]
    listing = process.run(words, timeout=60, cwd=REPOSITORY).stdout
    files = sorted({Path(name) for name in listing.split("\0") if name})
    return [file for file in files if (REPOSITORY / file).is_file()]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}\0".encode())
        digest.update(hashlib.sha256((REPOSITORY / file).read_bytes()).digest())
    return digest.hexdigest()[:16]


def _copy(files: list[Path], copy: Path) -> None:
    """Copy the sources, so that building leaves nothing in the repository; keeps the copy's node_modules."""
    kept = copy.with_name("node_modules")
    if (copy / "node_modules").exists():
        (copy / "node_modules").rename(kept)
    shutil.rmtree(copy, ignore_errors=True)
    for file in files:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / file, copy / file)
    if kept.exists():
        kept.rename(copy / "node_modules")
