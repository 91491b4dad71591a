"""The reading: what this actor may see, one matter, what waits for whom. Absent and forbidden are the same "not found"."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Count, F, QuerySet
from django.urls import reverse

from gongjian.audit.queries import PublicState
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.prefetch import Rows, TablePrefetch
from gongjian.kernel.procedure import State
from gongjian.kernel.refused import NotFound, Words
from gongjian.org import queries as org
from gongjian.search import queries as search
from gongjian.workflow import registry as commands

from . import registry
from .choices import CATEGORIES, category_of
from .models import Holding, Involved, Matter, Voice
from .permissions import knows_persons, may_attach, may_read_figures, right
from .presentation import (
    LIGHTS,
    chip,
    kind_label,
    light,
    light_of,
    list_url,
    office_steps,
    raise_url,
    state_label,
    step_bar,
    step_label,
    step_of,
    time_left,
    verb_url,
)
from .procedures import LIVES, PROCEDURES, SUBJECT
from .reading_due import due_for_reminder, raisers_to_remind, supplements_overdue, verdicts_overdue
from .reading_record import Record, part
from .reading_waiting import Task, at_bodies, waiting_for
from .registry import Section
from .visibility import chief, own, readable_ids, touching, visible_list, visible_or_public, visible_to


@cache
def rows_of_kind(kind: str) -> TablePrefetch:
    """The rows that the page and the permissions need, each with its body, in one query."""
    return TablePrefetch("matter", Rows("involved", Involved, along="body"), *registry.kind(kind).rows)


def get_for(actor: Actor, number: str) -> Matter:
    """The matter with this number if the actor may read it, with all that its page and its permissions need.

    Raises NotFound for absent and forbidden alike.
    """
    kind = kind_of_number(number)
    matter = (
        visible_to(actor, kind)
        .select_related("raiser", "pairing", "duplicate_of", *(registry.kind(kind).related if kind else ()))
        .filter(number=number)
        .first()
    )
    if matter is None:
        raise NotFound()
    rows_of_kind(matter.kind).fill(matter)
    return matter


def numbered(number: str) -> Matter | None:
    """The matter with this number, for a command that names another one; None if there is none. No actor asks here."""
    return Matter.objects.filter(number=number).first()


def may_read_files(actor: Actor, matter_id: int) -> bool:
    """Whether the actor may open the matter's files: who reads it whole. A photo can show who raised it."""
    matter = visible_to(actor).filter(pk=matter_id).first()
    return matter is not None and knows_persons(actor, matter)


def get_for_command(actor: Actor, number: str, verb: str) -> Matter:
    """The matter for the shared page of this verb. Raises NotFound also where its life has no such verb, or its own app does."""
    matter = get_for(actor, number)
    if not PROCEDURES[matter.kind].has(verb) or verb in registry.kind(matter.kind).own_verbs:
        raise NotFound()
    return matter


def with_bodies(matter_id: int) -> Matter:
    """The matter by id with its bodies, for reactions and the clock (no actor asks here)."""
    return Matter.objects.select_related("origin", "holder", "lead").get(pk=matter_id)


def public_ones() -> QuerySet[Matter]:
    """Matters whose progress is public; the pages built on it name no person who raised one."""
    return Matter.objects.filter(public=True).select_related("origin", "holder", "lead")


def get_public(number: str) -> Matter:
    """A public matter by number. Raises NotFound for absent and not public alike."""
    kind = kind_of_number(number)
    related = registry.kind(kind).related if kind else ()
    matter = public_ones().select_related(*related).filter(number=number).first()
    if matter is None:
        raise NotFound()
    rows_of_kind(matter.kind).fill(matter)
    return matter


def kind_of_number(number: str) -> str:
    """The kind that numbers of this shape belong to (诉求-2026-0001 → appeal), "" if none. No query."""
    return next((kind for kind, life in LIVES.items() if number.startswith(f"{life.prefix}-")), "")


def version_of(matter_id: int) -> int:
    """The version that stands in the table now."""
    return Matter.objects.values_list("version", flat=True).get(pk=matter_id)


def with_light(rows: QuerySet[Matter], light: str, at: dt.datetime) -> QuerySet[Matter]:
    """Only rows that show this light now."""
    rows = rows.filter(ended_at__isnull=True)
    if light == "grey":
        return rows.filter(clock_stopped=True)
    rows = rows.filter(clock_stopped=False)
    if light == "red":
        return rows.filter(due_at__lt=at)
    if light == "amber":
        return rows.filter(due_at__gte=at, amber_at__lte=at)
    return rows.filter(due_at__gte=at, amber_at__gt=at)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; empty values do not narrow. Dates are days at the school (both included)."""

    kind: str = ""  # a code of PROCEDURES
    state: str = ""
    category: str = ""
    holder: int | None = None
    origin: int | None = None
    lead: int | None = None
    pair: int | None = None
    body: int | None = None  # involved in any part, or below it
    light: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    words: str = ""
    open_only: bool = False
    mine: bool = False


def narrowed(rows: QuerySet[Matter], wanted: Filter, *, actor: Actor, at: dt.datetime) -> QuerySet[Matter]:
    """*rows* narrowed to *wanted*. Raises Malformed if the search word has fewer than two characters."""
    exact = {
        "kind": wanted.kind,
        "state": wanted.state,
        "category": wanted.category,
        "holder_id": wanted.holder,
        "origin_id": wanted.origin,
        "lead_id": wanted.lead,
        "pairing_id": wanted.pair,
    }
    rows = rows.filter(**{k: v for k, v in exact.items() if v})
    if wanted.body:
        path = org.path_of(wanted.body)
        rows = rows.filter(touching([path] if path else []))
    if wanted.open_only:
        rows = rows.filter(ended_at__isnull=True)
    if wanted.mine:
        rows = rows.filter(own(actor))
    if wanted.since:
        rows = rows.filter(raised_at__date__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(raised_at__date__lte=wanted.until)
    if wanted.light in LIGHTS:
        rows = with_light(rows, wanted.light, at)
    if wanted.words.strip():
        rows = search.only_matching(rows, SUBJECT, wanted.words)
    return rows


@dataclass(frozen=True)
class Span:
    """One stretch of the custody bar: who had it, from when to when (None = still), how long."""

    body_name: str
    since: dt.datetime
    until: dt.datetime | None
    seconds: int


def custody(matter: Matter, at: dt.datetime) -> list[Span]:
    """Who held it how long; the seconds sum to the matter's age to the second."""
    rows = Holding.objects.filter(matter=matter).order_by("since", "id")
    return spans_of(rows.annotate(body_name=F("body__name")), at)


def spans_of(holdings: Iterable[Any], at: dt.datetime) -> list[Span]:
    """Holdings (with ``body_name``) as stretches in whole seconds; an open one lasts until *at*."""
    return [
        Span(h.body_name, h.since, h.until, int((h.until or at).timestamp()) - int(h.since.timestamp()))
        for h in holdings
    ]


def age_seconds(matter: Matter, at: dt.datetime) -> int:
    """How old the matter is, or was when it ended, in whole seconds."""
    return int((matter.ended_at or at).timestamp()) - int(matter.raised_at.timestamp())


def url_of(matter_id: int) -> str:
    """The address of a matter's page, for apps below that only know its id."""
    return reverse("matters:item", args=[Matter.objects.values_list("number", flat=True).get(pk=matter_id)])


def search_texts() -> Iterator[tuple[int, Sequence[str]]]:
    """Every matter with all its texts, for rebuilding the search index."""
    rows = Matter.objects.prefetch_related("replies").order_by("pk")
    walked = rows.iterator(chunk_size=500)
    while some := list(islice(walked, 500)):
        more = registry.texts_of_many(some)
        for m in some:
            replies = [r.text for r in m.replies.all() if not r.waits_for_sign and not r.returned_reason]
            yield m.pk, [m.number, m.title, m.text, m.goal, *replies, *more.get(m.pk, ())]


def public_state(matter_id: int) -> PublicState | None:
    """What anybody with the receipt may see: state and holder, and the public page if there is one."""
    m = Matter.objects.select_related("holder").filter(pk=matter_id).first()
    if m is None:
        return None
    state = PROCEDURES[m.kind].state(m.state)
    url = reverse("matters:public-item", args=[m.number]) if m.public else ""
    return PublicState(state.label, state.tone, m.moved_at, m.holder.name if m.public else "", url)


def load_of(body_ids: Iterable[int]) -> dict[int, int]:
    """How many open matters each of these bodies holds."""
    rows = Matter.objects.filter(holder_id__in=list(body_ids), ended_at__isnull=True).order_by()
    return dict(rows.values_list("holder_id").annotate(Count("id")))


def raised_by(actor: Actor, limit: int = 10) -> list[Matter]:
    """What this person raised, by name or anonymously, the latest first."""
    rows = Matter.objects.filter(own(actor)).select_related("origin", "holder", "lead")
    return list(rows.order_by("-raised_at", "-id")[:limit])


def public_lately(*, ended: bool, limit: int = 8) -> list[Matter]:
    """Public matters lately raised, or lately struck off."""
    if ended:
        solved = sorted({state for life in LIVES.values() for state in life.solved_ends})
        rows = public_ones().filter(state__in=solved, ended_at__isnull=False).order_by("-ended_at", "-id")
    else:
        rows = public_ones().order_by("-raised_at", "-id")
    return list(rows[:limit])


def voices_to(matter_ids: Iterable[int]) -> dict[int, int]:
    """How many have raised, joined or seconded each of these matters. One query."""
    rows = Voice.objects.filter(matter_id__in=list(matter_ids)).order_by()
    return dict(rows.values("matter_id").annotate(n=Count("id")).values_list("matter_id", "n"))


def takes_files(actor: Actor, matter: Matter) -> bool:
    """May this actor add files to the matter now?"""
    return bool(may_attach(actor, matter)) and matter.is_open


def possible(actor: Actor, matter: Matter, at: dt.datetime) -> list[str]:
    """The commands this actor may order now, by right and by the matter's state, in the order of the procedure's table."""
    steps = [s for s in PROCEDURES[matter.kind].steps_from(matter.state) if not s.by_system]
    allowed = [s.verb for s in steps if right(s.who)(actor, matter)]
    return [verb for verb in allowed if commands.refusal(matter, verb, actor, at) is None]


def states_of(kind: str) -> tuple[State, ...]:
    """The states of a kind in the order people meet them."""
    return PROCEDURES[kind].states


def kinds() -> list[tuple[str, Words]]:
    """The kinds with their words, in the order people meet them."""
    return [(code, procedure.label) for code, procedure in PROCEDURES.items()]


def check_may_read_figures(actor: Actor) -> None:
    """Raises NotAllowed without the right to the figures of any body."""
    permit(may_read_figures, actor, None)


__all__ = [
    "CATEGORIES",
    "LIGHTS",
    "Filter",
    "Record",
    "Section",
    "Span",
    "Task",
    "age_seconds",
    "at_bodies",
    "category_of",
    "check_may_read_figures",
    "chief",
    "chip",
    "custody",
    "due_for_reminder",
    "get_for",
    "get_public",
    "kind_label",
    "kinds",
    "light",
    "light_of",
    "list_url",
    "load_of",
    "narrowed",
    "numbered",
    "office_steps",
    "own",
    "part",
    "possible",
    "public_lately",
    "public_ones",
    "public_state",
    "raise_url",
    "raised_by",
    "raisers_to_remind",
    "readable_ids",
    "search_texts",
    "spans_of",
    "state_label",
    "states_of",
    "step_bar",
    "step_label",
    "step_of",
    "supplements_overdue",
    "time_left",
    "url_of",
    "verb_url",
    "verdicts_overdue",
    "version_of",
    "visible_list",
    "visible_or_public",
    "visible_to",
    "waiting_for",
    "with_bodies",
    "with_light",
]
