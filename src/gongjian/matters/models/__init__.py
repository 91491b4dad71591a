"""The tables of a matter. Impossible rows are refused here, each constraint named as a sentence."""

from .custody import Assignment, Clock, ClockStop, Holding
from .lists import Adjustment, Duty, Measure, Progress
from .matter import FieldRecord, Involved, Matter, Resolution, Study
from .statements import Claim, Exchange, Opening, Parking, Reply, Urge, Verdict, Voice

__all__ = [
    "Adjustment",
    "Assignment",
    "Claim",
    "Clock",
    "ClockStop",
    "Duty",
    "Exchange",
    "FieldRecord",
    "Holding",
    "Involved",
    "Matter",
    "Measure",
    "Opening",
    "Parking",
    "Progress",
    "Reply",
    "Resolution",
    "Study",
    "Urge",
    "Verdict",
    "Voice",
]
