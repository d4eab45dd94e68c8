"""Lmod on this machine, and what the demo's site sets for it in its users' environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from demo import module_tree, templates
from demo.paths import Paths
from demo.process import DemoError

ENVIRONMENTS = ("StdEnv/2023", "StdEnv/2020")
_HOME = Path("/usr/share/lmod/lmod")


@dataclass(frozen=True)
class Site:
    """Lmod as the demo's users have it."""

    paths: Paths

    @property
    def command(self) -> Path:
        """Lmod's program."""
        return _HOME / "libexec" / "lmod"

    @property
    def modulepath(self) -> Path:
        """The module path that users begin with, before any module is loaded."""
        return self.paths.modules / "Core"

    @property
    def odd_modulepath(self) -> Path:
        """Modulefiles with every fault that one can have, for tests; users don't see them."""
        return self.paths.odd_modules

    @property
    def env(self) -> dict[str, str]:
        """What a shell of the site has of Lmod before any module is loaded."""
        return {
            "LMOD_ROOT": str(_HOME.parent),
            "LMOD_PKG": str(_HOME),
            "LMOD_DIR": str(_HOME / "libexec"),
            "LMOD_CMD": str(self.command),
            "LMOD_SETTARG_FULL_SUPPORT": "no",
            "MODULESHOME": str(_HOME),
            "MODULEPATH": str(self.modulepath),
            "MODULEPATH_ROOT": str(self.paths.modules),
            "LMOD_ADMIN_FILE": str(self.paths.etc / "admin.list"),
            "LMOD_SYSTEM_DEFAULT_MODULES": ENVIRONMENTS[0],
            "BASH_ENV": str(_HOME / "init" / "bash"),
        }

    def install(self) -> int:
        """Write the module tree and what users' shells source. Return the number of modulefiles.

        Raises:
            DemoError: Lmod isn't installed.

        """
        if not self.command.exists():
            raise DemoError(f"{self.command} is missing: run `python3 -m demo packages`.")
        values = {
            "slurm_conf": self.paths.slurm_conf,
            "etc": self.paths.etc,
            "modules": self.paths.modules,
            "modulepath": self.modulepath,
            "default_environment": ENVIRONMENTS[0],
            "lmod": _HOME,
        }
        templates.write(self.paths.profile, templates.fill("profile.sh", values))
        templates.write(self.paths.etc / "admin.list", templates.fill("admin.list", values))
        module_tree.copy_odd(self.paths)
        return module_tree.write(self.paths)
