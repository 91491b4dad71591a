"""Asking the index: which objects hold the words, and where in the text."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.kernel.materialised_ids import materialised_ids
from gongjian.kernel.refused import Malformed

from . import backend, registry, similarity_query
from .models import Document
from .tokens import Phrase, length_of, normalise, phrase_of, tokens_of

MOST_WORDS = 8
LONGEST = 60
MOST_CHARACTERS = 4000
FIRST_TOKENS = 80  # of a text for which near ones are looked for: these, and as many again spread over the rest


def phrases_of(words: str) -> list[Phrase]:
    """What a person typed, as phrases: blanks separate words, all of which must be found.

    Raises Malformed: for an empty search, a word of a single character, too many or too long words.
    """
    typed = words.split()
    if not typed:
        raise Malformed.at("q", _("请输入要查找的词，至少两个字。"), code="search-empty")
    if len(typed) > MOST_WORDS:
        raise Malformed.at(
            "q", _("一次最多查找 %(most)d 个词，请减少一些。") % {"most": MOST_WORDS}, code="search-too-many"
        )
    phrases: list[Phrase] = []
    for word in typed:
        phrase = phrase_of(word)
        if phrase is None or length_of(word) < 2:
            raise Malformed.at(
                "q", _("“%(word)s”太短：每个词至少两个字，请补充后再查。") % {"word": word}, code="search-too-short"
            )
        if length_of(word) > LONGEST:
            raise Malformed.at(
                "q", _("一个词最多 %(most)d 个字，请摘取其中的关键词。") % {"most": LONGEST}, code="search-too-long"
            )
        phrases.append(phrase)
    return phrases


def matching(source: str, words: str) -> "QuerySet[Any, int]":
    """Ids of the objects whose texts hold all the words: ``filter(pk__in=matching("matters.matter", "热水"))``.

    Lazy and one column, so it is a subquery of what the person may see. Raises Malformed (see ``phrases_of``).
    """
    found, *others = [backend.object_ids(source, phrase) for phrase in phrases_of(words)]
    for other in others:
        found = found.filter(object_id__in=other)
    return found


R = TypeVar("R", bound=Model)


def only_matching(rows: "QuerySet[R]", source: str, words: str) -> "QuerySet[R]":
    """Those of *rows* whose texts hold all the words; for lists that are cut to a page. One small query beforehand.

    Few hits are named one by one, so that no planner has to guess how many there are. Of many hits the list is walked
    in its own order, against the set of hits, until the page is full. Raises Malformed.
    """
    found = matching(source, words)
    ids = materialised_ids(found, backend.MANY)
    if ids is not None:
        return rows.filter(pk__in=ids)
    walked: QuerySet[Any] = rows.alias(found_id=F("pk") + 0)  # no index on it: the set is not looked up row by row
    return walked.filter(found_id__in=found)


def nearest(source: str, text: str, limit: int = 30) -> list[int]:
    """Ids of the objects whose texts share the rarest words with *text*, the best first; [] if none shares any.

    For comparing exactly afterwards ("is this the same matter?"): quick at any size, not exact. At most two queries.
    """
    tokens = [t for t in dict.fromkeys(tokens_of(text[:MOST_CHARACTERS])) if len(t) > 1]
    rest = tokens[FIRST_TOKENS:]
    return similarity_query.objects(source, tokens[:FIRST_TOKENS] + rest[:: len(rest) // FIRST_TOKENS + 1], limit)


def texts_of(source: str, object_ids: Sequence[int]) -> dict[int, str]:
    """The indexed texts of these objects (first part of long ones first). One query."""
    out: dict[int, str] = {}
    rows = Document.objects.filter(source=source, object_id__in=list(object_ids)).order_by("id")
    for object_id, text in rows.values_list("object_id", "text"):
        out[object_id] = f"{out[object_id]}\n{text}" if object_id in out else text
    return out


def snippet(text: str, words: str, width: int = 80) -> SafeString:
    """About *width* characters of *text* around the first hit, escaped, with each word in ``<mark>``."""
    hits = _hits(text, words)
    first = hits[0][0] if hits else 0
    start = max(0, first - width // 4)
    end = min(len(text), start + width)
    inside = [(max(a, start), min(b, end)) for a, b in hits if a < end and b > start]
    return mark_safe(  # every piece of the text goes through escape
        ("…" if start else "") + _marked(text, start, end, inside) + ("…" if end < len(text) else "")
    )


def source_labels() -> dict[str, str]:
    """The words of all sources, for headings."""
    return {s.code: str(s.label) for s in registry.sources()}


def _hits(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text as written (start, end), in order, without overlaps."""
    plain: list[str] = []
    origin: list[int] = []  # for each character of the normalised text, its place in the text as written
    for place, character in enumerate(text):
        same = normalise(character)
        plain.append(same)
        origin.extend([place] * len(same))
    wanted = [re.escape(normalise(w)) for w in words.split() if w]
    if not wanted:
        return []
    pattern = re.compile("|".join(sorted(wanted, key=len, reverse=True)))
    return [
        (origin[m.start()], origin[m.end() - 1] + 1) for m in pattern.finditer("".join(plain)) if m.end() > m.start()
    ]


def _marked(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> str:
    out: list[str] = []
    at = start
    for a, b in hits:
        out.append(f"{escape(text[at:a])}<mark>{escape(text[a:b])}</mark>")
        at = b
    out.append(escape(text[at:end]))
    return "".join(out).replace("\n", " ")
