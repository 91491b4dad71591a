"""The sentences for what ``checks`` finds in a reply."""

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Words

from .checks import Finding


def sentence(finding: Finding, copied: Words = "") -> str:
    """What was found, and what to do about it. *copied*: the words for the reply that was copied (its number)."""
    parameters = finding.parameters
    if finding.code == "empty":
        return _("答复是空的，请写明办理情况。")
    if finding.code == "courtesy-only":
        return _("答复只有客套话，没有说明办理情况。请写明查到了什么、将做什么、何时完成。")
    if finding.code == "too-short":
        return _("答复只有 %(length)d 字，至少 %(least)d 字。请写明查到了什么、将做什么、何时完成。") % parameters
    if finding.code == "near-copy":
        return _("答复与本单位对 %(number)s 的答复有 %(percent)d%% 相同，请核对是否针对这件事。") % {
            **parameters,
            "number": copied or f"#{parameters['id']}",
        }
    if finding.code == "no-step":
        return _("没有看到下一步：已经做了什么、将做什么，或者当事人可以怎么办。")
    if finding.code == "no-date":
        return _("没有看到时间：请写明哪一天或者多长时间内完成。")
    return _("没有看到联系人、电话或者办理部门，当事人不知道再找谁。")
