"""Users: a book without passwords, roles, signing in, leaving."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, InputError, RuleError
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.domain.roles import BOOKKEEPER, CREDIT_MANAGER, OWNER, SALES
from creditdesk.services import company, customers, users
from creditdesk.services.credit import limits
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
OPEN = "correct horse"


def invoice(alpha: int, day: date = DAY) -> DocumentDraft:
    return DocumentDraft("invoice", alpha, day, Decimal(100), "CNY")


def refused(code: str, what: object) -> CreditDeskError:
    with pytest.raises(CreditDeskError) as caught:
        what()  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


@pytest.fixture
def owner(session: Session) -> Session:
    return users.set_up(session, "陈莹", OPEN, "陈总")[0]


def as_user(session: Session, owner: Session, name: str, *roles: str) -> Session:
    users.add_user(owner, name, OPEN, roles)
    return users.sign_in(session, name, OPEN)


def test_a_new_book_has_no_passwords_and_allows_everything(session: Session, alpha: int) -> None:
    assert session.single_person and not users.has_passwords(session)
    posting.post_document(session, invoice(alpha))
    company.save_settings(session, {"letter_gap": "9"})


def test_the_owner_comes_first_and_then_everybody_signs_in(session: Session, book_path: object) -> None:
    refused("owner_first", lambda: users.add_user(session, "Li", OPEN, [SALES]))
    signed, code = users.set_up(session, "  Ann   Lee ", OPEN)
    assert (signed.user, signed.roles, len(code)) == ("Ann Lee", (OWNER,), 23)
    refused("has_passwords", lambda: users.set_up(signed, "Bo", OPEN))
    users.add_user(signed, "Bo", OPEN, [SALES, BOOKKEEPER])
    assert [(user.name, user.roles, user.must_change) for user in users.users(session)] == [
        ("Ann Lee", (OWNER,), False), ("Bo", (SALES, BOOKKEEPER), True)]
    session.close()
    again = company.open_session(session.book.path, user="login", clock=session.clock)
    assert again.rights == frozenset()
    refused("forbidden", lambda: company.save_settings(again, {"letter_gap": "3"}))
    assert users.sign_in(again, "ann lee", OPEN).roles == (OWNER,)
    assert company.verify_book(again).ok
    again.close()


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaa"])
def test_weak_passwords_are_refused(session: Session, password: str) -> None:
    refused("weak_password", lambda: users.set_up(session, "Ann", password))


def test_wrong_passwords_wait_longer_and_longer(session: Session, owner: Session) -> None:
    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)
    now = dataclasses.replace(session, clock=lambda: moment)
    for _try in range(3):
        refused("sign_in_failed", lambda: users.sign_in(now, "陈莹", "wrong one"))
    refused("wait", lambda: users.sign_in(now, "陈莹", OPEN))
    later = dataclasses.replace(session, clock=lambda: moment + timedelta(seconds=6))
    assert users.sign_in(later, "陈莹", OPEN).user == "陈莹"
    assert users.sign_in(now, "陈莹", OPEN)  # forgotten after success
    refused("sign_in_failed", lambda: users.sign_in(now, "nobody", OPEN))


def test_the_recovery_code_works_once(session: Session) -> None:
    _signed, code = users.set_up(session, "Ann", OPEN)
    refused("sign_in_failed", lambda: users.recover(session, "Ann", "AAAAA-AAAAA", "brand new pw"))
    _again, fresh = users.recover(session, "Ann", code.lower(), "brand new pw")
    assert fresh != code
    refused("sign_in_failed", lambda: users.sign_in(session, "Ann", OPEN))
    assert users.sign_in(session, "Ann", "brand new pw").roles == (OWNER,)
    refused("sign_in_failed", lambda: users.recover(session, "Ann", code, "another one"))


def test_own_password_and_reset(session: Session, owner: Session) -> None:
    li = as_user(session, owner, "Li", SALES)
    refused("wrong_password", lambda: users.change_password(li, "not it", "new secret"))
    users.change_password(li, OPEN, "new secret")
    assert not users.users(session)[1].must_change
    refused("forbidden", lambda: users.reset_password(li, "陈莹", "stolen book"))
    users.reset_password(owner, "Li", "from the boss")
    assert users.sign_in(session, "Li", "from the boss").user == "Li"


RIGHTS = [  # role, posts, limit, settings, users, period lock, customer
    ("owner", True, True, True, True, True, True), ("credit_manager", False, True, False, False, False, True),
    ("sales", False, False, False, False, False, True), ("bookkeeper", True, False, False, False, False, True),
    ("auditor", False, False, False, False, False, False), ("legal", False, False, False, False, False, False)]


@pytest.mark.parametrize("role, posts, limit, settings, people, lock, customer", RIGHTS)
def test_rights_by_role(session: Session, owner: Session, alpha: int, role: str, posts: bool, limit: bool, settings: bool,
                        people: bool, lock: bool, customer: bool) -> None:
    limits.decide(owner, alpha, Decimal(100), "CNY", DAY, reason="to begin with")
    someone = as_user(session, owner, "Someone", role)
    tasks = [(posts, lambda: posting.post_document(someone, invoice(alpha))),
             (limit, lambda: limits.decide(someone, alpha, Decimal(10), "CNY", DAY, reason="agreed")),
             (settings, lambda: company.save_settings(someone, {"letter_gap": "9"})),
             (people, lambda: users.add_user(someone, "Other", OPEN, [SALES])),
             (lock, lambda: company.close_books(someone, date(2025, 1, 31))),
             (customer, lambda: customers.save(someone, Customer(0, "C9", "Nine")))]
    for allowed, task in tasks:
        if allowed:
            task()
        else:
            refused("forbidden", task)
    assert company.verify_book(session).ok


def test_only_the_owner_posts_into_a_closed_period(session: Session, owner: Session, alpha: int) -> None:
    clerk = as_user(session, owner, "Clerk", BOOKKEEPER)
    company.close_books(owner, DAY)
    refused("locked", lambda: posting.post_document(clerk, invoice(alpha)))
    assert posting.post_document(owner, invoice(alpha)).date == DAY


def test_a_leavers_customers_are_handed_on(session: Session, owner: Session, alpha: int) -> None:
    users.add_user(owner, "Li", OPEN, [SALES], "李敏")
    users.add_user(owner, "Wu", OPEN, [SALES], "吴迪")
    customers.save(owner, Customer(0, "C7", "Seven", salesperson="李敏"))
    customers.save(owner, Customer(0, "C8", "Eight", salesperson="Li"))
    assert users.disable_user(owner, "Li", "Wu") == 2
    assert {customers.find(session, code).salesperson for code in ("C7", "C8")} == {"吴迪"}
    refused("sign_in_failed", lambda: users.sign_in(session, "Li", OPEN))
    assert [user.successor for user in users.users(session)] == ["", "Wu", ""]
    users.enable_user(owner, "Li", "back again")
    assert users.sign_in(session, "Li", "back again").user == "Li"


def test_the_last_owner_stays(session: Session, owner: Session) -> None:
    users.add_user(owner, "Wu", OPEN, [CREDIT_MANAGER])
    refused("last_owner", lambda: users.disable_user(owner, "陈莹", "Wu"))
    refused("last_owner", lambda: users.change_user(owner, "陈莹", [SALES], ""))
    users.change_user(owner, "Wu", [OWNER], "Boss")
    users.disable_user(owner, "陈莹", "Wu")


def test_passwords_can_be_taken_away_again(session: Session, owner: Session, alpha: int) -> None:
    refused("wrong_password", lambda: users.remove_passwords(owner, "not it at all"))
    alone = users.remove_passwords(owner, OPEN)
    assert alone.single_person and not users.has_passwords(session)
    posting.post_document(alone, invoice(alpha))
    assert company.verify_book(alone).ok


def test_a_hash_changed_outside_is_found(session: Session, owner: Session) -> None:
    with session.book.write() as connection:
        connection.execute("UPDATE user_account SET password_hash = 'x'")
    assert not company.verify_book(session).ok


def test_bad_roles(session: Session, owner: Session) -> None:
    for roles in ([], ["king"], ["auditor", "sales"]):
        with pytest.raises(InputError):
            users.add_user(owner, "X", OPEN, roles)
    with pytest.raises(RuleError):
        users.reset_password(owner, "Nobody", "long enough")


def test_a_password_is_costly_to_guess() -> None:
    """As a program that nobody tests hashes it (RFC 9106, second choice)."""
    asked = "from creditdesk.services import users; print(users._hash('a secret'))"
    made = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
