"""Small words of every sentence, as the reader's language writes them: lists and brackets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(words: Iterable[object]) -> str:
    """Several things in one sentence: “甲、乙、丙”, or “A, B, C”."""
    return str(_("、")).join(str(word) for word in words)


def clauses(words: Iterable[object]) -> str:
    """Several remarks in one sentence: “甲，乙”, or “A, B”."""
    return str(_("，")).join(str(word) for word in words)


def bracketed(name: object, words: object) -> str:
    """A name with a remark behind it: “甲（乙）”, or “A (B)”."""
    return _("%(name)s（%(words)s）") % {"name": name, "words": words}


def followed(first: object, second: object) -> str:
    """Two sentences, one after the other: Chinese needs no space between them."""
    return _("%(first)s%(second)s") % {"first": first, "second": second}
