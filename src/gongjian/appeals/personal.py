"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import IN_OFFICE, NUMBER_ONLY, About, Personal

PERSONAL = (
    Personal(
        "appeals.Appeal",
        "entered_by_id",
        ("entered_by",),
        about=About.ACTOR,
        exported=("matter__number", "accepted_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "appeals.Exclusion",
        "asked_by_id",
        ("asked_by_id", "asked_by"),
        about=About.ACTOR,
        exported=("appeal__matter__number", "reason", "asked_at"),
        names=("asked_by",),
    ),
    Personal(
        "appeals.Exclusion",
        "settled_by_id",
        ("settled_by_id", "settled_by"),
        about=About.ACTOR,
        exported=("appeal__matter__number", "words", "settled_at"),
        names=("settled_by",),
    ),
    Personal("appeals.Board", "", ("made_by", "summarised_by"), about=About.ACTOR, kept=IN_OFFICE),
    Personal("appeals.RoutingRule", "", ("made_by",), about=About.ACTOR, kept=IN_OFFICE),
    Personal("appeals.Lift", "", ("by",), about=About.ACTOR, kept=IN_OFFICE),
    Personal(
        "appeals.Sending",
        "",
        ("sender",),
        about=About.RAISER,
        kept="a keyed hash, thrown away after a day (forget_sendings)",
    ),
    Personal("appeals.EmergencyContact", "", ("name", "phone"), kept="a public number of an office, edited by hand"),
)
