"""The environment that sbatch runs in, of which a new job inherits everything: it holds next to nothing.

A submission from inside a job must inherit nothing of it. `--export=NONE` alone would do that, but it also
sets SLURM_EXPORT_ENV=NONE in the new job, so that its steps lose what the script has set: on Slurm 22.05
`srun bash` in such a script ends with "execve(): bash: No such file or directory". So sbatch has this
environment and `--get-user-env`, which `--export=NONE` implies: Slurm makes the environment of a login of
the person on the node, with the module system. `#SBATCH --export=…` of the script holds as it stands; what
it can export is as little.
"""

from __future__ import annotations

from collections.abc import Mapping

# What sbatch needs, or a site's wrapper around it. All of it is the same after a login.
_KEPT = ("SLURM_CONF", "HOME", "USER", "LOGNAME", "SHELL")


def sbatch_environment(own: Mapping[str, str]) -> dict[str, str]:
    """What is kept of an environment.

    Args:
        own: of the program that submits, perhaps inside a job.

    """
    return {name: own[name] for name in _KEPT if name in own}
