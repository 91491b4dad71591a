"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import Personal

PERSONAL = (
    Personal(
        "notify.Message",
        "recipient_id",
        ("recipient_id", "text"),
        exported=("kind", "text", "at", "read_at"),
        deleted=True,
    ),
    Personal("notify.Preference", "person_id", ("person_id",), exported=("kind", "way"), deleted=True),
)
