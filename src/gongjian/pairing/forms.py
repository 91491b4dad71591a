"""The forms of pairing: what is asked, in which words; no rule stands here (the operations hold them)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed
from gongjian.web.forms import DayInput, FilesField, Form, SearchSelect, VerbForm

from . import operations
from .models import Pair, PairMember, PlannedActivity
from .operations import ActivityLine, MemberLine, OfferText, Plan
from .procedures import PAIRING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"
Choices = Sequence[tuple[int | str, str]]


def _text(label: Label, help_text: Label = "", *, limit: int, rows: int = 4, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=limit, required=required, widget=area)


def _day(label: Label, help_text: Label = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def _body(label: Label, help_text: Label = "", *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, required=required, coerce=int, empty_value=None, widget=SearchSelect()
    )


def _with_blank(choices: Choices) -> list[tuple[int | str, Any]]:
    return [("", _("请选择")), *choices]


# --- the plan ---


class PlanForm(VerbForm):
    """The head of a plan; its sides and activities are formsets beside it."""

    draft = "pairing-plan"
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("写明为哪件事共建，例如“浴室热水供应共建”。"))
    kind = forms.ChoiceField(label=_("类型"), choices=Pair.Kind.choices)
    initiator = _body(_("发起方"), _("只列出您可以代为发起的支部。"))
    brings = forms.CharField(label=_("发起方投入的力量"), max_length=200, required=False)
    goals = _text(_("共建目标"), _("做成什么、怎样算做成。"), limit=2000)
    problems = _text(_("拟解难题"), _("每行一件；立项后的难题会关联到这里。"), limit=2000, rows=3, required=False)
    since = _day(_("起"))
    until = _day(_("止"))


class MemberForm(Form):
    """One partner."""

    body = _body(_("参加方"), required=False)
    brings = forms.CharField(label=_("投入的力量"), max_length=200, required=False)
    offer = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ActivityForm(Form):
    """One planned activity."""

    title = forms.CharField(label=_("活动名称"), max_length=80, required=False)
    day = _day(_("计划日期"), required=False)
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    host = forms.TypedChoiceField(label=_("主办方"), required=False, coerce=int, empty_value=None)

    def clean(self) -> dict[str, Any]:
        """A line with a name needs its day, and the other way round."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("title")) != bool(cleaned.get("day")) and "day" not in self.errors:
            self.add_error("day" if cleaned.get("title") else "title", _("活动名称和日期须同时填写。"))
        return cleaned


MemberForms: "type[BaseFormSet[MemberForm]]" = formset_factory(MemberForm, extra=0, max_num=19, absolute_max=19)
ActivityForms: "type[BaseFormSet[ActivityForm]]" = formset_factory(ActivityForm, extra=0, max_num=40, absolute_max=40)
ROWS_AT_FIRST, MORE_ROWS = 2, 3


class PlanForms:
    """The three parts of the plan's page as one thing: bound to what was sent, or filled with what is there."""

    def __init__(
        self,
        data: Any = None,
        *,
        seen: int | None = None,
        initial: Mapping[str, Any] | None = None,
        members: Sequence[Mapping[str, Any]] = (),
        activities: Sequence[Mapping[str, Any]] = (),
        initiators: Choices = (),
        partners: Choices = (),
    ) -> None:
        self.head = PlanForm(data, seen=seen, initial=dict(initial or {}))
        self.members = MemberForms(data, prefix="members", initial=_padded(members))
        self.activities = ActivityForms(data, prefix="activities", initial=_padded(activities))
        _choose(self.head, "initiator", _with_blank(initiators))
        for form in self.members:
            _choose(form, "body", _with_blank(partners))
        hosts: list[tuple[str, Label]] = [("", _("各方共同")), ("0", _("发起方"))]
        hosts += [(str(n), _("参加方 %(n)d") % {"n": n}) for n in range(1, len(self.members.forms) + 1)]
        for activity in self.activities:
            _choose(activity, "host", hosts)

    @classmethod
    def grown(cls, data: Any, which: str, **choices: Any) -> "PlanForms":
        """What was typed again, unjudged, with more empty rows in one part (for "再加几行" without JavaScript)."""
        typed = cls(data, **choices)
        members = [_typed(f) for f in typed.members.forms]
        activities = [_typed(f) for f in typed.activities.forms]
        (members if which == "members" else activities).extend({} for _ in range(MORE_ROWS))
        return cls(initial=_typed(typed.head), members=members, activities=activities, **choices)

    def is_valid(self) -> bool:
        """Whether all parts hold what can be read."""
        return all([self.head.is_valid(), self.members.is_valid(), self.activities.is_valid()])

    @property
    def status(self) -> int:
        """The HTTP status: 422 if any part is wrong."""
        wrong = self.members.is_bound and not (self.members.is_valid() and self.activities.is_valid())
        return max(self.head.status, 422 if wrong else 200)

    def plan(self) -> Plan:
        """The plan as typed. Raises Malformed: if an activity is held by a row without a body."""
        head = self.head.cleaned_data
        members = [MemberLine(head["initiator"], head["brings"])]
        place_of_row = {0: 0}
        for number, form in enumerate(self.members.forms, start=1):
            row = form.cleaned_data
            if row.get("body"):
                place_of_row[number] = len(members)
                members.append(MemberLine(row["body"], row.get("brings", ""), row.get("offer")))
        activities = []
        for line in self.activities.forms:
            row = line.cleaned_data
            if not row.get("title"):
                continue
            host = row.get("host")
            if host is not None and host not in place_of_row:
                raise Malformed.at("activities", _("“%(title)s”的主办方没有填写。") % {"title": row["title"]})
            activities.append(
                ActivityLine(
                    row["title"], row["day"], row.get("place", ""), None if host is None else place_of_row[host]
                )
            )
        return Plan(
            title=head["title"],
            kind=head["kind"],
            goals=head["goals"],
            problems=head["problems"],
            since=head["since"],
            until=head["until"],
            members=members,
            activities=activities,
        )


def _padded(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with empty ones after them, so that there is always room to write."""
    made = [dict(r) for r in rows]
    return made + [{}] * (ROWS_AT_FIRST - len(made) if len(made) < ROWS_AT_FIRST else 0)


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


def _choose(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


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

    def order(self, *, pair: Pair, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb; gives what the operation gives."""
        extra = {"seen": self.cleaned_data.get("seen")} if self.takes_seen else {}
        return getattr(operations, self.verb)(pair=pair, actor=actor, at=at, **self.arguments(), **extra)

    def prepare(self, pair: Pair, subject: Any) -> None:
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
    reason = _text(_("退回原因"), _("写明哪里要改、怎样改。"), limit=300, rows=3)


class RecordSignatureForm(StepForm):
    verb = "record_signature"
    takes_seen = False
    done = _("纸质签署已登记。")
    member = forms.TypedChoiceField(label=_("签署单位"), coerce=int)
    name = forms.CharField(label=_("签署人"), max_length=60)
    title = forms.CharField(label=_("职务"), max_length=120, required=False)
    signed_on = _day(_("签署日期"))
    scans = FilesField(
        label=_("扫描件"), required=False, help_text=_("签署页的扫描件或照片，只有参加各方和上级可以查看。")
    )

    def prepare(self, pair: Pair, subject: Any) -> None:
        self._members: dict[int, PairMember] = {m.pk: m for m in pair.members.all() if m.body.sort == "unit"}
        _choose(self, "member", [(pk, m.body.name) for pk, m in self._members.items()])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "member": self._members[self.cleaned_data["member"]]}


class PlanActivityForm(StepForm):
    verb = draft = "plan_activity"
    takes_seen = False
    done = _("活动已列入计划。")
    title = forms.CharField(label=_("活动名称"), max_length=80)
    day = _day(_("计划日期"), _("须在方案期限之内。"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    host = forms.TypedChoiceField(label=_("主办方"), required=False, coerce=int, empty_value=None)

    def prepare(self, pair: Pair, subject: Any) -> None:
        self._members: dict[int, PairMember] = {m.pk: m for m in pair.members.all()}
        _choose(self, "host", [("", _("各方共同")), *((pk, m.body.name) for pk, m in self._members.items())])

    def arguments(self) -> dict[str, Any]:
        host = self.cleaned_data["host"]
        return {**super().arguments(), "host": self._members[host] if host else None}


class ActivityStepForm(StepForm):
    """A verb about one activity."""

    takes_seen = False
    activity: PlannedActivity

    def prepare(self, pair: Pair, subject: Any) -> None:
        self.activity = subject
        if "held_on" in self.fields:
            self.fields["held_on"].initial = subject.day

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "activity": self.activity}


class HoldActivityForm(ActivityStepForm):
    verb = "hold_activity"
    done = _("活动已登记。")
    held_on = _day(_("实际日期"))
    present = forms.IntegerField(label=_("参加人数"), required=False, min_value=1)
    note = _text(_("活动结果"), _("做了什么、有什么结果。"), limit=500, rows=3)


class CallOffActivityForm(ActivityStepForm):
    verb = "call_off_activity"
    done = _("活动已取消。")
    consequences = (_("这项活动不再办理，取消原因在方案中保留。"),)
    reason = _text(_("取消原因"), limit=200, rows=2)


class AddOutcomeForm(StepForm):
    verb = draft = "add_outcome"
    takes_seen = False
    done = _("成果已登记。")
    text = _text(_("成果"), _("解决了什么、形成了什么做法。"), limit=1000)
    served = forms.IntegerField(label=_("惠及人数"), required=False, min_value=1)
    figures = forms.CharField(
        label=_("其他数字"), max_length=200, required=False, help_text=_("例如“报修等待由 5 天减为 2 天”。")
    )


class ConcludeForm(StepForm):
    verb = draft = "conclude"
    done = _("结对已结束。")
    consequences = (
        _("结对不再登记活动和成果，已有的记录全部保留。"),
        _("结对承接的难题中还没有销号的，由各难题的责任方继续办理，不再挂在本结对名下。"),
        _("参加各方会收到消息。"),
    )
    summary = _text(_("总结"), _("目标完成得怎样，有什么可以推广。"), limit=2000)


class DissolveForm(StepForm):
    verb = draft = "dissolve"
    done = _("结对已解除。")
    consequences = (
        _("结对立即终止，不能恢复；需要时另行发起。"),
        _("结对承接的难题中还没有销号的，退回提出的支部，另行确定承办方。"),
        _("参加各方会收到消息，解除原因对他们可见。"),
    )
    reason = _text(_("解除原因"), limit=2000, rows=3)


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

    body = _body(_("参加方"), required=False)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    q = forms.CharField(label=_("查找"), required=False, max_length=60)

    def choose_body(self, choices: Choices) -> None:
        """The bodies one may look for."""
        _choose(self, "body", [("", _("全部")), *choices])


class OfferForm(VerbForm):
    """What a body can bring."""

    draft = "pairing-offer"
    body = _body(_("单位或组织"))
    title = forms.CharField(label=_("可提供的力量"), max_length=80, help_text=_("例如“浴室与热水设备检修”。"))
    words = forms.CharField(
        label=_("关键词"), max_length=300, help_text=_("匹配时以此寻找，用空格分开，例如“热水 浴室 维修 宿舍”。")
    )
    text = _text(_("说明"), limit=1000, rows=3, required=False)
    capacity = forms.IntegerField(label=_("最多同时承接"), min_value=1, max_value=20, initial=1)
    place = forms.CharField(label=_("所在校区"), max_length=40, required=False)
    since = _day(_("起"))
    until = _day(_("止"), _("不填表示长期有效。"), required=False)

    def choose_body(self, choices: Choices, mine: int | None) -> None:
        """The bodies one may speak for; one's own is chosen at first."""
        _choose(self, "body", _with_blank(choices))
        self.fields["body"].initial = choices[0][0] if len(choices) == 1 else mine

    def offer(self) -> OfferText:
        """What was typed, as the verbs want it."""
        fields = ("title", "words", "text", "capacity", "place", "since", "until")
        return OfferText(**{f: self.cleaned_data[f] for f in fields})


class WithdrawOfferForm(VerbForm):
    """Only the question."""


class MatchingForm(Form):
    """Which needs to match: those waiting in the system, or typed ones."""

    needs = _text(
        _("另行填写的难题"),
        _("每行一件，最多 50 件；不填时匹配系统中已立项、尚未结对的难题。"),
        limit=4000,
        required=False,
    )
    body = _body(_("提出方"), _("选择后会考虑双方类别、校区和以往共建。"), required=False)

    def choose_body(self, choices: Choices) -> None:
        """The branches one may match for."""
        _choose(self, "body", [("", _("不指定")), *choices])

    def lines(self) -> list[str]:
        """The typed needs."""
        return [line.strip() for line in self.cleaned_data.get("needs", "").splitlines() if line.strip()][:50]
