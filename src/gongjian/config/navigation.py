"""The menu: groups appear only with the right."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for ``web/base.html``."""
    return {"menu": []}
