"""Words for the printed procedure: who takes a step."""

from django.utils.translation import gettext_lazy as _

# By the predicate in ``permissions``; every one named in the table has its word (walls).
WHO = {
    "may_propose": _("支部书记、副书记；牵线的上级党组织、组织员"),
    "may_lead": _("发起方的书记、副书记；牵线的上级党组织、组织员"),
    "may_sign": _("各方的书记、副书记"),
    "may_record_signature": _("发起方"),
    "may_hand_back": _("各方的书记、副书记"),
    "may_work": _("任何一方"),
    "may_conclude": _("发起方的书记、副书记"),
    "may_dissolve": _("发起方和牵线的；生效以后任何一方"),
}
