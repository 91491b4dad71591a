"""The longer forms: a charter, criteria and awards, an entry, a score sheet."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from gongjian.web.forms import FilesField, Form, VerbForm

from .fields import choice_field, choose, day_field, text_field, with_blank
from .models import Contest, Criterion, Entry
from .operations import AwardLine, Charter, CriterionLine, EntryText


class FilterForm(Form):
    """What the list of contests can be narrowed by, besides the chips."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


class CharterForm(VerbForm):
    """章程."""

    draft = "contest-charter"
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如“集智思源提案大赛”。"))
    edition = forms.IntegerField(label=_("届次"), min_value=1, max_value=999, initial=1)
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=Contest.Kind.choices,
        help_text=_("提案大赛由学生团队申报，须有实地调研，获奖的转入提案程序；集体评选由支部申报，例如十佳党支部。"),
    )
    host = choice_field(_("主办单位"), _("只列出您可以代为组织的单位和组织。"))
    text = text_field(_("章程"), _("目的、对象、要求；评分项和奖项在下一步填写。"), limit=5000, rows=8)
    opens_on = day_field(_("征集开始"))
    closes_on = day_field(_("征集截止"), _("当天可以提交。"))
    judging_until = day_field(_("评审截止"), _("当天可以评分。"))
    notice_days = forms.IntegerField(
        label=_("公示工作日"),
        min_value=0,
        max_value=60,
        initial=0,
        required=False,
        help_text=_("不填或填 0 的，按规则的下限。"),
    )
    jurors_per_entry = forms.IntegerField(
        label=_("每项评委数"),
        min_value=0,
        max_value=50,
        initial=0,
        required=False,
        help_text=_("不填或填 0 的，所有不须回避的评委都评；填数字的，系统按工作量均衡分派。"),
    )
    anonymous = forms.BooleanField(label=_("隐名评审：评委看不到团队姓名和单位"), required=False, initial=True)

    def choose_host(self, choices: Sequence[tuple[int, str]]) -> None:
        """The bodies that may be host."""
        choose(self, "host", with_blank(choices))
        if len(choices) == 1:
            self.fields["host"].initial = choices[0][0]

    def charter(self) -> Charter:
        """What was typed, as the verbs want it."""
        data: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if k not in ("seen", "once")}
        data |= {k: data[k] or 0 for k in ("notice_days", "jurors_per_entry")}
        return Charter(host_id=data.pop("host"), **data)


def charter_values(contest: Contest) -> dict[str, Any]:
    """The charter as it stands, for the form."""
    names = ("title", "edition", "kind", "text", "opens_on", "closes_on", "judging_until", "notice_days")
    more = ("jurors_per_entry", "anonymous")
    return {**{n: getattr(contest, n) for n in (*names, *more)}, "host": contest.host_id}


class CriterionForm(Form):
    """One criterion."""

    name = forms.CharField(label=_("评分项"), max_length=40, required=False)
    most = forms.IntegerField(label=_("满分"), min_value=1, max_value=1000, required=False)
    weight = forms.IntegerField(label=_("权重"), min_value=1, max_value=100, required=False)
    text = forms.CharField(label=_("评分标准"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A line with a name needs its points and weight."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if any(cleaned.get(k) for k in ("name", "text", "most", "weight")):
            for field in ("name", "most", "weight"):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("请填写这一项。"))
        return cleaned


class AwardForm(Form):
    """One award."""

    name = forms.CharField(label=_("奖项"), max_length=40, required=False)
    quota = forms.IntegerField(label=_("名额"), min_value=1, max_value=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Name and quota go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("name")) != bool(cleaned.get("quota")) and not self.errors:
            self.add_error("quota" if cleaned.get("name") else "name", _("奖项和名额须同时填写。"))
        return cleaned


CriterionForms: "type[BaseFormSet[CriterionForm]]" = formset_factory(
    CriterionForm, extra=0, max_num=20, absolute_max=20
)
AwardForms: "type[BaseFormSet[AwardForm]]" = formset_factory(AwardForm, extra=0, max_num=20, absolute_max=20)
MORE = 2


class HeadForm(VerbForm):
    """Only the version and the token; refusals about the whole page land here."""


class CriteriaForms:
    """The page of criteria and awards as one thing: bound to what was sent, or filled with what is there."""

    def __init__(
        self,
        data: Any = None,
        *,
        seen: int | None = None,
        criteria: Sequence[dict[str, Any]] = (),
        awards: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.head = HeadForm(data, seen=seen)
        self.criteria = CriterionForms(data, prefix="criteria", initial=list(criteria))
        self.awards = AwardForms(data, prefix="awards", initial=list(awards))

    @classmethod
    def of(cls, contest: Contest, criteria: Sequence[Criterion], awards: Sequence[Any]) -> "CriteriaForms":
        """What is there, with room for more; a first proposal where nothing is."""
        rows: list[dict[str, Any]] = [
            {"name": c.name, "most": c.most, "weight": c.weight, "text": c.text} for c in criteria
        ]
        prizes: list[dict[str, Any]] = [{"name": a.name, "quota": a.quota} for a in awards]
        first = [{"most": 100}] * 3
        return cls(seen=contest.version, criteria=[*(rows or first), *[{}] * MORE], awards=[*prizes, *[{}] * MORE])

    @classmethod
    def grown(cls, data: Any, which: str) -> "CriteriaForms":
        """What was typed again, unjudged, with more empty rows in one part (for "再加几行" without JavaScript)."""
        typed = cls(data)
        rows = {name: [_typed(f) for f in getattr(typed, name).forms] for name in ("criteria", "awards")}
        rows[which if which in rows else "criteria"].extend({} for _ in range(MORE))
        made = cls(criteria=rows["criteria"], awards=rows["awards"])
        made.head.fields["seen"].initial = typed.head["seen"].value()
        return made

    def is_valid(self) -> bool:
        """Whether all parts hold what can be read."""
        return all([self.head.is_valid(), self.criteria.is_valid(), self.awards.is_valid()])

    @property
    def status(self) -> int:
        """The HTTP status: 422 if any part is wrong."""
        wrong = self.head.is_bound and not (self.criteria.is_valid() and self.awards.is_valid())
        return max(self.head.status, 422 if wrong else 200)

    def lines(self) -> tuple[list[CriterionLine], list[AwardLine]]:
        """What was typed, as the verb wants it; empty rows are left out."""
        criteria = [f.cleaned_data for f in self.criteria.forms if f.cleaned_data.get("name")]
        awards = [f.cleaned_data for f in self.awards.forms if f.cleaned_data.get("name")]
        return (
            [CriterionLine(c["name"], c["most"], c["weight"], c.get("text", "")) for c in criteria],
            [AwardLine(a["name"], a["quota"]) for a in awards],
        )


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


RESEARCH = (
    "category",
    "research_place",
    "research_since",
    "research_until",
    "research_method",
    "asked",
    "findings",
    "analysis",
    "advice",
)


class EntryForm(VerbForm):
    """申报: a contest of bodies asks for the body and one text only."""

    draft = "contest-entry"
    title = forms.CharField(label=_("题目"), max_length=80, help_text=_("一件提案只写一件事。"))
    category = forms.ChoiceField(label=_("类别"), required=False)
    body = choice_field(_("申报的支部"))
    team = forms.CharField(
        label=_("团队其他成员"),
        required=False,
        max_length=200,
        help_text=_("填写学号，用空格或换行分开；您本人是负责人，不用填。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    background = text_field(_("案由"), _("遇到了什么问题，影响了谁。"), limit=3000, rows=5, required=False)
    research_place = forms.CharField(label=_("调研地点"), max_length=120, required=False)
    research_since = day_field(_("调研开始"), required=False)
    research_until = day_field(_("调研结束"), required=False)
    research_method = forms.CharField(
        label=_("调研方法"), max_length=200, required=False, help_text=_("例如“问卷与访谈”“实地走访”。")
    )
    asked = forms.IntegerField(label=_("受访人数"), min_value=0, max_value=1_000_000, required=False)
    findings = text_field(_("主要发现"), _("数据和事实，写明来源。"), limit=2000, rows=5, required=False)
    analysis = text_field(_("分析"), _("为什么会这样，别处怎样解决。"), limit=2000, rows=5, required=False)
    advice = text_field(_("具体建议"), _("由谁、做什么、怎样算做成。"), limit=3000, rows=5, required=False)
    drop = forms.TypedMultipleChoiceField(
        label=_("移除附件"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    uploads = FilesField(
        label=_("附件"),
        required=False,
        help_text=_("问卷、照片、数据表等。隐名评审的，附件和文件名中不要出现姓名和单位。不得上传涉密内容。"),
    )

    def fit(
        self,
        contest: Contest,
        *,
        categories: Sequence[str],
        bodies: Sequence[tuple[int, str]] = (),
        attached: Sequence[tuple[int, str]] = (),
    ) -> None:
        """Ask what this kind of contest wants."""
        if contest.kind == "proposal":
            del self.fields["body"]
            choose(self, "category", with_blank([(c, c) for c in categories]))
        else:
            for name in RESEARCH:
                del self.fields[name]
            choose(self, "body", with_blank(bodies))
            self.fields["background"].label = _("主要事迹")
            self.fields["background"].help_text = _("做了什么、解决了什么、有什么可以推广。")
            self.fields["title"].help_text = _("用一句话概括特色。")
            self.fields["team"].help_text = _("填写学号或工号，用空格或换行分开；您本人不用填。")
        if attached:
            choose(self, "drop", attached)
        else:
            del self.fields["drop"]

    def text(self) -> EntryText:
        """What was typed, as the verbs want it."""
        data = self.cleaned_data
        given = {k: data[k] for k in ("title", "background", *RESEARCH) if k in data}
        team = tuple(data.get("team", "").replace("，", " ").replace("、", " ").replace(",", " ").split())
        return EntryText(**given, team=team, body_id=data.get("body"))


def entry_values(entry: Entry) -> dict[str, Any]:
    """The entry as it stands, for the form."""
    others = [m.person.number for m in entry.members.all() if m.person_id != entry.leader_id]
    return {
        **{n: getattr(entry, n) for n in ("title", "background", *RESEARCH)},
        "body": entry.body_id,
        "team": " ".join(others),
    }


class ScoreForm(VerbForm):
    """One number for each criterion, and a remark."""

    comment = text_field(
        _("评语"), _("评选结束后，团队能看到评语，看不到是谁写的。"), limit=1000, rows=4, required=False
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for c in self.criteria:
            self.fields[f"points-{c.pk}"] = forms.DecimalField(
                label=_("%(name)s（满分 %(most)d）") % {"name": c.name, "most": c.most},
                help_text=c.text or "",
                min_value=0,
                max_value=c.most,
                decimal_places=1,
                max_digits=5,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
            )
        self.order_fields([*(f"points-{c.pk}" for c in self.criteria), "comment"])

    def points(self) -> dict[int, Decimal]:
        """What was typed, by criterion."""
        return {c.pk: self.cleaned_data[f"points-{c.pk}"] for c in self.criteria}
