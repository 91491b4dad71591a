"""The forms of pairing: what is asked, in which words; no rule stands here (the operations hold them)."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.web.forms import FilesField, Form, VerbForm

from . import operations
from .fields import Choices, Label, body_field, choose, day_field, text_field, with_blank
from .models import Pair, PairMember, PlannedActivity
from .operations import OfferText
from .procedures import PAIRING

# --- the verbs of a pair ---


class StepForm(VerbForm):
    """The form of one verb of the procedure. ``arguments`` are what its operation wants besides pair, actor and at."""

    verb: ClassVar[str]
    done: ClassVar[Label]
    yes: ClassVar[Label] = ""
    consequences: ClassVar[tuple[Label, ...]] = ()
    takes_seen: ClassVar[bool] = True

    def arguments(self) -> dict[str, Any]:
        """What was typed, as the operation wants it."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}

    def run_command(self, *, pair: Pair, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb; gives what the operation gives."""
        extra = {"seen": self.cleaned_data.get("seen")} if self.takes_seen else {}
        return getattr(operations, self.verb)(pair=pair, actor=actor, at=at, **self.arguments(), **extra)

    def prepare(self, pair: Pair, subject: Any, today: dt.date) -> None:
        """Fill in choices and first values that depend on the pair (and the activity, where there is one)."""


class SendForSigningForm(StepForm):
    verb = "send_for_signing"
    done = _("已送签，各方书记会收到待签署的消息。")
    consequences = (
        _("方案不再修改，由各方书记逐一签署；校外单位由发起方登记纸质签署。"),
        _("各方都签署后，结对自动生效。"),
        _("任何一方可以写明原因退回修改；您也可以撤回。"),
    )


class SignForm(StepForm):
    verb = "sign"
    takes_seen = False
    done = _("已签署。")
    consequences = (
        _("您以书记（副书记）的身份代表本支部签署，签署人和时间记入台账。"),
        _("最后一方签署后，结对即生效。"),
    )


class RecallForm(StepForm):
    verb = "recall"
    done = _("已撤回，可以修改方案。")
    consequences = (_("已有的签署作废，方案回到拟订状态，修改后须重新送签。"),)


class HandBackForm(StepForm):
    verb = draft = "hand_back"
    done = _("已退回，发起方会收到您的意见。")
    consequences = (_("已有的签署作废，方案回到拟订状态，由发起方修改后重新送签。"),)
    reason = text_field(_("退回原因"), _("写明哪里要改、怎样改。"), limit=300, rows=3)


class RecordSignatureForm(StepForm):
    verb = "record_signature"
    takes_seen = False
    done = _("纸质签署已登记。")
    member = forms.TypedChoiceField(label=_("签署单位"), coerce=int)
    name = forms.CharField(label=_("签署人"), max_length=60)
    title = forms.CharField(label=_("职务"), max_length=120, required=False)
    signed_on = day_field(_("签署日期"))
    scans = FilesField(
        label=_("扫描件"), required=False, help_text=_("签署页的扫描件或照片，只有参加各方和上级可以查看。")
    )

    def prepare(self, pair: Pair, subject: Any, today: dt.date) -> None:
        self._members: dict[int, PairMember] = {m.pk: m for m in pair.members.all() if m.body.sort == "unit"}
        choose(self, "member", [(pk, m.body.name) for pk, m in self._members.items()])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "member": self._members[self.cleaned_data["member"]]}


class PlanActivityForm(StepForm):
    verb = draft = "plan_activity"
    takes_seen = False
    done = _("活动已列入计划。")
    title = forms.CharField(label=_("活动名称"), max_length=80)
    day = day_field(_("计划日期"), _("须在方案期限之内。"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    host = forms.TypedChoiceField(label=_("主办方"), required=False, coerce=int, empty_value=None)

    def prepare(self, pair: Pair, subject: Any, today: dt.date) -> None:
        self._members: dict[int, PairMember] = {m.pk: m for m in pair.members.all()}
        choose(self, "host", [("", _("各方共同")), *((pk, m.body.name) for pk, m in self._members.items())])

    def arguments(self) -> dict[str, Any]:
        host = self.cleaned_data["host"]
        return {**super().arguments(), "host": self._members[host] if host else None}


class ActivityStepForm(StepForm):
    """A verb about one activity."""

    takes_seen = False
    activity: PlannedActivity

    def prepare(self, pair: Pair, subject: Any, today: dt.date) -> None:
        self.activity = subject
        if "held_on" in self.fields:
            self.fields["held_on"].initial = min(subject.day, today)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "activity": self.activity}


class HoldActivityForm(ActivityStepForm):
    verb = "hold_activity"
    done = _("活动已登记。")
    held_on = day_field(_("实际日期"))
    present = forms.IntegerField(label=_("参加人数"), required=False, min_value=1)
    note = text_field(_("活动结果"), _("做了什么、有什么结果。"), limit=500, rows=3)


class CallOffActivityForm(ActivityStepForm):
    verb = "call_off_activity"
    done = _("活动已取消。")
    consequences = (_("这项活动不再办理，取消原因在方案中保留。"),)
    reason = text_field(_("取消原因"), limit=200, rows=2)


class AddOutcomeForm(StepForm):
    verb = draft = "add_outcome"
    takes_seen = False
    done = _("成果已登记。")
    text = text_field(_("成果"), _("解决了什么、形成了什么做法。"), limit=1000)
    served = forms.IntegerField(label=_("惠及人数"), required=False, min_value=1)
    figures = forms.CharField(
        label=_("其他数字"), max_length=200, required=False, help_text=_("例如“报修等待由 5 天减为 2 天”。")
    )


class ConcludeForm(StepForm):
    verb = draft = "conclude"
    done = _("结对已结束。")
    consequences = (
        _("结对不再登记活动和成果，已有的记录全部保留。"),
        _("结对承接的难题中还没有销号的，由各难题的责任方继续办理。"),
        _("参加各方会收到消息。"),
    )
    summary = text_field(_("总结"), _("目标完成得怎样，有什么可以推广。"), limit=2000)


class DissolveForm(StepForm):
    verb = draft = "dissolve"
    done = _("结对已解除。")
    consequences = (
        _("结对立即终止，不能恢复；需要时另行发起。"),
        _("结对承接的难题中还没有销号的，退回提出的支部，另行确定承办方。"),
        _("参加各方会收到消息，解除原因对他们可见。"),
    )
    reason = text_field(_("解除原因"), limit=2000, rows=3)


STEP_FORMS: dict[str, type[StepForm]] = {
    f.verb: f
    for f in (
        SendForSigningForm,
        SignForm,
        RecallForm,
        HandBackForm,
        RecordSignatureForm,
        PlanActivityForm,
        HoldActivityForm,
        CallOffActivityForm,
        AddOutcomeForm,
        ConcludeForm,
        DissolveForm,
    )
}
assert all(PAIRING.has(verb) for verb in STEP_FORMS)


# --- lists, offers, matching ---


class FilterForm(Form):
    """What a list of pairs can be narrowed by, besides the chips."""

    body = body_field(_("参加方"), required=False)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    q = forms.CharField(label=_("查找"), required=False, max_length=60)

    def choose_body(self, choices: Choices) -> None:
        """The bodies one may look for."""
        choose(self, "body", [("", _("全部")), *choices])


class OfferForm(VerbForm):
    """What a body can bring."""

    draft = "pairing-offer"
    body = body_field(_("单位或组织"))
    title = forms.CharField(label=_("可提供的力量"), max_length=80, help_text=_("例如“浴室与热水设备检修”。"))
    words = forms.CharField(
        label=_("关键词"), max_length=300, help_text=_("匹配时以此寻找，用空格分开，例如“热水 浴室 维修 宿舍”。")
    )
    text = text_field(_("说明"), limit=1000, rows=3, required=False)
    capacity = forms.IntegerField(label=_("最多同时承接"), min_value=1, max_value=20, initial=1)
    place = forms.CharField(label=_("所在校区"), max_length=40, required=False)
    since = day_field(_("起"))
    until = day_field(_("止"), _("不填表示长期有效。"), required=False)

    def choose_body(self, choices: Choices, mine: int | None) -> None:
        """The bodies one may speak for; one's own is chosen at first."""
        choose(self, "body", with_blank(choices))
        self.fields["body"].initial = choices[0][0] if len(choices) == 1 else mine

    def offer(self) -> OfferText:
        """What was typed, as the verbs want it."""
        fields = ("title", "words", "text", "capacity", "place", "since", "until")
        return OfferText(**{f: self.cleaned_data[f] for f in fields})


class WithdrawOfferForm(VerbForm):
    """Only the question."""


class MatchingForm(Form):
    """Which needs to match: those waiting in the system, or typed ones."""

    needs = text_field(
        _("另行填写的难题"),
        _("每行一件，最多 50 件；不填时匹配系统中已立项、尚未结对的难题。"),
        limit=4000,
        required=False,
    )
    body = body_field(_("提出方"), _("选择后会考虑双方类别、校区和以往共建。"), required=False)

    def choose_body(self, choices: Choices) -> None:
        """The branches one may match for."""
        choose(self, "body", [("", _("不指定")), *choices])

    def lines(self) -> list[str]:
        """The typed needs."""
        return [line.strip() for line in self.cleaned_data.get("needs", "").splitlines() if line.strip()][:50]
