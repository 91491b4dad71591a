"""Posts as a table: which post gives which capabilities in the subtree of the body where it is held.

Who may do what, where, follows from appointments alone. Source: S1, S2, S5, S12, S14 (docs/sources.md).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Capabilities are "app.what". A new one is added here and used in one ``permissions.py``.
LEAD_BRANCH = (
    "matters.read",
    "matters.study",
    "matters.adopt",
    "matters.plan",
    "matters.assign",
    "matters.urge",
    "pairing.propose",
    "pairing.sign",
    "pairing.offer",
    "pairing.read",
    "org.read-members",
    "bulletin.write",
    "evaluation.manage",
    "evaluation.enter",
)
HANDLE = ("matters.read", "matters.take", "matters.handle", "pairing.read", "pairing.offer", "bulletin.write")
RECEIVE = ("matters.read", "matters.receive", "matters.urge", "matters.read-figures")
# The head of a receiving unit receives there too and supervises what its receptionists have assigned.
HEAD = (
    *HANDLE,
    "matters.sign-off",
    "matters.urge",
    "matters.read-figures",
    "matters.receive",
    "matters.supervise",
    "bulletin.review",
    "evaluation.manage",
)
SUPERVISE = (
    "matters.read",
    "matters.supervise",
    "matters.urge",
    "pairing.read",
    "pairing.match",
    "matters.read-figures",
    "org.read-members",
)
CHECK_PROPOSALS = ("matters.read", "matters.receive", "matters.urge", "matters.read-figures", "proposals.run")


@dataclass(frozen=True, slots=True)
class Post:
    """One post: its word, the sorts of bodies it is held in, what it may do there and below."""

    code: str
    label: str | Promise
    held_in: tuple[str, ...]  # "unit", "organisation"
    capabilities: tuple[str, ...]
    source: str
    kinds: tuple[str, ...] = ()  # unit kinds or tiers in which it is held; () = all


BRANCHES = ("branch", "group")
COMMITTEES = ("committee", "general-branch")
POSTS: dict[str, Post] = {
    p.code: p
    for p in (
        Post("secretary", _("党支部书记"), ("organisation",), LEAD_BRANCH, "S1 S12", BRANCHES),
        Post("deputy-secretary", _("党支部副书记"), ("organisation",), LEAD_BRANCH, "S1 S12", BRANCHES),
        Post(
            "committee-member",
            _("支委"),
            ("organisation",),
            ("matters.read", "matters.study", "pairing.read", "pairing.offer"),
            "S1",
            BRANCHES,
        ),
        Post(
            "party-committee-secretary",
            _("党委（总支）书记"),
            ("organisation",),
            (
                *SUPERVISE,
                "org.appoint",
                "matters.open-sealed",
                "bulletin.write",
                "bulletin.review",
                "evaluation.manage",
            ),
            "S5 S12",
            COMMITTEES,
        ),
        Post(
            "party-committee-member",
            _("党委委员"),
            ("organisation",),
            ("matters.read", "matters.read-figures", "pairing.read"),
            "S5",
            COMMITTEES,
        ),
        Post(
            "organiser",
            _("组织员"),
            ("unit", "organisation"),
            (
                "matters.read",
                "matters.urge",
                "matters.read-figures",
                "org.read-members",
                "pairing.read",
                "pairing.match",
                "bulletin.write",
            ),
            "S14",
        ),
        Post("handler", _("经办人"), ("unit",), HANDLE, "S2 S16"),
        Post("receptionist", _("受理员"), ("unit",), RECEIVE, "S10 S11"),
        Post("head", _("单位负责人"), ("unit",), HEAD, "S2 S16"),
        Post("proposal-officer", _("提案委员"), ("unit",), CHECK_PROPOSALS, "S7 S8"),
        Post(
            "proposal-chair",
            _("提案委员会主任"),
            ("unit",),
            (*CHECK_PROPOSALS, "matters.supervise"),
            "S7 S8",
        ),
        Post(
            "leader",
            _("校领导"),
            ("unit",),
            ("matters.read", "matters.supervise", "matters.urge", "matters.read-figures", "pairing.read", "audit.read"),
            "S6 S16",
            ("university",),
        ),
        Post(
            "administrator",
            _("系统管理员"),
            ("unit",),
            (
                "matters.read",
                "matters.import",
                "matters.read-figures",
                "matters.open-sealed",
                "org.manage",
                "org.appoint",
                "org.read-members",
                "people.manage",
                "workdays.edit",
                "rulebook.edit",
                "audit.read",
                "pairing.read",
                "bulletin.write",
                "bulletin.review",
                "evaluation.manage",
                "system.manage",
                "proposals.run",
            ),
            "S35 S37",
        ),
    )
}

# Posts that one person holds at a time in a body.
HELD_BY_ONE = frozenset({"secretary", "party-committee-secretary", "head", "proposal-chair"})

# A liaison (联系委员) is not a post: the tie itself gives these capabilities over the branch (S5).
LIAISON_CAPABILITIES = SUPERVISE
