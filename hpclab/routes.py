"""Every route of hpclab, and which of them a site has left."""

from __future__ import annotations

from collections.abc import Collection

from .apps.handlers import ROUTES as APPS
from .cluster.handlers import ROUTES as CLUSTER
from .core.web import Route, endpoints
from .jobs.handlers import ROUTES as JOBS
from .jobs.notebooks.handlers import ROUTES as NOTEBOOKS
from .kernels.handlers import ROUTES as KERNELS
from .session.handlers import ROUTES as SESSION
from .software.handlers import ROUTES as SOFTWARE
from .status.handlers import ROUTES as STATUS

# The first that fits answers: `jobs/notebook` stands before `jobs/{job_id}`.
ALL: tuple[Route, ...] = (
    *STATUS,
    *SOFTWARE,
    *SESSION,
    *NOTEBOOKS,
    *JOBS,
    *CLUSTER,
    *APPS,
    *KERNELS,
)


# A feature that is a part of another one without its name saying so: a notebook's job is submitted too.
_PARTS = {"jobs.notebooks": "jobs.submit"}


def is_disabled(feature: str, disabled: Collection[str]) -> bool:
    """Whether a site has switched a feature off: itself, or what it is a part of.

    Args:
        feature: such as `apps.desktop`.
        disabled: `c.HpcLab.disabled`, such as `["apps.desktop", "session"]`.

    """
    parts = feature.split(".")
    names = [".".join(parts[: length + 1]) for length in range(len(parts))]
    return any(name in disabled or _PARTS.get(name) in disabled for name in names)


def enabled_routes(disabled: Collection[str]) -> list[Route]:
    """The routes that a site has left."""
    return [route for route in ALL if route.feature is None or not is_disabled(route.feature, disabled)]


def methods_off(route: Route, disabled: Collection[str]) -> frozenset[str]:
    """The methods of a route, in small letters, that a site has switched off."""
    features = {method: route.feature_of(method) for method, _ in endpoints(route.handler)}
    return frozenset(
        method for method, feature in features.items() if feature and is_disabled(feature, disabled)
    )
