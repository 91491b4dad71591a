"""How an object's texts become documents: numbers, and overlapping parts of long texts."""

import hashlib
from collections.abc import Sequence

PART_BITS = 8
OBJECT_BITS = 40
OBJECT_MASK = (1 << OBJECT_BITS) - 1
PART_LENGTH = 1500  # PostgreSQL keeps at most 255 places of a lexeme and 16,383 places in all
OVERLAP = 100  # no searched word is longer
MOST_PARTS = 1 << PART_BITS


def source_number(source: str) -> int:
    """15 bits for a source, the same in every process."""
    return int.from_bytes(hashlib.blake2b(source.encode(), digest_size=2).digest(), "big") >> 1


def document_id(source: str, object_id: int, part: int) -> int:
    """Source, object and part in one number; in the order of objects within a source."""
    if not 0 <= object_id <= OBJECT_MASK:
        raise ValueError(f"object id {object_id} is out of range")
    return (source_number(source) << (OBJECT_BITS + PART_BITS)) | (object_id << PART_BITS) | part


def span(source: str) -> tuple[int, int]:
    """The first and last document id a source can have."""
    return document_id(source, 0, 0), document_id(source, OBJECT_MASK, MOST_PARTS - 1)


def cut(texts: Sequence[str]) -> list[str]:
    """The texts as parts; neighbours share ``OVERLAP`` characters. What lies beyond the last part is not indexed."""
    whole = "\n".join(t for t in texts if t)
    if len(whole) <= PART_LENGTH:
        return [whole] if whole else []
    step = PART_LENGTH - OVERLAP
    return [whole[start : start + PART_LENGTH] for start in range(0, len(whole) - OVERLAP, step)][:MOST_PARTS]
