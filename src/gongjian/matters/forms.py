"""The forms of the verbs: what is asked, in which words; no rule stands here (the operations hold them)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FileInput, FilesField, Form, SearchSelect, SuggestInput, VerbForm

from . import operations
from .choices import CATEGORIES, METHODS, PARTS
from .forms_answers import BundleForm, ReturnReplyForm, SignForm, SubmitReplyForm, UnbundleForm
from .forms_base import StepForm, day_field, text_field

SATISFACTION = ((5, _("5 很满意")), (4, _("4 满意")), (3, _("3 一般")), (2, _("2 不满意")), (1, _("1 很不满意")))


class StudyForm(StepForm):
    verb = draft = "study"
    done = _("研究情况已登记，下一步由党员大会讨论。")
    held_on = day_field(_("研究日期"), _("支委会开会的日期。"))
    opinion = text_field(_("支委会意见"), _("是否属实、是否建议立项、由谁负责。"))


class MeetingForm(StepForm):
    held_on = day_field(_("会议日期"), _("党员大会开会的日期。"))
    due = forms.IntegerField(label=_("应到人数"), min_value=1, help_text=_("有表决权的正式党员人数。"))
    present = forms.IntegerField(label=_("实到人数"), min_value=0, help_text=_("超过应到人数的半数，会议有效。"))
    in_favour = forms.IntegerField(label=_("赞成人数"), min_value=0, help_text=_("超过应到人数的半数，才能立项。"))


class AdoptForm(MeetingForm):
    verb = draft = "adopt"
    done = _("已立项，请制定三张清单。")
    words = text_field(_("会议结论"), required=False)


class DeclineForm(MeetingForm):
    verb = draft = "decline"
    done = _("已登记不予立项，提出人会看到理由。")
    consequences = (_("事项就此办结，不再办理。"), _("提出人会看到您写的理由。"))
    reason = text_field(_("不予立项的理由"), _("提出人会看到这段话，请写明依据和建议的其他途径。"))


class AssignForm(StepForm):
    verb = draft = "assign"
    done = _("已交办，对方签收之前仍由本组织负责。")
    lead_id = forms.TypedChoiceField(
        label=_("主办单位"), coerce=int, widget=SearchSelect(), help_text=_("一般为责任清单中的牵头单位。")
    )
    words = text_field(_("交办意见"), required=False)

    def offer(self, context: Mapping[str, Any]) -> None:
        self.fields["lead_id"].choices = context["units"]  # type: ignore[attr-defined]
        self.fields["lead_id"].initial = context["matter"].lead_id


class TakeForm(StepForm):
    verb = "take"
    done = _("已签收，由本单位负责办理。")
    consequences = (_("从现在起由本单位负责，办结时限开始计算。"),)


class HandBackForm(StepForm):
    verb = "hand_back"
    draft = "hand-back"
    done = _("已退办，由交办的组织另行处理。")
    reason = text_field(_("退办理由"), _("请写明为什么不属于本单位，最好指出应由哪个单位办理。"), limit=1000)


class ReportProgressForm(StepForm):
    verb = "report_progress"
    draft = "report-progress"
    done = _("进度已登记。")
    measure_id = forms.TypedChoiceField(label=_("举措"), coerce=int)
    percent = forms.IntegerField(label=_("完成比例（%）"), min_value=0, max_value=100)
    text = text_field(_("进展"), _("做了什么、到了哪一步、下一步是什么。"))
    evidence = forms.CharField(
        label=_("依据"), required=False, max_length=300, help_text=_("文件、通知、照片、数据等；报告完成时必须填写。")
    )

    def offer(self, context: Mapping[str, Any]) -> None:
        self.fields["measure_id"].choices = context["measures"]  # type: ignore[attr-defined]


class ReplyForm(StepForm):
    verb = draft = "reply"
    done = _("答复已发出。")
    text = text_field(_("答复内容"), _("结论、下一步、时间和联系人。提出人会看到。"), limit=5000, rows=8)


class AskRaiserForm(StepForm):
    verb = "ask_raiser"
    draft = "ask-raiser"
    done = _("已请提出人补充，办结时限暂停计算。")
    question = text_field(_("需要补充的情况"), limit=1000)


class SupplyForm(StepForm):
    verb = draft = "supply"
    done = _("补充的情况已送达，恢复计时。")
    text = text_field(_("补充的情况"), limit=5000, rows=6)


class ClaimSolvedForm(StepForm):
    verb = "claim_solved"
    draft = "claim-solved"
    done = _("已申请销号，等待提出人评价。")
    statement = text_field(_("办理结果"), _("对照目标（销号标准）逐条说明。"), limit=5000, rows=6)
    evidence = text_field(_("依据"), _("文件、照片、数据、验收记录；已上传附件的可以不填。"), required=False)


class GiveVerdictForm(StepForm):
    verb = "give_verdict"
    draft = "give-verdict"
    done = _("感谢您的评价。")
    solved = forms.TypedChoiceField(
        label=_("问题是否解决"),
        choices=((1, _("已经解决")), (0, _("没有解决，请再次办理"))),
        coerce=lambda v: bool(int(v)),
        widget=forms.RadioSelect,
    )
    satisfaction = forms.TypedChoiceField(label=_("满意度"), choices=SATISFACTION, coerce=int, widget=forms.RadioSelect)
    words = text_field(_("评价意见"), _("没有解决的，请写明哪里没有解决。"), required=False)


class ConfirmSolvedForm(StepForm):
    verb = "confirm_solved"
    done = _("已销号。")
    consequences = (_("事项从清单上划去，就此办结。"),)
    words = text_field(_("确认意见"), required=False)


class SendBackForm(StepForm):
    verb = "send_back"
    draft = "send-back"
    done = _("已退回，由主办单位再次办理。")
    reason = text_field(_("退回的理由"), _("请写明为什么还不能销号，需要补做什么。"))


class AskToParkForm(StepForm):
    verb = "ask_to_park"
    draft = "ask-to-park"
    done = _("已申请挂账，等待监督人审批。")
    reason = text_field(_("挂账理由"), _("为什么现在不能解决。"))
    plan = text_field(_("后续方案"), _("等什么条件、由谁推动。"))
    review_on = day_field(_("复查日期"))


class ApproveParkingForm(StepForm):
    verb = "approve_parking"
    done = _("已同意挂账，到复查日期再提醒。")
    words = text_field(_("审批意见"), required=False)


class RefuseParkingForm(StepForm):
    verb = "refuse_parking"
    draft = "refuse-parking"
    done = _("未同意挂账，由主办单位继续办理。")
    reason = text_field(_("不同意的理由"))


class ResumeForm(StepForm):
    verb = draft = "resume"
    done = _("已恢复办理，恢复计时。")
    reason = text_field(_("恢复办理的理由"))


class MarkDuplicateForm(StepForm):
    verb = "mark_duplicate"
    draft = "mark-duplicate"
    done = _("已并入。")
    consequences = (_("本事项就此办结，提出人可以跟踪被并入的事项。"),)
    original = forms.CharField(label=_("被并入事项的编号"), max_length=30, help_text=_("例如：难题-2026-0001"))


class WithdrawForm(StepForm):
    verb = draft = "withdraw"
    done = _("已撤回。")
    consequences = (_("撤回后不再办理；需要时可以重新提出。"),)
    reason = text_field(_("撤回的理由"), limit=500)


class UrgeForm(StepForm):
    verb = draft = "urge"
    takes_seen = False
    done = _("已催办，办理单位会收到消息。")
    words = text_field(_("催办内容"), limit=500)


class SuperviseForm(StepForm):
    verb = draft = "supervise"
    takes_seen = False
    done = _("已督办并留痕。")
    words = text_field(_("督办意见"), limit=1000)


class AskOpeningForm(StepForm):
    verb = "ask_opening"
    draft = "ask-opening"
    takes_seen = False
    done = _("已申请开封，需要另一位有权限的人同意。")
    consequences = (_("申请和理由永久留在台账中。"), _("在第二人同意之前，任何人都看不到提出人。"))
    reason = text_field(_("开封理由"), _("不少于10个字。"))


class ApproveOpeningForm(StepForm):
    verb = "approve_opening"
    draft = "approve-opening"
    takes_seen = False
    done = _("已同意开封。")
    consequences = (_("申请人和您可以查看提出人，每次查看都留痕。"),)
    reason = text_field(_("同意开封的意见"))


STEP_FORMS: dict[str, type[StepForm]] = {
    form.verb: form
    for form in (
        StudyForm,
        AdoptForm,
        DeclineForm,
        AssignForm,
        TakeForm,
        HandBackForm,
        ReportProgressForm,
        ReplyForm,
        AskRaiserForm,
        SupplyForm,
        ClaimSolvedForm,
        GiveVerdictForm,
        ConfirmSolvedForm,
        SendBackForm,
        AskToParkForm,
        ApproveParkingForm,
        RefuseParkingForm,
        ResumeForm,
        MarkDuplicateForm,
        WithdrawForm,
        UrgeForm,
        SuperviseForm,
        AskOpeningForm,
        ApproveOpeningForm,
        SubmitReplyForm,
        SignForm,
        ReturnReplyForm,
        BundleForm,
        UnbundleForm,
    )
}


class RaiseForm(VerbForm):
    """提出: one page, everything a first receiver needs; the field record only where it was found in the field."""

    draft = "raise"
    title = forms.CharField(
        label=_("标题"), max_length=120, help_text=_("一句话说清是什么事，例如：三号公寓浴室晚十点后没有热水。")
    )
    text = text_field(
        _("事由"),
        _("什么时间、什么地点、遇到了什么问题、希望怎样解决。请勿填写涉密内容和他人隐私。"),
        limit=20000,
        rows=7,
    )
    category = forms.ChoiceField(label=_("类别"), choices=(("", _("请选择")), *CATEGORIES))
    origin_id = forms.TypedChoiceField(
        label=_("接收组织"),
        coerce=int,
        widget=SearchSelect(),
        help_text=_("首先接收的党支部负责到底，直到有单位签收。默认是您所在的支部。"),
    )
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    uploads = FilesField(
        label=_("附件"), required=False, help_text=_("照片、文档，每个不超过20 MB。涉密内容不得上传。")
    )
    anonymous = forms.BooleanField(
        label=_("匿名提出"), required=False, help_text=_("办理人看不到您是谁；您仍可在“我提出的”中查看和评价。")
    )
    public = forms.BooleanField(
        label=_("同意公开办理进度"), required=False, initial=True, help_text=_("公开页面不显示您的姓名。")
    )
    on_behalf_of = forms.CharField(
        label=_("代何人提出"), max_length=120, required=False, help_text=_("替他人提出时填写，例如：三号公寓部分同学。")
    )


class FoundForm(Form):
    """调研记录; all or nothing."""

    found_place = forms.CharField(label=_("调研地点"), max_length=120, required=False)
    found_on = day_field(_("调研日期"), required=False)
    by_whom = forms.CharField(label=_("调研人"), max_length=120, required=False)
    affected = forms.IntegerField(label=_("涉及人数"), min_value=1, required=False)
    method = forms.ChoiceField(label=_("调研方式"), choices=METHODS, required=False)

    @property
    def rests(self) -> bool:
        """Nothing was typed and nothing is wrong: the part may stay folded."""
        return not self.errors and not any(
            self.data.get(name) for name in ("found_place", "found_on", "by_whom", "affected")
        )

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(k) for k in ("found_place", "found_on", "by_whom", "affected"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = ("found_place", "found_on", "by_whom", "affected")
        if any(data.get(k) for k in wanted):
            for name in wanted:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("填写了调研记录，这一项也要填。"))
        return data

    def found(self) -> operations.Found | None:
        data = self.cleaned_data
        if not self.is_filled:
            return None
        return operations.Found(
            place=data["found_place"],
            found_on=data["found_on"],
            by_whom=data["by_whom"],
            affected=data["affected"],
            method=data["method"] or "unannounced",
        )


class MeasureForm(Form):
    """A row of 举措清单."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("举措"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    metric = forms.CharField(label=_("衡量标准"), max_length=200)
    starts_on = day_field(_("开始"))
    ends_on = day_field(_("完成"))
    body = forms.TypedChoiceField(label=_("责任单位"), coerce=int, widget=SearchSelect())
    person_name = forms.CharField(label=_("责任人"), max_length=60)
    drop = forms.BooleanField(label=_("删除本行"), required=False)


class DutyForm(Form):
    """A row of 责任清单."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    part = forms.ChoiceField(label=_("分工"), choices=PARTS)
    body = forms.TypedChoiceField(label=_("单位"), coerce=int, widget=SearchSelect())
    person_name = forms.CharField(label=_("责任人"), max_length=60)
    task = forms.CharField(label=_("责任内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = day_field(_("时限"))
    drop = forms.BooleanField(label=_("删除本行"), required=False)


MeasureForms: "type[BaseFormSet[MeasureForm]]" = formset_factory(MeasureForm, extra=0, max_num=60, validate_max=True)
DutyForms: "type[BaseFormSet[DutyForm]]" = formset_factory(DutyForm, extra=0, max_num=60, validate_max=True)


class ListsForm(VerbForm):
    """The part of the three lists that is not a row: the goal and the pairing."""

    draft = "lists"
    goal = text_field(_("目标（销号标准）"), _("做到什么程度算解决。提出人按它评价，监督人按它确认。"))
    pair_id = forms.TypedChoiceField(
        label=_("结对共建"), coerce=lambda v: int(v) if v else None, required=False, empty_value=None
    )


class AdjustForm(VerbForm):
    """The part of an adjustment that is not a row."""

    draft = "adjust"
    goal = text_field(_("目标（销号标准）"))
    reason = text_field(_("调整理由"), _("理由与新旧内容一起留存，由主办单位和监督人确认。"), limit=1000)


class RejectForm(VerbForm):
    reason = text_field(_("不同意的理由"), limit=1000)


class ImportListsForm(Form):
    """An edited file of the three lists."""

    file = forms.FileField(
        label=_("表格文件"), widget=FileInput(), help_text=_("从“三张清单”页面导出、修改过的 .xlsx 文件，不超过20 MB。")
    )


class ReasonForm(Form):
    """The reason of all changes of a file."""

    draft = "import-lists"
    reason = text_field(_("调整理由"), _("这份文件里的所有改动用同一个理由，与新旧内容一起留存。"), limit=1000)


class FilesForm(VerbForm):
    uploads = FilesField(label=_("附件"), help_text=_("照片、文档、表格，每个不超过20 MB。涉密内容不得上传。"))


class ListFilterForm(Form):
    """The GET form beside the chips of a list."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    body = forms.CharField(
        label=_("单位或组织"), required=False, max_length=120, widget=SuggestInput(reverse_lazy("org:pick"))
    )
    since = day_field(_("自"), required=False)
    until = day_field(_("至"), required=False)
