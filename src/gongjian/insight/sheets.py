"""The figures as a sheet."""

from django.utils.translation import gettext as _

from gongjian.spreadsheets.writing import Column, Sheet, write_workbook

from . import pages, queries


def figures_book(figures: queries.Figures) -> bytes:
    """Units in rows, figures in columns, as on the page."""
    columns = [Column(str(c.label), 14 if n else 30) for n, c in enumerate(pages.unit_columns())]
    return write_workbook([Sheet(_("各单位"), columns, [pages.unit_cells(r) for r in figures.units])])
