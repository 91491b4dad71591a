"""The ledger in the shapes of ``web``: words ready to be read."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongjian.kernel.paging import Page
from gongjian.web import shapes as s
from gongjian.web.dates import when as moment

from . import queries, registry
from .queries import CheckedReceipt, LedgerState

if TYPE_CHECKING:
    from .models import Entry, Seal

SHORT = 12  # characters of a hash that are shown in a row


def receipt_head(checked: CheckedReceipt) -> s.PageHead:
    """Code, what it is about, and the outcome as a chip."""
    chip = s.Chip(_("核验无误"), "good") if checked.sound else s.Chip(_("核验未通过"), "bad")
    if checked.seq is None and checked.content_sound:
        chip = s.Chip(_("正在编号"), "warn")
    return s.PageHead(_("回执核验"), number=checked.code, chips=[chip], lead=checked.label)


def receipt_note(checked: CheckedReceipt) -> s.Note:
    """The outcome in a sentence."""
    if checked.seq is None and checked.content_sound:
        return s.Note(_("记录已经存入，正在编入台账，通常一秒之内完成。请稍后刷新。"), "info")
    if checked.seq is None or not checked.link_sound:
        return s.Note(_("台账中的这条记录与链上的摘要不符。请截图保存本页，并向学校反映。"), "bad", _("核验未通过"))
    if not checked.content_sound:
        return s.Note(_("这条记录的内容与当时的摘要不符。请截图保存本页，并向学校反映。"), "bad", _("核验未通过"))
    if not checked.neighbours_sound:
        return s.Note(_("这条记录与台账中前后相邻的记录接不上。请截图保存本页，并向学校反映。"), "bad", _("核验未通过"))
    if not checked.receipt_sound:
        return s.Note(_("这张回执与台账中记录所存的摘要不符。请截图保存本页，并向学校反映。"), "bad", _("核验未通过"))
    if checked.content_forgotten:
        return s.Note(_("记录在册，链上位置无误；其中的个人信息已按规定抹去。"), "good", _("核验无误"))
    return s.Note(_("这条记录在册，内容与提出时一致，链上位置无误。"), "good", _("核验无误"))


def receipt_state(checked: CheckedReceipt) -> s.Facts | None:
    """How the matter stands now, as far as anybody may see it."""
    state = checked.state
    if state is None:
        return None
    facts = [s.Fact(_("现在的状态"), s.Chip(state.state, _tone(state.tone)))]
    if state.since:
        facts.append(s.Fact(_("自"), moment(state.since)))
    if state.holder:
        facts.append(s.Fact(_("现由谁办理"), state.holder))
    if state.url:
        facts.append(s.Fact(_("公开进展"), s.Link(_("查看公开进展"), state.url)))
    return s.Facts(facts, wide=True)


def _tone(tone: str) -> s.Tone:
    tones: dict[str, s.Tone] = {
        "quiet": "quiet",
        "active": "active",
        "good": "good",
        "warn": "warn",
        "bad": "bad",
        "end": "end",
    }
    return tones.get(tone, "quiet")


def receipt_facts(checked: CheckedReceipt) -> s.Facts:
    """What was recorded, when, where it stands, and the hashes."""
    sealed = _("尚未封存，每晚封存一次")
    if checked.sealed_at:
        sealed = (_("%(at)s 封存，签名有效") if checked.seal_sound else _("%(at)s 的封存签名无效，请向学校反映")) % {
            "at": moment(checked.sealed_at)
        }
    return s.Facts(
        [
            s.Fact(_("事项"), checked.label),
            s.Fact(_("记录了什么"), checked.what),
            s.Fact(_("时间"), moment(checked.at)),
            s.Fact(_("台账编号"), _("第 %(seq)d 号") % {"seq": checked.seq} if checked.seq else _("正在编号")),
            s.Fact(_("夜间封存"), sealed),
            s.Fact(_("所存摘要"), checked.hash or "—"),
            s.Fact(_("此刻重新计算"), checked.hash_now or "—", _("两行相同，说明记录没有被改动。")),
        ]
    )


def ledger_head(state: LedgerState, actions: Sequence[s.Action]) -> s.PageHead:
    """How far the chain goes, and what can be done."""
    facts = [
        s.Fact(_("最新编号"), _("第 %(seq)d 号") % {"seq": state.head_seq} if state.head_seq else _("还没有记录")),
        s.Fact(_("链首摘要"), state.head_hash[:SHORT] or "—", state.head_hash),
        s.Fact(_("最近封存"), moment(state.last_seal.at) if state.last_seal else _("还没有")),
    ]
    return s.PageHead(
        _("台账核验"),
        lead=_("每一步操作都按先后编号，一条接一条，后一条带着前一条的摘要；改动、删除或插入任何一条都会被发现。"),
        facts=facts,
        actions=actions,
    )


def walk_note(state: LedgerState, at: dt.datetime) -> s.Note:
    """How the last walk ended, and whether something waits for its link too long."""
    walk = state.last_walk
    if walk is None:
        return s.Note(_("还没有核验过。每晚核验一次，也可以现在核验。"), "info")
    words = {"at": moment(walk.at), "n": walk.entries}
    if not walk.sound:
        return s.Note(_("%(at)s 核验了 %(n)d 条记录，发现问题，见下。") % words, "bad", _("台账有问题"))
    if not state.is_well(at):
        return s.Note(_("有记录超过一分钟没有编入链中，请检查后台工作进程。"), "warn", _("有记录待编号"))
    return s.Note(_("%(at)s 核验了 %(n)d 条记录，台账完好。") % words, "good", _("台账完好"))


def findings(state: LedgerState) -> list[str]:
    """What the last walk found, in sentences."""
    return [f["sentence"] for f in state.last_walk.findings] if state.last_walk else []


def seals_table(seals: "Sequence[tuple[Seal, bool]]") -> s.Table:
    """The latest seals, each with whether it still holds."""
    return s.Table(
        columns=[
            s.Column(_("封存时间"), "date", "head"),
            s.Column(_("封存到第几号"), "number", "end"),
            s.Column(_("摘要"), grow=True),
            s.Column(_("签名"), phone="line"),
        ],
        rows=[
            s.Row(
                [
                    moment(seal.at),
                    f"{seal.seq:,}",
                    seal.hash[:SHORT],
                    s.Chip(_("有效"), "good") if sound else s.Chip(_("无效"), "bad"),
                ]
            )
            for seal, sound in seals
        ],
        empty=s.Empty(_("还没有封存"), _("每晚把链首签名封存一次，会列在这里。"), small=True),
        plain=True,
    )


def entries_table(page: "Page[Entry]", address: str) -> s.Table:
    """Entries, latest first."""
    return s.Table(
        columns=[
            s.Column(_("编号"), "number", "end"),
            s.Column(_("时间"), "date", "line"),
            s.Column(_("谁"), phone="line"),
            s.Column(_("做了什么"), phone="head", grow=True),
            s.Column(_("摘要"), phone="hidden"),
        ],
        rows=[_entry_row(queries.row_of(entry)) for entry in page.rows],
        empty=s.Empty(_("没有记录"), _("所选对象还没有记录。")),
        pager=s.Pager(
            before=f"{address}&before={page.before}" if page.before else "",
            after=f"{address}&after={page.after}" if page.after else "",
        ),
    )


def _entry_row(row: queries.TimelineRow) -> s.Row:
    subject = registry.subject_of(row.subject_kind)
    sentence: object = row.sentence
    if subject and subject.url and not row.forgotten:
        sentence = s.Link(row.sentence, subject.url(row.subject_id))
    return s.Row(
        [
            f"{row.seq:,}" if row.seq else _("待编号"),
            moment(row.at),
            s.Who(row.actor_name or _("（匿名）"), row.actor_title),
            s.TwoLines(sentence, row.authority),
            row.hash[:SHORT],
        ],
        tone="" if row.seq else "quiet",
    )
