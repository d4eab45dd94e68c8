"""Runs inside a job in the tests: says what hpclab knows of the job, each time a file asks for it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

import msgspec
from jupyter_events import EventLogger

from hpclab.core.events import ChangeEvents
from hpclab.session.allocation import Allocation
from hpclab.session.usage import UsageMeter
from hpclab.slurm.client import SlurmClient


async def answer(folder: Path) -> None:
    """Write `answer-N` for each `ask-N` in the folder, until `end` is there."""
    environment = dict(os.environ)
    client = SlurmClient(environment)
    events, log = ChangeEvents(EventLogger()), logging.getLogger(__name__)
    allocation = Allocation(environment, client, events, log)
    meter = UsageMeter(environment)
    number = 0
    while not (folder / "end").exists():
        if not (folder / f"ask-{number}").exists():
            await asyncio.sleep(0.1)
            continue
        known = {
            "session": await allocation.session(fresh=True),
            "usage": await meter.usage(),
            "slurm": msgspec.to_builtins(await client.facts(), enc_hook=str),
        }
        (folder / "new").write_bytes(msgspec.json.encode(known))
        (folder / "new").rename(folder / f"answer-{number}")
        number += 1
    await allocation.close()


if __name__ == "__main__":
    asyncio.run(answer(Path(sys.argv[1])))
