"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from gongjian.kernel.personal import GONE, Personal

PERSONAL = (
    Personal(
        "people.Person",
        "id",
        ("name", "number", "phone_encrypted", "email_encrypted"),
        exported=("name", "number", "kind"),
        becomes={"name": GONE, "number": "gone-{person}", "phone_encrypted": b"", "email_encrypted": b""},
    ),
    Personal(
        "people.Account",
        "person_id",
        ("person", "username", "password"),
        exported=("username", "created_at", "last_login", "language"),
        becomes={"username": "gone-{person}", "is_active": False, "password": UNUSABLE_PASSWORD_PREFIX, "language": ""},
    ),
    Personal(
        "people.Session",
        "account__person_id",
        ("account", "address", "device"),
        exported=("began_at", "address", "device"),
        deleted=True,
    ),
    Personal(
        "people.ApiToken",
        "account__person_id",
        ("account", "label"),
        exported=("label", "created_at", "expires_at"),
        becomes={"label": GONE},
    ),
)
