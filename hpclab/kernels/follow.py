"""Running kernels follow the loaded modules: when they are restarted, they get the environment of then.

A notebook's kernel would restart with the environment of its start: jupyter_server hands a copy of it to
jupyter_client, which keeps it in `_launch_args["env"]`. The public `update_env` merges only, so a variable
that a module had set would stay for ever; therefore the kept copy is changed itself. Kernels that weren't
started by a notebook keep none, and follow by themselves.
"""

from __future__ import annotations

from jupyter_client.multikernelmanager import MultiKernelManager

from ..core.environment import EnvironmentPatch


class RunningKernels:
    """The kernels that run now.

    Args:
        manager: the server's kernel manager; a gateway's kernels run elsewhere and keep no environment here.

    """

    def __init__(self, manager: MultiKernelManager) -> None:
        self._manager = manager

    def follow(self, patch: EnvironmentPatch) -> None:
        """Apply a change of the environment to what each kernel would be restarted with."""
        for kernel in self._manager.list_kernel_ids():
            arguments = getattr(self._manager.get_kernel(kernel), "_launch_args", None)
            environment = arguments.get("env") if isinstance(arguments, dict) else None
            if isinstance(environment, dict):
                for name in patch.removed:
                    environment.pop(name, None)
                environment.update(patch.assigned)
