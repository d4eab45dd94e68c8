"""Asks hpclab about jobs as a user of the cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .people import Person

PROBE = Path(__file__).parent / "jobs_probe.py"


def ask(
    person: Person, packages: Path, *questions: list[str], more: dict[str, str] | None = None
) -> list[Any]:
    """What hpclab answers a person to some questions, with more variables in its environment."""
    result = person.run(
        *(person.cluster.python, str(packages / PROBE.name), json.dumps(questions)),
        environment={**person.environment, "PYTHONPATH": str(packages), **(more or {})},
    )
    answers: list[Any] = json.loads(result.stdout)
    return answers
