"""Whose law a customer's debts are under, and which Chinese rules hold for them (DOMAIN H0, H1, H2)."""

from __future__ import annotations

from ...domain.collections.regimes import CHINA, country_code, governing_law, in_sme_scope, size_class
from ...domain.customers.records import Company, Customer


def law_of(customer: Customer, firm: Company) -> str:
    """Country code of the law: the creditor's at home, the debtor's abroad."""
    return governing_law("", firm.country, customer.country)


def under_chinese_law(customer: Customer, firm: Company) -> bool:
    """Whether the Chinese parts hold: a Chinese company's claim under Chinese law (DOMAIN H0)."""
    return country_code(firm.country) == CHINA and law_of(customer, firm) == CHINA


def under_sme_rules(customer: Customer, firm: Company) -> bool:
    """Whether the payment rules for small firms protect the claim (DOMAIN H1)."""
    return under_chinese_law(customer, firm) and in_sme_scope(size_class(customer.size), size_class(firm.size))
