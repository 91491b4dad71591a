"""The words of the app's actions in the ledger, and of its messages."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (
    ("evaluation.drawn-up", _("拟订评选"), _("拟订评选章程，征集 %(opens)s 至 %(until)s，评审到 %(judging)s。")),
    ("evaluation.amended", _("修改章程"), _("修改章程，征集 %(opens)s 至 %(until)s，评审到 %(judging)s。")),
    ("evaluation.criteria-set", _("设定评分项"), _("设定评分项 %(count)s 个、奖项 %(kinds)s 个。")),
    ("evaluation.juror-appointed", _("聘任评委"), _("聘任%(name)s为评委。")),
    ("evaluation.juror-dismissed", _("解聘评委"), _("解聘评委%(name)s：%(reason)s")),
    ("evaluation.opened", _("公布征集"), _("公布章程，征集到 %(until)s 截止。")),
    ("evaluation.prolonged", _("延期"), _("征集延到 %(until)s，评审延到 %(judging)s：%(reason)s")),
    (
        "evaluation.judging-begun",
        _("开始评审"),
        _("%(entries)s 项申报分派给 %(jurors)s 位评委，共 %(reviews)s 份评审，回避 %(excluded)s 份。"),
    ),
    ("evaluation.results-noticed", _("公示结果"), _("公示 %(entries)s 项申报的得分和名次，到 %(until)s 为止。")),
    ("evaluation.objected", _("提出异议"), _("对公示的结果提出异议。")),
    ("evaluation.objection-answered", _("答复异议"), _("答复异议，%(upheld)s。")),
    ("evaluation.sent-back", _("退回评审"), _("退回评审，到 %(until)s 截止：%(reason)s")),
    ("evaluation.settled", _("公布结果"), _("公布结果，授予奖项 %(awards)s 个。")),
    ("evaluation.called-off", _("取消评选"), _("取消评选：%(reason)s")),
    ("evaluation.entry-started", _("填写申报"), _("在%(contest)s中填写申报。")),
    ("evaluation.entry-written", _("修改申报"), _("修改了申报。")),
    ("evaluation.entry-handed-in", _("提交申报"), _("提交了申报。")),
    ("evaluation.entry-retracted", _("撤回申报"), _("撤回了申报。")),
    ("evaluation.entry-returned", _("退回补正"), _("退回补正：%(reason)s")),
    ("evaluation.entry-admitted", _("通过形式审查"), _("通过形式审查。")),
    ("evaluation.entry-turned-down", _("不予通过"), _("形式审查不予通过：%(reason)s")),
    ("evaluation.entry-disqualified", _("取消资格"), _("取消资格：%(reason)s")),
    ("evaluation.juror-assigned", _("补派评委"), _("补派%(name)s评审。")),
    ("evaluation.conflict-declared", _("申报回避"), _("%(name)s申报回避：%(reason)s")),
    ("evaluation.scored", _("评分"), _("提交了评分。")),
    ("evaluation.rescored", _("修改评分"), _("修改了评分。")),
    ("evaluation.award-given", _("授予奖项"), _("获%(award)s，第 %(rank)s 名。")),
    ("evaluation.transferred", _("转入提案程序"), _("转入提案程序，编号%(proposal)s。")),
)
KINDS = (
    ("evaluation.called-for", _("评选开始征集、延期或取消")),
    ("evaluation.to-check", _("申报待形式审查，异议待答复")),
    ("evaluation.own-entry", _("我的申报的进展")),
    ("evaluation.to-judge", _("申报待我评分")),
)
