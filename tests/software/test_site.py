"""A site's configuration of its software: what is right counts, a mistake costs its entry and is told."""

from __future__ import annotations

import pytest

from hpclab.software.models import SiteLink, SoftwareSite, SoftwareSource
from hpclab.software.site import site_of


def checked(**settings: object) -> tuple[SoftwareSite, list[str]]:
    """A site with some settings, and what was complained of."""
    complaints: list[str] = []
    everything: dict[str, object] = {
        "hidden": [], "pinned": [], "documentation": {}, "sources": [], "request": "", **settings,
    }  # fmt: skip
    site = site_of(
        **everything,  # type: ignore[arg-type]  # mistakes are what is tested
        complain=lambda setting, mistake: complaints.append(f"{setting}: {mistake}"),
    )
    return site, complaints


def test_what_is_right_is_kept() -> None:
    site, complaints = checked(
        hidden=["GCCcore*"],
        pinned=["Python/3.*"],
        documentation={"R*": "https://docs.example.org/{name}/{version}"},
        sources=[
            {"title": "Wheels", "command": "avail_wheels {name}"},
            {"title": "Containers", "url": "https://containers.example.org/?q={name}"},
        ],
        request="mailto:help@example.org?subject={name}",
    )
    assert complaints == []
    assert site == SoftwareSite(
        hidden=["GCCcore*"],
        pinned=["Python/3.*"],
        documentation=[SiteLink("R*", "https://docs.example.org/{name}/{version}")],
        sources=[
            SoftwareSource("Wheels", command="avail_wheels {name}"),
            SoftwareSource("Containers", url="https://containers.example.org/?q={name}"),
        ],
        request="mailto:help@example.org?subject={name}",
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "docs.example.org/{name}",
        "https://",
        "https://{name}.example.org/",
        "https://docs.example.org/{user}",
        "https://docs.example.org/{name.__class__}",
        "https://docs.example.org/{name!r}",
        "https://docs.example.org/{name:>99}",
        "https://docs.example.org/{",
        "https://[docs/{name}",
        7,
    ],
)
def test_an_address_that_is_no_good_costs_only_itself(address: object) -> None:
    good = "https://docs.example.org/"
    site, complaints = checked(
        documentation={"a": address, "b": good},
        sources=[{"title": "bad", "url": address}, {"title": "good", "url": good}],
        request=address,
    )
    assert [link.pattern for link in site.documentation] == ["b"]
    assert [source.title for source in site.sources] == ["good"]
    assert site.request is None
    settings = [complaint.split(":")[0] for complaint in complaints]
    assert settings == ["module_documentation", "software_sources", "software_request"]


@pytest.mark.parametrize(
    "source", ["a text", {"title": ""}, {"title": "x"}, {"titel": "x", "url": "https://x.example"}, {}]
)
def test_a_source_that_is_no_good_is_named(source: object) -> None:
    site, [complaint] = checked(sources=[source])
    assert site.sources == []
    assert complaint.startswith(f"software_sources: {source!r} is ignored: ")


def test_a_pattern_is_a_text() -> None:
    site, complaints = checked(hidden=["", 3, "a*"], pinned=[None])
    assert (site.hidden, site.pinned, len(complaints)) == (["a*"], [], 3)
