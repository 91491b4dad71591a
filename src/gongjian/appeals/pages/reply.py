"""The reply's pages as shapes: what the appeal says, templates, what was found in the reply, the head's page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.matters.queries import chip, light, verb_url
from gongjian.rulebook import queries as rulebook
from gongjian.web.shapes import Action, Atom, Link, Note, PageHead

from .. import operations, queries
from ..desk_choices import CLASS_LABELS
from ..operations import Look
from .desk import appeal_facts, crumbs


def findings(look: Look, actor: Actor) -> list[dict[str, Any]]:
    """What was found, one by one; a near copy with a link to the other appeal where one may read it."""
    ids = [int(f.parameters["id"]) for f in look.findings if "id" in f.parameters]
    others = {m.pk: m for m in queries.cases_of(actor, ids)} if ids else {}
    out = []
    for f in [*look.blocking, *look.to_confirm]:
        other = others.get(int(f.parameters.get("id", 0)))
        link = Link(other.number, reverse("matters:item", args=[other.number])) if other else None
        out.append({"sentence": operations.sentence(f), "blocking": f.blocking, "link": link})
    return out


def _head(matter: Any, title: str, at: dt.datetime, actions: Sequence[Action] = ()) -> PageHead:
    chips: list[Atom] = [chip(matter)]
    if (deadline_light := light(matter, at)) is not None:
        chips.append(deadline_light)
    return PageHead(
        title,
        matter.number,
        lead=matter.title,
        crumbs=crumbs(matter, desk=False),
        chips=chips,
        facts=appeal_facts(matter),
        actions=actions,
    )


def reply_page(
    matter: Any,
    form: Any,
    look: Look | None,
    templates: Sequence[Any],
    actor: Actor,
    at: dt.datetime,
    *,
    signed: bool,
) -> dict[str, Any]:
    """Write, look through, send: to the raiser, or (``signed``) to the head for signature first."""
    cited = rulebook.cite("appeal-rules:10", on=local_date(at))
    label = CLASS_LABELS.get(matter.appeal.answer_class, "")
    note = None
    text, why = queries.returned_text(matter)
    if text and why:
        note = Note(why, "warn", _("负责人退回修改"))
    elif signed:
        note = Note(_("“%(sort)s”类的答复由单位负责人签发后送达提出人。") % {"sort": label})
    return {
        "head": _head(matter, _("送签答复") if signed else _("答复"), at),
        "matter": matter,
        "note": note,
        "form": form,
        "templates": [{"pk": t.pk, "title": t.title} for t in templates],
        "look": look,
        "findings": findings(look, actor) if look is not None else [],
        "send": _("送签") if signed else _("发出答复"),
        "back": reverse("matters:item", args=[matter.number]),
        "authority": str(cited),
        "authority_words": cited.words,
    }


def sign_page(matter: Any, form: Any, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The text as it will go out, and what was found in it."""
    text = queries.waiting_text(matter)
    look = operations.look_through(matter=matter, text=text, at=at)
    cited = rulebook.cite("appeal-rules:10", on=local_date(at))
    return {
        "head": _head(
            matter,
            _("签发答复"),
            at,
            [Action(_("退回修改"), verb_url(matter, "return_reply"))],
        ),
        "matter": matter,
        "text": text,
        "form": form,
        "look": look,
        "findings": findings(look, actor),
        "yes": pgettext("verb", "签发"),
        "back": reverse("matters:item", args=[matter.number]),
        "authority": str(cited),
        "authority_words": cited.words,
    }
