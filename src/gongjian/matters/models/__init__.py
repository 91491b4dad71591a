"""The tables of a matter. Impossible rows are refused here, each constraint named as a sentence."""

from .custody import Assignment, Clock, ClockStop, Holding
from .matter import Involved, Matter
from .statements import Exchange, Opening, Parking, Reply, Urge, Verdict, Voice

__all__ = [
    "Assignment",
    "Clock",
    "ClockStop",
    "Exchange",
    "Holding",
    "Involved",
    "Matter",
    "Opening",
    "Parking",
    "Reply",
    "Urge",
    "Verdict",
    "Voice",
]
