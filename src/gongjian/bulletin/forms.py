"""The forms of the bulletin: what is asked, in which words; no rule stands here (the operations hold them)."""

import datetime as dt
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.web.forms import DayInput, FilesField, FilesInput, Form, SearchSelect, VerbForm

from . import operations
from .columns import COLUMNS, OFFICIAL, WRITTEN
from .models import LONGEST_TEXT, LONGEST_TITLE, LostItem
from .procedures import LOST_ITEM, NOTICE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"


class PhotosInput(FilesInput):
    """Several photographs; a phone offers its camera."""

    def __init__(self) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp,image/gif"})


class NoticeForm(VerbForm):
    """Writing a notice, or writing it anew."""

    draft = "bulletin-notice"
    column = forms.ChoiceField(label=_("栏目"), choices=[(c.code, c.label) for c in WRITTEN], initial=OFFICIAL)
    body = forms.TypedChoiceField(
        label=_("发布单位"),
        coerce=int,
        empty_value=None,
        widget=SearchSelect(),
        help_text=_("公告属于这个单位或组织。"),
    )
    title = forms.CharField(label=_("标题"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("正文"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "直接分段书写即可。也可以用简单记号：行首“# ”是小标题，行首“- ”是列表，**两个星号之间**加粗，[文字](网址)是链接。"
        ),
    )
    uploads = FilesField(
        label=_("图片和附件"),
        required=False,
        help_text=_("图片显示在正文之后，发布前去掉拍摄地点等信息；其他文件供下载。"),
    )
    drop = forms.TypedMultipleChoiceField(
        label=_("移除已有的图片和附件"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer_bodies(self, choices: Sequence[tuple[int, str]], mine: Container[int]) -> None:
        """The bodies one may write for; one's own is chosen at first."""
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices if len(choices) == 1 else [("", _("请选择")), *choices]
        first = choices[0][0] if choices else None
        field.initial = first if len(choices) == 1 or first in mine else None
        del self.fields["drop"]

    def offer_files(self, files: Sequence[tuple[int, str]]) -> None:
        """For a notice that is there already: its body stays; what is attached may go."""
        del self.fields["body"]
        if not files:
            del self.fields["drop"]
            return
        field = self.fields["drop"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = files

    def written(self) -> operations.Draft:
        """What was typed, as the verbs want it."""
        data = self.cleaned_data
        return operations.Draft(data["column"], data["title"], data["text"])


class StepForm(VerbForm):
    """The form of one verb of a procedure. ``arguments`` are what its operation wants besides the row, actor and at."""

    verb: ClassVar[str]
    done: ClassVar[Label]
    consequences: ClassVar[tuple[Label, ...]] = ()
    takes_seen: ClassVar[bool] = True

    def arguments(self) -> dict[str, Any]:
        """What was typed, as the operation wants it."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}

    def order(self, *, row: Any, actor: Actor, at: dt.datetime) -> Any:
        """Order the verb; gives what the operation gives."""
        extra = {"seen": self.cleaned_data.get("seen")} if self.takes_seen else {}
        about = {"item" if isinstance(row, LostItem) else "notice": row}
        return getattr(operations, self.verb)(**about, actor=actor, at=at, **self.arguments(), **extra)


def _reason(label: Label, help_text: Label = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SendForReviewForm(StepForm):
    verb = "send_for_review"
    done = _("已送审，审核人会收到消息。")
    consequences = (_("送审后不再修改；需要修改的可以先撤回。"), _("由没有写过这篇公告的另一人审核发布。"))


class RecallForm(StepForm):
    verb = "recall"
    done = _("已撤回，可以修改。")
    consequences = (_("修改后须重新送审。"),)


class PublishForm(StepForm):
    verb = "publish"
    done = _("已发布。")
    consequences = (
        _("公告立即公开，不登录也能看到。"),
        _("订阅这一栏目的人会在每日汇总中看到。"),
        _("审核人和时间记入台账。"),
    )


class HandBackForm(StepForm):
    verb = draft = "hand_back"
    done = _("已退回，执笔人会收到您的意见。")
    reason = _reason(_("退回原因"), _("写明哪里要改、怎样改。"))


class DiscardForm(StepForm):
    verb = "discard"
    done = _("草稿已作废。")
    consequences = (_("草稿不能恢复，内容留存备查。"),)


class TakeDownForm(StepForm):
    verb = draft = "take_down"
    done = _("已撤下。")
    consequences = (_("公众不再看到这篇公告，订阅源中也不再列出。"), _("原文、理由和操作人留存备查。"))
    reason = _reason(_("撤下理由"))


class JoinForm(StepForm):
    verb = "join"
    takes_seen = False
    done = _("已响应。")
    consequences = (_("页面只公布响应人数，不公布名单；可以随时取消。"),)


class LeaveForm(StepForm):
    verb = "leave"
    takes_seen = False
    done = _("已取消响应。")


STEP_FORMS: dict[str, type[StepForm]] = {
    f.verb: f
    for f in (
        SendForReviewForm,
        RecallForm,
        PublishForm,
        HandBackForm,
        DiscardForm,
        TakeDownForm,
        JoinForm,
        LeaveForm,
    )
}
assert all(NOTICE.has(verb) for verb in STEP_FORMS)


class SubscribeForm(VerbForm):
    """Which columns one wants to hear of."""

    columns = forms.MultipleChoiceField(
        label=_("栏目"),
        choices=[(c.code, c.label) for c in COLUMNS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("新公告进入每日汇总，不单独打扰；在“通知设置”中可以改为立即提醒。"),
    )


class FilterForm(Form):
    """Words to look for."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


# --- lost and found ---


class ItemForm(VerbForm):
    """Entering a lost or found thing: one page, a minute."""

    draft = "bulletin-item"
    sort = forms.ChoiceField(
        label=_("捡到还是丢失"),
        choices=[("found", _("我捡到了")), ("lost", _("我丢了"))],
        initial="found",
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("物品"), max_length=40, help_text=_("例如“黑色折叠伞”。"))
    kind = forms.ChoiceField(label=_("类别"), choices=LostItem.Kind.choices, initial="other")
    place = forms.CharField(label=_("地点"), max_length=60, help_text=_("在哪里捡到或丢失，现在放在哪里。"))
    day = forms.DateField(label=_("日期"), widget=DayInput())
    pictures = FilesField(label=_("照片"), required=False, widget=PhotosInput, help_text=_("不要拍到证件号码和人脸。"))
    text = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("留一两个特征不写，便于认领时核对。不要写手机号码，联系经系统转达。"),
    )

    def found(self) -> operations.Found:
        """What was typed, as the verb wants it."""
        return operations.Found(**{f: self.cleaned_data[f] for f in ("sort", "kind", "title", "place", "day", "text")})


class AnswerItemForm(StepForm):
    verb = draft = "answer_item"
    takes_seen = False
    done = _("已转达，对方会收到消息。")
    text = forms.CharField(
        label=_("留言"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只有您和对方能看到。认领时请说出物品的特征。"),
    )
    to_id = forms.IntegerField(required=False, widget=forms.HiddenInput, label=_("对方"))


class SettleItemForm(StepForm):
    verb = "settle_item"
    done = _("已确认找回，谢谢。")
    consequences = (_("这件物品从招领中移出，列在“已找回”里。"),)


class TakeItemDownForm(StepForm):
    verb = draft = "take_item_down"
    done = _("登记已撤下。")
    consequences = (_("公众不再看到这条登记。"), _("登记的人会收到理由。"))
    reason = _reason(_("撤下理由"))


ITEM_FORMS: dict[str, type[StepForm]] = {f.verb: f for f in (AnswerItemForm, SettleItemForm, TakeItemDownForm)}
assert all(LOST_ITEM.has(verb) for verb in ITEM_FORMS)
