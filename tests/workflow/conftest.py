"""The engine is tried on notices, which have a short life."""

from tests.bulletin.conftest import signed_in

__all__ = ["signed_in"]
