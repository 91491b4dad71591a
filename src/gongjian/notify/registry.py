"""Which kinds of messages there are: each app registers its own in ``apps.py``, for the page of preferences."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Words

DIGEST = "notify.digest"
_KINDS: dict[str, Words] = {}
_GROUPS: dict[str, str] = {}


def register_kind(kind: str, label: Words, members: Iterable[str] = ()) -> None:
    """Make a kind of message known ("pairing.signed", 结对签署), or a group of kinds that people choose together.

    ``members``: the kinds that ``send`` is called with; the preference for *kind* holds for all of them.
    """
    _KINDS[kind] = label
    _GROUPS.update(dict.fromkeys(members, kind))


def add_members(kind: str, members: Iterable[str]) -> None:
    """Further kinds that the preference for the group *kind* holds for, from an app above the one that registered it."""
    _GROUPS.update(dict.fromkeys(members, kind))


def kinds() -> dict[str, Words]:
    """All registered kinds and groups with their words, in the order of registration."""
    return dict(_KINDS)


def preference_kind(kind: str) -> str:
    """Under which kind the preference for a message stands: its group, or itself."""
    return _GROUPS.get(kind, kind)


def label_of(kind: str) -> Words:
    """The word of a kind or of its group; "" for one of an app that is not installed."""
    return _("每日汇总") if kind == DIGEST else _KINDS.get(preference_kind(kind), "")
