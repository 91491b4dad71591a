"""Personal data, declared once: whose a row is, what the person gets of it, what anonymising does to it.

Every app has one list, ``PERSONAL`` in its ``personal.py``, handed over in its ``apps.py``. From the lists follow the
own-data export (个人信息保护法 第四十五条) and anonymising (第四十七条). A wall (tests/walls/test_personal.py) finds columns
that point to a person and are in no list.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

GONE = "已注销人员"
# Why a row stays when a person is anonymised.
NUMBER_ONLY = "a number that leads to a row without a name"
IN_OFFICE = "the post of who acted, or a name without an id: an act in office (个人信息保护法 第十三条第三项)"


class About(StrEnum):
    """The part a person has in a row."""

    PERSON = "person"  # the row is about them: their account, membership, messages
    RAISER = "raiser"  # they said it: where they are sealed, the row must not name them
    ACTOR = "actor"  # they did it in office


@dataclass(frozen=True, slots=True)
class Personal:
    """What one table holds about one person, by one of its columns.

    ``model`` is "app.Model". ``whose`` is the lookup that gives the person's id; "" where only a name is written, which
    is then found for nobody. ``columns`` are the personal columns of the table itself. ``exported`` are the lookups that
    the person gets of each row, ``labels`` the words for codes that are no choices of Django's. ``sealed`` is the lookup of the blind index that stands in for a sealed person.

    Anonymising sets the columns in ``becomes`` ("{person}" in a text is the person's id), sets the columns in ``names``
    to "已注销人员" where they contain the person's name, and removes the rows if ``deleted``. ``kept`` says why anything
    else stays; one of the four must be given.
    """

    model: str
    whose: str
    columns: tuple[str, ...]
    about: About = About.PERSON
    exported: tuple[str, ...] = ()
    labels: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    sealed: str = ""
    names: tuple[str, ...] = ()
    becomes: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False
    kept: str = ""

    def __post_init__(self) -> None:
        if not (self.names or self.becomes or self.deleted or self.kept):
            raise ValueError(f"{self.model}: say what anonymising does, or why the row is kept")
        if not self.whose and (self.exported or self.names or self.becomes or self.deleted):
            raise ValueError(f"{self.model}: without whose no row is found, so nothing can be exported or changed")

    @property
    def table(self) -> type[Model]:
        """The model. Raises LookupError if there is none."""
        return apps.get_model(self.model)

    def rows(self, person_id: int, sealed_index: str = "") -> QuerySet[Any]:
        """The person's rows, and with their blind index those in which they are sealed."""
        condition = Q(**{self.whose: person_id})
        if self.sealed and sealed_index:
            condition |= Q(**{self.sealed: sealed_index})
        return self.table._default_manager.filter(condition).order_by("pk")


_DECLARED: dict[str, tuple[Personal, ...]] = {}


def declare(app: str, listed: Iterable[Personal]) -> None:
    """Take the list of this app; called once, in its ``apps.py``."""
    _DECLARED[app] = tuple(listed)


def declared() -> list[Personal]:
    """All declarations, app by app."""
    return [one for app in sorted(_DECLARED) for one in _DECLARED[app]]


def _shown(one: Personal, name: str, value: Any) -> Any:
    """A value as the person reads it: of a code its label."""
    if name in one.labels:
        return str(one.labels[name](value))
    model: Any = one.table
    path = name.split("__")
    for part in path[:-1]:
        model = model._meta.get_field(part).related_model
    choices = getattr(model._meta.get_field(path[-1]), "flatchoices", None)
    return str(dict(choices).get(value, value)) if choices else value


def export(person_id: int, sealed_index: str) -> dict[str, list[dict[str, Any]]]:
    """What is kept about a person, by "app.Model"; ``by`` names the column that leads to them. One query a declaration.

    Values are as ``DjangoJSONEncoder`` takes them. Rows in which the person is sealed are among them: for their own eyes only.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for one in declared():
        if one.exported:
            rows = one.rows(person_id, sealed_index).values(*one.exported)
            got = [{"by": one.whose} | {name: _shown(one, name, row[name]) for name in one.exported} for row in rows]
            found.setdefault(one.model, []).extend(got)
    return found


def forget(person_id: int, name: str) -> None:
    """Do to all rows of the person what their declarations say; ``name`` is the name they had."""
    for one in declared():
        if not one.whose or not (one.names or one.becomes or one.deleted):
            continue
        rows = one.rows(person_id).order_by()
        if one.deleted:
            rows.delete()
            continue
        for column in one.names:
            if name:
                rows.filter(**{f"{column}__contains": name}).update(**{column: GONE})
        if one.becomes:
            values = {c: v.format(person=person_id) if isinstance(v, str) else v for c, v in one.becomes.items()}
            rows.update(**values)
