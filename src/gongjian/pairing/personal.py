"""What the tables of this app hold about persons (see ``kernel.personal``)."""

from gongjian.kernel.personal import NUMBER_ONLY, About, Personal

PERSONAL = (
    Personal(
        "pairing.Pair",
        "proposed_by_id",
        ("proposed_by",),
        about=About.ACTOR,
        exported=("number", "title", "proposed_at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "pairing.PairSignature",
        "person_id",
        ("person", "name", "title"),
        about=About.ACTOR,
        exported=("member__pair__number", "name", "title", "at", "signed_on"),
        kept="an agreement keeps its signatories (个人信息保护法 第十三条第二项)",
    ),
    Personal(
        "pairing.PairSignature",
        "recorded_by_id",
        ("recorded_by",),
        about=About.ACTOR,
        exported=("member__pair__number", "at"),
        kept=NUMBER_ONLY,
    ),
    Personal(
        "pairing.Outcome",
        "recorded_by_id",
        ("recorded_by",),
        about=About.ACTOR,
        exported=("pair__number", "text", "at"),
        kept=NUMBER_ONLY,
    ),
)
