"""What of a request reaches an application, and what of its answer reaches the browser.

An application gets its own cookies, but neither Jupyter's login nor anything else that opens Jupyter: the
Authorization header, `?token=`, and Jupyter's and JupyterHub's cookies are taken out. All other cookies pass:
applications also set some in the browser that no answer of theirs has shown before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

# Jupyter Server (auth/identity.py: `username-HOST-PORT`, `_xsrf`) and JupyterHub (`jupyterhub-…`). Cookies
# know no ports: those of other servers on the same host come along.
_JUPYTER_COOKIE = re.compile(r"_xsrf|username-.*|jupyterhub-.*", re.DOTALL)
_LOGIN_PARAMETERS = frozenset({"token"})

LOGIN_HEADERS = ("Authorization", "X-XSRFToken")


def is_jupyters(cookie: str, login_cookie: str) -> bool:
    """Whether a cookie of this name is Jupyter's.

    Args:
        cookie: its name.
        login_cookie: the name of the cookie with this server's login, as it is configured.

    """
    return cookie == login_cookie or _JUPYTER_COOKIE.fullmatch(cookie) is not None


def without_login_cookies(header: str, login_cookie: str) -> str:
    """A Cookie header (RFC 6265, 4.2) without those that are Jupyter's; empty where none is left."""
    cookies = (cookie.strip() for cookie in header.split(";"))
    return "; ".join(
        cookie
        for cookie in cookies
        if cookie and not is_jupyters(cookie.partition("=")[0].strip(), login_cookie)
    )


def without_token(query: str) -> str:
    """A URL's query without a token, the rest as it was."""
    return "&".join(
        part for part in query.split("&") if part.partition("=")[0].lower() not in _LOGIN_PARAMETERS
    )


def referer_without_token(referer: str) -> str:
    """A Referer header whose query has no token."""
    try:
        parts = urlsplit(referer)
    except ValueError:
        return ""
    return urlunsplit(parts._replace(query=without_token(parts.query)))


def without_prefix(location: str, prefix: str, shown: str) -> str:
    """A Location header as browsers need it, from an application that serves its pages below a prefix.

    Args:
        location: the header's value.
        prefix: such as `/0123`; empty where there is none.
        shown: what browsers see in the prefix's place, with slashes at both ends.

    """
    parts = urlsplit(location)
    if not prefix or not f"{parts.path}/".startswith(f"{prefix}/"):
        return location
    return urlunsplit(("", "", shown + parts.path[len(prefix) :].lstrip("/"), parts.query, parts.fragment))


def own_cookies(set_cookies: Iterable[str], login_cookie: str, prefix: str) -> list[str]:
    """An application's Set-Cookie headers (RFC 6265, 4.1), kept to its own part of the site.

    Those that would change Jupyter's login are left out; a path outside the application's becomes that, so
    that two applications don't get each other's cookies.

    Args:
        set_cookies: the headers' values.
        login_cookie: the name of the cookie with this server's login.
        prefix: the application's part of the site, with slashes at both ends.

    """
    own = (value for value in set_cookies if not is_jupyters(value.partition("=")[0].strip(), login_cookie))
    return ["; ".join(_confined(part.strip(), prefix) for part in value.split(";")) for value in own]


def _confined(attribute: str, prefix: str) -> str:
    name, _, path = attribute.partition("=")
    is_outside = name.strip().lower() == "path" and not path.strip().startswith(prefix)
    return f"Path={prefix}" if is_outside else attribute


def own_location(location: str, prefix: str) -> str:
    """A Location header (RFC 9110, 10.2.2) for browsers, which see an application's root below a prefix.

    Args:
        location: as the application says it: a path that begins with its root, or below the prefix where it
            knows that; anything else is left as it is.
        prefix: the application's part of the site, with slashes at both ends.

    """
    is_path = location.startswith("/") and not location.startswith("//")
    if not is_path or location.startswith(prefix):
        return location
    return prefix + location[1:]
