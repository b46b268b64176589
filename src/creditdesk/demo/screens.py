"""Every screen of the window, how it is reached, and their pictures in light and dark, Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from creditdesk.demo import reaching
from creditdesk.demo.day import clock_of, enter_orders, names_of, PEOPLE, sample_book, write_sheet
from creditdesk.demo.reaching import Sample
from creditdesk.demo.stage import Stage
from creditdesk.files.writing import make_folder
from creditdesk.services import company, customers
from creditdesk.ui.style.theme import Choice

WIDE, SMALL = (1440, 900), (1280, 720)
#: the customer whose file is shown, one that is late with much, a third
_MAIN, _CHASED, _OTHER = "KH-0017", "KH-0021", "KH-0024"


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of an open book: `page` must be known to the window, `dialogs` lie over it."""

    name: str
    page: str
    reach: Callable[[Stage, Sample], None]
    dialogs: int = 0
    size: tuple[int, int] = WIDE


def _page(name: str, key: str, size: tuple[int, int] = WIDE, **args: object) -> Screen:
    return Screen(name, key, lambda stage, _sample: stage.go(key, **args), size=size)


def _of_customer(name: str, **args: object) -> Screen:
    """The file of the customer shown, at a tab."""
    return Screen(name, "customers", lambda stage, sample: stage.go("customers", customer_id=sample.main, **args))


def _of_limit(name: str, what: str) -> Screen:
    return Screen(name, "credit", lambda stage, sample: reaching.of_limit(stage, sample, what), 1)


def _settings(name: str, section: str) -> Screen:
    return Screen(name, "settings", lambda stage, _sample: reaching.settings(stage, section))


SCREENS: Sequence[Screen] = (
    _page("dashboard", "dashboard"), Screen("expected", "dashboard", reaching.expected, 1),
    Screen("palette", "dashboard", reaching.palette, 1),
    _of_customer("customers", tab="overview"), _of_customer("customer-invoices", tab="documents"),
    _of_customer("customer-scores", tab="scores"), _of_customer("customer-limits", tab="limits"),
    _of_customer("customer-contacts", tab="contacts"), _of_customer("customer-timeline", tab="timeline"),
    _of_customer("customer-data", tab="record", part="data"), _of_customer("customer-facts", tab="record", part="facts"),
    _of_customer("customer-statements", tab="record", part="statements"), _of_customer("customer-file", tab="record", part="parts"),
    Screen("financial-statement", "customers", reaching.financial_statement, 1),
    Screen("customer-form", "customers", reaching.customer_form, 1), Screen("contact", "customers", reaching.contact, 1),
    Screen("merge", "customers", reaching.merging, 1), Screen("statement", "customers", reaching.statement, 1),
    _page("verification", "customers/verification"),
    _page("invoices", "invoices", state="all"), Screen("new-invoice", "invoices", reaching.new_invoice, 1),
    Screen("batch-entry", "invoices", reaching.batch_entry), Screen("receipts", "receipts", reaching.receipt),
    Screen("collections", "collections", reaching.collections), Screen("letters-batch", "collections", reaching.issue_letters, 1),
    Screen("collections-board", "collections", reaching.stages), Screen("letters-issued", "collections", reaching.issued_letters, 1),
    Screen("letter-texts", "collections", reaching.letter_texts, 1), Screen("payment-plan", "collections", reaching.plan, 1),
    Screen("plan-agreement", "collections", reaching.plan_agreement, 1),
    Screen("credit", "credit", lambda stage, sample: stage.go("credit", customer_id=sample.main)),
    Screen("scoring-start", "credit", reaching.scoring),
    Screen("scoring", "credit", lambda stage, sample: reaching.scoring(stage, sample, 2)),
    Screen("scoring-result", "credit", lambda stage, sample: reaching.scoring(stage, sample, -1)),
    Screen("limit", "credit", reaching.limit, 1), Screen("order-check", "credit/orders", reaching.order_check, 1),
    _of_limit("security", "covers"), _of_limit("terms", "terms"), _of_limit("temporary-limit", "temporary"),
    _of_limit("limit-review", "review"), _of_limit("limit-letter", "letter"), _of_limit("good-standing", "thanks"),
    _page("orders", "credit/orders"), Screen("approvals", "credit/inbox", reaching.apply_for), _page("reviews", "credit/review"),
    _page("registers", "credit/registers"),
    _page("scorecards", "credit/cards"), _page("validation", "credit/validation"), _page("policy", "settings/policy"),
    Screen("aging-items", "reports/aging", reaching.aging_items, 1),
    _page("aging", "reports/aging", basis="due", buckets="standard"), Screen("aging-by-year", "reports/aging", reaching.aging_by_year),
    _page("key-figures", "reports/kpi"), _page("portfolio", "reports/portfolio"),
    _page("import", "import"),
    Screen("import-checked", "import", lambda stage, sample: stage.go("import", path=sample.sheet)),
    _settings("settings", "company"), _settings("settings-look", "look"), _settings("settings-backup", "backup"),
    _settings("settings-people", "users"), _settings("settings-rules", "rules"), _settings("settings-rates", "rates"),
    _settings("settings-letters", "letters"), _settings("settings-history", "history"), _settings("about", "about"),
    Screen("passwords", "settings", reaching.passwords, 1), Screen("sign-in", "dashboard", reaching.sign_in, 1),
    _page("keys", "keys"),
    _page("dashboard-small", "dashboard", SMALL), Screen("collections-small", "collections", reaching.clean_collections, size=SMALL),
)


@dataclass(frozen=True, slots=True)
class Look:
    """A language and a theme, written "zh-light"."""

    language: str
    theme: Choice

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}"


LOOKS: Sequence[Look] = (Look("zh", "light"), Look("zh", "dark"), Look("en", "light"), Look("en", "dark"))


def take(folder: Path, home: Path, day: date, looks: Sequence[Look]) -> list[Path]:
    """Write a picture of every screen in every look into `folder`; `home` holds books and settings meanwhile.

    Everything of the window that fails is RuntimeError.
    """
    make_folder(folder)
    stage = Stage(home, day, looks[0].language, looks[0].theme)
    try:
        pictures = list(_pictures(stage, folder, home, day, looks))
    finally:
        stage.close()
    return pictures


def _pictures(stage: Stage, folder: Path, home: Path, day: date, looks: Sequence[Look]) -> Iterator[Path]:
    for language in dict.fromkeys(look.language for look in looks):
        worn = [look for look in looks if look.language == language]
        stage.resize(*WIDE)
        stage.speak(language)
        stage.program.show_start()
        for look in worn:
            stage.wear(look.theme)
            yield _shot(stage, folder / f"first-run-{look}.png", 0)
        sample = sample_of(home / f"sample-{language}.creditdesk", home, day, language)
        stage.open_book(sample.book)
        for look in worn:
            stage.wear(look.theme)
            yield from _screens_in(stage, folder, look, sample)


def _screens_in(stage: Stage, folder: Path, look: Look, sample: Sample) -> Iterator[Path]:
    for screen in SCREENS:
        stage.resize(*screen.size)
        screen.reach(stage, sample)
        yield _shot(stage, folder / f"{screen.name}-{look}.png", screen.dialogs)
        stage.close_dialogs()


def _shot(stage: Stage, path: Path, dialogs: int) -> Path:
    stage.picture(path, dialogs=dialogs)
    return path


def sample_of(book: Path, home: Path, day: date, language: str) -> Sample:
    """The sample book, and a workbook for the import to find fault with."""
    session = company.open_session(sample_book(book, day, language), user=PEOPLE[language], clock=clock_of(day))
    try:
        name = {"zh": "本周销售发票", "en": "Sales invoices of the week"}[language]
        sheet = write_sheet(home / f"{name}.xlsx", day, language, names_of(session), flawed=True)
        enter_orders(session, day)
        return Sample(book, sheet, *(customers.find(session, code).id for code in (_MAIN, _CHASED, _OTHER)))
    finally:
        session.close()
