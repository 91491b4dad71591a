"""The page of the matching: one row a need, with the proposed side, why, and the next best."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.web.shapes import Chip, Column, Empty, Figure, Link, Row, Table, TwoLines

from .. import presentation
from ..matching import Candidate, Choice, Proposal
from ..permissions import may_propose


def adopt_url(choice: Choice, candidate: Candidate) -> str:
    """The form for proposing, filled in: people decide there."""
    need, offer = choice.need, candidate.offer
    given: dict[str, Any] = {
        "title": _("%(title)s共建") % {"title": need.title[:60]},
        "problems": need.title,
        "partner": offer.body_id,
        "offer": int(offer.key),
    }
    if candidate.kind:
        given["kind"] = candidate.kind
    if need.body_id:
        given["initiator"] = need.body_id
    return f"{reverse('pairing:propose')}?{urlencode(given)}"


def _need(choice: Choice) -> Any:
    need = choice.need
    title = Link(need.title, need.url) if need.url else need.title
    return TwoLines(title, need.body_name) if need.body_name else title


def _row(choice: Choice, may_adopt: bool) -> Row:
    best = choice.chosen
    if best:
        why: Any = TwoLines(presentation.why(best), presentation.next_best(choice))
    else:
        why = presentation.next_best(choice) if choice.next_best else "—"
    proposed: Any = best.offer.name if best else TwoLines(Chip(_("暂无建议"), "quiet"), presentation.why_none(choice))
    cells = [_need(choice), proposed, why]
    links = []
    if may_adopt:
        if best:
            links.append(Link(_("采用"), adopt_url(choice, best), strong=True))
        if choice.next_best:
            links.append(Link(_("用次优"), adopt_url(choice, choice.next_best)))
        cells.append(TwoLines(links[0], links[1]) if len(links) == 2 else links[0] if links else "")
    return Row(cells, key=choice.need.key)


def table(proposal: Proposal, actor: Actor) -> Table:
    """One row a need."""
    may_adopt = bool(may_propose(actor))
    columns = [
        Column(_("难题"), phone="head"),
        Column(_("建议结对方"), "wrap"),
        Column(_("理由与次优"), "wrap", grow=True),
    ]
    if may_adopt:
        columns.append(Column(_("操作"), "actions"))
    empty = Empty(_("没有待结对的难题"), _("已立项、尚未结对的难题会列在这里；也可以在上方另行填写。"))
    return Table(columns, [_row(c, may_adopt) for c in proposal.choices], caption=_("匹配建议"), empty=empty)


def figures(proposal: Proposal) -> list[Figure]:
    """How many were matched, and the total."""
    return [
        Figure(_("难题"), len(proposal.choices), _("件")),
        Figure(_("有建议"), proposal.matched, _("件")),
        Figure(
            _("总分"),
            proposal.total,
            definition=_("各项得分之和，每件满分 1000；没有建议的按下限计。在各方余力之内，总分已是最高。"),
        ),
    ]
