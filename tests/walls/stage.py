"""The properties of the permission matrix: rows that stand in addresses. Each is made when a route first names it.

A room's author adds one function: ``@prop`` makes ``matrix.yaml`` know it by its name.
"""

from collections.abc import Callable
from typing import Any

from tests.cast import Cast

Maker = Callable[["Stage"], Any]
PROPS: dict[str, Maker] = {}


def prop(maker: Maker) -> Maker:
    """``@prop def pair(stage): …`` is ``pair`` in ``matrix.yaml``."""
    PROPS[maker.__name__] = maker
    return maker


class Stage:
    """The cast, the hour, and the properties made so far."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.at = cast.at
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = PROPS[name](self)
        return self._made[name]

    def value(self, path: str) -> Any:
        """``pair.pk``: the attribute of a property; ``cast.branch.pk`` reaches into the cast."""
        first, *rest = path.split(".")
        found = self.cast if first == "cast" else self[first]
        for name in rest:
            found = getattr(found, name)
        return found
