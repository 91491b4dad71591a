"""What can be done and how it stands: buttons, the head of a page, steps, holders, time line, refusals, questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from zlib import crc32

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Citation, Refused

from .atoms import Atom, Link, Shape, Tone, Who, Words


@dataclass(frozen=True, slots=True)
class Menu(Shape):
    """The menu at the left: groups with ``label`` and ``entries``, each with ``label``, ``href``, ``icon``, ``here``."""

    template: ClassVar[str] = "web/components/menu.html"
    groups: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Action(Shape):
    """A button. ``why_not`` (with ``authority``) greys it and says why; ``confirm`` and ``consequences`` ask before sending.

    ``method`` "post" makes a small form with ``hidden`` fields; "get" is a link. At most one ``primary`` on a page.
    """

    template: ClassVar[str] = "web/components/action.html"
    label: Words
    href: str = ""
    tone: Literal["primary", "plain", "danger", "link"] = "plain"
    method: Literal["get", "post"] = "get"
    icon: str = ""
    why_not: Words = ""
    authority: Citation | None = None
    confirm: Words = ""
    consequences: Sequence[Words] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    small: bool = False
    download: bool = False

    @property
    def dom_id(self) -> str:
        """An id for the sentence that says why not, the same on every drawing."""
        return f"why-{crc32(f'{self.label}{self.href}'.encode()):x}"


@dataclass(frozen=True, slots=True)
class Actions(Shape):
    """Buttons side by side; those in ``more`` stand behind ⋯."""

    template: ClassVar[str] = "web/components/actions.html"
    shown: Sequence[Action]
    more: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value: "主办" — who, a link, a light, a word."""

    label: Words
    value: Any
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Facts(Shape):
    """A definition list. ``wide``: side by side in columns; else one below the other."""

    template: ClassVar[str] = "web/components/facts.html"
    facts: Sequence[Fact]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PageHead(Shape):
    """Where am I, how does it stand, what can I do, until when, who has it: the head of every page."""

    template: ClassVar[str] = "web/components/page_head.html"
    title: Words
    number: str = ""
    lead: Words = ""
    crumbs: Sequence[Link] = ()
    chips: Sequence[Atom] = ()
    facts: Sequence[Fact] = ()
    actions: Sequence[Action] = ()
    more: Sequence[Action] = ()

    @property
    def buttons(self) -> Actions:
        return Actions(self.actions, self.more)


@dataclass(frozen=True, slots=True)
class StepMark:
    """One station of a procedure. ``when`` is a date in words, ``note`` a short remark ("退回 1 次")."""

    label: Words
    state: Literal["done", "now", "todo", "skipped"] = "todo"
    when: Words = ""
    note: Words = ""


@dataclass(frozen=True, slots=True)
class StepBar(Shape):
    """The procedure with the present step."""

    template: ClassVar[str] = "web/components/step_bar.html"
    marks: Sequence[StepMark]

    @property
    def now(self) -> tuple[int, StepMark] | None:
        """Number (from 1) and mark of the present step, for the one-line summary on phones."""
        return next(((n, m) for n, m in enumerate(self.marks, 1) if m.state == "now"), None)


@dataclass(frozen=True, slots=True)
class HoldingSpan:
    """One holder's time. ``share`` is the percentage of the whole (0–100), ``days`` the same in words ("24 天")."""

    who: Words
    days: Words
    share: float
    since: Words = ""
    until: Words = ""
    current: bool = False

    @property
    def grow(self) -> str:
        """The share as a plain decimal for the style attribute; very short spans stay visible."""
        return f"{max(1.5, self.share):.2f}"


@dataclass(frozen=True, slots=True)
class CustodyBar(Shape):
    """Who held it how long."""

    template: ClassVar[str] = "web/components/custody_bar.html"
    spans: Sequence[HoldingSpan]
    total: Words = ""


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry of the ledger as people read it."""

    at: Words
    verb: Words
    who: Who | Words = ""
    sentence: Words = ""
    details: Sequence[Fact] = ()
    authority: Words = ""
    tone: Tone = "quiet"
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Timeline(Shape):
    """Who, when, did what, by which rule; newest first as given."""

    template: ClassVar[str] = "web/components/timeline.html"
    items: Sequence[TimelineItem]
    empty: Words = _("还没有记录。")


@dataclass(frozen=True, slots=True)
class RefusalBox(Shape):
    """What, why (with the article), what next."""

    template: ClassVar[str] = "web/components/refusal_box.html"
    sentence: Words
    authority: Citation | None = None
    remedy: Words = ""
    actions: Sequence[Action] = ()

    @classmethod
    def of(cls, refused: Refused, *actions: Action) -> "RefusalBox":
        """The box for a refusal as it was raised."""
        return cls(refused.sentence, refused.authority, refused.remedy, actions)


@dataclass(frozen=True, slots=True)
class Note(Shape):
    """A remark in the page: information, a warning (e.g. a calendar year not known), a success."""

    template: ClassVar[str] = "web/components/note.html"
    sentence: Words
    tone: Literal["info", "good", "warn", "bad"] = "info"
    title: Words = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class ConfirmBox(Shape):
    """A question with its consequences, as a page or a part of one; works without JavaScript. ``form`` may ask a reason."""

    template: ClassVar[str] = "web/components/confirm_box.html"
    question: Words
    consequences: Sequence[Words] = ()
    yes: Words = _("确认")
    href: str = ""
    back: str = ""
    danger: bool = False
    form: Any = None
