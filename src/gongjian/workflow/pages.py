"""What every app with a life shows alike: the buttons, the step bar, the page of one command."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.procedure import Procedure, Step
from gongjian.kernel.refused import Citation, NotNow, Words
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day
from gongjian.web.forms import Form
from gongjian.web.shapes import Action, Chip, ConfirmBox, Fact, Link, PageHead, StepBar, StepMark

from .command import Command, Commands

Url = Callable[[Any, str], str]  # (row, command's name) → the address of its page
TEMPLATE = "workflow/command.html"


def state_chip(procedure: Procedure, state: str) -> Chip:
    """The state in its colour."""
    found = procedure.state(state)
    return Chip(found.label, found.tone)


def actions(
    commands: Commands,
    row: Any,
    actor: Actor,
    at: dt.datetime,
    url: Url,
    *,
    explained: Collection[str] = (),
) -> tuple[list[Action], list[Action]]:
    """The buttons this actor has now: (shown, behind ⋯), in the table's order, one filled button at most.

    Where the row's state has something against it, the button says what; ``explained`` say also why this person may not,
    for those who wait for them.
    """
    shown: list[Action] = []
    more: list[Action] = []
    for command in commands.on_rows():
        step = command.workflow.procedure_of(row).step(command.name)
        if row.state not in step.sources:
            continue
        refused = command.workflow.refusal(command, row, actor, at=at)
        if refused is None:
            action = Action(step.label, url(row, command.name), tone=step.tone)
            (more if step.rare else shown).append(action)
        elif command.name in explained or isinstance(refused, NotNow):
            shown.append(Action(step.label, why_not=refused.sentence, authority=refused.authority))
    return one_filled(shown), more


def one_filled(shown: Sequence[Action]) -> list[Action]:
    """The main button first, and no other filled one; where the main one is not possible yet, the next one is filled."""
    ordered = sorted(shown, key=lambda a: a.tone != "primary")
    possible = [a for a in ordered if not a.why_not]
    if possible and len(possible) < len(ordered) and possible[0].tone == "plain":
        first = replace(possible[0], tone="primary")
        ordered = [first, *(a for a in ordered if a is not possible[0])]
    return ordered[:1] + [replace(a, tone="plain") if a.tone == "primary" else a for a in ordered[1:]]


def step_bar(
    procedure: Procedure,
    stages: Sequence[tuple[str, Words]],
    state: str,
    times: Mapping[str, dt.datetime | None],
    *,
    all_done: bool = False,
) -> StepBar:
    """Where a row stands in the stages of its life, with the day on which each was reached."""
    now = procedure.state(state)
    place_now = [code for code, _label in stages].index(now.stage)
    marks = []
    for place, (code, label) in enumerate(stages):
        moment = times.get(code)
        how: Literal["done", "now", "todo", "skipped"]
        if all_done or place < place_now:
            how = "done" if all_done or moment is not None or code not in times else "skipped"
        else:
            how = "now" if place == place_now else "todo"
        shown = now.label if now.end and place == place_now else label
        marks.append(StepMark(shown, how, day(moment) if moment else ""))
    return StepBar(marks)


@dataclass(frozen=True, kw_only=True)
class About:
    """What the page of a command says of its row; the app fills it.

    ``title`` and ``number`` head the page, ``quote`` repeats what it is about, ``shown`` are shapes to look at before one
    decides (a reply to be signed, a file), ``below`` stand under the form, ``other`` leads to the opposite command.
    """

    title: Words
    back: str
    number: str = ""
    crumbs: Sequence[Link] = ()
    chips: Sequence[Chip] = ()
    facts: Sequence[Fact] = ()
    quote: tuple[Words, Words] | None = None
    shown: Sequence[Any] = ()
    below: Sequence[Any] = ()
    other: Link | None = None
    question: Words | None = None
    yes: Words = ""
    consequences: Sequence[Words] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class CommandPage:
    """The page of one command: the question with its consequences, the form, the article."""

    head: PageHead
    box: ConfirmBox
    about: About
    form: Form
    article: Citation | None

    def context(self) -> dict[str, Any]:
        """The names that the template knows."""
        return {"head": self.head, "box": self.box, "about": self.about, "form": self.form, "article": self.article}


def command_page(command: Command[..., Any], step: Step, about: About, form: Form, at: dt.datetime) -> CommandPage:
    """The page of one command on a row."""
    return form_page(step, replace(about, consequences=[*command.consequences, *about.consequences]), form, at)


def form_page(step: Step, about: About, form: Form, at: dt.datetime) -> CommandPage:
    """The page of one line of the table with any form."""
    box = ConfirmBox(
        about.question if about.question is not None else step.hint or about.title,
        consequences=about.consequences,
        yes=about.yes or step.label,
        back=about.back,
        danger=step.tone == "danger",
        form=form,
    )
    head = PageHead(about.title, about.number, crumbs=about.crumbs, chips=about.chips, facts=about.facts)
    article = rulebook.cite(step.article, on=local_date(at)) if step.article else None
    return CommandPage(head, box, about, form, article)
