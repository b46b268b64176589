"""Native values sort and filter; what is copied and exported is what is shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.errors import InputError
from creditdesk.ui.style.theme import Theme
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.layout_store import parse_layout
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.tables.paged import PAGE, PagedModel, Query
from creditdesk.ui.tables.seeking import Sought
from creditdesk.ui.work import Work


@dataclass
class Row:
    name: str
    amount: D | None
    due: date | None
    days: int = 0
    used: D | None = None
    status: Tag | None = None


ROWS = [
    Row("Beta", D("1000.50"), date(2026, 11, 2), 18, D("0.79"), Tag("Open", "ok")),
    Row("alpha", D("999.99"), None, -3, D("1.09"), Tag("On hold", "danger", "prohibit")),
    Row("=1+1", None, date(2025, 1, 31), 658),
    Row("Gamma", D("-20"), date(2026, 11, 20), 0, D("0.9")),
]


def columns() -> list[Column]:
    return [Column("name", "Customer"), Column("amount", "Balance (CNY)", "money", width=110), Column("due", "Due", "date", width=90),
            Column("days", "Days", "days", width=60), Column("used", "Limit used", "limit", width=80),
            Column("status", "Status", "tag", width=90)]


@pytest.fixture
def model(theme: Theme) -> TableModel:
    made = TableModel(columns(), key=lambda row: row.name, search=lambda row: "bt" if row.name == "Beta" else "")
    made.set_rows(ROWS)
    return made


@pytest.mark.parametrize(("key", "descending", "expected"), [
    ("name", False, ["=1+1", "alpha", "Beta", "Gamma"]),
    ("amount", False, ["Gamma", "alpha", "Beta", "=1+1"]),  # 999.99 before 1000.50, the empty one last
    ("amount", True, ["Beta", "alpha", "Gamma", "=1+1"]),
    ("due", False, ["=1+1", "Beta", "Gamma", "alpha"]),
    ("due", True, ["Gamma", "Beta", "=1+1", "alpha"]),
    ("days", True, ["=1+1", "Beta", "Gamma", "alpha"]),
])
def test_columns_sort_by_their_native_value(model: TableModel, key: str, descending: bool, expected: list[str]) -> None:
    model.sort_by(key, descending)
    assert [row.name for row in model.visible_rows()] == expected


@pytest.mark.parametrize(("column", "expected"), [(1, ["1,000.50", "999.99", "—", "−20.00"]), (2, ["2026-11-02", "—", "2025-01-31", "2026-11-20"]),
                                                  (3, ["18", "−3", "658", "0"]), (4, ["79%", "109%", "—", "90%"])])
def test_cells_are_written_as_people_write_them(model: TableModel, column: int, expected: list[str]) -> None:
    assert [model.index(row, column).data() for row in range(4)] == expected


def test_text_filters_by_every_word_and_by_extra_words(model: TableModel) -> None:
    model.set_text("hold ALPHA")
    assert [row.name for row in model.visible_rows()] == ["alpha"]
    model.set_text("bt")
    assert [row.name for row in model.visible_rows()] == ["Beta"]
    model.set_text("")
    model.set_filter("days", [18, 0])
    model.set_filter("big", lambda row: (row.amount or 0) > 0)
    assert [row.name for row in model.visible_rows()] == ["Beta"]
    model.clear_filters()
    assert model.rowCount() == 4


def test_checks_follow_the_record_through_sorting_and_refresh(model: TableModel) -> None:
    model.set_checked([ROWS[0], ROWS[2]], True)
    model.sort_by("name", True)
    assert [row.name for row in model.checked_rows()] == ["Beta", "=1+1"]
    model.set_rows(ROWS[:2])
    assert model.checked_keys == {"Beta"}


def test_a_wrong_entry_stays_marked_and_a_good_one_clears_it(theme: Theme) -> None:
    def take(row: Row, text: str) -> None:
        if not text.isdigit():
            raise InputError("“{value}” is not a number.", value=text)
        row.days = int(text)

    row = Row("x", None, None)
    model = TableModel([Column("days", "Days", "days", edit=take)], key=lambda one: one.name)
    model.set_rows([row])
    assert not model.setData(model.index(0, 0), "12a")
    assert model.error_of(row, model.columns[0]) == "“12a” is not a number."
    assert model.index(0, 0).data() == "12a" and row.days == 0
    assert model.setData(model.index(0, 0), "12")
    assert row.days == 12 and model.error_of(row, model.columns[0]) == ""


def test_copied_rows_have_headings_plain_figures_and_no_formula(model: TableModel, qtbot: QtBot) -> None:
    table = DataTable(model, "Customers")
    qtbot.addWidget(table)
    table.view.selectAll()
    lines = table.copy().split("\n")
    assert lines[0] == "Customer\tBalance (CNY)\tDue\tDays\tLimit used\tStatus"
    assert lines[1] == "Beta\t1000.50\t2026-11-02\t18\t79%\tOpen"
    assert lines[3] == "'=1+1\t\t2025-01-31\t658\t\t"
    assert QGuiApplication.clipboard().text().split("\n") == lines


def test_the_table_exports_as_shown(model: TableModel, qtbot: QtBot) -> None:
    table = DataTable(model, "Customers", checkable=True)
    qtbot.addWidget(table)
    model.sort_by("amount", True)
    model.set_filter("amount", lambda row: row.amount is not None)
    table.header.moveSection(table.header.visualIndex(model.column_index("due")), 1)
    table.header.setSectionHidden(model.column_index("days"), True)
    table.set_totals({"name": "Total", "amount": D("1980.49")})
    shown = table.as_table("Customers", "as of 2026-11-20")
    assert [column.heading for column in shown.columns] == ["Due", "Customer", "Balance (CNY)", "Limit used", "Status"]
    assert [column.kind for column in shown.columns] == ["date", "text", "money", "percent", "text"]
    assert list(shown.rows[0]) == [date(2026, 11, 2), "Beta", D("1000.50"), D("0.79"), "Open"]
    assert shown.totals == [None, "Total", D("1980.49"), None, None]


def test_keys_open_check_and_keep_the_cursor(model: TableModel, qtbot: QtBot) -> None:
    table = DataTable(model, "Customers", checkable=True)
    qtbot.addWidget(table)
    table.show()
    assert table.select_key("Gamma")
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [ROWS[3]]
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert model.checked_keys == {"Gamma"}
    model.sort_by("name", False)
    assert table.current_row().name == "Gamma" and table.view.currentIndex().row() == 3


def test_home_end_and_letters_walk_the_rows(model: TableModel, qtbot: QtBot) -> None:
    table = DataTable(model, "Customers")
    qtbot.addWidget(table)
    table.show()
    table.select_first()

    def at() -> str:
        return table.current_row().name

    qtbot.keyClick(table.view, Qt.Key.Key_End)
    assert at() == "Gamma"
    qtbot.keyClick(table.view, Qt.Key.Key_Home)
    assert at() == "Beta"
    qtbot.keyClicks(table.view, "al")
    assert at() == "alpha"
    table._sought = Sought()  # a moment later
    qtbot.keyClicks(table.view, "bt")  # by pinyin
    assert at() == "Beta"
    table._sought = Sought()
    qtbot.keyClicks(table.view, "x")
    assert at() == "Beta"


def test_any_table_asks_its_window_to_export_it(model: TableModel, qtbot: QtBot) -> None:
    class Window(QWidget):
        asked: tuple[object, str] | None = None

        def export_grid(self, grid: object, ending: str) -> None:
            self.asked = (grid, ending)

    window = Window()
    qtbot.addWidget(window)
    holder = QWidget(window)
    table = DataTable(model, "Customers", parent=holder)
    window.show()
    table.select_first()
    qtbot.keyClick(table.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert window.asked == (table, ".xlsx")
    entries = [action.text() for action in table.row_menu().actions()]
    assert "Columns" in entries and "Reset columns" not in entries, "the columns stand in a menu of their own: it fits a small screen"
    assert any("PDF" in text for text in entries)


def test_heads_and_figures_are_never_cut_unless_somebody_made_them_narrow(theme: Theme, qtbot: QtBot) -> None:
    made = TableModel([Column("name", "Customer"), Column("amount", "A very long heading indeed", "money", width=60)],
                      key=lambda row: row.name)
    table = DataTable(made, "Customers")
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    assert table.header.sectionSize(1) >= table.header.head_width(1)
    made.set_rows([Row("Beta", D("999999999999999.99"), None)])
    needed = QFontMetrics(theme.font(13)).horizontalAdvance("999,999,999,999,999.99")
    qtbot.waitUntil(lambda: table.view.itemDelegate().inner(QRect(0, 0, table.header.sectionSize(1), 20), 1).width() >= needed)
    table.header.resizeSection(1, 50)
    qtbot.wait(30)
    assert table.header.sectionSize(1) == 50


def test_column_layout_is_kept(model: TableModel, qtbot: QtBot, settings: object) -> None:
    table = DataTable(model, "Customers", settings=settings, name="customers")
    qtbot.addWidget(table)
    table.header.resizeSection(1, 222)
    table.header.moveSection(2, 0)
    table.header.setSectionHidden(5, True)
    table.layout_of.save()
    again = DataTable(TableModel(columns()), "Customers", settings=settings, name="customers")
    qtbot.addWidget(again)
    assert [column.key for column in again.shown_columns()] == ["due", "name", "amount", "days", "used"]
    assert again.header.sectionSize(1) == 222


def test_states_say_what_is_missing(model: TableModel, qtbot: QtBot) -> None:
    table = DataTable(model, "Customers")
    qtbot.addWidget(table)
    table.set_empty("No customers yet", "Import them from Excel", "Import")
    model.set_text("zzz")
    assert table.state.title == "Nothing matches the filter"
    table.state.acted.emit()
    assert model.rowCount() == 4
    model.set_rows([])
    assert table.state.title == "No customers yet"


def test_a_hundred_thousand_rows_arrive_by_pages(work: Work, qtbot: QtBot) -> None:
    asked: list[Query] = []

    def ids(query: Query) -> list[int]:
        asked.append(query)
        return list(range(99_999, -1, -1) if query.descending else range(100_000))

    model = PagedModel([Column("name", "Name", value=lambda row: f"row {row}"), Column("amount", "Amount", "money", value=lambda row: D(row))],
                       work, ids, lambda wanted: list(wanted), key=lambda row: row)
    table = DataTable(model, "Invoices")
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    model.reload()
    qtbot.waitUntil(lambda: model.row_at(0) == 0, timeout=5000)
    started = time.perf_counter()
    model.sort_by("name", True)
    on_gui = time.perf_counter() - started
    qtbot.waitUntil(lambda: model.row_at(0) == 99_999, timeout=5000)
    assert on_gui < 0.15 and asked[-1].sort == "name"
    table.view.scrollTo(model.index(50_000, 0))
    qtbot.waitUntil(lambda: model.row_at(50_000) == 49_999, timeout=5000)
    assert model.rowCount() == 100_000 and len(model._pages) < 20
    with qtbot.waitCallback(timeout=10_000) as got:
        table.read_table("Invoices", "", got)
    assert len(got.args[0].rows) == 100_000 and got.args[0].rows[PAGE][1] == D(99_999 - PAGE)


def test_a_column_that_was_not_there_stands_after_the_one_it_follows() -> None:
    columns = [Column(key, key) for key in ("name", "currency", "open", "age")]
    kept = '{"by_hand": false, "columns": [["open", 90, true], ["name", 90, true], ["age", 90, false]]}'
    assert [at for at, _width, _shown in parse_layout(kept, columns)[1]] == [2, 0, 1, 3]


def test_no_grade_is_drawn_until_somebody_has_one(theme: Theme) -> None:
    column = Column("name", "Customer", value=lambda row: row[0], badge=lambda row: row[1] or "NR")
    model = TableModel([column])
    # grades in the list -> what stands before each
    for grades, shown in ((["", ""], ["", ""]), (["", "BB"], ["NR", "BB"]), (["", ""], ["", ""]), ([], [])):
        model.set_rows([("X", grade) for grade in grades])
        assert [model.badge_of(row, column) for row in model.rows] == shown
