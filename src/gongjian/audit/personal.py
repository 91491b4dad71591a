"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import About, Personal

PERSONAL = (
    Personal(
        "audit.Entry",
        "actor_person_id",
        ("actor_person_id", "actor_name", "actor_title", "content"),
        about=About.ACTOR,
        exported=("verb", "at", "subject_kind", "authority"),
        kept="entries are hashed; audit.operations.forget wipes names and contents by an order of its own",
    ),
)
