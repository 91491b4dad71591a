"""What the audit log says of acts that no command declares: label and sentence for each."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (
    ("matters.released", _("交回重办"), _("交回接收组织重新交办：%(why)s")),
    ("matters.raiser-read", _("查看提出人"), _("%(actor)s查看了开封后的提出人")),
    ("matters.inherited", _("承接"), _("原接收组织已终止，由%(to)s承接")),
    ("matters.voice-dropped", _("撤回附议"), _("%(actor)s撤回附议")),
    ("matters.handled-again", _("再次办理"), _("有人认为没有解决，再次办理")),
    ("matters.closed", _("办结"), _("评价结束，予以办结")),
    ("matters.imported", _("导入"), _("由文件导入：%(file)s 第%(row)s行")),
)
