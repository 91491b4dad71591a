"""A procedure as words: the lines of its table, and the page kept in ``docs/procedures``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.kernel.procedure import ClockMove, Procedure, Step
from gongjian.kernel.refused import Words

from . import flowchart, library
from .registry import Printed

CLOCK_ACTIONS: dict[str, Callable[[], str]] = {
    "start": lambda: _("起算%(clock)s"),
    "meet": lambda: _("完成%(clock)s"),
    "stop": lambda: _("%(clock)s停表"),
    "resume": lambda: _("%(clock)s续计"),
    "drop": lambda: _("取消%(clock)s"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words. ``article`` is the key of its provision; ``automatic``: nobody presses a button for it."""

    verb: str
    label: str
    sources: str
    target: str
    who: str
    needs: str
    clocks: str
    article: str
    automatic: bool


def _from(procedure: Procedure, step: Step) -> str:
    if not step.sources:
        return _("（新事项）")
    open_states = set(procedure.open_states)
    chosen = set(step.sources)
    if chosen >= open_states:
        ends = [s for s in procedure.ends if s in chosen]
        if not ends:
            return _("办结前的任何状态")
        return _("办结前的任何状态、%(ends)s") % {"ends": _states(procedure, ends)}
    return _states(procedure, step.sources)


def _states(procedure: Procedure, codes: Sequence[str]) -> str:
    return _("、").join(str(procedure.state(c).label) for c in codes)


def _to(procedure: Procedure, step: Step) -> str:
    codes = [c for c in (step.target, *step.also_targets) if c]
    if not codes:
        return _("不变")
    said = _(" 或 ").join(str(procedure.state(c).label) for c in codes)
    return said if step.target else _("不变，或 %(states)s") % {"states": said}


def _clock(printed: Printed, move: ClockMove) -> str:
    return CLOCK_ACTIONS[move.action]() % {"clock": printed.clocks[move.clock]}


def lines(printed: Printed) -> list[Line]:
    """The table in words, in the language in force. Raises KeyError if a predicate, field or clock has no word."""
    found = []
    for step in printed.procedure.steps:
        label: Words = step.label
        found.append(
            Line(
                verb=step.verb,
                label=str(label),
                sources=_from(printed.procedure, step),
                target=_to(printed.procedure, step),
                who=str(printed.who[step.who]),
                needs=_("、").join(str(word) for word in printed.needed(step)),
                clocks=_("；").join(_clock(printed, move) for move in step.clocks),
                article=step.article,
                automatic=step.by_system,
            )
        )
    return found


def _article(key: str) -> str:
    """《…》第六条 as in the files that come with the software (the newest edition). Raises KeyError if there is none."""
    code, _colon, number = key.partition(":")
    editions = [v for v in library.volumes() if v.head["code"] == code]
    newest = max(editions, key=lambda v: v.head["in_force_from"])
    names = {p["number"]: p["article"] for p in newest.provisions}
    return f"《{newest.head['title']}》{names[number]}"


def _mermaid(procedure: Procedure) -> list[str]:
    """The same table as a Mermaid state diagram."""
    names = {s.code: s.code.replace("-", "_") for s in procedure.states}
    drawn = [f'    state "{s.label}" as {names[s.code]}' for s in procedure.states]
    for step in flowchart.moves(procedure):
        targets = [names[t] for t in (step.target, *step.also_targets) if t]
        sources = [names[s] for s in step.sources] or ["[*]"]
        drawn += [f"    {a} --> {b}: {step.label}" for a in sources for b in targets]
    drawn += [f"    {names[e]} --> [*]" for e in procedure.ends]
    return ["```mermaid", "stateDiagram-v2", *drawn, "```"]


def page(printed: Printed) -> str:
    """The Markdown page of a procedure, in Chinese: picture, table, Mermaid."""
    with translation.override("zh-hans"):
        p = printed.procedure
        text = [
            f"# {p.label}的办理流程",
            "",
            f"由流程表生成：`gongjian procedures`。表的代码是 `{p.code}`，版次 {p.edition}。改表以后再运行一次；测试会核对这一页与表一致。",
            "",
            f"![{p.label}的办理流程图]({p.code}.svg)",
            "",
            "| 动作 | 代码 | 从 | 到 | 谁 | 需要填写 | 时限 | 依据 |",
            "|---|---|---|---|---|---|---|---|",
        ]
        text += [
            f"| {line.label}{'（自动）' if line.automatic else ''} | `{line.verb}` | {line.sources} | {line.target} "
            f"| {line.who} | {line.needs} | {line.clocks} | {_article(line.article)} |"
            for line in lines(printed)
        ]
        return "\n".join([*text, "", *_mermaid(p), ""])


def picture(printed: Printed) -> str:
    """The picture that belongs to the page, in Chinese."""
    with translation.override("zh-hans"):
        return flowchart.svg(printed.procedure, printed.stages)
