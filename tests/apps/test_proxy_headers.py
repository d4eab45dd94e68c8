"""What of a request reaches an application, and what of its answer the browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.apps.proxy import headers

LOGIN = "my-login"
PREFIX = "/user/ada/hpclab/app/rstudio/"


@pytest.mark.parametrize(
    ("sent", "passed"),
    [
        ("own=1", "own=1"),
        ("_xsrf=2|abc; own=1; username-localhost-8888=secret", "own=1"),
        ("jupyterhub-session-id=1;jupyterhub-user-ada=2; a=b=c", "a=b=c"),
        ("my-login=secret", ""),
        (" my-login =secret; vscode-tkn=x", "vscode-tkn=x"),
        ("", ""),
    ],
)
def test_only_the_applications_cookies_pass(sent: str, passed: str) -> None:
    assert headers.without_login_cookies(sent, LOGIN) == passed


_NAMES = st.sampled_from(["own", "_xsrf", "username-h-8888", "jupyterhub-user-ada", LOGIN, "csrf-token"])


@given(st.lists(st.tuples(_NAMES, st.text('abc=|:"%', max_size=8))))
def test_no_login_passes_and_nothing_else_is_lost(cookies: list[tuple[str, str]]) -> None:
    sent = "; ".join(f"{name}={value}" for name, value in cookies)
    passed = headers.without_login_cookies(sent, LOGIN)
    kept = [f"{name}={value}" for name, value in cookies if name in ("own", "csrf-token")]
    assert passed == "; ".join(kept)


@pytest.mark.parametrize(
    ("query", "passed"),
    [
        ("token=secret", ""),
        ("a=1&token=secret&b=%26token%3D", "a=1&b=%26token%3D"),
        ("TOKEN=secret&a", "a"),
        ("mytoken=1&reconnectionToken=2", "mytoken=1&reconnectionToken=2"),
        ("", ""),
    ],
)
def test_the_token_stays_behind(query: str, passed: str) -> None:
    assert headers.without_token(query) == passed


def test_the_token_of_the_page_before_stays_behind() -> None:
    referer = "https://hub.example/user/ada/lab?token=secret&reset"
    assert headers.referer_without_token(referer) == "https://hub.example/user/ada/lab?reset"
    assert headers.referer_without_token("http://[broken") == ""


def test_answers_set_no_login_and_keep_to_their_path() -> None:
    answers = [
        "host=.butterfly; Path=/",
        "_xsrf=stolen; Path=/",
        "spaced=1; Path = /",
        f"user-id=ada; path={PREFIX}; HttpOnly",
        "plain=1",
    ]
    assert headers.own_cookies(answers, LOGIN, PREFIX) == [
        f"host=.butterfly; Path={PREFIX}",
        f"spaced=1; Path={PREFIX}",
        f"user-id=ada; path={PREFIX}; HttpOnly",
        "plain=1",
    ]


@pytest.mark.parametrize(
    ("sent", "passed"),
    [
        ("/x?y=1", PREFIX + "x?y=1"),
        (PREFIX + "x", PREFIX + "x"),
        ("./x", "./x"),
        ("https://elsewhere.example/x", "https://elsewhere.example/x"),
        ("//elsewhere.example/x", "//elsewhere.example/x"),
    ],
)
def test_a_root_is_seen_below_the_prefix(sent: str, passed: str) -> None:
    assert headers.own_location(sent, PREFIX) == passed


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/0123/project?project=1#x", PREFIX + "project?project=1#x"),
        ("http://127.0.0.1:3333/0123", PREFIX),
        ("/01234/other", "/01234/other"),
        ("project", "project"),
    ],
)
def test_a_secret_prefix_is_not_shown(location: str, shown: str) -> None:
    assert headers.without_prefix(location, "/0123", PREFIX) == shown
    assert headers.without_prefix(location, "", PREFIX) == location
