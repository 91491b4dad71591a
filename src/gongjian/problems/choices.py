"""Words to choose from, for faces (which never touch a table)."""

from .models import Duty, FieldRecord

METHODS = FieldRecord.Method.choices
PARTS = Duty.Part.choices
