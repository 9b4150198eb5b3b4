"""Tables for a spreadsheet, as CSV or XLSX. No cell is a formula, whatever was typed."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]

# What a spreadsheet takes for a formula, or for the way into one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
Cells = Sequence[str | int | None]


def line(cells: Cells) -> str:
    """One line of CSV as spreadsheets in France read it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert(cell) for cell in cells])
    return text.getvalue()


def inert(cell: str | int | None) -> str | int:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


async def as_csv(head: Cells, pages: AsyncIterator[Sequence[Cells]]) -> AsyncIterator[bytes]:
    """Piece by piece: nothing is held but a page."""
    yield (BOM + line(head)).encode()
    async for page in pages:
        yield "".join(map(line, page)).encode()


async def as_xlsx(
    head: Cells, pages: AsyncIterator[Sequence[Cells]], sheet: str
) -> AsyncIterator[bytes]:
    """Written to a file that is gone at the end, row by row, then sent."""
    with tempfile.TemporaryFile() as file:
        options: dict[str, Any] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options) as book:
            table = book.add_worksheet(sheet[:31])
            table.freeze_panes(1, 0)
            table.write_row(0, 0, head, book.add_format({"bold": True}))
            number = 0
            async for page in pages:
                for cells in page:
                    number += 1
                    for place, cell in enumerate(cells):
                        if cell is not None and cell != "":
                            table.write(number, place, cell)
        for piece in pieces(file):
            yield piece


def pieces(file: IO[bytes], size: int = 65536) -> Any:
    file.seek(0)
    while piece := file.read(size):
        yield piece
