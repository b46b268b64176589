"""The day's documents: import, score, limit, worklist, letters, statement and aging, by the tasks a person uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, UTC
from decimal import Decimal
from pathlib import Path

from creditdesk.domain.errors import N_, RuleError
from creditdesk.files import sheet_out
from creditdesk.files.writing import make_folder
from creditdesk.services import company, customers
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.collections.statement_issue import write_statement
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.order_entry import place_order, ship_order
from creditdesk.services.credit.orders import OrderDraft
from creditdesk.services.credit.policy_params import change_policy
from creditdesk.services.credit.scoring import save_score, score_customer
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.insight.aging_files import write_aging
from creditdesk.services.sample import create_sample
from creditdesk.services.session import Session

PEOPLE = {"zh": "李敏", "en": "Li Min"}
#: scored and given a limit, and asked for a statement
_SCORED, _STATED = "KH-0011", "KH-0021"
_YEAR = 365
_HEADINGS = {"zh": ("客户编号", "客户名称", "发票号", "开票日期", "到期日", "金额", "摘要"),
             "en": ("Customer code", "Customer", "Invoice no.", "Invoice date", "Due date", "Amount", "Text")}
_TITLES = {"zh": ("本周销售发票", "销售系统导出"), "en": ("Sales invoices of the week", "From the sales system")}
_REASONS = {"zh": ("付款记录稳定，按模型建议", "年度复核"), "en": ("Pays steadily; as the model proposes", "Yearly review")}
_GOODS = {"zh": "五金配件", "en": "Hardware fittings"}
_STRANGER = {"zh": "青山门窗有限公司", "en": "Qingshan Windows and Doors"}
#: customer, number, days before the day, amount
_ROWS = (("KH-0003", "XS-2611-01", 4, "18600.00"), ("KH-0011", "XS-2611-02", 4, "9240.50"),
         ("KH-0016", "XS-2611-03", 3, "4380.00"), ("KH-0021", "XS-2611-04", 2, "27150.00"),
         ("KH-0027", "XS-2611-05", 2, "6060.00"), ("KH-0029", "XS-2611-06", 1, "3415.80"),
         ("", "XS-2611-07", 1, "12800.00"))
#: customer, days before the day, amount, what was shipped of it
_ORDERS = (("KH-0003", 0, "45000.00", ""), ("KH-0006", 0, "26000.00", "10000.00"), ("KH-0021", 0, "60000.00", ""))


@dataclass(slots=True)
class Documents:
    """What was written."""

    letters: list[Path] = field(default_factory=list)
    workbooks: list[Path] = field(default_factory=list)


def clock_of(day: date) -> Callable[[], datetime]:
    """A clock that stands at nine in the morning of the day (UTC)."""
    return lambda: datetime.combine(day, time(9), UTC)


def sample_book(path: Path, day: date, language: str) -> Path:
    """The sample company in a book of its own, closed again."""
    create_sample(path, as_of=day, user=PEOPLE[language], clock=clock_of(day), language=language, overwrite=True).close()
    return path


def write_sheet(path: Path, day: date, language: str, names: dict[str, str], *, flawed: bool = False) -> Path:
    """A workbook of invoices as a sales system writes it; `flawed` has three rows that cannot be taken as they are."""
    rows: list[list[object]] = []
    for code, number, before, amount in _ROWS:
        billed = day - timedelta(before)
        rows.append([code, names.get(code, _STRANGER[language]), number, billed, billed + timedelta(30), Decimal(amount),
                     _GOODS[language]])
    if flawed:
        rows[1][5], rows[3][3], rows[5][0], rows[5][1] = "9,24O.50", "31/31/2026", "", ""
    kinds = (sheet_out.TEXT, sheet_out.TEXT, sheet_out.TEXT, sheet_out.DATE, sheet_out.DATE, sheet_out.MONEY, sheet_out.TEXT)
    title, source = _TITLES[language]
    columns = [sheet_out.Column(heading, kind) for heading, kind in zip(_HEADINGS[language], kinds, strict=True)]
    sheet_out.write_table(path, sheet_out.Table(title, columns, rows, source))
    return path


def names_of(session: Session) -> dict[str, str]:
    """Every customer's name by its code."""
    return {one.code: one.name for one in customers.everyone(session)}


def enter_orders(session: Session, day: date) -> None:
    """Three orders under the check: one to ship, one partly shipped, one held."""
    change_policy(session, {"order_check": "on"}, day, "the sample shows the check", day)
    for code, before, amount, shipped in _ORDERS:
        placed = place_order(session, OrderDraft(customers.find(session, code).id, day - timedelta(before), Decimal(amount)))
        if shipped:
            ship_order(session, placed.order.id, day, Decimal(shipped))


def play(out: Path, day: date, language: str, book: Path) -> Documents:
    """Play the day on a copy of the sample `book` and write its documents into `out`/letters and `out`/workbooks.

    The language spoken must be set to `language` before. RuleError `demo_failed` where a step comes out empty.
    """
    letters, workbooks = out / "letters", out / "workbooks"
    for folder in (letters, workbooks):
        make_folder(folder)
    found = Documents()
    session = company.open_session(book, user=PEOPLE[language], clock=clock_of(day))
    try:
        _import(session, workbooks, day, language, found)
        _score_and_limit(session, day, language)
        _write_letters(session, letters, day, language, book, found)
        _write_figures(session, letters, workbooks, day, language, found)
    finally:
        session.close()
    return found


def _import(session: Session, folder: Path, day: date, language: str, found: Documents) -> None:
    path = write_sheet(folder / f"invoices-{language}.xlsx", day, language, names_of(session))
    found.workbooks.append(path)
    result = import_file(session, path, ImportOptions("invoices"))
    if not result.written or result.accepted != len(_ROWS):
        raise _failed("import")


def _score_and_limit(session: Session, day: date, language: str) -> None:
    """Score a customer, keep the score, and decide the limit that the methods propose."""
    who, (opinion, reason) = customers.find(session, _SCORED), _REASONS[language]
    save_score(session, score_customer(session, who.id, day), opinion=opinion)
    view = limit_view(session, who.id, day)
    decide(session, who.id, view.proposed, view.currency, day, day + timedelta(_YEAR), reason=reason, proposed=view.proposed)


def _write_letters(session: Session, folder: Path, day: date, language: str, book: Path, found: Documents) -> None:
    """The letters of the day as one file, on a backup, and as a file for each customer, on the book itself."""
    if not worklist(session, day):
        raise _failed("worklist")
    request = LetterRequest(day, language=language)
    twin = company.back_up(session, book.with_name(f"twin-{book.name}"), overwrite=True)
    other = company.open_session(twin, user=PEOPLE[language], clock=clock_of(day))
    try:
        together = issue_letters(other, request, folder / language / "one-file", one_file=True)
    finally:
        other.close()
    apart = issue_letters(session, request, folder / language)
    if not together.letters or len(apart.letters) < 2:
        raise _failed("letters")
    found.letters += sorted((folder / language).rglob("*.pdf"))


def _write_figures(session: Session, letters: Path, workbooks: Path, day: date, language: str, found: Documents) -> None:
    who = customers.find(session, _STATED)
    report = aging_report(session, day).whole()
    statement = letters / language / f"statement-{who.code}.pdf"
    write_statement(session, who.id, statement, day, language=language)
    found.letters.append(statement)
    sheet = workbooks / f"statement-{who.code}-{language}.xlsx"
    write_statement(session, who.id, sheet, day, language=language)
    for path in (letters / language / "aging.pdf", workbooks / f"aging-{language}.xlsx"):
        write_aging(session, report, path)
    found.letters.append(letters / language / "aging.pdf")
    found.workbooks += [sheet, workbooks / f"aging-{language}.xlsx"]


def _failed(step: str) -> RuleError:
    return RuleError(N_("The demo stopped at the step “{step}”."), code="demo_failed", field="out", step=step)
