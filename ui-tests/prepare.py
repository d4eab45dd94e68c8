"""Lets the demo's JupyterLab be driven by Galata: its helpers are loaded and the application is reachable.

Run as `python3 ui-tests/prepare.py` before JupyterLab's job starts. Only the browser tests want this.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

ROOT = Path(os.environ.get("HPCLAB_DEMO_ROOT", "/opt/hpclab-demo"))


def main() -> None:
    """Write JupyterLab's settings for Galata into the demo's environment."""
    venv = ROOT / "venv"
    (helpers,) = venv.glob("lib/python3*/site-packages/jupyterlab/galata")
    settings = {
        "LabApp": {"expose_app_in_browser": True},
        "LabServerApp": {"extra_labextensions_path": [str(helpers)]},
    }
    target = venv / "etc" / "jupyter" / "jupyter_lab_config.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
