"""Filling sheets from top to bottom: paragraphs and tables that go on over pages with their head repeated."""

from __future__ import annotations

from collections.abc import Callable

from creditdesk.domain.collections.letter_content import Grid, GridColumn

from .fonts import Face
from .line_breaks import break_lines
from .pdf import A4, MM, Sheet, SOFT, Span

PAD = 4.0


class Flow:
    """A cursor over sheets; `head` draws the top of a continuation page and returns where its text begins."""

    def __init__(self, face: Face, size: tuple[float, float] = A4, *, left: float = 22 * MM, right: float = 20 * MM,
                 top: float = 18 * MM, bottom: float = 20 * MM,
                 head: Callable[[Sheet], float] | None = None) -> None:
        self.face, self.size, self.head = face, size, head
        self.left, self.width, self.bottom = left, size[0] - left - right, bottom
        self.right = size[0] - right
        self.top = size[1] - top
        self.row_height = 16.5
        self.sheets = [Sheet(size)]
        self.y = self.top

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def break_page(self) -> None:
        self.sheets.append(Sheet(self.size))
        self.y = self.head(self.sheet) if self.head else self.top

    def need(self, height: float) -> None:
        """Go on to the next page unless `height` points are left on this one."""
        if self.y - height < self.bottom - 0.01:
            self.break_page()

    def space(self, height: float) -> None:
        self.y -= height

    def height_of(self, text: str, size: float, leading: float, indent: float = 0.0) -> float:
        return len(break_lines(text, self.face, size, self.width, indent)) * leading

    def paragraph(self, text: str, size: float, leading: float, *, indent: float = 0.0, bold: bool = False,
                  justify: bool = False) -> None:
        """A paragraph; with `justify` full lines reach the right edge (Chinese)."""
        lines = break_lines(text, self.face, size, self.width, indent)
        if len(lines) > 1:
            self.need(2 * leading)
        for number, line in enumerate(lines):
            self.need(leading)
            shift = indent if number == 0 else 0.0
            spread = 0.0
            if justify and number < len(lines) - 1 and len(line) > 1:
                slack = self.width - shift - self.face.width(line, size)
                spread = slack / (len(line) - 1) if 0 < slack < 3 * size else 0.0
            self.y -= leading
            self.sheet.spans.append(Span(self.left + shift, self.y + leading * 0.3, line, size, bold, spread=spread))

    def grid(self, grid: Grid, size: float = 9.0, row_height: float = 0.0) -> None:
        """A table over as many pages as it takes."""
        GridLayout(self, grid, size, row_height or self.row_height).place()


class GridLayout:
    """Columns as wide as they need; text columns wrap where the paper is narrower."""

    def __init__(self, flow: Flow, grid: Grid, size: float, row_height: float) -> None:
        self.flow, self.grid, self.row_height = flow, grid, row_height
        self.size = size
        self.widths = self._fit()
        self.edges = [flow.left]
        for width in self.widths:
            self.edges.append(self.edges[-1] + width)
        self.anchors = [
            left + PAD if column.align == "left" else right - PAD if column.align == "right" else (left + right) / 2
            for column, left, right in zip(grid.columns, self.edges, self.edges[1:], strict=False)]

    def _natural(self, size: float) -> list[float]:
        """Room each column asks for at `size`."""
        width = self.flow.face.width
        wants: list[float] = []
        for index, column in enumerate(self.grid.columns):
            texts = {row[index] for row in self.grid.rows}
            texts.add(column.heading)
            if self.grid.totals and (index or len(self.grid.columns) == 1):
                texts.add(self.grid.totals[index])
            wants.append(max([width(text, size) for text in texts]) + 2 * PAD + (size * 0.05))
        return wants

    def _fit(self) -> list[float]:
        """Column widths that fill the paper; first wrapping columns give way, then the type gets smaller."""
        room = self.flow.width
        while True:
            wants = self._natural(self.size)
            spare = room - sum(wants)
            if spare >= 0:
                share = spare / len(wants)
                return [want + share for want in wants]
            flexible = [i for i, column in enumerate(self.grid.columns) if column.wraps]
            least = {i: min(wants[i], self._least(self.grid.columns[i])) for i in flexible}
            give = sum(wants[i] - least[i] for i in flexible)
            if give >= -spare:
                return [want + (spare * (want - least[i]) / give if i in least else 0.0)
                        for i, want in enumerate(wants)]
            if self.size <= 5.5:
                return [want * room / sum(wants) for want in wants]
            self.size -= 0.5

    def _least(self, column: GridColumn) -> float:
        return max(8 * self.size, min(self.flow.face.width(column.heading, self.size), 10 * self.size)) + 2 * PAD

    def place(self) -> None:
        flow, last = self.flow, len(self.grid.rows) - 1
        heading = tuple(column.heading for column in self.grid.columns)
        head_height = self._height(heading)
        start = flow.y
        for number, row in enumerate(self.grid.rows):
            height = self._height(row)
            wanted = height + (self.row_height if number == last and self.grid.totals else 0)
            if number == 0:
                flow.need(head_height + wanted + (self.row_height if number != last else 0))
                start = self._head(heading, head_height)
            elif flow.y - wanted < flow.bottom:
                self._verticals(start)
                flow.break_page()
                start = self._head(heading, head_height)
            self._row(row, height)
        if not self.grid.rows:
            flow.need(head_height)
            start = self._head(heading, head_height)
        if self.grid.totals:
            self._verticals(start)
            self._totals(self.grid.totals)
        else:
            self._verticals(start)

    def _height(self, row: tuple[str, ...]) -> float:
        lines = 1
        for text, width in zip(row, self.widths, strict=False):
            if text and self.flow.face.width(text, self.size) > width - 2 * PAD + 0.01:
                lines = max(lines, len(break_lines(text, self.flow.face, self.size, width - 2 * PAD)))
        return self.row_height + (lines - 1) * (self.size * 1.25)

    def _head(self, heading: tuple[str, ...], height: float) -> float:
        """The head row; returns its upper edge."""
        flow = self.flow
        top = flow.y
        flow.sheet.fills.append((flow.left, top - height, self.edges[-1] - flow.left, height))
        flow.sheet.rule(flow.left, top, self.edges[-1], top)
        self._row(heading, height, bold=True)
        return top

    def _row(self, row: tuple[str, ...], height: float, *, bold: bool = False) -> None:
        flow, face, size = self.flow, self.flow.face, self.size
        sheet, middle = flow.sheet, flow.y - height / 2 - size * 0.36
        for column, text, anchor, width in zip(self.grid.columns, row, self.anchors, self.widths, strict=False):
            if not text:
                continue
            length = face.width(text, size)
            if length <= width - 2 * PAD + 0.01:
                x = anchor if column.align == "left" else anchor - (length if column.align == "right" else length / 2)
                sheet.spans.append(Span(x, middle, text, size, bold))
                continue
            lines = break_lines(text, face, size, width - 2 * PAD)
            y = middle + (len(lines) - 1) * size * 0.625
            for line in lines:
                sheet.write(face, anchor, y, line, size, column.align, bold=bold)
                y -= size * 1.25
        flow.y -= height
        sheet.rule(flow.left, flow.y, self.edges[-1], flow.y)

    def _verticals(self, start: float) -> None:
        for edge in self.edges:
            self.flow.sheet.rule(edge, start, edge, self.flow.y)

    def _totals(self, totals: tuple[str, ...]) -> None:
        """The label spans up to the first figure."""
        flow, size = self.flow, self.size
        top, height = flow.y, self.row_height
        figure = next((i for i, text in enumerate(totals) if i and text), len(totals))
        flow.sheet.fills.append((flow.left, top - height, self.edges[-1] - flow.left, height))
        middle = top - height / 2 - size * 0.36
        flow.sheet.write(flow.face, (flow.left + self.edges[figure]) / 2, middle, totals[0], size, "centre", bold=True)
        for index in range(figure, len(totals)):
            if totals[index]:
                flow.sheet.write(flow.face, self.anchors[index], middle, totals[index], size,
                                 self.grid.columns[index].align, bold=True)
        flow.y -= height
        flow.sheet.rule(flow.left, flow.y, self.edges[-1], flow.y)
        for edge in (self.edges[0], *self.edges[figure:]):
            flow.sheet.rule(edge, top, edge, flow.y)


def number_pages(sheets: list[Sheet], face: Face, label: Callable[[int, int], str], y: float = 11 * MM) -> None:
    """第 x 页，共 y 页 at the foot of every sheet."""
    for number, sheet in enumerate(sheets, 1):
        sheet.write(face, sheet.size[0] / 2, y, label(number, len(sheets)), 8, "centre", grey=SOFT)
