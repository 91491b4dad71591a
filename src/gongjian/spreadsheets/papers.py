"""Papers as offices write them: .docx on A4 with the fonts, margins and line spacing of official documents (GB/T 9704).

The fonts of official documents are named with substitutes, so that a machine without them shows a kindred one.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import docx
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .writing import cell_text

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONTS = ("黑体", "楷体_GB2312", BODY_FONT)
NUMBER_FONT = "宋体"
SUBSTITUTES = {
    TITLE_FONT: "华文中宋,宋体,Noto Serif CJK SC",
    BODY_FONT: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    "黑体": "SimHei,Noto Sans CJK SC",
    "楷体_GB2312": "楷体,KaiTi,华文楷体,Noto Serif CJK SC",
    "宋体": "SimSun,Noto Serif CJK SC",
}
LINE = Pt(28)
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One place to sign: whose, the name if it was signed in the system, and when (words ready to print)."""

    label: str
    name: str = ""
    at: str = ""


class Paper:
    """Builds one paper from top to bottom; ``to_bytes`` gives the .docx. All words come ready to print."""

    def __init__(self, title: str, *, subtitle: str = "", landscape: bool = False) -> None:
        self._doc = docx.Document()
        self._prepare_page(landscape)
        self._prepare_styles()
        self._doc.core_properties.title = cell_text(title)[:255]
        self._doc.core_properties.author = ""
        self._doc.core_properties.comments = ""
        self._line(title, font=TITLE_FONT, size=22, align="center", line=Pt(36), after=Pt(4 if subtitle else 20))
        if subtitle:
            self._line(subtitle, font="楷体_GB2312", size=16, align="center", after=Pt(20))

    # --- parts ---

    def heading(self, text: str, level: int = 1) -> Self:
        """A heading: level 1 in Hei, 2 in Kai, 3 bold Fangsong. Numbering (一、（一）1.) is part of the text."""
        font = HEADING_FONTS[min(max(level, 1), 3) - 1]
        paragraph = self._line(text, font=font, size=16, bold=level >= 3, indent=True)
        paragraph.paragraph_format.keep_with_next = True
        properties = paragraph._p.get_or_add_pPr()
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(min(max(level, 1), 9) - 1))
        properties.append(outline)
        return self

    def paragraph(self, text: str, *, align: str = "justify", indent: bool = True, bold: bool = False) -> Self:
        """One paragraph, or several where the text has line ends."""
        for part in cell_text(text).split("\n") or [""]:
            self._line(part, align=align, indent=indent, bold=bold)
        return self

    def facts(self, rows: Sequence[tuple[str, Any]]) -> Self:
        """A table of two columns: what, and its value."""
        table = self._table(2)
        for label, value in rows:
            cells = table.add_row().cells
            self._cell(cells[0], label, bold=True, align="center")
            self._cell(cells[1], value)
        self._widths(table, [1, 3])
        return self._after_table()

    def table(
        self, headers: Sequence[str], rows: Sequence[Sequence[Any]], *, widths: Sequence[float] | None = None
    ) -> Self:
        """A table with borders; the header row is repeated on each page. ``widths`` are shares."""
        table = self._table(len(headers))
        head = table.add_row()
        for cell, title in zip(head.cells, headers, strict=True):
            self._cell(cell, title, bold=True, align="center")
        # Rows may be torn: with cantSplit beside it, LibreOffice 7 loses the row that no longer fits on the page.
        self._row_flag(head, "w:tblHeader")
        for row in rows:
            line = table.add_row()
            for cell, value in zip(line.cells, row, strict=True):
                self._cell(cell, value)
        self._widths(table, widths or [1] * len(headers))
        return self._after_table()

    def chart(self, headers: Sequence[str], rows: Sequence[tuple[str, Sequence[bool]]]) -> Self:
        """A picture of bars drawn as cells: a label and, for each further header (a month), whether the bar covers it."""
        table = self._table(len(headers))
        head = table.add_row()
        for cell, title in zip(head.cells, headers, strict=True):
            self._cell(cell, title, bold=True, align="center", size=10)
        self._row_flag(head, "w:tblHeader")
        for label, marks in rows:
            line = table.add_row()
            first, *others = line.cells
            self._cell(first, label, size=10)
            for cell, mark in zip(others, marks, strict=True):
                if mark:
                    self._shade(cell, "8A8A8A")
        self._widths(table, [4, *[1] * (len(headers) - 1)])
        return self._after_table()

    def signatures(self, places: Sequence[Signature]) -> Self:
        """The block to sign, two abreast, kept together: label, name or an empty line, date or 年 月 日."""
        table = self._doc.add_table(rows=0, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for start in range(0, len(places), 2):
            row = table.add_row()
            self._row_flag(row, "w:cantSplit")
            for cell, place in zip(row.cells, places[start : start + 2], strict=False):
                name = place.name or _("（签字）＿＿＿＿＿＿")
                at = place.at or _("　　年　　月　　日")
                self._cell(cell, f"{place.label}：{name}\n{at}", size=14)
        return self

    def to_bytes(self) -> bytes:
        """The paper as .docx."""
        self._name_substitutes()
        out = io.BytesIO()
        self._doc.save(out)
        return out.getvalue()

    # --- how it looks ---

    def _prepare_page(self, landscape: bool) -> None:
        section = self._doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.top_margin, section.bottom_margin = Mm(28), Mm(26)
            section.left_margin, section.right_margin = Mm(25), Mm(25)
        self._text_width = section.page_width - section.left_margin - section.right_margin
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for piece in ("— ", "PAGE", " —"):
            run = footer.add_run("" if piece == "PAGE" else piece)
            self._font(run, NUMBER_FONT, 14)
            if piece == "PAGE":
                self._field(run, piece)

    def _prepare_styles(self) -> None:
        style = self._doc.styles["Normal"]
        style.font.name = BODY_FONT
        style.font.size = Pt(16)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)

    @staticmethod
    def _field(run: Any, code: str) -> None:
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            if kind:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = text
            run._r.append(element)

    @staticmethod
    def _font(run: Any, name: str, size: float, bold: bool = False) -> None:
        run.font.name = name
        run.font.size = Pt(size)
        run.font.bold = bold
        run.font.color.rgb = RGBColor(0, 0, 0)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)

    def _line(
        self,
        text: str,
        *,
        font: str = BODY_FONT,
        size: float = 16,
        align: str = "left",
        bold: bool = False,
        indent: bool = False,
        line: Any = LINE,
        after: Any = 0,
    ) -> Any:
        paragraph = self._doc.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment = ALIGNMENTS[align]
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
        form.space_before, form.space_after = Pt(0), after
        if indent:
            form.first_line_indent = Pt(2 * size)
        self._font(paragraph.add_run(cell_text(text)), font, size, bold)
        return paragraph

    def _table(self, columns: int) -> Any:
        table = self._doc.add_table(rows=0, cols=columns, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        return table

    def _cell(self, cell: Any, value: Any, *, bold: bool = False, align: str = "left", size: float = 12) -> None:
        lines = cell_text("" if value is None else value).split("\n")
        for n, text in enumerate(lines):
            paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
            paragraph.alignment = ALIGNMENTS[align]
            paragraph.paragraph_format.space_after = Pt(0)
            self._font(paragraph.add_run(text), BODY_FONT, size, bold)

    def _widths(self, table: Any, shares: Sequence[float]) -> None:
        for share, column in zip(shares, table.columns, strict=True):
            width = int(self._text_width * share / sum(shares))
            column.width = width
            for cell in column.cells:
                cell.width = width

    @staticmethod
    def _shade(cell: Any, colour: str) -> None:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)

    @staticmethod
    def _row_flag(row: Any, name: str) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement(name))

    def _after_table(self) -> Self:
        gap = self._doc.add_paragraph()
        gap.paragraph_format.space_after = Pt(0)
        gap.paragraph_format.line_spacing = Pt(12)
        return self

    def _name_substitutes(self) -> None:
        """Name each font's substitutes in the font table, which word processors ask when the font is missing."""
        part = next((p for p in self._doc.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"), None)
        if not isinstance(part, Part):
            return
        lines = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
            for name, others in SUBSTITUTES.items()
        )
        part._blob = part.blob.replace(b"</w:fonts>", lines.encode() + b"</w:fonts>")
