"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import About, Personal

PERSONAL = (
    Personal(
        "spreadsheets.ImportBatch",
        "opened_by_id",
        ("opened_by_id", "opened_by"),
        about=About.ACTOR,
        exported=("kind", "name", "opened_at", "state"),
        names=("opened_by",),
    ),
    Personal(
        "spreadsheets.ImportBatch",
        "",
        ("applied_by", "payload"),
        about=About.ACTOR,
        kept="the payload is emptied when the sheet is applied, an old preview is deleted; the name has no id: an act in office",
    ),
)
