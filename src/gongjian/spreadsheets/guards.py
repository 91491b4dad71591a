"""Limits that a file must keep before it is opened: a small archive can unfold into something that fills the memory.

Runs in the child process that opens the file (``spreadsheets.grids``) and knows no Django. The child's own limits of time and
memory hold in any case; what is found here gets the better sentence.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping

from gongjian.kernel.isolated import Unreadable
from gongjian.kernel.safe_xml import BROKEN_ARCHIVE, local, read_xml

MOST_ROWS = 100_000
MOST_COLUMNS = 256
MOST_CELLS = 6_000_000  # of one sheet's rectangle, empty ones counted
MOST_PARTS = 2_000
MOST_UNFOLDED = 150 * 1024 * 1024
MOST_RATIO = 400  # a sheet of one repeated row folds about 1 : 60
SMALL = 4 * 1024 * 1024  # below this the ratio does not matter
CHUNK = 1024 * 1024
MOST_DIGITS = 9

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def address(words: str) -> tuple[int, int]:
    """Row and column (1-based) of a cell's address in any case, 0 for what it does not say; a far one for nonsense."""
    letters = words.rstrip("0123456789")
    digits = words[len(letters) :]
    if len(letters) > 4 or len(digits) > MOST_DIGITS or not (letters.isascii() and (letters.isalpha() or not letters)):
        return MOST_ROWS + 1, MOST_COLUMNS + 1
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits or 0), column


class CellsInBounds:
    """Handler of ``read_xml``: the reader lays out a dense grid, so one far cell with content would claim gigabytes.

    Empty cells that only have a format are not counted: the reader leaves them out.
    """

    def __init__(self) -> None:
        self._at = (0, 0)
        self._row_repeats = self._cell_repeats = 1
        self._rows = self._columns = 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "c" and "r" in attributes:
            self._at = address(attributes["r"].strip())
        elif name in ("v", "is"):
            self._content(*self._at)
        elif name == "table":
            self._rows = 0
        elif name == "table-row":
            self._row_repeats = _repeated(attributes, "number-rows-repeated")
            self._rows += self._row_repeats
            self._columns = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell_repeats = _repeated(attributes, "number-columns-repeated")
            self._columns += self._cell_repeats
            if any(local(a) in ("value", "string-value", "date-value", "formula") for a in attributes):
                self._content(self._rows, self._columns)
        elif name == "p" and self._columns:
            self._content(self._rows, self._columns)

    def _content(self, row: int, column: int) -> None:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise Unreadable("too-large")


def _repeated(attributes: Mapping[str, str], name: str) -> int:
    said = next((value for key, value in attributes.items() if local(key) == name), "1").strip()
    return int(said) if said.isdecimal() and len(said) <= MOST_DIGITS else 10**MOST_DIGITS


def check_archive(data: bytes) -> None:
    """Unfold a .xlsx, .ods or .xlsb piece by piece; look at sizes, and walk through every part that is XML, whatever its name.

    Raises Unreadable: ``broken``, ``doctype``, or ``too-large`` if it claims too much. Sizes that lie are found by their checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable("too-large")
            total = 0

            def unfolded(part: zipfile.ZipInfo) -> Iterator[bytes]:
                nonlocal total
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK):
                        total += len(chunk)
                        if total > MOST_UNFOLDED or (total > SMALL and total > MOST_RATIO * len(data)):
                            raise Unreadable("too-large")
                        yield chunk

            for part in parts:
                pieces = unfolded(part)
                first = next(pieces, b"")
                if _begins_as_xml(first):
                    cells = CellsInBounds()
                    read_xml(_after(first, pieces), begin=cells.begin)
                else:
                    for _ in pieces:
                        pass
    except BROKEN_ARCHIVE as error:
        raise Unreadable("broken") from error


def _begins_as_xml(first: bytes) -> bool:
    return first.startswith(_MARKS) or first[:512].lstrip()[:1] == b"<" or first[:2] in (b"<\0", b"\0<")


def _after(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
