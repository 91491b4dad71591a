"""Words to choose from, for faces (which never touch a table)."""

from .models import Duty, FieldRecord, Matter

CATEGORIES = Matter.Category.choices
CATEGORY_LABELS = dict(CATEGORIES)
SOURCES = Matter.Source.choices
METHODS = FieldRecord.Method.choices
PARTS = Duty.Part.choices
