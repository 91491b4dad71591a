"""The forms of those who raise, join, follow and judge: what is asked, in which words; no rule stands here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Words
from gongjian.matters import operations as matters
from gongjian.web.forms import FilesField, VerbForm
from gongjian.workflow.command import Command
from gongjian.workflow.forms import CommandForm, form_field, form_of

from . import operations

_tile = lazy(format_html, SafeString)
TILE = "<span><b>{}</b><small>{}</small></span>"
NATURES = (
    ("question", _tile(TILE, pgettext_lazy("appeal", "咨询"), _("想弄清楚一件事"))),
    ("complaint", _tile(TILE, pgettext_lazy("appeal", "投诉"), _("有事做得不对"))),
    ("request", _tile(TILE, pgettext_lazy("appeal", "求助"), _("遇到困难要帮忙"))),
    ("suggestion", _tile(TILE, pgettext_lazy("appeal", "建议"), _("可以做得更好"))),
)
NAMED, SEALED = "named", "sealed"
FACES = (
    (NAMED, _tile(TILE, _("署名"), _("办理人员知道您是谁，方便联系"))),
    (SEALED, _tile(TILE, _("匿名"), _("办理人员看不到您是谁，您仍可查看和评价"))),
)


class Tiles(forms.RadioSelect):
    """A few choices as large areas to press."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "tiles", **(attrs or {})}, choices)


def _tiles(command: Command[..., Any], name: str, choices: Iterable[Any] | None = None) -> Any:
    """One choice of a command as large areas to press (in the words of ``choices``); here every one is asked."""
    field: Any = form_field(command.inputs[name])
    field.required, field.widget = True, Tiles(choices=choices or field.choices)
    return field


class SimilarPanel(forms.Widget):
    """Where appeals alike to what is typed are shown; HTMX asks for them, and the server fills it after a first sending."""

    template_name = "appeals/similar_panel.html"
    use_fieldset = True
    part: Mapping[str, Any] | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "part": self.part}


class SimilarField(forms.Field):
    """Shows, and takes nothing."""

    widget = SimilarPanel

    def clean(self, value: Any) -> None:
        return None


class RaiseForm(form_of(operations.raise_appeal)):  # type: ignore[misc]
    """提出诉求: one page, as little as a first receiver needs. The category is found later."""

    draft = "raise-appeal"
    nature = _tiles(operations.raise_appeal, "nature", NATURES)
    similar = SimilarField(label=_("类似的诉求"), help_text=_("已经有人提出的，可以直接加入，一并得到答复、分别评价。"))
    face = forms.ChoiceField(label=_("怎样署名"), choices=FACES, widget=Tiles(), initial=NAMED)
    category = anonymous = board_id = None
    field_order = ("nature", "title", "text", "similar", "place", "uploads", "face", "publish")

    def __init__(self, *args: Any, signed_in: bool, on_board: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not signed_in:
            del self.fields["face"]
        if on_board:
            self.fields["nature"].initial = "suggestion"
            del self.fields["publish"]
            self.draft_key = "raise-opinion"

    @property
    def has_looked(self) -> bool:
        """The similar ones were on the page when this was sent: the panel that lists them says so, and no field of ours."""
        return bool(self.data.get("looked"))

    def was_sent(self, actor: Actor) -> bool:
        """A second click: this very form was carried out before."""
        return operations.raise_appeal.earlier(actor, self.cleaned_data["once"]) is not None

    @property
    def lost_files(self) -> bool:
        """Files were chosen, and the page comes back: browsers do not keep them."""
        return bool(self.files)

    def values(self) -> dict[str, Any]:
        """What was typed; the chosen tile says whether the name stays hidden."""
        return super().values() | {"anonymous": self.cleaned_data.get("face") == SEALED}

    def show_similar(self, part: Mapping[str, Any]) -> None:
        """Put what was found into its place on the page."""
        widget: Any = self.fields["similar"].widget
        widget.part = part


class JoinForm(VerbForm):
    """我也遇到: perhaps with a word of one's own."""

    draft = "join"
    words = form_field(operations.join.inputs["words"])
    face = forms.ChoiceField(label=_("怎样署名"), choices=FACES, widget=Tiles(), initial=NAMED, required=False)
    board = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not signed_in:
            del self.fields["face"]


class VerdictForm(CommandForm):
    """评价: spoken with, solved, satisfied."""

    command = operations.give_verdict
    draft = "give-verdict"
    contacted = _tiles(operations.give_verdict, "contacted")
    solved = _tiles(operations.give_verdict, "solved")
    satisfied = _tiles(operations.give_verdict, "satisfied")
    words = form_field(operations.give_verdict.inputs["words"])


class AttachForm(VerbForm):
    """上传附件: what was not at hand when it was raised."""

    draft = "attach"
    uploads = FilesField(label=_("照片或文档"), help_text=_("每个不超过20 MB。涉密内容不得上传。"))


@dataclass(frozen=True, kw_only=True)
class FollowPage:
    """One page for the holder of a voice: the words around the form, and the command that it runs.

    ``versioned``: the version on the page is sent along, so that somebody who was faster is noticed.
    """

    command: Command[..., Any]
    yes: Words
    question: Words
    consequences: tuple[Words, ...] = ()
    danger: bool = False
    versioned: bool = True
    own_form: type[CommandForm] | None = None

    @property
    def done(self) -> Words:
        """What is said afterwards."""
        return self.command.done

    @property
    def form(self) -> type[VerbForm]:
        """The class of its form."""
        return self.own_form or form_of(self.command)

    def check(self, matter: Any, actor: Actor, at: dt.datetime, *, by_right_only: bool) -> None:
        """Raises Refused as the command itself would."""
        self.command.workflow.check(self.command, matter, actor, at=at, by_right_only=by_right_only)

    def run(self, form: VerbForm, *, matter: Any, actor: Actor, at: dt.datetime) -> Any:
        """Run the command with what was typed. Raises Refused."""
        data = form.cleaned_data
        seen = data["seen"] if self.versioned else None
        return self.command.run(matter, actor=actor, at=at, values=data, seen=seen)


@dataclass(frozen=True, kw_only=True)
class AttachPage:
    """Attaching files, which is no step of the life."""

    yes: Words = _("补充附件")
    question: Words = _("补充照片或文档")
    done: Words = _("附件已上传。")
    consequences: tuple[Words, ...] = ()
    danger: bool = False
    form: type[VerbForm] = AttachForm

    def check(self, matter: Any, actor: Actor, at: dt.datetime, *, by_right_only: bool) -> None:
        """Raises Refused: no right, or the matter has ended."""
        if not by_right_only:
            matters.check_attach(matter=matter, actor=actor)

    def run(self, form: VerbForm, *, matter: Any, actor: Actor, at: dt.datetime) -> Any:
        """Attach what was chosen. Raises Refused."""
        return matters.attach(matter=matter, uploads=form.cleaned_data["uploads"], actor=actor, at=at)


FOLLOW_PAGES: dict[str, FollowPage | AttachPage] = {
    "give_verdict": FollowPage(
        command=operations.give_verdict,
        own_form=VerdictForm,
        yes=_("提交评价"),
        question=_("请评价这次答复"),
        versioned=False,  # many may judge at once
    ),
    "supply": FollowPage(command=matters.supply, yes=_("提交补充"), question=_("办理单位请您补充情况")),
    "attach": AttachPage(),
    "urge": FollowPage(command=matters.urge, yes=_("催办"), question=_("催办这件诉求"), versioned=False),
    "withdraw": FollowPage(
        command=matters.withdraw,
        yes=_("撤回"),
        question=_("撤回这件诉求"),
        consequences=(_("撤回后不再办理；需要时可以重新提出。"),),
        danger=True,
    ),
}
