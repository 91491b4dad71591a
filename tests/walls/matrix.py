"""The permission matrix as data. ``python -m tests.walls.matrix`` prints a skeleton of the rows that are missing."""

import functools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import yaml
from django.urls import URLPattern, URLResolver, get_resolver

PARTS = ("guest", "student", "secretary", "handler", "head", "liaison", "organiser", "administrator")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FILE = Path(__file__).with_name("matrix.yaml")
# Ninja's own: the description of the API, and its page.
OURS_NOT = {"/api/v1/", "/api/v1/openapi.json", "/api/v1/docs"}


@dataclass(frozen=True)
class Route:
    """One address of the URL map; ``methods`` are known for API routes only."""

    path: str
    name: str
    methods: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


@dataclass(frozen=True)
class Row:
    """One address and method with the answer expected for each part."""

    path: str
    method: str
    arguments: dict[str, str]
    body: Any
    expected: dict[str, int]


def _clean(pattern: str) -> str:
    return re.sub(r"<(?:[a-z_]+:)?([a-z_]+)>", r"<\1>", pattern)


def _methods(view: Any) -> set[str]:
    """The methods of an API route: Ninja's view is a closure over its PathView, which knows its operations."""
    inside = (cell.cell_contents for cell in getattr(view, "__closure__", None) or ())
    return {m for thing in inside for o in getattr(thing, "operations", []) for m in o.methods}


def _walk(resolver: URLResolver, prefix: str, names: tuple[str, ...]) -> Iterator[Route]:
    for found in resolver.url_patterns:
        path = prefix + str(found.pattern)
        if isinstance(found, URLPattern):
            methods = sorted(_methods(found.callback))
            yield Route(_clean(path), ":".join((*names, found.name or "")), tuple(methods))
        else:
            yield from _walk(found, path, (*names, found.namespace) if found.namespace else names)


@functools.cache
def routes() -> dict[str, Route]:
    """Every address of the site but Ninja's own pages and static files."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver(), "/", ()):
        if route.path in OURS_NOT:
            continue
        known = found.get(route.path)
        methods = tuple(sorted({*(known.methods if known else ()), *route.methods}))
        found[route.path] = Route(route.path, route.name, methods)
    return found


@functools.cache
def table() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(FILE.read_text()) or {}


def rows() -> list[Row]:
    """All rows, one for each address and method."""
    out = []
    for path, lines in table().items():
        for method in METHODS:
            if method not in lines:
                continue
            cell = lines[method]
            cell = cell if isinstance(cell, dict) else {"default": cell}
            expected = {part: cell.get(part, cell.get("default")) for part in PARTS}
            body = (lines.get("send") or {}).get(method, {})
            out.append(Row(path, method, lines.get("with") or {}, body, expected))
    return out


def missing() -> dict[str, list[str]]:
    """Addresses without a row, or (API) with a method that has none."""
    out: dict[str, list[str]] = {}
    for path, route in routes().items():
        lines = table().get(path)
        lacking = [m for m in route.methods if lines is None or m not in lines]
        if lines is None or not any(m in lines for m in METHODS):
            lacking = lacking or ["GET"]
        if lacking:
            out[path] = lacking
    return out


def skeleton() -> str:
    """The missing rows, ready to be filled in."""
    lines = []
    for path, methods in sorted(missing().items()):
        lines.append(f"{path}: # {routes()[path].name}")
        names = re.findall(r"<([a-z_]+)>", path)
        if names:
            lines.append("  with: {" + ", ".join(f"{n}: …" for n in names) + "}")
        lines += [f"  {m}: {{guest: …, default: …}}" for m in methods]
    return "\n".join(lines)


def main() -> None:
    """Set Django up and print the skeleton."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    django.setup()
    print(skeleton() or "# every route has its row")


if __name__ == "__main__":
    main()
