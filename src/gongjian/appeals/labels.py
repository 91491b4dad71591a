"""Words for the printed procedure of appeals: who takes a step, by the predicate in ``permissions``."""

from django.utils.translation import gettext_lazy as _

WHO = {
    "may_appeal": _("任何人，可以不署名"),
    "may_join": _("遇到同一件事的人"),
    "may_object": _("被派单位的经办人、负责人；兜底单位除外"),
}
