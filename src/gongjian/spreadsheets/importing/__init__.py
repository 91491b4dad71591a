"""One importer for all sheets: read, judge, preview, confirm.

An app declares a kind of sheet as an ``Importer``: a list of ``Field`` (code, titles, kind, limit, check), how a row is made, how
rows are judged against what exists, how the good ones are written. ``pages`` gives its two pages, ``command`` its command.
"""

from .fields import Cells, Field
from .flow import Importer, Judgement, Reading, Result, Wrong, bring_in, by_key, confirm, judge, keep, read, rows_of

__all__ = [
    "Cells",
    "Field",
    "Importer",
    "Judgement",
    "Reading",
    "Result",
    "Wrong",
    "bring_in",
    "by_key",
    "confirm",
    "judge",
    "keep",
    "read",
    "rows_of",
]
