"""Roles: who may do what, and that every audited action says who may."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from creditdesk.domain import roles
from creditdesk.domain.errors import RuleError
from creditdesk.services import users

SERVICES = Path(users.__file__).parent


def audited() -> set[tuple[str, str]]:
    """Every action and entity that stands in the sources."""
    pattern = re.compile(r'(?:entry\(\w+(?:\([^()]*\))?, |entry\(dataclasses\.replace\([^()]*(?:\[[^]]*\])?\), |Change\()"(\w+)", "(\w+)"')
    return {match for path in SERVICES.rglob("*.py") for match in pattern.findall(path.read_text(encoding="utf-8"))}


def test_every_audited_action_says_who_may_do_it() -> None:
    found = audited()
    assert len(found) > 40
    assert sorted(pair for pair in found if not roles.is_known(*pair)) == []


@pytest.mark.parametrize("action, entity, right", [
    ("post", "invoice", roles.POST), ("import", "batch", roles.POST), ("write_off", "document", roles.WRITE_OFF),
    ("freeze", "customer", roles.RELEASE), ("change", "customer", roles.CUSTOMERS), ("lock", "setting", roles.LOCK),
    ("change", "setting", roles.SETTINGS), ("decide", "limit", roles.APPROVE), ("recalculate", "score", None),
    ("own_password", "user", None), ("something", "new", roles.SETTINGS)])
def test_right_of_an_action(action: str, entity: str, right: str | None) -> None:
    assert roles.right_for(action, entity) == right


def test_an_auditor_holds_no_right_and_an_owner_every_one() -> None:
    assert roles.rights_of([roles.AUDITOR]) == frozenset()
    assert roles.rights_of([roles.OWNER]) == roles.EVERY_RIGHT
    assert roles.rights_of([roles.SALES, roles.BOOKKEEPER]) >= {roles.POST, roles.APPLY}
    with pytest.raises(RuleError, match="post documents"):
        roles.check_right("post", "invoice", frozenset())
    roles.check_right("post", "invoice", None)


@pytest.mark.parametrize("failures, seconds", [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (9, 300), (50, 300)])
def test_waiting_after_wrong_passwords(failures: int, seconds: int) -> None:
    assert roles.wait_seconds(failures) == seconds


def test_duties_that_should_be_apart() -> None:
    people = [("Ann", ["owner"]), ("Bo", ["bookkeeper"]), ("Cy", ["bookkeeper", "credit_manager"])]
    assert [(name, template[7:20]) for name, template in roles.conflicts(people)] == [
        ("Ann", "posts receipt"), ("Ann", "changes the c"), ("Ann", "changes users"), ("Cy", "posts receipt")]
