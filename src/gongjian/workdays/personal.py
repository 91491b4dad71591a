"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import About, Personal

PERSONAL = (
    Personal(
        "workdays.Day",
        "changed_by_id",
        ("changed_by_id", "changed_by"),
        about=About.ACTOR,
        exported=("date", "name", "changed_at"),
        names=("changed_by",),
    ),
)
