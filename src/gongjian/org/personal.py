"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import NUMBER_ONLY, Personal

from .procedures import POSTS

PERSONAL = (
    Personal("org.Affiliation", "person_id", ("person",), exported=("unit__name", "since", "until"), kept=NUMBER_ONLY),
    Personal(
        "org.Membership",
        "person_id",
        ("person",),
        exported=("organisation__name", "stage", "since", "until"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "org.Appointment",
        "person_id",
        ("person",),
        exported=("body__name", "post", "since", "until", "ended_reason"),
        labels={"post": lambda code: POSTS[code].label},
        kept=NUMBER_ONLY,
    ),
    Personal(
        "org.Liaison", "person_id", ("person",), exported=("organisation__name", "since", "until"), kept=NUMBER_ONLY
    ),
)
