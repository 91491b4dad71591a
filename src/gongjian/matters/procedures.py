"""The lives of all kinds of matters, from the apps that ``settings.KINDS_OF_MATTERS`` names, in the order people meet them."""

from django.conf import settings
from django.utils.module_loading import import_string

from .life import LADDER, SUBJECT, Life, Limit, Rung, Waiting

_lives: list[Life] = [import_string(path) for path in settings.KINDS_OF_MATTERS]
LIVES: dict[str, Life] = {life.procedure.code: life for life in _lives}
STATES_OF = {code: {state.code: state.label for state in life.procedure.states} for code, life in LIVES.items()}
PROCEDURES = {code: life.procedure for code, life in LIVES.items()}
FIRST = next(iter(LIVES))  # the kind that a list shows where none is asked for

__all__ = ["FIRST", "LADDER", "LIVES", "PROCEDURES", "STATES_OF", "SUBJECT", "Life", "Limit", "Rung", "Waiting"]
