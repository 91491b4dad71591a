"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import NUMBER_ONLY, About, Personal

PERSONAL = (
    Personal(
        "bulletin.Notice",
        "writer_id",
        ("writer",),
        about=About.ACTOR,
        exported=("number", "title", "written_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "bulletin.Notice",
        "reviewer_id",
        ("reviewer",),
        about=About.ACTOR,
        exported=("number", "title", "published_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "bulletin.Author", "person_id", ("person",), about=About.ACTOR, exported=("notice__number",), kept=NUMBER_ONLY
    ),
    Personal("bulletin.Joining", "person_id", ("person",), exported=("notice__number", "at"), kept=NUMBER_ONLY),
    Personal("bulletin.Subscription", "person_id", ("person",), exported=("column",), deleted=True),
    Personal(
        "bulletin.LostItem",
        "person_id",
        ("person",),
        exported=("number", "sort", "title", "text", "place", "day", "state", "entered_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "bulletin.ItemAnswer",
        "other_id",
        ("other",),
        exported=("item__number", "by_owner", "text", "at"),
        kept=NUMBER_ONLY,
    ),
)
