"""Reasons and releases of an order check as sentences, amounts as they are shown."""

from __future__ import annotations

from decimal import Decimal

from ...domain.credit.order_check import Reason, Release
from ...domain.money import display
from ...i18n import _


def sentence(item: Reason | Release, currency: str) -> str:
    """The sentence in the person's language; amounts carry their currency."""
    fields = {name: f"{currency} {display(value, currency)}" if isinstance(value, Decimal) else value
              for name, value in item.fields.items()}
    return _(item.template).format(**fields)
