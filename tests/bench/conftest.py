"""Filling takes the database for itself for a while: nobody else may hold on to it."""

import gc

import pytest


@pytest.fixture(autouse=True)
def nobody_else() -> None:
    """Connections that ended threads of earlier tests have left behind are closed with them."""
    gc.collect()
