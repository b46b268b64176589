"""Users of a book: passwords, roles, signing in, leaving (DOMAIN K). A new book has none: one person does everything."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain import roles as rules
from ..domain.errors import InputError, N_, RuleError
from ..domain.roles import OWNER, rights_of, USERS
from ..store import users as store
from ..store.transaction import Transaction
from .ledger.entry import Entry, entry
from .session import Session

_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class User:
    """A user; `name` signs in and stands in the history, `successor` took over from one who left."""

    name: str
    display_name: str
    roles: tuple[str, ...]
    active: bool
    must_change: bool
    successor: str = ""

    @property
    def title(self) -> str:
        return self.display_name or self.name


def _user(row: dict[str, Any]) -> User:
    return User(row["name"], row["display_name"], tuple(row["roles"].split()), bool(row["active"]),
                bool(row["must_change"]), row["successor"])


def users(session: Session) -> list[User]:
    """Everyone who has or had access, in order of entry."""
    with session.book.read() as connection:
        return users_in(connection)


def users_in(connection: Transaction) -> list[User]:
    """The same inside a transaction."""
    return [_user(row) for row in store.accounts(connection)]


def has_passwords(session: Session) -> bool:
    """Whether somebody has to sign in before the book can be worked in."""
    with session.book.read() as connection:
        return store.any_active(connection)


def set_up(session: Session, name: str, password: str, display_name: str = "") -> tuple[Session, str]:
    """Give the book passwords, its owner first; answers the owner's session and the recovery code, shown only now.

    RuleError `has_passwords` where there are users already.
    """
    name = _checked_name(name)
    rules.check_password(password)
    code = _new_code()
    with entry(session, "set_up", "user", reason="") as (work, says):
        if store.any_active(work.connection):
            raise RuleError(N_("The book has passwords already."), code="has_passwords", field="user")
        _write(work, {"name": name, "display_name": display_name.strip(), "roles": OWNER, "active": 1,
                      "password_hash": _hash(password), "recovery_hash": _hash(_plain(code))})
        says["entity_id"], says["after"] = name, {"roles": [OWNER]}
    return _signed(session, User(name, display_name, (OWNER,), True, False)), code


def add_user(session: Session, name: str, password: str, roles: Sequence[str], display_name: str = "") -> User:
    """A further user; the password given is changed at the first signing in. InputError `name_in_use`, `bad_role` …"""
    name = _checked_name(name)
    chosen = rules.check_roles(roles)
    rules.check_password(password)
    with entry(session, "add", "user") as (work, says):
        _owner_first(work)
        if store.account(work.connection, name) is not None:
            raise InputError(N_("There is a user {name} already."), code="name_in_use", field="name", name=name)
        _write(work, {"name": name, "display_name": display_name.strip(), "roles": " ".join(chosen), "active": 1,
                      "must_change": 1, "password_hash": _hash(password)})
        says["entity_id"], says["after"] = name, {"roles": list(chosen)}
    return User(name, display_name.strip(), chosen, True, True)


def change_user(session: Session, name: str, roles: Sequence[str], display_name: str) -> None:
    """Other roles or another name to show; the last owner stays owner."""
    chosen = rules.check_roles(roles)
    with entry(session, "change", "user") as (work, says):
        row = _known(work.connection, name)
        if OWNER not in chosen:
            _another_owner(work, name)
        says["entity_id"], says["before"] = row["name"], {"roles": row["roles"].split(), "shown": row["display_name"]}
        says["after"] = {"roles": list(chosen), "shown": display_name.strip()}
        _write(work, {**row, "roles": " ".join(chosen), "display_name": display_name.strip()})


def reset_password(session: Session, name: str, password: str) -> None:
    """The owner gives somebody a new password, which they change when they sign in."""
    rules.check_password(password)
    with entry(session, "reset_password", "user") as (work, says):
        row = _known(work.connection, name)
        says["entity_id"] = row["name"]
        _write(work, {**row, "password_hash": _hash(password), "must_change": 1})
        store.put_attempts(work.connection, name, 0, "")


def change_password(session: Session, old: str, new: str) -> None:
    """One's own password; RuleError `wrong_password` for a wrong old one."""
    rules.check_password(new)
    with session.book.read() as connection:
        row = _known(connection, session.user)
    if not _matches(row["password_hash"], old):
        raise RuleError(N_("The present password is not right."), code="wrong_password", field="old_password")
    if old == new:
        raise InputError(N_("Choose another password than the present one."), code="weak_password", field="password")
    with entry(session, "own_password", "user") as (work, says):
        says["entity_id"] = row["name"]
        _write(work, {**row, "password_hash": _hash(new), "must_change": 0})


def disable_user(session: Session, name: str, hand_to: str) -> int:
    """Somebody leaves: no more signing in; their customers and open applications go to `hand_to`. Customers handed on."""
    with entry(session, "disable", "user") as (work, says):
        row, heir = _known(work.connection, name), _known(work.connection, hand_to)
        if not row["active"] or not heir["active"] or row["name"] == heir["name"]:
            raise InputError(N_("Choose another active user to take over."), code="bad_successor", field="successor")
        _another_owner(work, name)
        _write(work, {**row, "active": 0, "successor": heir["name"]})
        names = tuple({row["name"], row["display_name"]} - {""})
        handed = store.hand_customers(work.connection, names, heir["display_name"] or heir["name"])
        says["entity_id"], says["after"] = row["name"], {"successor": heir["name"], "customers": handed}
    return len(handed)


def enable_user(session: Session, name: str, password: str) -> None:
    """Somebody comes back, with a new password."""
    rules.check_password(password)
    with entry(session, "enable", "user") as (work, says):
        row = _known(work.connection, name)
        says["entity_id"] = row["name"]
        _write(work, {**row, "active": 1, "must_change": 1, "successor": "", "password_hash": _hash(password)})


def remove_passwords(session: Session, password: str) -> Session:
    """Back to one person without passwords; the owner's own password is asked for. Answers the session to go on with."""
    session.require(USERS)
    with session.book.read() as connection:
        own = _known(connection, session.user)
    if not _matches(own["password_hash"], password):
        raise RuleError(N_("The present password is not right."), code="wrong_password", field="password")
    with entry(session, "remove_passwords", "user") as (work, says):
        for row in store.accounts(work.connection):
            if row["active"]:
                _write(work, {**row, "active": 0})
        says["entity_id"] = own["name"]
    return dataclasses.replace(session, rights=None, roles=())


# -- signing in --

def sign_in(session: Session, name: str, password: str) -> Session:
    """The session of a user: rights by their roles. After three wrong passwords each further try has to wait longer.

    RuleError `sign_in_failed` (which of the two was wrong is not told), `wait`.
    """
    with session.book.read() as connection:
        row = store.account(connection, name)
        failures, last = store.attempts(connection, name)
    left = _still_waiting(session, failures, last)
    if left > 0:
        raise RuleError(N_("Too many wrong passwords. Wait {seconds} seconds."), code="wait", field="password", seconds=left)
    # an unknown name costs the same time as a known one
    right = _matches(row["password_hash"] if row else _hash("nobody"), password)
    if row is None or not right or not row["active"]:
        _failed(session, name, failures + 1)
        raise RuleError(N_("Name or password is not right."), code="sign_in_failed", field="password")
    if failures:
        with session.book.write() as connection:
            store.put_attempts(connection, name, 0, "")
    return _signed(session, _user(row))


def recover(session: Session, name: str, code: str, password: str) -> tuple[Session, str]:
    """The owner's way back with the recovery code; answers the session and the next code (this one is used up)."""
    rules.check_password(password)
    with session.book.read() as connection:
        row = store.account(connection, name)
        failures, last = store.attempts(connection, name)
    left = _still_waiting(session, failures, last)
    if left > 0:
        raise RuleError(N_("Too many wrong passwords. Wait {seconds} seconds."), code="wait", field="code", seconds=left)
    if row is None or not row["active"] or not row["recovery_hash"] or not _matches(row["recovery_hash"], _plain(code)):
        _failed(session, name, failures + 1)
        raise RuleError(N_("Name or recovery code is not right."), code="sign_in_failed", field="code")
    fresh = _new_code()
    with entry(dataclasses.replace(session, user=row["name"]), "recover", "user") as (work, says):
        says["entity_id"] = row["name"]
        _write(work, {**row, "password_hash": _hash(password), "recovery_hash": _hash(_plain(fresh)), "must_change": 0})
        store.put_attempts(work.connection, name, 0, "")
    return _signed(session, _user(row)), fresh


def separation(session: Session) -> list[tuple[str, str]]:
    """(name, template) of duties that one person should not hold together, for the owner to see."""
    return rules.conflicts([(user.title, user.roles) for user in users(session) if user.active])


def _signed(session: Session, user: User) -> Session:
    return dataclasses.replace(session, user=user.name, rights=rights_of(user.roles), roles=user.roles)


def _still_waiting(session: Session, failures: int, last: str) -> int:
    wait = rules.wait_seconds(failures)
    if not wait or not last:
        return 0
    passed = (session.clock() - datetime.fromisoformat(last)).total_seconds()
    return max(0, round(wait - passed)) if passed >= 0 else wait


def _failed(session: Session, name: str, failures: int) -> None:
    with entry(session, "sign_in_failed", "user") as (work, says):
        store.put_attempts(work.connection, name, failures, work.stamp)
        says["entity_id"], says["after"] = name[:LONGEST_NAME], {"failures": failures}


# -- rows --

def _write(work: Entry, values: dict[str, Any]) -> None:
    row = {key: value for key, value in values.items() if key not in ("id", "event_seq")}
    row |= {"name_key": store.name_key(row["name"]), "created_at": work.stamp, "created_by": work.session.user}
    store.add(work.connection, row, work.seq)
    work.touch("user_account")


def _known(connection: Transaction, name: str) -> dict[str, Any]:
    row = store.account(connection, name)
    if row is None:
        raise RuleError(N_("There is no user {name}."), code="unknown_user", field="user", name=name)
    return row


def _owner_first(work: Entry) -> None:
    if not store.any_active(work.connection):
        raise RuleError(N_("Give the owner a password first."), code="owner_first", field="user")


def _another_owner(work: Entry, name: str) -> None:
    key = store.name_key(name)
    if not any(OWNER in user.roles and user.active and store.name_key(user.name) != key
               for user in users_in(work.connection)):
        raise RuleError(N_("The book needs an owner. Make somebody else an owner first."), code="last_owner", field="roles")


def _checked_name(name: str) -> str:
    found = " ".join(name.split())
    if not found:
        raise InputError(N_("Enter a name to sign in with."), code="missing", field="name")
    if len(found) > LONGEST_NAME:
        raise InputError(N_("A name has at most {count} characters."), code="too_long", field="name", count=LONGEST_NAME)
    return found


# -- secrets --

#: what a guess costs: rounds, memory (KiB), lanes - RFC 9106's second choice, for a machine with little memory
HASH_COST = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 4}


def _hash(secret: str) -> str:
    from argon2 import PasswordHasher
    return PasswordHasher(HASH_COST["time_cost"], HASH_COST["memory_cost"], HASH_COST["parallelism"]).hash(secret)


def _matches(hashed: str, secret: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError
    try:
        return PasswordHasher().verify(hashed, secret)
    except (VerificationError, InvalidHashError):
        return False


def _new_code() -> str:
    """Twenty signs in groups of five, about 98 bits."""
    return "-".join("".join(secrets.choice(_CODE_LETTERS) for _sign in range(5)) for _group in range(4))


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())
