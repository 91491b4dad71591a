"""Which sources can be searched, their words, and where all their texts come from when the index is rebuilt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gongjian.kernel.refused import Words

Texts = Callable[[], Iterable[tuple[int, Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing that is found: its code, its word, and all its (object id, texts)."""

    code: str
    label: Words
    texts: Texts


_SOURCES: dict[str, Source] = {}


def register_source(code: str, *, label: Words, texts: Texts) -> None:
    """Make a source known, in the app's ``apps.py``. ``texts`` streams every object with its texts, for ``reindex``."""
    _SOURCES[code] = Source(code, label, texts)


def sources() -> list[Source]:
    """All registered sources."""
    return list(_SOURCES.values())


def source(code: str) -> Source | None:
    """What is registered under this code."""
    return _SOURCES.get(code)
