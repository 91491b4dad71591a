"""Which objects share rare tokens with a text, behind one name: postings of FTS5, or of the GIN index.

Frequent tokens are left aside without being read through. SQLite is asked for each token whether it has more than a few
postings, which costs the same however many more there are; PostgreSQL keeps the frequent lexemes of the column among its own
statistics (``ANALYZE``, or autovacuum). Neither needs a table of frequencies of ours, so none can be out of date.
"""

import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log

from django.db import connection

from .parts import OBJECT_MASK, PART_BITS, span

FEW = 150  # documents: a token in so many of them is frequent
ENOUGH = 32  # rare tokens that PostgreSQL is asked for together
PAIRS = 3  # neighbouring frequent tokens that are asked besides; more when there is little else
MANY_PAIRS = 12
Postings = list[tuple[int, list[int]]]


def objects(source: str, tokens: Sequence[str], limit: int) -> list[int]:
    """Ids of the objects with the most, and the rarest, of these distinct tokens in common; the best first."""
    if not tokens:
        return []
    points: Counter[int] = Counter()
    postings = _postgresql if connection.vendor == "postgresql" else _sqlite
    for weight, ids in postings(source, tokens, limit):
        for object_id in {pk >> PART_BITS & OBJECT_MASK for pk in ids}:
            points[object_id] += weight
    return [pk for pk, _points in sorted(points.items(), key=lambda item: (-item[1], -item[0]))[:limit]]


def _weight(documents: int) -> int:
    """What sharing a token counts, in thousandths: the rarer the more, and hardly anything where not all were read."""
    return round(1000 / (1 + log(documents + 1))) if documents < FEW else 1


def _pairs(common: Sequence[str], enough: bool) -> list[tuple[str, str]]:
    return list(pairwise(common))[: PAIRS if enough else MANY_PAIRS]


_NEWEST = """
    SELECT asked.value, (
        SELECT group_concat(rowid) FROM (
            SELECT rowid FROM search_fts WHERE tokens MATCH asked.value AND rowid BETWEEN %s AND %s
            ORDER BY rowid DESC LIMIT %s))
    FROM json_each(%s) AS asked"""


def _sqlite(source: str, tokens: Sequence[str], limit: int) -> Postings:
    first, last = span(source)
    with connection.cursor() as cursor:

        def ask(matches: Sequence[str]) -> dict[str, list[int]]:
            cursor.execute(_NEWEST, [first, last, FEW, json.dumps(matches)])
            return {match: [int(pk) for pk in (ids or "").split(",") if pk] for match, ids in cursor.fetchall()}

        each = ask([f'"{token}"' for token in tokens])
        rare = [ids for ids in each.values() if 0 < len(ids) < FEW]
        common = [token for token, ids in zip(tokens, each.values(), strict=True) if len(ids) >= FEW]
        pairs = _pairs(common, enough=sum(map(len, rare)) > limit)
        both = ask([f'"{one}" AND "{two}"' for one, two in pairs]) if pairs else {}
        if not rare and not pairs:
            both = each
    return [(_weight(len(ids)), ids) for ids in (*rare, *both.values())]


_FREQUENT = """
    SELECT known.token,
           known.share * (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'search_document'::regclass)
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (token, share)
    WHERE schemaname = current_schema() AND tablename = 'search_document' AND attname = 'vector'
      AND known.token = ANY (%s)"""
# The limit ends the reading of rows early; the index itself is read in no time. No order: any few will do.
_POSTINGS = """
    SELECT asked.place - 1, hit.id
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked (query, place)
    CROSS JOIN LATERAL (
        SELECT id FROM search_document WHERE vector @@ asked.query::tsquery AND source = %s OFFSET 0 LIMIT %s
    ) AS hit"""


def _postgresql(source: str, tokens: Sequence[str], limit: int) -> Postings:
    with connection.cursor() as cursor:
        cursor.execute(_FREQUENT, [list(tokens)])
        frequent = {token: float(n) for token, n in cursor.fetchall() if n >= FEW}
        rare = [t for t in tokens if t not in frequent]
        first, rest = rare[: ENOUGH // 2], rare[ENOUGH // 2 :]
        asked = [f"'{t}'" for t in (*first, *rest[:: len(rest) * 2 // ENOUGH + 1])]
        pairs = _pairs([t for t in tokens if t in frequent], enough=len(rare) > PAIRS)
        asked += [f"'{one}' & '{two}'" for one, two in pairs]
        if not asked:
            asked = [f"'{tokens[0]}'"]
        cursor.execute(_POSTINGS, [asked, source, FEW])
        found: dict[int, list[int]] = {}
        for place, pk in cursor.fetchall():
            found.setdefault(place, []).append(pk)
    return [(_weight(len(ids)), ids) for ids in found.values()]
