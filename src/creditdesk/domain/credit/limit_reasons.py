"""Why a limit moves, as the file keeps it, and what of it a customer is told (DOMAIN D18, A90, A92)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import InputError, N_

PAYMENT_RECORD, ORDER_VOLUME, INFORMATION, POLICY = "payment_record", "order_volume", "information", "policy"
OTHER = "other"
RAISING: Mapping[str, str] = {
    "sales_growth": N_("Sales growth"), "season": N_("Peak season"), "better_payment": N_("Better payment"),
    "security": N_("More security"), "insurance": N_("Credit insurance"),
    "customer_asks": N_("Customer’s request"), OTHER: N_("Other reason")}
LOWERING: Mapping[str, str] = {
    "late_payment": N_("Late payment"), "weaker_figures": N_("Weaker figures"), "lower_sales": N_("Lower sales"),
    "security_ended": N_("Security ran out"), "review": N_("Regular review"), OTHER: N_("Other reason")}
NAMES: Mapping[str, str] = {**RAISING, **LOWERING}
#: the neutral words of the letter: never a score, a grade, a court or what an insurer decided
_TOLD = {"sales_growth": ORDER_VOLUME, "season": ORDER_VOLUME, "better_payment": PAYMENT_RECORD, "security": INFORMATION,
         "insurance": POLICY, "customer_asks": ORDER_VOLUME, "late_payment": PAYMENT_RECORD, "weaker_figures": INFORMATION,
         "lower_sales": ORDER_VOLUME, "security_ended": INFORMATION, "review": POLICY, OTHER: POLICY}


def told(codes: Iterable[str]) -> tuple[str, ...]:
    """The considerations a letter names for these reasons, each once; our policy without any. InputError `unknown_reason`."""
    found: dict[str, None] = {}
    for code in codes:
        if code not in _TOLD:
            raise InputError(N_("“{value}” is no reason for a limit."), code="unknown_reason", field="reasons", value=code)
        found[_TOLD[code]] = None
    return tuple(found) or (POLICY,)
