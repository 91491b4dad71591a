"""Writing files: what other rooms may call."""

from .writing import Column, Sheet, write_workbook, write_workbook_to

__all__ = ["Column", "Sheet", "write_workbook", "write_workbook_to"]
