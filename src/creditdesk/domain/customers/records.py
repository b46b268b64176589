"""The company of the book and its customers, as everyone speaks of them (DOMAIN B1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SIZES = ("government", "public_institution", "large", "medium", "small", "micro", "sole_trader", "foreign")
LANGUAGES = ("zh", "en")
CHINESE_READERS = frozenset({"CN", "HK", "MO", "TW"})


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account of ours that letters name, by currency."""

    currency: str
    account_name: str
    bank_name: str
    account_no: str


@dataclass(frozen=True, slots=True)
class Company:
    """The firm that keeps the book."""

    name: str
    name_en: str = ""
    country: str = "CN"
    tax_id: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    contact: str = ""
    signatory: str = ""
    base_currency: str = "CNY"
    default_terms: str = "30"
    letter_prefix: str = ""
    size: str = ""
    logo: bytes = b""
    is_sample: bool = False
    bank_accounts: tuple[BankAccount, ...] = ()

    def bank_account(self, currency: str) -> BankAccount | None:
        """The account for a currency, else the one that names none."""
        named = [account for account in self.bank_accounts if account.currency == currency]
        general = [account for account in self.bank_accounts if not account.currency]
        return next(iter(named + general), None)


@dataclass(frozen=True, slots=True)
class Customer:
    """Identity and defaults of one customer; blank means not known, and the book's default applies."""

    id: int
    code: str
    name: str
    short_name: str = ""
    initials: str = ""
    tax_id: str = ""
    country: str = ""
    terms: str = ""
    currency: str = ""
    language: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    service_address: str = ""
    industry: str = ""
    size: str = ""
    salesperson: str = ""
    abc_class: str = ""
    strategic: bool = False
    contract_no: str = ""
    contract_rate: str = ""
    legal_form: str = ""
    founded_on: date | None = None
    note: str = ""
    starting_stage: int | None = None
    retired_on: date | None = None
    merged_into: int | None = None
    name_en: str = ""
    registration_no: str = ""
    business_address: str = ""
    website: str = ""
    #: what invoices to them say, where it differs from the record: name, tax number, address and telephone, bank and account
    invoice_title: str = ""
    invoice_tax_id: str = ""
    invoice_address: str = ""
    invoice_bank: str = ""
    #: ways of payment they may use, codes of `ledger.documents.METHODS` with commas; "" = every way (DOMAIN A110)
    methods: str = ""
    #: "1" … "5", 5 is best; "" = not judged (DOMAIN A111)
    growth: str = ""
    margin: str = ""
    importance: str = ""
    #: sold to against payment only, whatever the limit (DOMAIN A112)
    cash_only: bool = False
    #: when they were told that we are a small or medium firm (DOMAIN B2)
    sme_notice_on: date | None = None

    @property
    def accepted_methods(self) -> frozenset[str]:
        """The ways of payment agreed; empty: every way."""
        return frozenset(filter(None, self.methods.split(",")))

    def letter_language(self, company: Company) -> str:
        """Their own, else zh for Chinese readers or an unknown country in a Chinese book, else en (CLI Letters)."""
        if self.language in LANGUAGES:
            return self.language
        country = self.country or ("CN" if company.country == "CN" else "")
        return "zh" if country in CHINESE_READERS else "en"
