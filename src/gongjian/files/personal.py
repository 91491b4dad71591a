"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import About, Personal

PERSONAL = (
    Personal(
        "files.StoredFile",
        "uploaded_by_id",
        ("uploaded_by_id", "uploaded_by_name"),
        about=About.RAISER,
        exported=("name", "size", "media_type", "at"),
        names=("uploaded_by_name",),
    ),
)
