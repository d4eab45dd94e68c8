"""Other module systems than the installed Lmod, for the tests: Debian's packages, unpacked and not installed.

Debian lets nobody install `lmod` beside `environment-modules`, nor the Lmod of another release. Both run from
where they are unpacked, with the Lua and the Tcl that the installed Lmod needs itself.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from demo import process, progress
from demo.paths import Paths
from demo.process import DemoError

_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_UPDATE_SECONDS = 180
_DOWNLOAD_SECONDS = 120


# By the code name of the Debian release that they are of.
PACKAGES = {"bookworm": ("environment-modules",), "trixie": ("environment-modules", "lmod")}


def ensure(paths: Paths) -> None:
    """Fetch and unpack what is missing, from the Debian archive that this machine is configured for.

    What can't be had is said and is no error: the tests on it are skipped by name.
    """
    for release, packages in PACKAGES.items():
        missing = [name for name in packages if not paths.module_system(name, release).is_dir()]
        if not missing:
            progress.done(f"Module systems of Debian's {release}", "all there")
            continue
        try:
            _unpack_all(missing, release, paths)
        except DemoError as error:
            progress.note(f"Module systems of Debian's {release}", f"their tests are skipped: {error}")
        else:
            progress.done(f"Module systems of Debian's {release}", f"unpacked {' '.join(missing)}")


def _unpack_all(packages: Sequence[str], release: str, paths: Paths) -> None:
    with tempfile.TemporaryDirectory(prefix="hpclab-apt-") as name:
        work = Path(name)
        archives = _download(packages, release, work)
        for package in packages:
            _unpack(archives[package], paths.module_system(package, release))


def _unpack(archive: Path, target: Path) -> None:
    # A half-unpacked folder never has the name that the tests look for.
    arriving = target.with_name(f".{target.name}")
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir(parents=True)
    process.run(["dpkg", "-x", archive, arriving], timeout=60)
    arriving.rename(target)


def _download(packages: Sequence[str], release: str, work: Path) -> dict[str, Path]:
    """Fetch packages with an apt that knows only their release; the machine's own lists stay as they are.

    Returns:
        The archives, by package.

    """
    lists, cache, sources = work / "lists", work / "cache", work / "debian.sources"
    (lists / "partial").mkdir(parents=True)
    (cache / "archives" / "partial").mkdir(parents=True)
    sources.write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: {release}\nComponents: main\nSigned-By: {_KEYRING}\n",
        encoding="ascii",
    )
    options = [
        f"--option=Dir::Etc::SourceList={sources}",
        "--option=Dir::Etc::SourceParts=-",
        f"--option=Dir::State::Lists={lists}",
        f"--option=Dir::Cache={cache}",
        "--option=APT::Sandbox::User=root",  # apt's own user may not enter this folder
        "--option=APT::Update::Error-Mode=any",  # an archive that can't be reached is an error
    ]
    process.run(["apt-get", *options, "update"], timeout=_UPDATE_SECONDS)
    process.run(["apt-get", *options, "download", *packages], timeout=_DOWNLOAD_SECONDS, cwd=work)
    return {package: next(work.glob(f"{package}_*.deb")) for package in packages}


def _mirror() -> str:
    """The archive of Debian's main packages that this machine is configured for (apt-get(8), indextargets).

    Raises:
        DemoError: there is none.

    """
    listed = process.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(CODENAME)|$(COMPONENT)|$(REPO_URI)"],
        timeout=60,
    )
    found = re.search(r"^Debian\|Debian\|[a-z]+\|main\|(\S+)$", listed.stdout, re.MULTILINE)
    if found is None:
        raise DemoError("this machine's apt is not configured for Debian's archive, or never read it.")
    return found[1]
