"""The forms of the verbs: what is asked, in which words; no rule stands here (the operations hold them)."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.web.forms import VerbForm

from . import operations
from .fields import Label, choice_field, choose, day_field, text_field, with_blank
from .models import Contest, Entry, Juror, Objection
from .procedures import CONTEST, ENTRY


class StepForm(VerbForm):
    """The form of one verb. ``arguments`` are what its operation wants besides the thing, actor and at."""

    verb: ClassVar[str]
    done: ClassVar[Label]
    consequences: ClassVar[tuple[Label, ...]] = ()
    takes_seen: ClassVar[bool] = True
    thing: ClassVar[str] = "contest"

    def arguments(self) -> dict[str, Any]:
        """What was typed, as the operation wants it."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}

    def run_command(self, thing: Contest | Entry, *, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb; gives what the operation gives."""
        extra = {"seen": self.cleaned_data.get("seen")} if self.takes_seen else {}
        verb = getattr(operations, self.verb)
        return verb(**{self.thing: thing}, actor=actor, at=at, **self.arguments(), **extra)

    def prepare(self, thing: Any, subject: Any) -> None:
        """Fill in choices and first values that depend on the thing (and the juror or objection it is about)."""


class OpenContestForm(StepForm):
    verb = "open_contest"
    done = _("已公布，征集期内可以申报。")
    consequences = (
        _("章程、评分项和奖项不再改动；日期可以延期。"),
        _("评选页对所有人公开，学生可以填写申报。"),
    )


class ProlongForm(StepForm):
    verb = "prolong"
    done = _("已延期，团队和评委会收到消息。")
    closes_on = day_field(_("征集截止"))
    judging_until = day_field(_("评审截止"))
    reason = text_field(_("延期的理由"), _("会在评选页公布。"), limit=500, rows=3)

    def prepare(self, thing: Any, subject: Any) -> None:
        self.fields["closes_on"].initial = thing.closes_on
        self.fields["judging_until"].initial = thing.judging_until


class AppointJurorForm(StepForm):
    verb = "appoint_juror"
    takes_seen = False
    done = _("评委已聘任。")
    number = forms.CharField(
        label=_("工号或学号"),
        max_length=30,
        help_text=_("与申报方同属一个单位、有上下级隶属关系的，系统自动安排回避。"),
    )


class DismissJurorForm(StepForm):
    verb = "dismiss_juror"
    takes_seen = False
    done = _("评委已解聘。")
    consequences = (_("这位评委已有的评分不计入结果，记录保留。"), _("解聘以后不能再次聘任。"))
    reason = text_field(_("解聘的理由"), limit=300, rows=2)
    juror: Juror

    def prepare(self, thing: Any, subject: Any) -> None:
        self.juror = subject

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "juror": self.juror}


class BeginJudgingForm(StepForm):
    verb = "begin_judging"
    done = _("评审已开始，评委会收到消息。")
    consequences = (
        _("通过形式审查的申报分派给评委；有利害关系的评委自动回避，并留下记录。"),
        _("没有提交的申报不再受理，申报不能再撤回。"),
    )


class NoticeResultsForm(StepForm):
    verb = "notice_results"
    done = _("结果已公示，团队会收到消息。")
    consequences = (
        _("评分截止，不能再修改。"),
        _("按规则计算得分、名次和拟授奖项，在评选页公示。"),
        _("公示期内任何人可以实名提出异议，期满并逐一答复以后才能公布结果。"),
    )


class ObjectToForm(StepForm):
    verb = draft = "object_to"
    takes_seen = False
    done = _("异议已提交，主办单位会核实答复。")
    entry = choice_field(_("针对哪一项"), _("不选表示针对整个评选。"), required=False)
    text = text_field(_("异议的内容和依据"), _("主办单位能看到您的姓名，其他人看不到。"), limit=1000, rows=5)

    def prepare(self, thing: Any, subject: Any) -> None:
        self.entries = {e.pk: e for e in subject or ()}
        choose(self, "entry", [("", _("整个评选")), *((pk, f"{e.number} {e.title}") for pk, e in self.entries.items())])

    def arguments(self) -> dict[str, Any]:
        chosen = self.cleaned_data["entry"]
        return {"text": self.cleaned_data["text"], "entry": self.entries[chosen] if chosen else None}


class AnswerObjectionForm(StepForm):
    verb = draft = "answer_objection"
    takes_seen = False
    done = _("已答复，提出异议的人会收到消息。")
    upheld = forms.TypedChoiceField(
        label=_("异议是否成立"),
        choices=[("0", _("不成立，维持公示的结果")), ("1", _("成立"))],
        coerce=lambda v: v == "1",
        widget=forms.RadioSelect,
        help_text=_("成立的，再取消有关申报的资格，或者退回评审。"),
    )
    answer = text_field(_("答复"), _("写明核实的经过和结论。"), limit=1000, rows=4)
    objection: Objection

    def prepare(self, thing: Any, subject: Any) -> None:
        self.objection = subject

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "objection": self.objection}


class RejudgeForm(StepForm):
    verb = "rejudge"
    done = _("已退回评审，评委会收到消息。")
    consequences = (_("公示的得分、名次和奖项撤下，评委可以修改评分，完成后重新公示。"),)
    judging_until = day_field(_("评审截止"))
    reason = text_field(_("退回评审的理由"), limit=500, rows=3)


class SettleForm(StepForm):
    verb = "settle"
    done = _("结果已公布，奖项已授予。")
    consequences = (
        _("按名次和名额授予奖项，结果不再改动。"),
        _("获奖的提案可以逐项转入提案程序。"),
    )


class CallOffForm(StepForm):
    verb = "call_off"
    done = _("评选已取消。")
    consequences = (_("评选立即终止，不能恢复；已有的申报和评分保留，不再办理。"), _("团队和评委会收到消息。"))
    reason = text_field(_("取消的理由"), _("会在评选页公布。"), limit=500, rows=3)


# --- verbs of an entry ---


class EntryStepForm(StepForm):
    thing = "entry"


class HandInForm(EntryStepForm):
    verb = "hand_in"
    done = _("已提交，主办单位审查后会通知您。")
    consequences = (_("提交以后不再修改；主办单位退回补正的，可以修改后再次提交。"),)


class RetractForm(EntryStepForm):
    verb = "retract"
    done = _("已撤回。")
    consequences = (_("这项申报不再参加评选，不能恢复；征集期内可以另行申报。"),)


class ReturnEntryForm(EntryStepForm):
    verb = "return_entry"
    done = _("已退回，团队会收到消息。")
    reason = text_field(_("要补正什么"), limit=500, rows=3)


class AdmitForm(EntryStepForm):
    verb = "admit"
    done = _("已通过形式审查。")


class TurnDownForm(EntryStepForm):
    verb = "turn_down"
    done = _("已办理，团队会收到消息。")
    consequences = (_("这项申报不再参加评选，不能恢复；征集期内可以另行申报。"),)
    reason = text_field(_("不予通过的理由"), _("写明不符合哪一条申报要求。"), limit=500, rows=3)


class DisqualifyForm(EntryStepForm):
    verb = "disqualify"
    done = _("已取消资格，团队会收到消息。")
    consequences = (_("这项申报不再参加评选，不能恢复。"), _("已经公示的，其余申报的名次和奖项顺延。"))
    reason = text_field(_("取消资格的理由"), limit=500, rows=3)


class DeclareConflictForm(EntryStepForm):
    verb = "declare_conflict"
    takes_seen = False
    done = _("已申报回避。")
    consequences = (_("您不再评这一项，也不能查看；已有的评分不计入结果。"), _("回避和原因记入台账，在结果中列明。"))
    reason = text_field(_("与申报方的关系"), _("例如“曾任团队成员的导师”。"), limit=300, rows=2)


class AssignJurorForm(EntryStepForm):
    verb = "assign_juror"
    takes_seen = False
    done = _("已补派，评委会收到消息。")
    juror = choice_field(_("评委"), _("只列出还没有评这一项、也不须回避的评委。"))

    def prepare(self, thing: Any, subject: Any) -> None:
        taken = {r.juror_id for r in thing.reviews.all()}
        self.jurors = {j.pk: j for j in subject or () if j.pk not in taken and j.dismissed_at is None}
        choose(self, "juror", with_blank([(pk, j.person.name) for pk, j in self.jurors.items()]))

    def arguments(self) -> dict[str, Any]:
        return {"juror": self.jurors[self.cleaned_data["juror"]]}


class TransferForm(EntryStepForm):
    verb = "transfer"
    done = _("已转入提案程序，团队会收到消息。")
    consequences = (
        _("以申报负责人为提案人，转入正在进行的届次，等待提案委员会审查。"),
        _("申报页和提案页互相注明，不能撤销。"),
    )


CONTEST_FORMS: dict[str, type[StepForm]] = {
    f.verb: f
    for f in (
        OpenContestForm,
        ProlongForm,
        AppointJurorForm,
        DismissJurorForm,
        BeginJudgingForm,
        NoticeResultsForm,
        ObjectToForm,
        AnswerObjectionForm,
        RejudgeForm,
        SettleForm,
        CallOffForm,
    )
}
ENTRY_FORMS: dict[str, type[EntryStepForm]] = {
    f.verb: f
    for f in (
        HandInForm,
        RetractForm,
        ReturnEntryForm,
        AdmitForm,
        TurnDownForm,
        DisqualifyForm,
        DeclareConflictForm,
        AssignJurorForm,
        TransferForm,
    )
}
ABOUT = {"dismiss_juror": "juror_id", "answer_objection": "objection_id"}  # verbs about one line of the contest
assert all(CONTEST.has(verb) for verb in CONTEST_FORMS)
assert all(ENTRY.has(verb) for verb in ENTRY_FORMS)
