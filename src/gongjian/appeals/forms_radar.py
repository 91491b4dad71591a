"""The form that lifts appeals to a problem."""

from collections.abc import Sequence
from typing import Any

from gongjian.web.forms import choose
from gongjian.workflow.forms import form_field, form_of

from .operations import lift


class LiftForm(form_of(lift)):  # type: ignore[misc]
    """转为难题: the words are prepared; the branch is chosen; each case may be left out. The desk sends its ticks as ``row``."""

    draft = "appeal-lift"
    appeal_ids = None
    row = form_field(lift.inputs["appeal_ids"])

    def offer_cases(self, cases: Sequence[Any]) -> None:
        """The cases, all of them ticked."""
        choose(self, "row", [(m.pk, f"{m.number} {m.title}") for m in cases])
        self.fields["row"].initial = [m.pk for m in cases]

    def values(self) -> dict[str, Any]:
        """What was typed; the ticked cases are the appeals."""
        return super().values() | {"appeal_ids": self.cleaned_data["row"]}
