"""The applications that hpclab knows, in the order of their tiles."""

from __future__ import annotations

from . import desktop, openrefine, rstudio, vscode
from .spec import AppSpec

SPECS: tuple[AppSpec, ...] = (rstudio.SPEC, vscode.SPEC, openrefine.SPEC, desktop.SPEC)
