"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import IN_OFFICE, About, Personal

PERSONAL = (
    Personal("problems.FieldRecord", "", ("by_whom",), about=About.ACTOR, kept=IN_OFFICE),
    Personal(
        "problems.Claim",
        "by_person_id",
        ("by_person_id", "by"),
        about=About.ACTOR,
        exported=("matter__number", "statement", "at"),
        names=("by",),
    ),
    Personal("problems.Measure", "", ("person_name",), about=About.ACTOR, kept=IN_OFFICE),
    Personal("problems.Duty", "", ("person_name",), about=About.ACTOR, kept=IN_OFFICE),
    Personal(
        "problems.Adjustment",
        "proposed_by_id",
        ("proposed_by_id", "proposed_by", "changes"),
        about=About.ACTOR,
        exported=("matter__number", "reason", "proposed_at"),
        names=("proposed_by",),
    ),
    Personal(
        "problems.Adjustment",
        "lead_by_id",
        ("lead_by_id", "lead_by"),
        about=About.ACTOR,
        exported=("matter__number", "lead_at"),
        names=("lead_by",),
    ),
    Personal(
        "problems.Adjustment",
        "supervisor_by_id",
        ("supervisor_by_id", "supervisor_by"),
        about=About.ACTOR,
        exported=("matter__number", "supervisor_at"),
        names=("supervisor_by",),
    ),
    Personal("problems.Adjustment", "", ("rejected_by",), about=About.ACTOR, kept=IN_OFFICE),
    Personal("problems.Progress", "", ("by",), about=About.ACTOR, kept=IN_OFFICE),
)
