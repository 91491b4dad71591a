"""The lives of matters as tables, one file for each kind: problem, appeal, proposal."""

from . import appeal, problem, proposal
from ._tables import LADDER, SUBJECT, Life, Limit, Rung, Waiting
from .problem import PROBLEM

LIVES: dict[str, Life] = {life.procedure.code: life for life in (problem.LIFE, appeal.LIFE, proposal.LIFE)}
STATES_OF = {code: {state.code: state.label for state in life.procedure.states} for code, life in LIVES.items()}
PROCEDURES = {code: life.procedure for code, life in LIVES.items()}

__all__ = ["LADDER", "LIVES", "PROBLEM", "PROCEDURES", "STATES_OF", "SUBJECT", "Life", "Limit", "Rung", "Waiting"]
