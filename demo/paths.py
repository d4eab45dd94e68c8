"""Where everything of the demo lives: one root, and every folder and file below it by name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_ROOT = Path("/opt/hpclab-demo")
ROOT_VARIABLE = "HPCLAB_DEMO_ROOT"
HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent


@dataclass(frozen=True)
class Paths:
    """The folders and files below the root."""

    root: Path

    @classmethod
    def from_environment(cls) -> Paths:
        """Return the paths below HPCLAB_DEMO_ROOT, or below /opt/hpclab-demo."""
        return cls(Path(os.environ.get(ROOT_VARIABLE) or DEFAULT_ROOT).resolve())

    @property
    def facts(self) -> Path:
        """The file that tells tests and people about the running cluster."""
        return self.root / "cluster.json"

    @property
    def etc(self) -> Path:
        """Configuration of Slurm, Lmod, the users' shells and the lab."""
        return self.root / "etc"

    @property
    def slurm_conf(self) -> Path:
        """Slurm's configuration; its other files are beside it."""
        return self.etc / "slurm.conf"

    @property
    def profile(self) -> Path:
        """What a user's shell sources to be on the cluster."""
        return self.etc / "profile.sh"

    @property
    def log(self) -> Path:
        """The daemons' output and the installers' logs."""
        return self.root / "log"

    @property
    def run(self) -> Path:
        """Sockets and process ids."""
        return self.root / "run"

    @property
    def munge_socket(self) -> Path:
        """Where munged listens."""
        return self.run / "munge" / "munge.socket"

    @property
    def database_socket(self) -> Path:
        """Where MariaDB listens."""
        return self.run / "mariadb" / "mariadb.socket"

    @property
    def lab(self) -> Path:
        """The lab's job script and its users' tokens."""
        return self.run / "lab"

    @property
    def lock(self) -> Path:
        """What `up` and `down` hold, so that there is one of them at a time."""
        return self.root / "lock"

    @property
    def state(self) -> Path:
        """What Slurm and MariaDB keep."""
        return self.root / "state"

    @property
    def homes(self) -> Path:
        """The home folders of the users that the demo makes."""
        return self.root / "home"

    @property
    def modules(self) -> Path:
        """The module tree."""
        return self.root / "modules"

    @property
    def odd_modules(self) -> Path:
        """Modulefiles with every fault that one can have, for tests."""
        return self.root / "odd-modules"

    def module_system(self, package: str, release: str) -> Path:
        """Another module system than the installed one, unpacked for tests: a package of a Debian release."""
        return self.root / "module-systems" / f"{package}-{release}"

    @property
    def software(self) -> Path:
        """What the modules bring."""
        return self.root / "software"

    @property
    def venv(self) -> Path:
        """JupyterLab's Python environment."""
        return self.root / "venv"

    @property
    def build_venv(self) -> Path:
        """The Python environment that builds hpclab's wheel."""
        return self.root / "build-venv"

    @property
    def wheels(self) -> Path:
        """Wheels of hpclab, by the hash of their sources."""
        return self.root / "wheels"

    def make_folders(self) -> None:
        """Make the folders that are the same for everyone; those with secrets are their owners' business."""
        for folder in (
            self.root,
            self.etc,
            self.log,
            self.run,
            self.state,
            self.homes,
            self.software,
            self.wheels,
        ):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        self.state.chmod(0o711)
