"""Words for the printed procedure of proposals: who takes a step, by the predicate in ``permissions``."""

from django.utils.translation import gettext_lazy as _

WHO = {
    "may_propose": _("本届代表"),
    "may_second": _("本届其他代表"),
    "may_co_sign": _("被邀请的联名人"),
    "may_bring_in": _("提案委员会，或系统"),
    "has_seconded": _("联名人、附议人"),
}
