"""`python -m hpclab.openapi` prints the OpenAPI document of all routes, which `make openapi` writes."""

from __future__ import annotations

import json

from .core.openapi import document
from .core.web import API_VERSION
from .routes import ALL

if __name__ == "__main__":
    print(json.dumps(document(ALL, API_VERSION), indent=2))
