"""Words to choose from, for faces (which never touch a table)."""

from .models import Duty, FieldRecord, Matter, Reply, Voice

CATEGORIES = Matter.Category.choices
CATEGORY_LABELS = dict(CATEGORIES)
SOURCES = Matter.Source.choices
METHODS = FieldRecord.Method.choices
GRADES = dict(Reply.Grade.choices)
PART_LABELS = dict(Voice.Part.choices)
PARTS = Duty.Part.choices
