"""What a person sees while the cluster starts and stops: one line for each step."""

from __future__ import annotations

import sys


def doing(step: str, what: str) -> None:
    """Say that a step begins."""
    _say("…", step, what)


def done(step: str, what: str) -> None:
    """Say that a step has ended well."""
    _say("✓", step, what)


def note(step: str, what: str) -> None:
    """Say something that the person should know although nothing failed."""
    _say("!", step, what)


def _say(mark: str, step: str, what: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    line = f"{mark} {step}: {what}"
    print(line.encode(encoding, "replace").decode(encoding), flush=True)
