"""The forms of the verbs that appeals and proposals share: signing a reply, bundling."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms_base import StepForm, text_field


class SubmitReplyForm(StepForm):
    """Put a reply before the head for signature."""

    verb = draft = "submit_reply"
    done = _("答复已送签，等待单位负责人签发。")
    text = text_field(_("答复"), _("写明结论、下一步、时间和联系人。"), limit=20000, rows=8)


class SignForm(StepForm):
    """Sign the reply that waits."""

    verb = "sign"
    done = _("答复已签发，已通知提出人评价。")
    consequences = (_("签发后答复立即送达提出人和所有加入的人，由他们分别评价。"),)


class ReturnReplyForm(StepForm):
    """Back to the handler, with what is to change."""

    verb = draft = "return_reply"
    done = _("答复已退回经办人修改。")
    reason = text_field(_("要修改什么"))


class BundleForm(StepForm):
    """Which matter it is worked as one with."""

    verb = draft = "bundle"
    done = _("已并案，随主件一起办理和答复。")
    consequences = (_("每位提出人保留自己的回执和评价；并案可以撤销。"),)
    original = forms.CharField(label=_("主件编号"), max_length=40, help_text=_("与哪一件合并办理，填写它的编号。"))


class UnbundleForm(StepForm):
    """Why it is taken out of the bundle."""

    verb = draft = "unbundle"
    done = _("已撤销并案，由受理单位重新派单。")
    reason = text_field(_("撤销并案的理由"))
