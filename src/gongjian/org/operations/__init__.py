"""The verbs of bodies: founding and ending, appointing, belonging."""

from .appointing import appoint, end_appointment, end_liaison, set_liaison
from .belonging import affiliate, end_affiliation, join, leave
from .bulk import BodyPlan, TiePlan, enter_bodies, enter_ties
from .founding import end_body, found_organisation, found_unit, path_series, rename, step

__all__ = [
    "BodyPlan",
    "TiePlan",
    "affiliate",
    "appoint",
    "end_affiliation",
    "end_appointment",
    "end_body",
    "end_liaison",
    "enter_bodies",
    "enter_ties",
    "found_organisation",
    "found_unit",
    "join",
    "leave",
    "path_series",
    "rename",
    "set_liaison",
    "step",
]
