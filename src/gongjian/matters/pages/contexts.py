"""The contexts of whole pages: the matter, its public face, a command's page."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.bulletin import queries as bulletin
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.procedure import Step
from gongjian.web.dates import day
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import Action, Fact, Facts, Link, Note, PageHead, Section, Timeline
from gongjian.workdays import queries as workdays
from gongjian.workflow.command import Command
from gongjian.workflow.pages import About

from .. import permissions, queries, registry
from ..forms import FilesForm
from ..presentation import chip, kind_label, light, list_url, office_steps, step_bar
from ..procedures import PROCEDURES, SUBJECT
from ..reading_record import Record, record_of
from . import matter as pages

if TYPE_CHECKING:
    from ..models import Matter

ABOUT = 160  # characters of the text that a verb's page repeats


def item_page(
    matter: "Matter", actor: Actor, at: dt.datetime, *, files_form: FilesForm | None = None
) -> dict[str, Any]:
    """Everything on the matter's page."""
    opened = queries.opening_of(matter)
    may_attach = permissions.may_attach(actor, matter) and matter.is_open
    record = record_of(matter)
    known = permissions.knows_persons(actor, matter)
    if not known:
        record.verdicts, record.exchanges = [], []
    sections = registry.sections_of(matter, actor, at)
    return {
        "matter": matter,
        "outcome": _outcome(matter),
        "own_text": registry.kind(matter.kind).own_text,
        "sections": [s for s in sections if not s.aside],
        "asides": [s for s in sections if s.aside],
        "head": pages.head(matter, actor, at),
        "steps": step_bar(matter),
        "custody": pages.custody_bar(matter, record, at),
        "custody_line": _("现由%(who)s持有") % {"who": matter.holder.short} if matter.is_open else "",
        "origin": pages.origin_facts(matter, record, persons=known),
        "progress": pages.progress_items(matter, record, inside=bool(permissions.works_on(actor, matter))),
        "clocks": pages.clock_facts(matter.kind, record, at),
        "unknown_years": workdays.unknown_years_note([local_date(matter.due_at)]) if matter.due_at else None,
        "authorities": pages.authorities(matter, local_date(at)),
        "timeline": pages.timeline(matter) if known else office_steps(matter),
        "files": pages.file_links(matter) if known else [],
        "files_form": (files_form or FilesForm(seen=matter.version)) if may_attach else None,
        "pairing": Link(
            f"{matter.pairing.number} {matter.pairing.title}", reverse("pairing:item", args=[matter.pairing.number])
        )
        if matter.pairing
        else None,
        "receipts": [
            Link(r.code, reverse("audit:receipt", args=[r.code])) for r in ledger.receipts_of(SUBJECT, matter.pk)
        ]
        if permissions.is_raiser(actor, matter)
        else [],
        "parking": _parking(record),
        "may_read_raiser": opened is not None and actor.person_id in (opened.asked_by_id, opened.approved_by_id),
        "seen_by": [row.body.name for row in matter.involved.all()],
    }


def _outcome(matter: "Matter") -> Note | None:
    """The published account of how it was solved."""
    outcome = bulletin.outcome_of(SUBJECT, matter.pk) if not matter.is_open else None
    if outcome is None or outcome.published_at is None:
        return None
    return Note(outcome.title, "good", _("怎么解决的"), Action(_("看看怎么解决的"), outcome.url))


def _parking(record: Record) -> Facts | None:
    if not record.parkings:
        return None
    parking = record.parkings[-1]
    result = {None: _("待批"), True: _("同意"), False: _("不同意")}[parking.approved]
    return Facts(
        [
            Fact(_("挂账理由"), parking.reason),
            Fact(_("后续方案"), parking.plan),
            Fact(_("复查日期"), day(parking.review_on)),
            Fact(
                _("审批"),
                _("%(result)s　%(who)s　%(words)s")
                % {"result": result, "who": parking.settled_by, "words": parking.settled_words},
            ),
        ]
    )


def public_page(matter: "Matter", at: dt.datetime) -> PlainPage:
    """The public face: how it stands, who has it; no name of a person, no text of the raiser beyond the title."""
    chips: list[Any] = [chip(matter)]
    if (deadline_light := light(matter, at)) is not None:
        chips.append(deadline_light)
    facts = [
        Fact(_("提出组织"), matter.origin.name),
        Fact(_("提出日期"), day(matter.raised_at)),
        Fact(_("现由谁负责"), matter.holder.name),
    ]
    if matter.lead is not None:
        facts.append(Fact(_("主办"), matter.lead.name))
    public_sections = registry.kind(matter.kind).public_sections
    sections = list(public_sections(matter, at)) if public_sections is not None else []
    head = PageHead(
        matter.title,
        matter.number,
        crumbs=[Link(_("公开事项"), reverse("matters:public"))],
        chips=chips,
        facts=facts,
    )
    holder = _("现由%(who)s持有") % {"who": matter.holder.short} if matter.is_open else ""
    custody = Section(_("持有"), [pages.custody_bar(matter, record_of(matter), at)], holder, fold=True)
    own = [Section(s.heading, [s.shape], id=s.anchor) for s in sections]
    return PlainPage(head, [step_bar(matter), _outcome(matter), custody, *own])


def about(matter: "Matter", command: Command[..., Any], at: dt.datetime) -> About:
    """What the page of a command says of the matter."""
    return about_step(matter, PROCEDURES[matter.kind].step(command.name), at)


def about_step(matter: "Matter", step: Step, at: dt.datetime) -> About:
    """The matter in a few lines, what is decided on, who has it and until when."""
    back = pages.url_of(matter)
    facts = [Fact(_("现由谁负责"), matter.holder.name), Fact(_("状态"), chip(matter))]
    if (deadline_light := light(matter, at)) is not None:
        facts.append(Fact(_("时限"), deadline_light))
    last = _last_word(matter, step.verb)
    return About(
        title=step.label,
        number=matter.number,
        question=step.hint or _("%(verb)s：%(number)s") % {"verb": step.label, "number": matter.number},
        back=back,
        crumbs=[Link(kind_label(matter.kind), list_url(matter.kind)), Link(matter.number, back)],
        facts=facts,
        quote=(matter.title, Truncator(matter.text).chars(ABOUT)),
        shown=[last] if last else [],
    )


# What is looked at before these commands: the last word of the record, inside (drafts too) or as the raiser reads it.
LOOKED_AT = {"sign": True, "return_reply": True, "give_verdict": False, "supply": False}


def _last_word(matter: "Matter", verb: str) -> Timeline | Facts | None:
    """What the verb decides on: the reply to be signed or judged, the question that was asked, the reasons for parking."""
    if verb in ("approve_parking", "refuse_parking"):
        return _parking(record_of(matter))
    looked_at = {**LOOKED_AT, **registry.kind(matter.kind).looked_at}
    if verb not in looked_at:
        return None
    items = pages.progress_items(matter, record_of(matter), inside=looked_at[verb]).items
    return Timeline(items[:1]) if items else None
