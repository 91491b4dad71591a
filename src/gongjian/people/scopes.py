"""What a bearer token may be used for, within the rights of its account. Pure."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Words

READ, RAISE, HANDLE, ADMINISTER = "read", "raise", "handle", "administer"
SCOPES: dict[str, Words] = {
    READ: _("只读"),
    RAISE: _("提出与反馈"),
    HANDLE: _("办理"),
    ADMINISTER: _("管理"),
}
ALL = tuple(SCOPES)

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ADMINISTERS = ("me/", "units", "organisations", "bodies/", "appointments", "workdays/", "rulebook/", "ledger/")
_RAISES = frozenset({"matters", "appeals", "proposals", "bulletin/items", "bulletin/subscriptions"})
# What the one who raised something, or anybody who reads it, does with it.
_OF_THE_RAISER = frozenset(
    {
        *("files", "supply", "give-verdict", "withdraw", "urge", "join", "leave"),
        *("revise-proposal", "co-sign", "invite-seconds", "second", "take-back-second", "submit"),
        *("answer-item", "settle-item"),
    }
)


def scope_of(method: str, path: str) -> str:
    """The scope that a request needs; *path* is below the API's root, without a slash in front."""
    if method in _SAFE:
        return READ
    if path.startswith(_ADMINISTERS):
        return ADMINISTER
    plain = path.rstrip("/")
    if plain in _RAISES or plain.startswith("messages/") or plain.rpartition("/")[2] in _OF_THE_RAISER:
        return RAISE
    return HANDLE
