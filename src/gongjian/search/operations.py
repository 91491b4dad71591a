"""Putting texts in and taking them out, in the transaction of the verb that changed them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction

from . import backend, registry
from .models import Document
from .parts import MOST_PARTS, cut, document_id

AT_ONCE = 1000


@transaction.atomic
def put(*, source: str, object_id: int, texts: Sequence[str]) -> None:
    """Make the object found by these texts, and by no others. Does nothing if they have not changed."""
    parts = cut(texts)
    wanted = [(document_id(source, object_id, n), part) for n, part in enumerate(parts)]
    present = _present(source, object_id)
    if present == wanted:
        return
    _remove(present)
    _insert(source, object_id, wanted)


@transaction.atomic
def put_many(*, source: str, rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """Put objects that are not yet in the index (imports, rebuilding): a thousand a statement. Gives how many."""
    done, postgresql = 0, connection.vendor == "postgresql"
    iterator = iter(rows)
    while some := list(islice(iterator, AT_ONCE)):
        documents = [
            (document_id(source, pk, n), source, pk, part, backend.index_text(part, postgresql=postgresql))
            for pk, texts in some
            for n, part in enumerate(cut(texts))
        ]
        backend.add_indexed(documents)
        done += len(some)
    return done


def settle() -> None:
    """After much has been put in: merge the index's parts, and let the planner know what is there."""
    backend.settle()


@transaction.atomic
def drop(source: str, object_id: int) -> None:
    """Let the object be found no more."""
    _remove(_present(source, object_id))


def rebuild(sources: Iterable[str] | None = None) -> Iterator[tuple[str, int]]:
    """Build the index anew from the apps' own texts, all sources or these; yields (source, objects done) as it goes.

    Each source is emptied and filled in one transaction: searching goes on undisturbed with the old index until then.
    """
    wanted = None if sources is None else set(sources)
    for source in registry.sources():
        if wanted is not None and source.code not in wanted:
            continue
        with transaction.atomic():
            _remove_source(source.code)
            done = 0
            iterator = iter(source.texts())
            while some := list(islice(iterator, 1000)):
                done += put_many(source=source.code, rows=some)
                yield source.code, done
        yield source.code, done


def empty() -> None:
    """Take everything out (before a restore, whose texts come back by ``put_back``)."""
    backend.empty()
    Document.objects.all().delete()


def put_back(rows: Iterable[Mapping[str, Any]]) -> None:
    """Documents as they once stood (id, source, object_id, text), into the empty index: for a restore."""
    backend.add([Document(**row) for row in rows])


def _present(source: str, object_id: int) -> list[tuple[int, str]]:
    first, last = document_id(source, object_id, 0), document_id(source, object_id, MOST_PARTS - 1)
    return list(Document.objects.filter(id__gte=first, id__lte=last).order_by("id").values_list("id", "text"))


def _remove(rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        backend.remove(rows)
        Document.objects.filter(id__in=[pk for pk, _text in rows]).delete()


def _remove_source(source: str) -> None:
    while rows := list(Document.objects.filter(source=source).order_by("id").values_list("id", "text")[:1000]):
        _remove(rows)


def _insert(source: str, object_id: int, rows: Sequence[tuple[int, str]]) -> None:
    backend.add([Document(id=pk, source=source, object_id=object_id, text=text) for pk, text in rows])
