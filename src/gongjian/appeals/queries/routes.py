"""Where an appeal should go: by the school's rules, and by past handling. A person confirms."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.kernel.cache import CachedTable
from gongjian.kernel.clock import local_date
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook

from .. import routing
from ..models import Appeal, Learned, RoutingRule
from .settings import active_rules

MOST_EXAMPLES = 20_000
LONGEST_EXAMPLE = 2000


@dataclass(frozen=True)
class Route:
    """One suggestion: a unit or a category, by rule or learned, how sure, why in words, the cases it rests on (matter ids)."""

    by: str  # "rule" · "learned"
    why: str
    unit_id: int | None = None
    unit_name: str = ""
    category: str = ""
    confidence: float | None = None
    because: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Routes:
    """What is suggested: by the first rule that fits, by past handling (the likeliest first), and the category."""

    rule: Route | None = None
    learned: list[Route] = field(default_factory=list)
    category: Route | None = None

    @property
    def best(self) -> Route | None:
        """The rule's unit, else the likeliest."""
        return self.rule or (self.learned[0] if self.learned else None)


def fits(rule: RoutingRule, title: str, text: str, category: str, place: str) -> str:
    """Why this rule fits, or "" if it does not."""
    found = []
    if rule.category:
        if rule.category != category:
            return ""
        found.append(_("类别相符"))
    for wanted, where, said in (
        (rule.words, f"{title}\n{text}", _("写有“%(word)s”")),
        (rule.places, f"{place}\n{title}\n{text}", _("地点在“%(word)s”")),
    ):
        if wanted:
            hit = next((word for word in wanted.split() if word in where), "")
            if not hit:
                return ""
            found.append(said % {"word": hit})
    return "，".join(found)


_models: dict[str, tuple[dt.datetime, routing.Model, list[int]]] = {}


def _stamps() -> dict[str, dt.datetime]:
    return dict(Learned.objects.values_list("name", "at"))


stamps: CachedTable[dict[str, dt.datetime]] = CachedTable(_stamps)


def learned(name: str) -> tuple[routing.Model, list[int]] | None:
    """What was learned under this name, with the matters it rests on; read again only after it was learned anew."""
    stamp = stamps().get(name)
    if stamp is None:
        return None
    kept = _models.get(name)
    if kept is None or kept[0] != stamp:
        row = Learned.objects.filter(name=name).first()
        if row is None:
            return None
        try:
            kept = (row.at, routing.load(bytes(row.data)), list(row.cases))
        except routing.NotAModel:  # written by another edition of the program: until the next night there is none
            return None
        _models[name] = kept
    return kept[1], kept[2]


def _suggested(name: str, title: str, text: str, k: int, at: dt.datetime) -> list[tuple[str, float, list[int]]]:
    known = learned(name)
    if known is None:
        return []
    model, cases = known
    least = float(rulebook.parameter("appeal-rules:7", "learned_least", local_date(at)))
    found = model.suggest(title, text[:LONGEST_EXAMPLE], k)
    return [
        (s.label, s.confidence, [cases[n] for n in s.because if n < len(cases)]) for s in found if s.confidence >= least
    ]


def routes_for(title: str, text: str, *, category: str = "", place: str = "", at: dt.datetime) -> Routes:
    """What is suggested for these words. Reads kept tables only; three queries at most."""
    rule = None
    for row in active_rules():
        if why := fits(row, title, text, category, place):
            rule = Route("rule", _("按派单规则：%(why)s。") % {"why": why}, row.unit_id, row.unit.name)
            break
    by_unit = _suggested("unit", title, text, 3, at)
    units = org.body_rows(int(label) for label, _sure, _cases in by_unit)
    today = local_date(at)
    past = [
        Route("learned", _why(sure), int(label), units[int(label)].name, confidence=sure, because=cases)
        for label, sure, cases in by_unit
        if int(label) in units and not ((ended := units[int(label)].ended) and ended <= today)
    ]
    kinds = [
        Route("learned", _why(sure), category=label, confidence=sure, because=cases)
        for label, sure, cases in _suggested("category", title, text, 1, at)
    ]
    return Routes(rule, past, kinds[0] if kinds else None)


def _why(sure: float) -> str:
    return _("与过去办理过的诉求相近，把握约%(percent)d%%。") % {"percent": min(99, round(100 * sure))}


def examples(name: str) -> tuple[list[routing.Example], list[int]]:
    """Past appeals with the label people gave them, the oldest first, and their ids: what the night learns from."""
    label = {"unit": "matter__lead_id", "category": "matter__category"}[name]
    states = ("answered", "closed-confirmed", "closed-presumed", "closed-unsolved")
    rows = Appeal.objects.filter(matter__kind="appeal", matter__state__in=states).exclude(matter__category="other")
    if name == "unit":
        rows = Appeal.objects.filter(matter__kind="appeal", matter__state__in=states, matter__lead__isnull=False)
    found = list(rows.order_by("-pk").values_list("pk", "matter__title", "matter__text", label)[:MOST_EXAMPLES])[::-1]
    return (
        [routing.Example(title, text[:LONGEST_EXAMPLE], str(mark)) for _pk, title, text, mark in found],
        [row[0] for row in found],
    )


def accuracy() -> dict[str, Learned]:
    """What was learned, when, from how many, and how often it was right."""
    return {row.name: row for row in Learned.objects.defer("data", "cases")}
