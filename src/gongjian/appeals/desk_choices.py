"""Words to choose from, for the faces of the desk (which never touch a table)."""

from typing import Any

from .models import Appeal, EmergencyContact

MATTER = Appeal._meta.get_field("matter").related_model
CATEGORIES: list[tuple[str, Any]] = list(getattr(MATTER, "Category").choices)  # noqa: B009
CATEGORY_LABELS = dict(CATEGORIES)
NATURES = Appeal.Nature.choices
NATURE_LABELS = dict(NATURES)
CHANNEL_LABELS = dict(Appeal.Channel.choices)
COUNTER_CHANNELS = [(c, CHANNEL_LABELS[c]) for c in ("counter", "phone", "wechat", "qq", "paper")]
CLASS_LABELS = dict(Appeal.AnswerClass.choices)
ROUTED_LABELS = dict(Appeal.RoutedBy.choices)
DANGERS = EmergencyContact.Sort.choices
