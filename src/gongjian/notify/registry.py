"""Which kinds of messages there are: each room registers its own in ``apps.py``, for the page of wishes."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Words

DIGEST = "notify.digest"

_KINDS: dict[str, Words] = {}


def register_kind(kind: str, label: Words) -> None:
    """Make a kind of message known ("matters.taken", 事项签收)."""
    _KINDS[kind] = label


def kinds() -> dict[str, Words]:
    """All registered kinds with their words, in the order of registration."""
    return dict(_KINDS)


def label_of(kind: str) -> Words:
    """The word of a kind; "" for one of a room that is not installed."""
    return _("每日汇总") if kind == DIGEST else _KINDS.get(kind, "")
