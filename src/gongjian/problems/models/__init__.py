"""The tables of a problem, all about a row of ``matters.Matter``. Impossible rows are refused here, each constraint named as a sentence."""

from .adoption import Claim, FieldRecord, Resolution, Study
from .lists import Adjustment, Duty, Measure, Progress

__all__ = ["Adjustment", "Claim", "Duty", "FieldRecord", "Measure", "Progress", "Resolution", "Study"]
