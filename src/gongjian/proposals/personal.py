"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import IN_OFFICE, NUMBER_ONLY, About, Personal

PERSONAL = (
    Personal(
        "proposals.Delegate",
        "person_id",
        ("person",),
        exported=("session__name", "since", "until", "reason"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "proposals.Invitation", "person_id", ("person",), exported=("proposal__matter__number", "at"), kept=NUMBER_ONLY
    ),
    Personal("proposals.Postponement", "", ("by",), about=About.ACTOR, kept=IN_OFFICE),
    Personal("proposals.Meeting", "", ("recorded_by", "present"), about=About.ACTOR, kept=IN_OFFICE),
    Personal("proposals.Discussion", "", ("by",), about=About.ACTOR, kept=IN_OFFICE),
)
