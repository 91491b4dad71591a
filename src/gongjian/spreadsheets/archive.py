"""What the values of a .xlsx or .ods do not say: hidden rows, merged cells, errors, formulas without a value, the 1904 calendar.

The archive is unfolded once, piece by piece; its sheets are read by an XML parser (no pattern runs over XML) that also sees
how far out a cell with content stands, before the reader lays out its dense grid. Runs in the child process; knows no Django.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from gongjian.kernel.isolated import Unreadable
from gongjian.kernel.safe_xml import BROKEN_ARCHIVE

from .guards import (
    CHUNK,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNFOLDED,
    SMALL,
)

MOST_FAULTS = 10_000  # of one sheet: more cells with an error are a broken sheet
Range = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass
class SheetDetails:
    """Of one worksheet; rows count from 1, columns from 0."""

    name: str = ""
    hidden_rows: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)  # "#N/A"; "" for a formula without a value
    merged: list[Range] = field(default_factory=list)  # of .ods only: the reader tells those of .xlsx


@dataclass
class BookDetails:
    """Of a whole file, the worksheets by name."""

    sheets: dict[str, SheetDetails] = field(default_factory=dict)
    date1904: bool = False


class _Part:
    """One part of the archive, parsed as it is unfolded. A document type is refused: it could define entities."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = None
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, data: bytes, last: bool) -> None:
        try:
            self.parser.Parse(data, last)
        except expat.ExpatError as error:
            raise Unreadable("broken") from error

    def _doctype(self, *_about: object) -> None:
        raise Unreadable("broken")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        self.start(tag, attributes)

    def _end(self, tag: str) -> None:
        self.end(tag.rpartition(":")[2])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        """Nothing, unless a part wants it."""


def _true(word: str | None) -> bool:
    return word in ("1", "true")


class _Index(_Part):
    """The workbook and its relations: which part is which sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.EndElementHandler = None
        self.date1904 = False
        self.names: dict[str, str] = {}  # relation → sheet
        self.targets: dict[str, str] = {}  # relation → part

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            self.date1904 = _true(attributes.get("date1904"))
        elif tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            self.names[relation] = attributes.get("name", "")
        elif tag == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Worksheet(_Part):
    """A sheet of a .xlsx."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.EndElementHandler = None  # a cell ends where the next one begins
        self.details = SheetDetails()
        self.row = self.column = 0
        self.kind: str | None = None
        self.text = ""
        self.formula = self.value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._close()
            self.kind = attributes.get("t")
            self.column += 1
            address = attributes.get("r")
            if address:
                letters = address.rstrip("0123456789")
                self._at(address[len(letters) :], letters)
        elif tag in ("v", "is"):
            if self.row > MOST_ROWS or self.column > MOST_COLUMNS:
                raise Unreadable("too-large")
            self.value = True
            if self.formula or self.kind == "e":
                self.text = ""
                self.parser.CharacterDataHandler = self._take
        elif tag == "f":
            self.formula = True
            self.parser.CharacterDataHandler = None
        elif tag == "row":
            self._close()
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 10 else self.row + 1
            self.column = 0
            if _true(attributes.get("hidden")):
                self.details.hidden_rows.add(self.row)
        elif tag == "mergeCells":
            self._close()

    def feed(self, data: bytes, last: bool) -> None:
        super().feed(data, last)
        if last:
            self._close()

    def _at(self, number: str, letters: str) -> None:
        column = 0
        for letter in letters[:4].upper():
            column = column * 26 + ord(letter) - 64
        self.column = column
        if number and len(number) < 10:
            self.row = int(number)
        elif number:
            raise Unreadable("broken")

    def _take(self, text: str) -> None:
        self.text = (self.text + text)[:40]

    def _close(self) -> None:
        """The cell before is complete."""
        if self.formula or self.kind == "e":
            text = self.text.strip()
            if self.kind == "e":
                self._fault(text or "#ERROR")
            elif not text and self.kind != "str":  # "str" is a formula whose value is the empty text
                self._fault("")
            self.parser.CharacterDataHandler = None
            self.text = ""
        self.formula = self.value = False
        self.kind = None

    def _fault(self, text: str) -> None:
        if len(self.details.faults) >= MOST_FAULTS:
            raise Unreadable("too-large")
        self.details.faults[self.row, self.column - 1] = text


class _Content(_Part):
    """The sheets of a .ods."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[SheetDetails] = []
        self.row = self.column = 0
        self.height = self.width = 1  # of the row and cell that are open
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.sheets.append(SheetDetails(attributes.get("table:name", "")))
            self.row, self.height = 0, 1
        elif tag == "table-row":
            self.row += 1
            self.height = self._number(attributes, "table:number-rows-repeated")
            self.column, self.width = 0, 0
            if attributes.get("table:visibility") in ("filter", "collapse") and self.sheets and self.row <= MOST_ROWS:
                self.sheets[-1].hidden_rows.update(range(self.row, min(self.row + self.height, MOST_ROWS + 1)))
        elif tag in ("table-cell", "covered-table-cell"):
            self.column += self.width
            self.width = self._number(attributes, "table:number-columns-repeated")
            self.cell, self.text = attributes, []
            if "office:value-type" in attributes:
                self._filled()
        elif tag == "p" and self.cell is not None:
            self._filled()
            self.parser.CharacterDataHandler = self.text.append

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.height - 1
        elif tag in ("table-cell", "covered-table-cell") and self.cell is not None:
            self._close(self.cell, "".join(self.text).strip())
            self.cell = None
            self.parser.CharacterDataHandler = None

    def _close(self, cell: Mapping[str, str], text: str) -> None:
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        error = cell.get("calcext:value-type") == "error" or (
            text.startswith(("#", "Err:")) and "table:formula" in cell
        )
        unknown = "table:formula" in cell and "office:value-type" not in cell and not text
        if (error or unknown) and len(sheet.faults) < MOST_FAULTS:
            sheet.faults[self.row, self.column] = text[:40] if error else ""
        down, across = (self._number(cell, f"table:number-{way}-spanned") for way in ("rows", "columns"))
        if down > 1 or across > 1:
            sheet.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))

    def _filled(self) -> None:
        if self.row + self.height - 1 > MOST_ROWS or self.column + self.width > MOST_COLUMNS:
            raise Unreadable("too-large")

    @staticmethod
    def _number(attributes: Mapping[str, str], name: str) -> int:
        text = attributes.get(name, "1")
        if not text.isdecimal() or len(text) > 9:
            raise Unreadable("broken")
        return max(1, int(text))


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].lower()


def _index(archive: zipfile.ZipFile) -> _Index:
    """The workbook's index, from its two small parts."""
    index = _Index()
    for name in archive.namelist():
        if name.lower() in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            part = _Index()
            with archive.open(name) as stream:
                part.feed(stream.read(SMALL), True)
            index.date1904 |= part.date1904
            index.names |= part.names
            index.targets |= part.targets
    return index


def read_archive(data: bytes) -> BookDetails:
    """Unfold a .xlsx/.ods piece by piece, and note what its values do not say; nothing of it is kept in memory.

    Raises Unreadable (broken, too-large) if it is broken or claims too much. Sizes that lie are found by their checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise Unreadable("too-large")
            index = _index(archive)
            sheet_of = {_base(target): index.names.get(key, "") for key, target in index.targets.items()}
            parts = _unfold(archive, len(data), {base for base, name in sheet_of.items() if name})
    except BROKEN_ARCHIVE as error:
        raise Unreadable("broken") from error
    book = BookDetails(date1904=index.date1904)
    for base, part in parts.items():
        if isinstance(part, _Worksheet):
            part.details.name = sheet_of.get(base, "")
            book.sheets[part.details.name] = part.details
        elif isinstance(part, _Content):
            book.sheets |= {sheet.name: sheet for sheet in part.sheets}
    return book


def _unfold(archive: zipfile.ZipFile, folded: int, sheets: set[str]) -> dict[str, _Part]:
    total = 0
    parts: dict[str, _Part] = {}
    for info in archive.infolist():
        base, name = _base(info.filename), info.filename.lower()
        part: _Part | None = None
        if name == "content.xml":
            part = parts[base] = _Content()
        elif (base in sheets or name.startswith("xl/worksheets/")) and not name.endswith((".rels", ".bin", "/")):
            part = parts[base] = _Worksheet()
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > MOST_UNFOLDED or (total > SMALL and total > MOST_RATIO * folded):
                    raise Unreadable("too-large")
                if part is not None:
                    part.feed(chunk, False)
        if part is not None:
            part.feed(b"", True)
    return parts
