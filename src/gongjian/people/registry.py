"""What other apps hold about a person, for the own-data export: each app says how to ask it, in its ``apps.py``.

A person may have everything that is kept about them (个人信息保护法 第四十五条).
"""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

_SECTIONS: dict[str, str] = {}


def register_own_data(section: str, query: str) -> None:
    """``query`` is the dotted name of a function (person id) → JSON-ready data, looked up when it is asked."""
    _SECTIONS[section] = query


def sections() -> dict[str, Callable[[int], Any]]:
    """The registered sections by name."""
    return {name: import_string(query) for name, query in sorted(_SECTIONS.items())}
