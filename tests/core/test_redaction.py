"""No secret survives in a report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.core.redaction import HIDDEN, redact, secrets_of


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET /lab?token=abc123&x=1 200", f"GET /lab?token={HIDDEN}&x=1 200"),
        ("http://127.0.0.1:8888/?token=0f0f", f"http://127.0.0.1:8888/?token={HIDDEN}"),
        ("authorization: Bearer abc.def", f"authorization: Bearer {HIDDEN}"),
        ("Authorization: token abc", f"Authorization: token {HIDDEN}"),
        ("Cookie: _xsrf=2|abc; x", f"Cookie: _xsrf={HIDDEN} x"),
        ("clone https://ada:secret@host/x", f"clone https://{HIDDEN}@host/x"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_what_a_log_gives_away_is_hidden(line: str, expected: str) -> None:
    assert redact(line, set()) == expected


def test_variables_are_secret_by_their_names() -> None:
    environment = {
        "JUPYTERHUB_API_TOKEN": "hub-token",
        "JPY_API_TOKEN": "jpy-token",
        "MY_PASSWORD": "word",
        "AWS_SECRET_ACCESS_KEY": "aws",
        "CONFIGPROXY_AUTH_TOKEN": "proxy",
        "PATH": "/usr/bin",
    }
    assert secrets_of(environment) == {"hub-token", "jpy-token", "word", "aws", "proxy"}


@given(st.text(max_size=50), st.text(min_size=6, max_size=20), st.text(max_size=50))
def test_a_known_secret_is_hidden_wherever_it_stands(before: str, secret: str, after: str) -> None:
    kept = redact(before + secret + after, {secret})
    # Only a text that holds the mark itself could bring it back.
    assert secret not in kept or HIDDEN[0] in secret


def test_a_secret_within_a_longer_one_leaves_no_rest() -> None:
    assert redact("x-secret-and-more-x", {"secret", "secret-and-more"}) == f"x-{HIDDEN}-x"
