from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.kernel import personal

from .personal import PERSONAL

WORDS = (
    ("org.founded-unit", _("登记单位"), _("%(actor)s登记了单位“%(label)s”（%(kind)s）")),
    ("org.founded-organisation", _("设立党组织"), _("%(actor)s设立了“%(label)s”（%(form)s%(tier)s）")),
    ("org.founded-university", _("初建"), _("%(actor)s一次登记了%(units)s个单位、%(organisations)s个党组织")),
    ("org.entered-ties", _("批量登记"), _("%(actor)s一次登记了%(n)s条归属、组织关系和任职")),
    ("org.renamed", _("更名"), _("%(actor)s把“%(old)s”更名为“%(new)s”")),
    ("org.ended-body", _("撤销"), _("%(actor)s撤销了“%(label)s”，自%(on)s之后；理由：%(reason)s")),
    ("org.appointed", _("任职"), _("%(actor)s任命%(person)s为%(label)s%(post)s，自%(since)s起")),
    ("org.ended-appointment", _("免职"), _("%(actor)s免去%(person)s的%(label)s%(post)s，至%(on)s；理由：%(reason)s")),
    ("org.set-liaison", _("指定联系委员"), _("%(actor)s指定%(person)s联系“%(label)s”，自%(since)s起")),
    ("org.ended-liaison", _("解除联系"), _("%(actor)s解除%(person)s与“%(label)s”的联系，至%(on)s")),
    ("org.affiliated", _("登记归属"), _("%(actor)s登记%(person)s归属“%(label)s”，自%(since)s起")),
    ("org.ended-affiliation", _("结束归属"), _("%(actor)s结束了%(person)s在“%(label)s”的归属，至%(on)s")),
    ("org.joined", _("登记组织关系"), _("%(actor)s把%(person)s（%(stage)s）登记到“%(label)s”，自%(since)s起")),
    ("org.left", _("转出组织关系"), _("%(actor)s办理了%(person)s从“%(label)s”转出，至%(on)s")),
)


class OrgConfig(AppConfig):
    name = "gongjian.org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("org", PERSONAL)
        for verb, label, sentence in WORDS:
            ledger_verbs.register(verb, label, sentence)
