"""The matching's reasons in words: one sentence for a choice, one for the next best, one for "nobody"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel.text import listed

from .matching import Candidate, Choice, Part
from .models import Pair


def _subject(part: Part) -> str:
    words = listed(part.facts)
    return _("内容相合（%(words)s）") % {"words": words} if words else _("内容有相近之处")


def _kind(part: Part) -> str:
    if not part.facts[0]:
        return _("类别未注明")
    return _("属%(kind)s") % {"kind": Pair.Kind(str(part.facts[0])).label}


def _place(part: Part) -> str:
    need, offer = part.facts
    if not need or not offer:
        return _("校区未注明")
    return (
        _("同在%(place)s") % {"place": offer}
        if need == offer
        else _("分在%(one)s和%(other)s")
        % {
            "one": need,
            "other": offer,
        }
    )


def _load(part: Part) -> str:
    load = int(part.facts[0])
    return ngettext("手上有 %(n)d 件", "手上有 %(n)d 件", load) % {"n": load} if load else _("目前没有承接")


def _history(part: Part) -> str:
    good, broken = (int(f) for f in part.facts)
    if not good and not broken:
        return _("未曾共建")
    if not broken:
        return _("曾共建有果 %(good)d 次") % {"good": good}
    if not good:
        return _("曾解除 %(broken)d 次") % {"broken": broken}
    return _("曾共建有果 %(good)d 次、解除 %(broken)d 次") % {"good": good, "broken": broken}


_CLAUSES = {"subject": _subject, "kind": _kind, "place": _place, "load": _load, "history": _history}


def clause(part: Part) -> str:
    """One part of a score in a few words."""
    return _CLAUSES[part.name](part)


def why(candidate: Candidate) -> str:
    """Why this offer, in one sentence."""
    facts: dict[str, str | int] = {"score": candidate.score}
    for part in candidate.parts:
        facts[part.name] = clause(part)
    return _("%(subject)s，%(kind)s，%(place)s，%(load)s，%(history)s；合计 %(score)d 分。") % facts


def next_best(choice: Choice) -> str:
    """The next best with the difference, in one sentence; or that there is none."""
    if choice.next_best is None or choice.difference is None:
        return _("没有其他合适且有余力的一方。")
    facts = {"name": choice.next_best.offer.name, "score": choice.next_best.score, "difference": choice.difference}
    if choice.chosen is None:
        return _("最接近的是%(name)s（%(score)d 分），比下限低 %(difference)d 分。") % facts
    if choice.difference == 0:
        return _("其次是%(name)s（%(score)d 分），分数相同。") % facts
    return _("其次是%(name)s（%(score)d 分），低 %(difference)d 分。") % facts


def why_none(choice: Choice) -> str:
    """Why nobody is proposed."""
    sentences: dict[str, str] = {
        "nothing-in-common": _("没有一家写明的职责和力量与此相合。"),
        "below-floor": _("有相近的力量，但都没有超过建议的下限。"),
        "all-taken": _("合适的各方已没有余力，或已建议承接别的难题。"),
    }
    return sentences.get(choice.why_none, "")
