"""The demo's JupyterLab: kernels come from its own environment and from modules only."""

import jupyter_core.paths

c = get_config()  # type: ignore[name-defined] # noqa: F821 - Jupyter gives it
c.HpcLab.catalog_delay = 0  # nobody else's server walks the modules at the same time

# Debian's package of R's kernel lies in /usr/share/jupyter, where every Jupyter would find it.
# On this cluster R is a module, and its kernel appears when the module is loaded.
jupyter_core.paths.SYSTEM_JUPYTER_PATH.clear()

# What a site says of its software beside the modules themselves.
c.HpcLab.hidden_modules = ["GCCcore"]
c.HpcLab.pinned_modules = ["Python", "R"]
c.HpcLab.module_documentation = {"GCC*": "https://docs.example.org/compilers/{name}"}
c.HpcLab.software_sources = [
    {"title": "Python wheels", "command": "avail_wheels {name}"},
    {"title": "Containers", "url": "https://containers.example.org/?q={name}"},
]
c.HpcLab.software_request = "mailto:support@example.org?subject=Please install {name}"

# What a site says in the Session panel.
c.HpcLab.announcements = ["{site}/announcements.md"]
c.HpcLab.quota_files = ["{site}/quotas.json"]
c.HpcLab.balance_files = ["{site}/balances.json"]
c.HpcLab.partitions = {
    "interactive": {"description": "Sessions of up to 8 hours", "internet": False},
    "batch": {"description": "Jobs of up to 7 days", "internet": False},
}
