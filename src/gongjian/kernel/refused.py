"""Refusals are sentences: what, why (with the article), what next.

One family, raised by verbs and queries, shown by one place in ``web`` and said as
``{code, sentence, authority}`` by one handler in the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .text import bracketed, followed

Words = str | Promise
# Said after an article in pages, refusals and the ledger alike; like titles and articles it is in the language of the rules.
SHIPPED = "（软件自带）"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: regulation title, article, and the words of it in plain language."""

    key: str
    title: str
    article: str
    words: str = ""
    mark: str = ""  # R read in full · P seen in part · M from memory · S the school's own rule
    shipped: bool = False  # the school's edition of that day lacks it: the text that comes with the software holds

    def __str__(self) -> str:
        return f"《{self.title}》{self.place}"

    @property
    def place(self) -> str:
        """The article without its regulation, marked if the text that comes with the software fills in."""
        return f"{self.article}{SHIPPED if self.shipped else ''}"


class Refused(Exception):
    """The verb was not carried out. Nothing was changed.

    ``code`` is stable and for machines, ``sentence`` says what and why, ``remedy`` what to do next,
    ``authority`` the rule it rests on (may be ``None`` where plain sense is the reason).
    """

    status: ClassVar[int] = 409
    code: str = "refused"

    def __init__(
        self,
        sentence: Words,
        *,
        code: str | None = None,
        authority: Citation | None = None,
        remedy: Words = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.authority = authority
        self.remedy = remedy
        self.details: dict[str, Any] = dict(details or {})
        if code:
            self.code = code

    def __str__(self) -> str:
        said = bracketed(self.sentence, self.authority) if self.authority else str(self.sentence)
        return followed(said, self.remedy) if self.remedy else said


class NotAllowed(Refused):
    """403: this person may not do this here."""

    status = 403
    code = "not-allowed"


class NotFound(Refused):
    """404: absent or not visible to this person; the two are never told apart."""

    status = 404
    code = "not-found"

    def __init__(self, sentence: Words = _("没有找到，或者您无权查看。"), **kwargs: Any) -> None:
        kwargs.setdefault("remedy", _("请核对编号，或从列表进入。"))
        super().__init__(sentence, **kwargs)


class NotNow(Refused):
    """409: the thing is not in a state in which this can be done."""

    status = 409
    code = "not-now"


class Overtaken(Refused):
    """409: someone was faster. ``details`` may hold ``who``, ``what``, ``when``; what was typed is kept."""

    status = 409
    code = "overtaken"


class Malformed(Refused):
    """422: the input does not hold together. ``fields`` maps a field name to its sentences."""

    status = 422
    code = "malformed"

    def __init__(
        self,
        sentence: Words = _("填写的内容有误，请按提示修改。"),
        *,
        fields: Mapping[str, list[Words]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(sentence, **kwargs)
        self.fields: dict[str, list[Words]] = {k: list(v) for k, v in (fields or {}).items()}

    @classmethod
    def at(cls, field: str, sentence: Words, **kwargs: Any) -> "Malformed":
        """One wrong field, one sentence."""
        return cls(sentence, fields={field: [sentence]}, **kwargs)
