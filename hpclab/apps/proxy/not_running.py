"""The page that stands in an application's place while it isn't running."""

from __future__ import annotations

from html import escape

from ..models import App

_ASK_AGAIN_SECONDS = 2

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
{refresh}<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{state}</p>
{reason}<p>{advice}</p>
</main>
</body>
</html>
"""


def page(app: App) -> str:
    """The page as HTML; while the application starts it asks again by itself."""
    starting = app.state == "starting"
    return _PAGE.format(
        title=escape(app.title),
        state=escape(_state(app)),
        reason="".join(f"<pre>{escape(text)}</pre>\n" for text in (app.reason, app.detail) if text),
        advice=escape(_advice(app)),
        refresh=f'<meta http-equiv="refresh" content="{_ASK_AGAIN_SECONDS}">\n' if starting else "",
    )


def _state(app: App) -> str:
    states = {
        "unavailable": f"{app.title} is not installed here.",
        "starting": f"{app.title} is starting. {app.stage or ''}".strip(),
        "failed": f"{app.title} has failed.",
    }
    return states.get(app.state, f"{app.title} is not running.")


def _advice(app: App) -> str:
    if app.state == "starting":
        return "This page shows it as soon as it is ready."
    return "Start it in JupyterLab: in the Session panel or the Launcher. Then reload this page."
