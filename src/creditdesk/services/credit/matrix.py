"""The approval matrix in force on a day: the policy's values over the usual ones (DOMAIN D12).

Keys: `matrix_amount_1` … `_3` (borders, base currency), `matrix_1_1` … `matrix_4_4` (row and column, a name of
`approval.REQUIREMENTS`), `matrix_own_share`, `cooling_hours` (0–72), `decide_within_line` (on: an approver decides
within their own line without an application).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from ...domain.credit.approval import ApprovalMatrix, MatrixRow, Requirement, REQUIREMENTS
from ...store import company
from ...store.transaction import Transaction

LONGEST_COOLING = 72


def matrix_in(connection: Transaction, as_of: date) -> ApprovalMatrix:
    """The matrix inside a transaction."""
    return matrix_of({**company.settings(connection), **company.policy(connection, as_of)})


def matrix_of(values: Mapping[str, str]) -> ApprovalMatrix:
    """The matrix from policy values; one that cannot be read leaves the usual one."""
    usual = ApprovalMatrix()
    lines = []
    for row, known in enumerate(usual.rows, 1):
        amount = known.amount if known.amount is None else _number(values.get(f"matrix_amount_{row}"), known.amount)
        cells = [REQUIREMENTS.get(values.get(f"matrix_{row}_{place}", ""), cell)
                 for place, cell in enumerate(known.columns, 1)]
        lines.append(MatrixRow(amount, (cells[0], cells[1], cells[2], cells[3])))
    if any(lower.amount >= upper.amount for lower, upper in pairwise(lines)
           if lower.amount is not None and upper.amount is not None):
        lines = [MatrixRow(known.amount, line.columns) for known, line in zip(usual.rows, lines, strict=True)]
    hours = int(_number(values.get("cooling_hours"), Decimal(usual.cooling_hours)))
    return ApprovalMatrix(tuple(lines), _number(values.get("matrix_own_share"), usual.own_assets_share),
                          min(max(hours, 0), LONGEST_COOLING))


def within_line(connection: Transaction, as_of: date) -> bool:
    """Whether an approver decides within their own line at once, although others could be asked."""
    return company.policy(connection, as_of).get("decide_within_line", "") == "on"


def _number(text: str | None, usual: Decimal) -> Decimal:
    try:
        found = Decimal((text or "").strip())
    except InvalidOperation:
        return usual
    return found if found.is_finite() and found >= 0 else usual


def outranks(roles: tuple[str, ...], needed: Requirement) -> bool:
    """Whether one of the roles reaches what a cell of the matrix asks for."""
    return "owner" in roles or (needed.role in roles)
