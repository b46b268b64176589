"""The fields an entry of `post` has, by its kind: what stands beside them is told, never passed over in silence (CLI Post)."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ...domain.errors import InputError, N_

_WORDS = str.split
_DOCUMENT = frozenset(_WORDS("no customer date amount currency salesperson"))
_CLAIM = _DOCUMENT | frozenset(_WORDS("due_date terms instalments interest opening delivered_on accepted_on confirmed_on "
                                      "contract_no order"))
#: fields of every kind beside `kind` and `note`, which all have
FIELDS: Mapping[str, frozenset[str]] = {kind: frozenset(fields) for kind, fields in {
    "customer": _WORDS("code name short_name tax_id country terms currency contact phone email address service_address industry size "
                       "salesperson contract_no contract_rate legal_form name_en registration_no business_address website "
                       "invoice_title invoice_tax_id invoice_address invoice_bank growth margin importance language class strategic "
                       "cash_only founded_on sme_notice_on methods starting_stage"),
    "invoice": _CLAIM, "debit_note": _CLAIM,
    "credit_note": _DOCUMENT | {"due_date", "reason", "applies_to"},
    "receipt": _DOCUMENT | {"method", "maturity", "allocate"},
    "allocation": _WORDS("from to amount discount customer currency"),
    "reversal": _WORDS("of of_kind customer date reason"),
    "bill_event": _WORDS("of event date customer"),
    "refund": _DOCUMENT | {"from"},
    "write_off": _WORDS("no invoice customer amount currency date reason"),
    "recovery": _WORDS("no invoice customer amount currency date"),
    "dispute": _WORDS("no invoice customer amount currency reason raised_on owner target_on"),
    "dispute_result": _WORDS("of customer outcome accepted currency date"),
    "promise": _WORDS("customer amount currency date made_on written channel person"),
    "plan": _WORDS("customer currency signed_on invoices instalments"),
    "contact": _WORDS("customer at channel result person cause next_action next_on invoices interrupts"),
    "proof": _WORDS("letter customer invoices delivered_on interruption channel waybill signer sent_on runs_from"),
    "limit": _WORDS("customer amount currency from until temporary terms reason"),
    "order": _WORDS("no customer date amount currency deposit terms_days method"),
    "shipment": _WORDS("order customer date amount currency"),
    "fact": _WORDS("customer key value source obtained_on unit source_name source_ref quotes valid_from expires_on"),
    "financials": _WORDS("customer period_end lines unit audited obtained_on"),
    "rate": _WORDS("currency date rate"),
    "lock": _WORDS("date reason"),
    "policy": _WORDS("key value from reason"),
}.items()}
#: fields of the objects inside an entry
PARTS: Mapping[str, frozenset[str]] = {
    "instalments": frozenset({"due_date", "amount"}), "allocate": frozenset({"to", "customer", "amount", "discount"})}
_EVERYWHERE = frozenset({"kind", "note"})
_KNOWN = frozenset().union(*FIELDS.values(), *PARTS.values(), _EVERYWHERE)
#: what the headings of an import are called, and the field of an entry that says the same
_HEADINGS = {"invoice_no": ("no", "invoice"), "receipt_no": ("no",), "order_no": ("no", "order"), "customer_code": ("customer", "code"),
             "invoice_date": ("date",), "number": ("no",), "customer_name": ("customer", "name"), "allocations": ("allocate",),
             "installments": ("instalments",)}
_NEAR = 0.8


def unknown_fields(kind: str, values: Mapping[str, Any]) -> tuple[list[InputError], list[InputError]]:
    """(refused, only told) of one entry: refused is what was surely meant for a field of its kind that is not given.

    Any other field is told and has no effect: it may be one that another program keeps for itself.
    """
    refused, told = [], []
    for name, known, given in _places(kind, values):
        meant = _meant(name, known - given)
        if meant:
            refused.append(InputError(N_("An entry of the kind {kind} has no field “{name}”. Write “{meant}”."), code="unknown_field",
                                      field=name, name=name, kind=kind, meant=meant))
        else:
            told.append(InputError(N_("An entry of the kind {kind} has no field “{name}”: it has no effect."), code="unknown_field",
                                   field=name, name=name, kind=kind))
    return refused, told


def _places(kind: str, values: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Every unknown field, in the entry and in the objects of its lists: (name, known there, given there)."""
    known = FIELDS[kind] | _EVERYWHERE
    yield from _unknown(values, known)
    for name in sorted(PARTS.keys() & known):
        parts = values.get(name)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                yield from _unknown(part, PARTS[name] | _EVERYWHERE)


def _unknown(values: Mapping[str, Any], known: frozenset[str]) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    given = frozenset(name for name, value in values.items() if value not in (None, ""))
    for name, value in values.items():
        if name not in known and value is not None:
            yield name, known, given


def _meant(name: str, free: Collection[str]) -> str:
    """The field that was surely meant, "" where there is none."""
    folded = "".join(letter for letter in name.casefold() if letter.isalnum())
    if name in _HEADINGS:
        return next((field for field in _HEADINGS[name] if field in free), "")
    if name in _KNOWN:
        return ""  # a field of another kind is no slip of the pen
    plain = {field.replace("_", ""): field for field in free}
    if folded in plain:
        return plain[folded]
    near = difflib.get_close_matches(folded, plain, 1, _NEAR) if len(folded) > 2 else []
    return plain[near[0]] if near else ""
