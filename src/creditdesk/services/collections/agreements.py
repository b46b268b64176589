"""The contracts in the credit file as far as collecting needs them: number, day of signing, late interest, address (DOMAIN B8, H2)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.customers.file_kinds import CONTRACT
from ...domain.customers.records import Customer
from ...domain.errors import InputError, N_
from ...store import file_entries
from ...store.transaction import Transaction

_RATE = re.compile(r"(?P<daily>每日|日|daily)?\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[%‰])?\s*"
                   r"(?P<per>/\s*(?:天|日|day)|a day|per day|/\s*(?:年|year)|a year|per year|p\.?a\.?)?", re.IGNORECASE)
DAYS = 365


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract in force; `rate` is a yearly fraction, None where it sets none."""

    no: str
    signed_on: date | None
    rate: Decimal | None
    service_address: str
    jurisdiction: str = ""


def yearly_rate(text: str) -> Decimal | None:
    """A contract's rate as a yearly fraction: "12%", "0.12" and "12" are 12 % a year, "0.05%/day" is 18.25 %.

    A bare number below 1 is a fraction, from 1 on it is percent. None for an empty or unreadable text.
    """
    match = _RATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    rate = Decimal(match["number"])
    if match["unit"]:
        rate = rate / (100 if match["unit"] == "%" else 1000)
    elif rate >= 1:
        rate = rate / 100
    per = (match["per"] or "").lower()
    daily = match["daily"] or "day" in per or "天" in per or "日" in per
    return rate * DAYS if daily else rate


def check_rate(text: str) -> Decimal | None:
    """A rate of late interest as contracts write it, as a yearly fraction; None for a blank, InputError `bad_rate`."""
    found = yearly_rate(text) if text.strip() else None
    if text.strip() and found is None:
        raise InputError(N_("“{value}” is not a rate. Write it like 12 % or 0.05 %/day."), code="bad_rate",
                         field="contract_rate", value=text)
    return found


def agreements_in(connection: Transaction, as_of: date) -> dict[int, tuple[Agreement, ...]]:
    """The contracts in the file on a day, by customer, the latest signed first."""
    found: defaultdict[int, list[Agreement]] = defaultdict(list)
    for entry in file_entries.of_kind(connection, CONTRACT, as_of):
        found[entry.customer_id].append(Agreement(entry.value("no").strip(), entry.day("signed_on"),
                                                  yearly_rate(entry.value("interest")), entry.value("service_address").strip(),
                                                  entry.value("jurisdiction").strip()))
    return {key: tuple(sorted(mine, key=lambda row: row.signed_on or date.min, reverse=True)) for key, mine in found.items()}


def agreement_for(number: str, customer: Customer, known: Sequence[Agreement]) -> Agreement | None:
    """The contract an invoice names, else the customer's usual one, else the only one."""
    for wanted in (number.strip(), customer.contract_no.strip()):
        named = [row for row in known if wanted and row.no == wanted]
        if named:
            return named[0]
    return known[0] if len(known) == 1 and not number.strip() else None


def agreed_rate(number: str, customer: Customer, agreement: Agreement | None) -> Decimal | None:
    """The invoice's own contract goes before what stands in the customer's record, which goes before any other contract."""
    if agreement is not None and agreement.no == number.strip() and agreement.rate is not None:
        return agreement.rate
    found = yearly_rate(customer.contract_rate)
    return found if found is not None or agreement is None else agreement.rate


def completed(customer: Customer, known: Mapping[int, Sequence[Agreement]]) -> Customer:
    """The customer with number and address for notices from the contract where its record has none."""
    agreement = agreement_for("", customer, known.get(customer.id, ()))
    if agreement is None:
        return customer
    return replace(customer, contract_no=customer.contract_no or agreement.no,
                   service_address=customer.service_address or agreement.service_address)
