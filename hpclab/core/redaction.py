"""Takes secrets out of a report: whoever copies it for support must not give a login away."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

HIDDEN = "•••"

# Names of variables and settings behind which secrets stand.
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE_KEY|COOKIE", re.IGNORECASE)
# A shorter value would take half of the report with it, and is no secret.
_SHORTEST = 6
# In an address or a header, as a log has them: `token=…`, `_xsrf=…`, `Authorization: token …` or `Bearer …`,
# and a name with a password before a host.
_IN_LOG = (
    re.compile(r"(?<=token=)[^\s&\"'<>]+", re.IGNORECASE),
    re.compile(r"(?<=_xsrf=)[^\s&\"'<>]+", re.IGNORECASE),
    re.compile(r"(?i:(?<=authorization: token )|(?<=authorization: bearer ))\S+"),
    re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)"),
)


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    """The values of an environment that are secrets by the names of their variables."""
    return {value for name, value in environment.items() if _SECRET_NAME.search(name)}


def redact(text: str, secrets: Collection[str]) -> str:
    """A text without secrets.

    Args:
        text: such as the end of a log.
        secrets: known ones; the longest goes first, so that none leaves a rest.

    """
    for secret in sorted((each for each in secrets if len(each) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern in _IN_LOG:
        text = pattern.sub(HIDDEN, text)
    return text
