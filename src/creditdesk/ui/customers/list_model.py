"""The customers of the list: filtered by chip and text, sorted, each a record for the delegate to draw."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from creditdesk.domain.money import display
from creditdesk.i18n import _, N_
from creditdesk.services.customer_overview import CustomerLine
from creditdesk.ui.customers import words

Index = QModelIndex | QPersistentModelIndex
LINE = int(Qt.ItemDataRole.UserRole)
ALL, OVERDUE, OVER, RETIRED, OWES, DISPUTED, NEAR = "all", "overdue", "over", "retired", "owes", "disputed", "near"
BALANCE, LATE, NAME, CODE = "balance", "overdue", "name", "code"
SORTS = {BALANCE: N_("By balance"), LATE: N_("By overdue amount"), NAME: N_("By name"), CODE: N_("By code")}
GRADE, CLASS = "grade:", "class:"
_NEAR = Decimal("0.9")


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def passes(line: CustomerLine, wanted: str) -> bool:
    """Whether a customer belongs under a filter; retired ones stand in the others only while they owe something."""
    if wanted == RETIRED:
        return line.customer.retired_on is not None
    if line.customer.retired_on is not None and not line.owes:
        return False
    if wanted.startswith(CLASS):
        return (line.customer.abc_class or "—") == wanted.removeprefix(CLASS)
    if wanted.startswith(GRADE):
        return (line.grade or "NR") == wanted.removeprefix(GRADE)
    tests: dict[str, Callable[[], bool]] = {
        ALL: lambda: True, OVERDUE: lambda: line.overdue > 0, OVER: lambda: line.over, OWES: lambda: line.owes,
        DISPUTED: lambda: line.disputed, NEAR: lambda: not line.over and line.usage is not None
        and (line.usage.percent or 0) >= _NEAR}
    return tests[wanted]()


class CustomerListModel(QAbstractListModel):
    """Keeps all lines; `shown` are those that pass, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[CustomerLine] = ()
        self._hay: dict[int, str] = {}
        self.shown: list[CustomerLine] = []
        self.rated = False  # scoring has begun: somebody has a grade
        self.wanted, self.text, self.order = ALL, "", BALANCE

    @property
    def lines(self) -> Sequence[CustomerLine]:
        return self._lines

    def set_lines(self, lines: Sequence[CustomerLine]) -> None:
        self._lines = lines
        self.rated = any(line.grade for line in lines)
        self._hay = {line.customer.id: folded(" ".join((
            line.customer.name, line.customer.short_name, line.customer.code, line.customer.initials, line.customer.tax_id,
            line.customer.phone, line.customer.contact, line.customer.name_en, line.customer.registration_no,
            line.customer.email, line.customer.address, line.customer.business_address, line.customer.invoice_title,
            line.customer.website, line.customer.note, line.also))) for line in lines}
        self.arrange()

    def arrange(self) -> None:
        """Filter and sort anew."""
        parts = folded(self.text).split()
        found = [line for line in self._lines if passes(line, self.wanted)
                 and all(part in self._hay[line.customer.id] for part in parts)]
        keys: dict[str, Callable[[CustomerLine], object]] = {
            BALANCE: lambda line: (-line.balance, line.customer.code),
            LATE: lambda line: (-line.overdue, -line.balance, line.customer.code),
            NAME: lambda line: (line.customer.initials.split(" ")[1:2] or [line.customer.name.casefold()], line.customer.code),
            CODE: lambda line: line.customer.code}
        self.beginResetModel()
        self.shown = sorted(found, key=keys[self.order])  # type: ignore[arg-type]
        self.endResetModel()

    def count(self, wanted: str) -> int:
        return sum(1 for line in self._lines if passes(line, wanted))

    def grades(self) -> list[str]:
        """Grades that occur, best first."""
        from creditdesk.domain.credit.grades import NR, ORDER
        found = {line.grade or NR for line in self._lines}
        return [grade for grade in (*ORDER, NR) if grade in found]

    def row_of(self, customer_id: int) -> int:
        """The row of a customer, −1 when it is not shown."""
        return next((row for row, line in enumerate(self.shown) if line.customer.id == customer_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.shown[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.customer.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(line, rated=self.rated)
        return None


def spoken(line: CustomerLine, *, rated: bool = True) -> str:
    """A row in words; its grade where anybody is `rated`."""
    parts = [line.customer.name, line.customer.code, _("Grade {grade}").format(grade=line.grade or "NR") if rated else "",
             _("Balance {amount}").format(amount=display(line.balance, line.currency)),
             _("Overdue {amount}").format(amount=display(line.overdue, line.currency)) if line.overdue else "",
             _("{percent} of the limit used").format(percent=used) if (used := words.percent_used(line)) else "",
             tag.text if (tag := words.tag_of(line)) else "",
             _("Part of it has no exchange rate") if line.unrated else ""]
    return "\n".join(part for part in parts if part)
