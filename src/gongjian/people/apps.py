from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.kernel import personal

from .personal import PERSONAL

WORDS = (
    ("people.created-person", _("登记人员"), _("%(actor)s登记了%(label)s")),
    ("people.entered-persons", _("批量登记人员"), _("%(actor)s一次登记了%(label)s")),
    ("people.created-account", _("开通账号"), _("%(actor)s为%(label)s开通了账号%(username)s")),
    ("people.reset-password", _("重置密码"), _("%(actor)s重置了%(label)s的密码")),
    ("people.disabled-account", _("停用账号"), _("%(actor)s停用了%(label)s的账号；理由：%(reason)s")),
    ("people.enabled-account", _("启用账号"), _("%(actor)s重新启用了%(label)s的账号")),
    ("people.changed-password", _("修改密码"), _("%(label)s修改了自己的密码")),
    ("people.set-contact", _("修改联系方式"), _("%(actor)s修改了%(label)s的联系方式")),
    ("people.opened", _("查看个人信息"), _("%(actor)s查看了%(label)s的%(what)s；理由：%(reason)s")),
    ("people.exported-own-data", _("导出本人资料"), _("%(label)s导出了本人资料")),
    ("people.ended-session", _("结束登录"), _("%(label)s结束了一处登录")),
    ("people.made-token", _("创建接口令牌"), _("%(actor)s为%(label)s创建了接口令牌“%(token)s”，%(until)s到期")),
    ("people.revoked-token", _("撤销接口令牌"), _("%(actor)s撤销了%(label)s的接口令牌“%(token)s”")),
    ("people.anonymised", _("注销个人资料"), _("%(actor)s注销了一名离校人员的个人资料；理由：%(reason)s")),
)


class PeopleConfig(AppConfig):
    name = "gongjian.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("people", PERSONAL)
        for verb, label, sentence in WORDS:
            ledger_verbs.register(verb, label, sentence)
