"""What a letter says of this customer and these figures: merge fields, table rows, letterhead (DOMAIN I4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.collections.demand import deadlines, Demand, WITH_INTEREST
from ...domain.collections.interest import InterestRow, InvoiceInterest
from ...domain.collections.letter_content import Blocks, InterestLine, InvoiceLine, LetterContent, Letterhead
from ...domain.collections.letter_words import BLANK, complaint_clause, guarantor_clause, interest_basis, usual_fields
from ...domain.collections.letters import compose
from ...domain.collections.regimes import CHINA, CONTRACT, country_code, EU, SALE, SERVICES, SME_RULES, UK
from ...domain.collections.stages import DEMANDS
from ...domain.collections.template import Template
from ...domain.customers.records import Company, Customer
from ...domain.errors import N_
from .law import under_chinese_law, under_sme_rules
from .positions import LetterMark, Position

_SHORT_BASIS = {CONTRACT: ("合同", "Contract"), SME_RULES: ("每日0.05%", "0.05% a day"), SERVICES: ("一年期LPR", "1-year LPR"),
                EU: ("欧央行+8%", "ECB + 8%"), UK: ("英格兰银行+8%", "BoE + 8%")}
_LEGAL_FORM = re.compile(r"股份有限公司|有限责任公司|有限公司|公司|"
                         r"\b(co|ltd|limited|inc|llc|gmbh|plc|company|corp)\b\.?", re.IGNORECASE)
LETTERHEAD_FIELDS = ("address", "phone", "tax_id", "contact")
MISSING_NAMES = {"address": N_("address"), "phone": N_("phone"), "tax_id": N_("tax number"), "contact": N_("contact person"),
                 "signatory": N_("signatory"), "bank_account": N_("bank account"),
                 "customer_address": N_("the customer's service address"),
                 "customer_tax_id": N_("the customer's credit code")}


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter that would go out: everything it states, before it is written. `stage` is that of the age."""

    position: Position
    number: str
    kind: str
    stage: int
    gap: int
    language: str
    demand: Demand
    regimes: tuple[InvoiceInterest, ...]
    history: tuple[LetterMark, ...]
    guarantors: tuple[str, ...] = ()
    pay_by: date | None = None

    @property
    def deadline(self) -> date | None:
        """The day to pay by: the one the person set, else the usual one; None where the letter sets none."""
        usual = deadlines(self.kind, self.position.as_of).payment
        return self.pay_by if self.pay_by is not None and usual is not None else usual

    @property
    def customer(self) -> Customer:
        return self.position.customer

    @property
    def currency(self) -> str:
        return self.demand.currency


@dataclass(frozen=True, slots=True)
class Missing:
    """Something letterhead or address lack; it prints as a blank line. `code` without an owner is the company's."""

    code: str
    customer_code: str = ""
    name: str = ""
    currency: str = ""


def missing_in(letters: Iterable[PlannedLetter], company: Company) -> tuple[Missing, ...]:
    """What the company's data and these customers' still lack, each once."""
    found: dict[Missing, None] = {}
    for letter in letters:
        names = [*LETTERHEAD_FIELDS, *(["signatory"] if letter.language == "en" else [])]
        for name in names:
            if not getattr(company, name).strip():
                found[Missing(name)] = None
        if company.bank_account(letter.currency) is None:
            found[Missing("bank_account", currency=letter.currency)] = None
        customer = letter.customer
        if letter.kind in WITH_INTEREST and not (customer.service_address or customer.address).strip():
            found[Missing("customer_address", customer.code, customer.name)] = None
        if needs_code(letter.kind, customer, company):
            found[Missing("customer_tax_id", customer.code, customer.name)] = None
    return tuple(sorted(found, key=lambda row: (row.customer_code, row.code, row.currency)))


def letter_prefix(company: Company) -> str:
    """The prefix of letter numbers: the one set, else the initials of the company's name, else CD."""
    if company.letter_prefix.strip():
        return company.letter_prefix.strip()
    words = re.findall(r"[A-Za-z]+", _LEGAL_FORM.sub(" ", company.name_en or company.name))
    if words:
        return ("".join(word[0] for word in words[:4]) if len(words) > 1 else words[0][:3]).upper()
    from pypinyin import lazy_pinyin, Style  # costs 0.1 s, and only a Chinese name without a prefix needs it
    letters = "".join(lazy_pinyin(_LEGAL_FORM.sub("", company.name), style=Style.FIRST_LETTER))
    return re.sub(r"[^A-Z]", "", letters.upper())[:4] or "CD"


def letterhead(company: Company, language: str) -> Letterhead:
    """The sender as a letter in `language` names it."""
    zh = language == "zh"
    name = company.name if zh else company.name_en or company.name
    other = company.name_en if zh else company.name
    return Letterhead(name, "" if other == name else other, company.address, company.phone, company.email, company.tax_id,
                      company.logo or None)


def company_fields(company: Company, currency: str, language: str) -> dict[str, object]:
    """The fields that speak of us: name, contact, bank account of the letter's currency."""
    account = company.bank_account(currency)
    return {"our_name": letterhead(company, language).name, "our_contact": company.contact, "our_phone": company.phone,
            "our_email": company.email, "our_signatory": company.signatory or company.contact,
            "our_address": company.address, "our_tax_id": company.tax_id,
            "bank_account_name": account.account_name if account else "", "bank_name": account.bank_name if account else "",
            "bank_account": account.account_no if account else ""}


def customer_fields(customer: Customer, company: Company) -> dict[str, object]:
    """The fields that speak of the customer, and which law's words the letter has (DOMAIN H0)."""
    chinese = country_code(customer.country or company.country) == CHINA
    return {"customer_name": customer.name, "customer_code": customer.code, "uscc": customer.tax_id if chinese else "",
            "registration_no": customer.tax_id, "service_address": customer.service_address or customer.address,
            "contact_name": customer.contact, "contract_no": customer.contract_no,
            "prc_law": "1" if under_chinese_law(customer, company) else "",
            "seal": "1" if country_code(company.country) == CHINA else ""}


def needs_code(kind: str, customer: Customer, company: Company) -> bool:
    """Whether a formal demand lacks the debtor's credit code, which belongs to its legal elements (DOMAIN I4)."""
    return kind in WITH_INTEREST and not customer.tax_id.strip() and under_chinese_law(customer, company)


def content_of(letter: PlannedLetter, company: Company, template: Template, sale_factor: Decimal) -> LetterContent:
    """The finished words of a planned letter."""
    stated, language, day = letter.demand, letter.language, letter.position.as_of
    limits, customer = deadlines(letter.kind, day), letter.customer
    guarantor = ("、" if language == "zh" else " and ").join(letter.guarantors)
    fields: dict[str, object] = {
        **usual_fields(letter.kind, day, language), **company_fields(company, letter.currency, language),
        **customer_fields(customer, company), "letter_no": letter.number, "letter_date": day, "as_of_date": day,
        "currency": letter.currency, "deadline": letter.deadline, "reply_deadline": limits.reply,
        "total_due": stated.total, "principal_due": stated.principal, "interest_due": stated.interest,
        "fixed_comp": stated.compensation, "dunning_fee": stated.fee, "due_date": stated.first_due,
        "max_days": stated.max_days, "interest_basis": basis_words(letter.regimes, language, sale_factor),
        "letter_history": tuple(dict.fromkeys(mark.date for mark in letter.history)),
        "guarantor": guarantor, "guarantor_clause": guarantor_clause(guarantor, language) if guarantor else "",
        "complaint_clause": complaint_clause(language) if under_sme_rules(customer, company) else ""}
    if needs_code(letter.kind, customer, company):
        fields |= {"uscc": BLANK, "registration_no": BLANK}
    if letter.history:
        fields |= {"prev_letter_date": letter.history[-1].date, "prev_letter_no": letter.history[-1].number}
    blocks = Blocks(invoice_lines(stated), interest_lines(stated.interest_rows, language, sale_factor))
    return compose(template, fields, blocks, letterhead=letterhead(company, language))


def invoice_lines(stated: Demand) -> tuple[InvoiceLine, ...]:
    """The rows of the invoice table; credits are negative and have no days."""
    return tuple(InvoiceLine(line.no, line.date, line.due_date, line.amount, line.paid, line.open,
                             line.days_late if line.open > 0 and stated.kind != "L1" else None) for line in stated.lines)


def interest_lines(rows: Sequence[tuple[InvoiceInterest, InterestRow]], language: str, sale_factor: Decimal
                   ) -> tuple[InterestLine, ...]:
    """The rows of the interest table, a segment each."""
    return tuple(InterestLine(result.no, row.principal, row.from_date, row.to_date, row.days, percent(row.rate),
                              row.interest, _short_basis(result.regime, language, sale_factor)) for result, row in rows)


def percent(rate: Decimal) -> str:
    """A yearly fraction as printed: 0.045 → "4.5%"."""
    text = f"{rate * 100:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def _short_basis(regime: int, language: str, sale_factor: Decimal) -> str:
    if regime == SALE:
        return f"一年期LPR×{sale_factor:f}" if language == "zh" else f"1-year LPR×{sale_factor:f}"
    words = _SHORT_BASIS.get(regime)
    return "" if words is None else words[0 if language == "zh" else 1]


def basis_words(results: Iterable[InvoiceInterest], language: str, sale_factor: Decimal) -> str:
    """The words for every regime met, each once; "" where the law gives no interest."""
    found = dict.fromkeys(interest_basis(row.regime, language, rate=row.rate, factor=sale_factor) for row in results
                          if row.interest is not None)
    return ("、" if language == "zh" else " and ").join(filter(None, found))


def demands_among(marks: Iterable[LetterMark]) -> tuple[LetterMark, ...]:
    """Earlier letters that a sentence may quote: a reminder before the due date is no demand."""
    return tuple(mark for mark in marks if mark.kind in DEMANDS)
