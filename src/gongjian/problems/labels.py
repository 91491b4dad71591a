"""Words for the printed procedure of problems: who takes a step, by the predicate in ``permissions``."""

from django.utils.translation import gettext_lazy as _

WHO = {
    "may_raise": _("登录的师生，可以匿名"),
    "adopts": _("接收组织的书记、副书记"),
    "plans": _("接收组织的书记、副书记"),
    "assigns": _("接收组织的书记、副书记"),
    "may_adjust": _("接收组织的书记、副书记；主办单位的经办人、负责人"),
    "confirms_adjustment": _("主办单位和监督人，双方"),
    "confirms": _("监督人，不能是申请销号的人"),
}
