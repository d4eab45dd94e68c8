"""A simulated Slurm for the benchmark of a large queue: `squeue` prints many jobs, `scontrol` names it.

It is put on the PATH under those names. Nothing runs: the jobs' values are of the kinds that squeue(1) names,
drawn anew from the same seed each time.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_FIELD = re.compile(r"%[A-Za-z]")
_CONFIGURATION = "ClusterName             = simulated\n"


def main(name: str, arguments: Sequence[str]) -> int:
    """Answer as the command of that name."""
    if name == "scontrol":
        print("slurm 25.05.4" if "--version" in arguments else _CONFIGURATION)
    elif name == "squeue":
        wanted = next(word.partition("=")[2] for word in arguments if word.startswith("--format="))
        mine = any(word.startswith("--user=") for word in arguments)
        count = 20 if mine else int(os.environ["HPCLAB_BENCHMARK_JOBS"])
        sys.stdout.write("".join(_line(wanted, values) for values in _jobs(count)))
    return 0


def _line(wanted: str, values: dict[str, str]) -> str:
    return _FIELD.sub(lambda found: values[found[0]], wanted) + "\n"


def _jobs(count: int) -> list[dict[str, str]]:
    draw = random.Random(count)  # noqa: S311 - nobody has to guess it
    now = int(time.time())
    return [_job(4_000_000 + 7 * place, draw, now) for place in range(count)]


def _job(number: int, draw: random.Random, now: int) -> dict[str, str]:
    """A job by the fields of squeue(1); every tenth is an array that waits."""
    is_array = number % 10 == 0
    state = "PENDING" if is_array else draw.choice(["RUNNING", "RUNNING", "PENDING", "COMPLETING"])
    begun = state != "PENDING"
    tasks = f"{draw.randrange(10)}-{draw.randrange(20, 900)}%{draw.randrange(1, 40)}"
    started = now - draw.randrange(200_000)
    node = f"node[{draw.randrange(100):03}-{draw.randrange(100, 200)}]"
    return {
        "%i": f"{number}_[{tasks}]" if is_array else str(number),
        "%A": str(number),
        "%F": str(number),
        "%K": tasks if is_array else "N/A",
        "%T": state,
        "%u": f"user{draw.randrange(300):03}",
        "%a": f"def-group{draw.randrange(80)}",
        "%P": draw.choice(["batch", "gpu", "interactive", "bigmem"]),
        "%q": "normal",
        "%C": str(draw.choice([1, 4, 16, 64, 192])),
        "%D": str(draw.randrange(1, 16)),
        "%b": draw.choice(["N/A", "N/A", "gres/gpu:a100:2"]),
        "%l": f"{draw.randrange(7)}-{draw.randrange(24):02}:00:00",
        "%V": str(started - draw.randrange(90_000)),
        "%S": str(started) if begun else "N/A",
        "%e": str(started + 300_000) if begun else "N/A",
        "%N": node if begun else "",
        "%r": "None"
        if begun
        else draw.choice(["Priority", "Resources", "QOSMaxCpuPerUserLimit", "Dependency"]),
        "%j": draw.choice(["train <b>", "sweep", "wrf_run_2026", "nf-core|rnaseq", "Möbius"]) + f"-{number}",
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[0]).name, sys.argv[1:]))
