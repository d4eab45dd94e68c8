"""What a site says of its software beside the modules: what is hidden or pinned, and where else to look."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from .models import SiteLink, SoftwareSite, SoftwareSource

_LINK_FIELDS = frozenset({"name", "version"})
_SOURCE_FIELDS = frozenset({"name"})
# `mailto:` has no host.
_SCHEMES = {"http": True, "https": True, "mailto": False}

Entry = TypeVar("Entry")

# Told the name of a setting, and the mistake in it.
Complain = Callable[[str, str], None]


class MistakeError(ValueError):
    """An entry of the site's configuration can't be used."""


def site_of(
    *,
    hidden: Iterable[object],
    pinned: Iterable[object],
    documentation: Mapping[Any, Any],
    sources: Iterable[object],
    request: str,
    complain: Complain,
) -> SoftwareSite:
    """Check what a site has configured; a mistake costs the entry that it is in, nothing else.

    Args:
        hidden: `c.HpcLab.hidden_modules`, patterns.
        pinned: `c.HpcLab.pinned_modules`, patterns.
        documentation: `c.HpcLab.module_documentation`, templates of addresses by pattern.
        sources: `c.HpcLab.software_sources`.
        request: `c.HpcLab.software_request`, a template; empty where there is none.
        complain: told of each mistake.

    """

    def checked(setting: str, entries: Iterable[object], check: Callable[[object], Entry]) -> list[Entry]:
        found = []
        for entry in entries:
            try:
                found.append(check(entry))
            except (MistakeError, msgspec.ValidationError) as mistake:  # noqa: PERF203 - each costs only itself
                complain(setting, f"{entry!r} is ignored: {mistake}")
        return found

    return SoftwareSite(
        hidden=checked("hidden_modules", hidden, _pattern),
        pinned=checked("pinned_modules", pinned, _pattern),
        documentation=checked("module_documentation", documentation.items(), _documentation),
        sources=checked("software_sources", sources, _source),
        request=next(iter(checked("software_request", [request] if request else [], _request)), None),
    )


def _pattern(entry: object) -> str:
    """A pattern of `fnmatch`, of a name or a full name."""
    if not isinstance(entry, str) or not entry:
        raise MistakeError("a pattern is a text, such as 'GCC*' or 'GCC/12.*'.")
    return entry


def _documentation(entry: object) -> SiteLink:
    pattern, template = msgspec.convert(entry, tuple[str, str])
    return SiteLink(pattern=_pattern(pattern), url=_address(template, _LINK_FIELDS))


def _source(entry: object) -> SoftwareSource:
    source = msgspec.convert(entry, SoftwareSource)
    if not source.title.strip():
        raise MistakeError("it needs a title.")
    if not source.url and not source.command:
        raise MistakeError("it needs a url or a command.")
    if source.url:
        _address(source.url, _SOURCE_FIELDS)
    if source.command:
        _check_fields(source.command, _SOURCE_FIELDS)
    return source


def _request(entry: object) -> str:
    return _address(msgspec.convert(entry, str), _SOURCE_FIELDS)


def _address(template: str, fields: frozenset[str]) -> str:
    """A template of an address that a browser may open.

    Raises:
        MistakeError: it has another scheme, no host, or a field that nobody fills in.

    """
    _check_fields(template, fields)
    try:
        parts = urlsplit(template)
    except ValueError as error:
        raise MistakeError(f"it is no address: {error}.") from error
    needs_host = _SCHEMES.get(parts.scheme)
    if needs_host is None:
        raise MistakeError("an address begins with https:, http: or mailto:.")
    if needs_host and not parts.hostname:
        raise MistakeError("the address names no host.")
    if "{" in parts.netloc:
        raise MistakeError("a field may not stand in the name of the host.")
    return template


def _check_fields(template: str, allowed: frozenset[str]) -> None:
    """Only `{name}` and its like: no formats, no attributes."""
    names = ", ".join(f"{{{name}}}" for name in sorted(allowed))
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError as error:
        raise MistakeError(f"its braces don't fit: {error}.") from error
    for _, field, layout, conversion in parsed:
        if field is not None and (field not in allowed or layout or conversion):
            raise MistakeError(f"{{{field}}} is not known; there is {names}.")
