"""A click on Load until every list is right: beside a bare `lmod python load`, and beside jupyter-lmod.

hpclab's click is what the panel sends: `modules/plan` and, where nothing makes way, `modules/apply`, whose
answer is the whole state; and `modules/users`, by which it says who runs with older modules. jupyter-lmod's
is a load and the three requests that its panel makes after each: what is loaded, `avail`, kernels.
"""

from __future__ import annotations

import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from . import measure
from .measure import Result
from .paths import cache
from .server import Client, Server, running
from .trees import Tree, environment, lmod_command, tree

_INSTALL_SECONDS = 600
_API = "/hpclab/v1/modules"


@dataclass(frozen=True)
class _Load:
    """What is loaded.

    Attributes:
        on: the tree.
        modules: as they are named to a bare Lmod, with what has to be loaded first.
        home: the home folder of whoever calls Lmod.

    """

    on: Tree
    modules: tuple[str, ...]
    home: Path

    def bare(self) -> float:
        """Seconds of `lmod python load`."""
        argv = [str(lmod_command()), "python", "load", *self.modules]
        starting = environment(self.on, self.home)
        return measure.seconds(
            lambda: subprocess.run(argv, env=starting, check=True, capture_output=True, timeout=600)
        )


def results(counts: Sequence[int], repetitions: int) -> Iterator[Result]:
    """Every line of the table about a click.

    Args:
        counts: sizes of the trees.
        repetitions: of each click.

    """
    for count in counts:
        for shape in ("hierarchical", "flat"):
            yield from of_tree(tree(count, shape), repetitions)


def of_tree(on: Tree, repetitions: int) -> Iterator[Result]:
    """A click on Load for a toolchain, and for a module that needs many, in one tree."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hpclab-benchmark-")))
        our_server = stack.enter_context(running(environment(on, folder / "hpclab")))
        their_server = stack.enter_context(
            running(environment(on, folder / "other"), extensions=("jupyterlmod",), python=_their_python())
        )
        our_server.wait_for_catalog()
        for modules in (on.toolchain, on.leaf):
            yield from _of_modules(_Load(on, modules, folder / "bare"), our_server, their_server, repetitions)


def _of_modules(load: _Load, our_server: Server, their_server: Server, repetitions: int) -> Iterator[Result]:
    with (
        our_server.client() as our_client,
        their_server.client() as their_client,
        ThreadPoolExecutor(3) as threads,
    ):
        # As browsers open them for requests that are sent at once.
        their_clients = [Client(their_server.port) for _ in range(3)]
        bare, click, prepared, other = measure.side_by_side(
            [
                load.bare,
                lambda: ours(our_client, load.modules[-1]),
                lambda: ours_prepared(our_client, load.modules[-1]),
                lambda: theirs_with_lists(their_client, their_clients, threads, load.modules),
            ],
            repetitions,
        )
        for client in their_clients:
            client.close()
    where = f"{load.on.name}, {load.modules[-1]}"
    beside_bare = measure.ratio(click, bare)
    yield Result(
        what="click on Load, beside the bare call",
        where=where,
        value=beside_bare.median,
        bound=1.10,
        within="most",
        unit="times",
        detail=f"{measure.milliseconds(click)} beside {measure.milliseconds(bare)}; "
        f"{measure.between(beside_bare)}",
    )
    found = measure.spread(each * 1000 for each in prepared)
    yield Result(
        what="click on Load, with a prepared plan",
        where=where,
        value=found.median,
        bound=50,
        within="most",
        unit="ms",
        detail=measure.between(found, 0),
    )
    beside_other = measure.ratio(other, click)
    yield Result(
        what="faster than jupyter-lmod",
        where=where,
        value=beside_other.median,
        bound=1.7 if load.on.shape == "hierarchical" else 2.4,
        within="least",
        unit="times",
        detail=f"{measure.milliseconds(click)} beside {measure.milliseconds(other)}; "
        f"{measure.between(beside_other)}",
    )


def ours(client: Client, module: str) -> float:
    """Seconds of a click on Load; the module is unloaded again after it."""

    def click() -> None:
        _apply(client, _plan(client, module))

    return _and_back(client, click)


def ours_prepared(client: Client, module: str) -> float:
    """Seconds of a click on Load whose plan was made before, as the panel does when a row is opened."""
    plan = _plan(client, module)
    return _and_back(client, lambda: _apply(client, plan))


def _and_back(client: Client, click: Callable[[], None]) -> float:
    taken = measure.seconds(click)
    client.post(f"{_API}/reset")
    return taken


def _plan(client: Client, module: str) -> object:
    plan = client.post(f"{_API}/plan", {"operation": "load", "modules": [module]})
    return plan.json()["plan_id"]


def _apply(client: Client, plan: object) -> None:
    client.post(f"{_API}/apply", {"plan_id": plan})
    client.get(f"{_API}/users")


def theirs_with_lists(
    client: Client, clients: Sequence[Client], threads: ThreadPoolExecutor, modules: Sequence[str]
) -> float:
    """Seconds of jupyter-lmod's load and of what its panel asks for then, all at once."""

    def click() -> None:
        client.post("/module", {"modules": list(modules)})
        asked = ("/module", "/module/modules", "/api/kernelspecs")
        list(threads.map(lambda pair: pair[0].get(pair[1]), zip(clients, asked, strict=True)))

    taken = measure.seconds(click)
    client.delete("/module", {"modules": list(reversed(modules))})
    loaded = client.get("/module").body
    assert loaded == b"[]", loaded
    return taken


def _their_python() -> str:
    """The interpreter of an environment that has jupyter-lmod and what it needs."""
    folder = cache() / "jupyterlmod"
    python = folder / "bin" / "python"
    if not (folder / ".ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "jupyterlmod"],
            check=True,
            timeout=_INSTALL_SECONDS,
        )
        (folder / ".ready").touch()
    return str(python)
