"""Describes the routes as an OpenAPI 3.1 document, from which the browser's types are made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from .web import Endpoint, ErrorBody, Route, Text, endpoints

_REFERENCES = "#/components/schemas/{name}"


def document(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """The OpenAPI document of some routes.

    Args:
        routes: what is described.
        version: hpclab's own version.

    """
    described = [(route, method, about) for route in routes for method, about in endpoints(route.handler)]
    kinds = [
        kind
        for _, _, about in described
        for kind in (about.body, about.query, about.answer)
        if kind not in (None, type(None), Text)
    ]
    schemas, components = msgspec.json.schema_components([*kinds, ErrorBody], ref_template=_REFERENCES)
    schema_of = {repr(kind): schema for kind, schema in zip([*kinds, ErrorBody], schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route, method, about in described:
        operation = _operation(about, schema_of, components)
        paths.setdefault(f"/{route.path}", {})[method] = {
            "operationId": _operation_id(method, route.path),
            **operation,
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "hpclab", "version": version, "license": {"name": "BSD-3-Clause"}},
        "servers": [{"url": "/hpclab/v1"}],
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation_id(method: str, path: str) -> str:
    words = re.findall(r"\w+", path)
    return "_".join([method, *words])


def _operation(about: Endpoint, schema_of: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"summary": about.summary}
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in about.path_parameters
    ]
    if about.query is not None:
        query = components[schema_of[repr(about.query)]["$ref"].rsplit("/", 1)[1]]
        parameters += [
            {"name": name, "in": "query", "required": name in query.get("required", []), "schema": schema}
            for name, schema in query["properties"].items()
        ]
    if parameters:
        operation["parameters"] = parameters
    if about.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema_of[repr(about.body)]}},
        }
    operation["responses"] = {**_success(about, schema_of), "default": _failure(schema_of)}
    return operation


def _success(about: Endpoint, schema_of: dict[str, Any]) -> dict[str, Any]:
    if about.answer in (None, type(None)):
        return {"204": {"description": "Done"}}
    if about.answer is Text:
        content: dict[str, Any] = {"text/plain": {"schema": {"type": "string"}}}
    else:
        content = {"application/json": {"schema": schema_of[repr(about.answer)]}}
    return {"200": {"description": "The answer", "content": content}}


def _failure(schema_of: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": "What went wrong, and what to do",
        "content": {"application/json": {"schema": schema_of[repr(ErrorBody)]}},
    }
