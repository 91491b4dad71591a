"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import NUMBER_ONLY, About, Personal

PERSONAL = (
    Personal(
        "evaluation.Juror",
        "person_id",
        ("person",),
        about=About.ACTOR,
        exported=("contest__number", "appointed_at", "dismissed_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "evaluation.Review",
        "juror__person_id",
        (),
        about=About.ACTOR,
        exported=("entry__number", "assigned_at", "scored_at", "comment"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "evaluation.Entry",
        "leader_id",
        ("leader",),
        exported=("number", "title", "state", "started_at", "handed_in_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "evaluation.EntryMember",
        "person_id",
        ("person",),
        exported=("entry__number", "place", "unit"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "evaluation.Objection",
        "person_id",
        ("person",),
        exported=("entry__number", "text", "at", "answer"),
        kept=NUMBER_ONLY,
    ),
)
