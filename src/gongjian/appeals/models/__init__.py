"""The tables of the app: the appeal beside its matter, the school's own settings, the board, what the radar saw."""

from .appeal import Appeal, Exclusion, FollowKey, Sending
from .board import Alarm, Board, Learned, Lift
from .settings import EmergencyContact, Reception, ReplyTemplate, RoutingRule

__all__ = [
    "Alarm",
    "Appeal",
    "Board",
    "EmergencyContact",
    "Exclusion",
    "FollowKey",
    "Learned",
    "Lift",
    "Reception",
    "ReplyTemplate",
    "RoutingRule",
    "Sending",
]
