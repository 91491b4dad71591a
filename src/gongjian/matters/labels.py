"""Words for the printed procedure: who takes a step."""

from django.utils.translation import gettext_lazy as _

# By the predicate in ``permissions``; every one named in the table has its word (walls).
WHO = {
    "is_raiser": _("提出人本人"),
    "is_system": _("系统"),
    "has_voice": _("提出人、联名人、同诉人、附议人，各自评价"),
    "receives": _("受理单位的受理人员"),
    "signs": _("主办单位负责人"),
    "bundles": _("受理人员、主办单位经办人"),
    "studies": _("接收组织的书记、副书记、支委"),
    "takes": _("被交办单位的经办人、负责人"),
    "handles": _("主办单位的经办人、负责人"),
    "works_on": _("主办和协办单位的经办人、负责人"),
    "supervises": _("联系委员、上级党组织书记、校领导"),
    "may_resume": _("主办单位或监督人"),
    "may_urge": _("提出人、接收组织、监督人、单位负责人"),
    "opens_sealed": _("上级党组织书记、系统管理员，须两人"),
}
