"""The contexts of whole pages: the matter, its public face, a verb's page, the receipt."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.audit import queries as ledger
from gongjian.bulletin import queries as bulletin
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.procedure import Step
from gongjian.org import queries as org
from gongjian.web.shapes import Action, Fact, Facts, Link, Note, PageHead, Timeline, Words
from gongjian.web.templatetags.web_tags import day, when
from gongjian.workflow.command import Command
from gongjian.workflow.pages import About

from .. import permissions, registry
from ..forms import FilesForm
from ..models import Adjustment, Matter
from ..operations.adjusting import sides_of
from ..presentation import chip, kind_label, light, list_url, office_steps, step_bar
from ..procedures import LIVES, PROCEDURES, SUBJECT
from ..reading_record import Record, record_of
from . import line_tables
from . import matter as pages

ABOUT = 160  # characters of the text that a verb's page repeats


def adjustments(matter: Matter, actor: Actor) -> list[dict[str, Any]]:
    """Every adjustment with old beside new, who has confirmed, and the buttons this actor has."""
    rows = sorted(matter.adjustments.all(), key=lambda a: (a.proposed_at, a.pk), reverse=True)
    names = {pk: row.short for pk, row in org.body_rows(line_tables.bodies_named(rows)).items()}
    return [
        {
            "table": line_tables.change_rows(a, names),
            "facts": _adjustment_facts(a),
            "state": a.get_state_display(),
            "buttons": _adjustment_buttons(a, matter, actor),
        }
        for a in rows
    ]


def _adjustment_facts(a: Adjustment) -> Facts:
    waiting = _("待确认") if a.state == "proposed" else "—"
    facts = [
        Fact(_("理由"), a.reason),
        Fact(pgettext("who", "提出"), _("%(who)s，%(day)s") % {"who": a.proposed_by, "day": when(a.proposed_at)}),
        Fact(
            _("主办单位确认"),
            _("%(who)s，%(day)s") % {"who": a.lead_by, "day": when(a.lead_at)} if a.lead_at else waiting,
        ),
        Fact(
            _("监督人确认"),
            _("%(who)s，%(day)s") % {"who": a.supervisor_by, "day": when(a.supervisor_at)}
            if a.supervisor_at
            else waiting,
        ),
    ]
    if a.state == "rejected":
        facts.append(Fact(_("不同意"), _("%(who)s：%(why)s") % {"who": a.rejected_by, "why": a.rejected_reason}))
    return Facts(facts, wide=True)


def _adjustment_buttons(a: Adjustment, matter: Matter, actor: Actor) -> list[Action]:
    if a.state != "proposed" or not permissions.confirms_adjustment(actor, matter):
        return []
    no = Action(_("不同意"), reverse("matters:reject-adjustment", args=[matter.number, a.pk]), small=True)
    if not sides_of(actor, matter, a):
        return [no] if actor.person_id not in (a.lead_by_id, a.supervisor_by_id) else []
    yes = Action(
        _("确认调整"),
        reverse("matters:confirm-adjustment", args=[matter.number, a.pk]),
        method="post",
        tone="primary",
        small=True,
        confirm=_("确认这项动态调整？"),
        consequences=[_("双方都确认后，新的内容立即生效，原内容留存。")],
    )
    return [yes, no]


def item_page(matter: Matter, actor: Actor, at: dt.datetime, *, files_form: FilesForm | None = None) -> dict[str, Any]:
    """Everything on the matter's page."""
    opened = matter.openings.filter(approved_at__isnull=False).last() if matter.is_anonymous else None
    may_attach = permissions.may_attach(actor, matter) and matter.is_open
    record = record_of(matter)
    known = permissions.knows_persons(actor, matter)
    if not known:
        record.verdicts, record.exchanges = [], []
    registered = registry.kind(matter.kind)
    sections = registry.sections_of(matter, actor, at)
    return {
        "matter": matter,
        "outcome": _outcome(matter),
        "own_text": registered is not None and registered.own_text,
        "sections": [s for s in sections if not s.aside],
        "asides": [s for s in sections if s.aside],
        "head": pages.head(matter, actor, at),
        "steps": step_bar(matter),
        "custody": pages.custody_bar(matter, record, at),
        "custody_line": _("现由%(who)s持有") % {"who": matter.holder.short} if matter.is_open else "",
        "origin": pages.origin_facts(matter, record, persons=known),
        "goal": matter.goal,
        "measures": line_tables.measure_table(matter),
        "duties": line_tables.duty_table(matter),
        "route": line_tables.route_map(matter, at),
        "progress": pages.progress_items(record, inside=bool(permissions.works_on(actor, matter))),
        "adjustments": adjustments(matter, actor),
        "clocks": pages.clock_facts(matter.kind, record, at),
        "due_days": [local_date(matter.due_at)] if matter.due_at else [],
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
        "papers": Link(_("任务书（Word）"), reverse("matters:paper", args=[matter.number])) if matter.goal else None,
        "parking": _parking(record),
        "may_read_raiser": opened is not None and actor.person_id in (opened.asked_by_id, opened.approved_by_id),
        "seen_by": [row.body.name for row in matter.involved.all()],
    }


def _outcome(matter: Matter) -> Note | None:
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


def public_page(matter: Matter, at: dt.datetime) -> dict[str, Any]:
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
    registered = registry.kind(matter.kind)
    sections = (
        list(registered.public_sections(matter, at))
        if registered is not None and registered.public_sections is not None
        else []
    )
    return {
        "head": PageHead(
            matter.title,
            matter.number,
            crumbs=[Link(_("公开事项"), reverse("matters:public"))],
            chips=chips,
            facts=facts,
        ),
        "outcome": _outcome(matter),
        "sections": sections,
        "steps": step_bar(matter),
        "custody": pages.custody_bar(matter, record_of(matter), at),
        "custody_line": _("现由%(who)s持有") % {"who": matter.holder.short} if matter.is_open else "",
        "goal": matter.goal,
        "measures": line_tables.measure_table(matter, public=True),
        "duties": line_tables.duty_table(matter, public=True),
        "route": line_tables.route_map(matter, at),
    }


def about(matter: Matter, command: Command[..., Any], at: dt.datetime) -> About:
    """What the page of a command says of the matter."""
    return about_step(matter, PROCEDURES[matter.kind].step(command.name), at)


def about_step(matter: Matter, step: Step, at: dt.datetime) -> About:
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


# What is looked at before these verbs: the last word of the record, inside (drafts too) or as the raiser reads it.
LOOKED_AT = {
    "sign": True,
    "return_reply": True,
    "confirm_solved": True,
    "send_back": True,
    "give_verdict": False,
    "supply": False,
}


def _last_word(matter: Matter, verb: str) -> Timeline | Facts | None:
    """What the verb decides on: the reply to be signed or judged, the question that was asked, the reasons for parking."""
    if verb in ("approve_parking", "refuse_parking"):
        return _parking(record_of(matter))
    if verb not in LOOKED_AT:
        return None
    items = pages.progress_items(record_of(matter), inside=LOOKED_AT[verb]).items
    return Timeline(items[:1]) if items else None


def lists_page(matter: Matter, lists: Any, title: Words) -> dict[str, Any]:
    """The page on which rows are written."""
    back = pages.url_of(matter)
    return {
        "head": PageHead(
            title,
            matter.number,
            lead=matter.title,
            crumbs=[Link(_("难题"), reverse("matters:list")), Link(matter.number, back)],
        ),
        "lists": lists,
        "matter": matter,
        "back": back,
    }


def raised_page(matter: Matter, code: str, at: dt.datetime, request: HttpRequest) -> dict[str, Any]:
    """After sending: what happens next, by when; the receipt with its QR code."""
    life = LIVES[matter.kind]
    clock = life.limits[life.front[matter.state]] if matter.state in life.front else None
    link = reverse("audit:receipt", args=[code]) if code else ""
    next_words = _("由%(body)s在%(day)s前组织研究，结果会告诉您。") % {
        "body": matter.origin.name,
        "day": day(matter.due_at),
    }
    return {
        "head": PageHead(
            _("已提出"),
            matter.number,
            lead=matter.title,
            actions=[
                Action(_("查看这件事项"), pages.url_of(matter), tone="primary"),
                Action(_("再提一件"), reverse("matters:raise")),
            ],
        ),
        "note": Note(next_words, "good", _("下一步")),
        "code": code,
        "qr": ledger.qr(request.build_absolute_uri(link)) if link else "",
        "receipt_path": link,
        "clock": clock.label if clock else "",
    }
