"""Every screen of the window, how it is reached, and their pictures in light and dark, Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from creditdesk.demo.day import clock_of, enter_orders, names_of, PEOPLE, sample_book, write_sheet
from creditdesk.demo.stage import Stage
from creditdesk.services import company, customers
from creditdesk.ui.style.theme import Choice

WIDE, SMALL = (1440, 900), (1280, 720)
#: pages that a window may be without
COMING = frozenset({"credit", "credit/orders", "credit/review"})
#: the customer whose credit is shown
_CUSTOMER, _FILED = "KH-0011", "KH-0017"


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of an open book: `page` must be known to the window, `dialogs` lie over it."""

    name: str
    page: str
    reach: Callable[[Stage, Sample], None]
    dialogs: int = 0
    size: tuple[int, int] = WIDE


@dataclass(frozen=True, slots=True)
class Sample:
    """What the screens are shown with."""

    book: Path
    sheet: Path
    customer_id: int
    #: one whose file is well kept
    filed_id: int


def _page(name: str, key: str, size: tuple[int, int] = WIDE, **args: object) -> Screen:
    return Screen(name, key, lambda stage, _sample: stage.go(key, **args), size=size)


def _customer(stage: Stage, sample: Sample) -> None:
    stage.go("customers", customer_id=sample.customer_id)


def _file(part: str) -> Callable[[Stage, Sample], None]:
    return lambda stage, sample: stage.go("customers", customer_id=sample.filed_id, tab="record", part=part)


def _credit_of(stage: Stage, sample: Sample) -> None:
    stage.go("credit", customer_id=sample.customer_id)


def _score(stage: Stage, sample: Sample) -> None:
    stage.go("credit", customer_id=sample.customer_id, score=True)


def _limit(stage: Stage, sample: Sample) -> None:
    stage.go("credit", customer_id=sample.customer_id, limit=True)


def _checked_file(stage: Stage, sample: Sample) -> None:
    stage.go("import", path=sample.sheet)


def _palette(stage: Stage, _sample: Sample) -> None:
    stage.go("dashboard")
    stage.window.open_palette()
    stage.settle()


SCREENS: Sequence[Screen] = (
    _page("dashboard", "dashboard"), Screen("customers", "customers", _customer),
    Screen("customer-facts", "customers", _file("facts")), Screen("customer-statements", "customers", _file("statements")),
    Screen("customer-file", "customers", _file("parts")),
    _page("verification", "customers/verification"), _page("invoices", "invoices"),
    _page("batch-entry", "invoices", batch=True), _page("receipts", "receipts"), _page("collections", "collections"),
    Screen("credit", "credit", _credit_of), Screen("scoring", "credit", _score), Screen("limit", "credit", _limit, dialogs=1),
    _page("orders", "credit/orders"), _page("approvals", "credit/inbox"), _page("reviews", "credit/review"),
    _page("scorecards", "credit/cards"),
    _page("validation", "credit/validation"), _page("aging", "reports/aging"), _page("key-figures", "reports/kpi"),
    _page("import", "import"), Screen("import-checked", "import", _checked_file), _page("settings", "settings"),
    _page("keys", "keys"), Screen("palette", "dashboard", _palette, dialogs=1),
    _page("dashboard-small", "dashboard", SMALL), _page("collections-small", "collections", SMALL),
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
    folder.mkdir(parents=True, exist_ok=True)
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
        sample = _sample(home / f"sample-{language}.creditdesk", home, day, language)
        stage.open_book(sample.book)
        for look in worn:
            stage.wear(look.theme)
            yield from _screens_in(stage, folder, look, sample)


def _screens_in(stage: Stage, folder: Path, look: Look, sample: Sample) -> Iterator[Path]:
    for screen in SCREENS:
        if screen.page in COMING and not stage.window.knows(screen.page):
            continue
        stage.resize(*screen.size)
        screen.reach(stage, sample)
        yield _shot(stage, folder / f"{screen.name}-{look}.png", screen.dialogs)
        stage.close_dialogs()


def _shot(stage: Stage, path: Path, dialogs: int) -> Path:
    stage.picture(path, dialogs=dialogs)
    return path


def _sample(book: Path, home: Path, day: date, language: str) -> Sample:
    """The sample book, and a workbook for the import to find fault with."""
    session = company.open_session(sample_book(book, day, language), user=PEOPLE[language], clock=clock_of(day))
    try:
        enter_orders(session, day)
        name = {"zh": "本周销售发票", "en": "Sales invoices of the week"}[language]
        sheet = write_sheet(home / f"{name}.xlsx", day, language, names_of(session), flawed=True)
        return Sample(book, sheet, customers.find(session, _CUSTOMER).id, customers.find(session, _FILED).id)
    finally:
        session.close()
