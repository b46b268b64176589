"""How each screen of the demo is reached: the pages with real work on them, and the dialogs that lie over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from creditdesk.demo.stage import Stage
from creditdesk.domain.customers.records import Customer
from creditdesk.services import company, customers
from creditdesk.ui.widgets.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Sample:
    """What the screens are shown with: `main` is the customer shown, `chased` one that is late, `other` a third."""

    book: Path
    sheet: Path
    main: int
    chased: int
    other: int


#: number, customer, date, terms, note, currency, amount, as typed; the fifth goes over its limit, the last is unfinished
_TYPED = {
    "zh": (("XS-2611-21", "海岳建材（宁波）有限公司", "2026-11-20", "45", "瓷砖 800×800 · 送货单 3391", "", "38600"),
           ("XS-2611-22", "恒信达机电设备有限公司", "", "30", "电机配件一批", "", "24850"),
           ("XS-2611-23", "北辰供应链管理有限公司", "", "30", "11 月上半月供货", "", "5.6w"),
           ("XS-2611-24", "小满电器商行", "", "15", "插座面板 240 只", "", "16.5*240"),
           ("XS-2611-25", "晨曦幕墙工程有限公司", "", "45", "铝型材补货", "", "18200"),
           ("XS-2611-26", "金禾食品包装有限公司", "", "30", "纸箱 5,000 只", "", "")),
    "en": (("XS-2611-21", "Haiyue Building Materials (Ningbo) Co., Ltd.", "2026-11-20", "45", "Tiles 800×800, note 3391", "", "38600"),
           ("XS-2611-22", "Hengxinda Electromechanical Equipment Co., Ltd.", "", "30", "Motor parts", "", "24850"),
           ("XS-2611-23", "Beichen Supply Chain Management Co., Ltd.", "", "30", "First half of November", "", "5.6w"),
           ("XS-2611-24", "Xiaoman Electrical Shop", "", "15", "240 socket panels", "", "16.5*240"),
           ("XS-2611-25", "Chenxi Curtain Wall Engineering Co., Ltd.", "", "45", "Aluminium profiles", "", "18200"),
           ("XS-2611-26", "Jinhe Food Packaging Co., Ltd.", "", "30", "5,000 cartons", "", ""))}
_GOOD = "KH-0005"
_ASKED = {"zh": "hy", "en": "hai"}


def _page(stage: Stage, key: str) -> Any:
    return stage.window.page(key)


def _customer(stage: Stage, customer_id: int) -> Customer:
    session = stage.program.books.session
    assert session is not None
    return customers.customer(session, customer_id)


def over(stage: Stage, dialog: Dialog) -> None:
    """Open a dialog over the page shown."""
    dialog.open()
    stage.settle()


# Pages with work on them

def batch_entry(stage: Stage, _sample: Sample) -> None:
    stage.go("invoices", batch=True)
    batch = _page(stage, "invoices").batch
    if not batch.model.used:
        for row, cells in enumerate(_TYPED[stage.program.language]):
            for column, text in zip(("no", "customer", "date", "terms", "note", "currency", "amount"), cells, strict=True):
                batch.model.put(row, column, text)
        batch.model.tell(0, len(_TYPED["zh"]) - 1)
    stage.settle()  # the rows are checked a moment after the last key
    batch.grid.go_to(5, "amount")
    stage.settle()


def receipt(stage: Stage, sample: Sample) -> None:
    """Money that came in, spread over its invoices."""
    stage.go("receipts")
    page = _page(stage, "receipts")
    model = page.list.model
    waiting = [line for line in map(model.row_at, range(model.rowCount())) if line and line.customer_id == sample.main]
    page.open_credit(waiting[0].id)
    stage.settle()
    page.allocate()
    stage.settle()


def collections(stage: Stage, _sample: Sample) -> None:
    """Four customers checked, and the letter of the one under the cursor."""
    stage.go("collections", show="all")
    page = _page(stage, "collections")
    page.views.set_value("list")
    page.views.chosen.emit("list")
    page.model.set_checked([row for row in page.model.visible_rows() if not row.disputed and row.letters][:4], True)
    stage.settle()


def clean_collections(stage: Stage, _sample: Sample) -> None:
    stage.go("collections", show="all")
    page = _page(stage, "collections")
    page.model.clear_checks()
    page.views.set_value("list")
    page.views.chosen.emit("list")
    stage.settle()


def stages(stage: Stage, sample: Sample) -> None:
    clean_collections(stage, sample)
    page = _page(stage, "collections")
    page.views.set_value("board")
    page.views.chosen.emit("board")
    stage.settle()


def scoring(stage: Stage, sample: Sample, step: int = 0) -> None:
    stage.go("credit", customer_id=sample.main, score=True)
    view = _page(stage, "credit").scoring
    view.go(view.last_step if step < 0 else step)
    stage.settle()


def aging_by_year(stage: Stage, _sample: Sample) -> None:
    stage.go("reports/aging", as_of=stage.day, basis="invoice", buckets="years")


def settings(stage: Stage, section: str) -> None:
    stage.go("settings", section=section)


def palette(stage: Stage, _sample: Sample) -> None:
    """Ctrl+K with something typed."""
    stage.go("dashboard")
    stage.window.open_palette(_ASKED[stage.program.language])
    stage.settle()


# Dialogs

def limit(stage: Stage, sample: Sample) -> None:
    stage.go("credit")
    page = _page(stage, "credit")
    page.show_list()
    page.set_limit(sample.main)
    stage.settle()


def order_check(stage: Stage, sample: Sample) -> None:
    """An order that goes over the limit: what holds it and what would release it."""
    stage.go("credit/orders", new=True, customer_id=sample.chased)
    dialog: Any = stage.dialogs()[-1]
    dialog.amount.set_amount(Decimal(20000))
    dialog.amount.textEdited.emit(dialog.amount.text())
    stage.settle()


def of_limit(stage: Stage, sample: Sample, what: str) -> None:
    """A dialog of the limit's menu: covers_of, terms, temporary_of, review or letter."""
    stage.go("credit")
    page = _page(stage, "credit")
    page.show_list()
    page.table.select_key(sample.main)
    found = _customer(stage, sample.main)
    menu = page.limit_menu
    {"covers": lambda: menu.covers(found, "CNY"), "terms": lambda: menu.terms(found),
     "temporary": lambda: menu.temporary(found, "CNY"), "review": lambda: menu.review(found),
     "letter": lambda: menu.letter(found), "thanks": lambda: menu.thank(_good_payer(stage))}[what]()
    stage.settle()


def _good_payer(stage: Stage) -> Customer:
    session = stage.program.books.session
    assert session is not None
    return customers.find(session, _GOOD)


def customer_form(stage: Stage, sample: Sample) -> None:
    stage.go("customers", customer_id=sample.main)
    page = _page(stage, "customers")
    page.actions_of.edit(page.customer())
    stage.settle()


def merging(stage: Stage, sample: Sample) -> None:
    from creditdesk.services.customer_lines import document_counts
    from creditdesk.ui.customers.merge_dialog import MergeDialog
    from creditdesk.ui.ledger.customer_picker import CustomerIndex

    stage.go("customers", customer_id=sample.main)
    session = stage.program.books.session
    assert session is not None
    first, second = _customer(stage, sample.main), _customer(stage, sample.other)
    over(stage, MergeDialog(stage.program.desk(), CustomerIndex.load(session), first, second, document_counts(session), stage.window))


def financial_statement(stage: Stage, sample: Sample) -> None:
    stage.go("customers", customer_id=sample.main, tab="record", part="statements")
    _page(stage, "customers").detail.file.statements.enter()
    stage.settle()


def contact(stage: Stage, sample: Sample) -> None:
    stage.go("customers", customer_id=sample.chased, do="contact")


def new_invoice(stage: Stage, _sample: Sample) -> None:
    stage.go("invoices", new=True)


def issue_letters(stage: Stage, sample: Sample) -> None:
    collections(stage, sample)
    _page(stage, "collections").issue_checked()
    stage.settle()


def issued_letters(stage: Stage, sample: Sample) -> None:
    clean_collections(stage, sample)
    _page(stage, "collections").show_letters()
    stage.settle()


def plan(stage: Stage, sample: Sample) -> None:
    """A payment plan as it is worked out with the customer."""
    clean_collections(stage, sample)
    page = _page(stage, "collections")
    page.plan_for(sample.chased, _customer(stage, sample.chased).name)
    stage.settle()


def plan_agreement(stage: Stage, sample: Sample) -> None:
    """The same as the agreement that both sides sign."""
    from creditdesk.ui.collections.plan_letter_dialog import PlanLetterDialog

    plan(stage, sample)
    page = _page(stage, "collections")
    draft, name = page.dialog.draft(), _customer(stage, sample.chased).name
    page.dialog.reject()
    stage.settle()
    page.dialog = PlanLetterDialog(stage.program.desk(), draft, name, page)
    page.dialog.open()
    stage.settle()


def letter_texts(stage: Stage, sample: Sample) -> None:
    clean_collections(stage, sample)
    _page(stage, "collections").edit_texts()
    stage.settle()


def statement(stage: Stage, sample: Sample) -> None:
    stage.go("customers", customer_id=sample.main, do="statement")
    stage.settle()


def aging_items(stage: Stage, sample: Sample) -> None:
    stage.go("reports/aging", as_of=stage.day, basis="due", buckets="standard")
    page = _page(stage, "reports/aging")
    line = next(row for row in page.model.visible_rows() if row.row.customer_id == sample.chased)
    page.drill(line, None)
    stage.settle()


def expected(stage: Stage, _sample: Sample) -> None:
    stage.go("dashboard")
    _page(stage, "dashboard").cards["expected"].opened.emit()
    stage.settle()


def passwords(stage: Stage, _sample: Sample) -> None:
    settings(stage, "users")
    _page(stage, "settings").section("users").set_up()
    stage.settle()


def sign_in(stage: Stage, _sample: Sample) -> None:
    from creditdesk.ui.users.sign_in import SignInDialog

    session = stage.program.books.session
    assert session is not None
    stage.go("dashboard")
    names = {"zh": ("李敏", "周建国"), "en": ("Li Min", "Zhou Jianguo")}[stage.program.language]
    firm = company.profile(session).name
    over(stage, SignInDialog(stage.program.work, session, names, firm, stage.window, last=names[0]))


def apply_for(stage: Stage, sample: Sample) -> None:
    """A limit that waits for approval."""
    from creditdesk.services.credit.applications import LimitRequest, submit_limit
    from creditdesk.services.credit.inbox import inbox

    session = stage.program.books.session
    assert session is not None
    if not inbox(session, stage.day):
        reason = {"zh": "四季度新增两个工地供货", "en": "Two more building sites in the fourth quarter"}[stage.program.language]
        submit_limit(session, LimitRequest(sample.main, Decimal(600000), "CNY", stage.day, stage.day + timedelta(180), reason=reason),
                     stage.day)
    stage.go("credit/inbox")
