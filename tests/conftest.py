"""What every test shares: a fresh book and a clock that stands still."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, UTC
from pathlib import Path

import pytest

from creditdesk.domain.customers.records import BankAccount, Company, Customer
from creditdesk.services import company, customers, sample, users
from creditdesk.services.session import Session

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, logs and backups of a test stay in its own folder; a password costs little but in its own test."""
    monkeypatch.setenv("CREDITDESK_HOME", str(tmp_path / "home"))
    for name, cost in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
        monkeypatch.setitem(users.HASH_COST, name, cost)


def still_clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    return tmp_path / "firm.creditdesk"


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed book that `session` starts from, made once."""
    path = tmp_path_factory.mktemp("new") / "new.creditdesk"
    profile = Company("云杉工贸有限公司", contact="李敏", phone="0571-1234", letter_prefix="YS",
                      bank_accounts=(BankAccount("CNY", "云杉工贸有限公司", "工商银行", "1202 0000 0000"),))
    company.create_book(path, profile=profile, user="tester", clock=still_clock).close()
    return path


@pytest.fixture
def session(book_path: Path, new_book: Path) -> Iterator[Session]:
    """A book of a Chinese firm in CNY, terms 30 days, one bank account."""
    opened = company.open_session(shutil.copyfile(new_book, book_path), user="tester", clock=still_clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _sample_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.creditdesk"
    sample.create_sample(path, as_of=sample.SAMPLE_AS_OF, user="李敏", clock=still_clock).close()
    return path


@pytest.fixture
def sample_path(_sample_book: Path, tmp_path: Path) -> Path:
    """A closed copy of the sample company's book."""
    return shutil.copyfile(_sample_book, tmp_path / "sample.creditdesk")


@pytest.fixture(scope="session")
def full_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book with a row in every table (`tests/data/write_book.py`); copy it before changing it."""
    spec = importlib.util.spec_from_file_location("write_book", Path(__file__).parent / "data" / "write_book.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path_factory.mktemp("full") / "full.creditdesk"
    module.build(path)
    return path


@pytest.fixture
def alpha(session: Session) -> int:
    """Customer C1 Alpha."""
    return customers.save(session, Customer(0, "C1", "Alpha"))
