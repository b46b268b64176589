"""What is offered for countries, currencies and terms; anything else is typed in the company's page."""

from __future__ import annotations

from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.i18n import _, N_

_COUNTRIES = (("CN", N_("China")), ("HK", N_("Hong Kong")), ("MO", N_("Macao")), ("TW", N_("Taiwan")), ("SG", N_("Singapore")),
              ("MY", N_("Malaysia")), ("TH", N_("Thailand")), ("VN", N_("Vietnam")), ("JP", N_("Japan")), ("KR", N_("Korea")),
              ("IN", N_("India")), ("AU", N_("Australia")), ("US", N_("United States")), ("CA", N_("Canada")),
              ("GB", N_("United Kingdom")), ("IE", N_("Ireland")), ("DE", N_("Germany")), ("FR", N_("France")),
              ("NL", N_("Netherlands")), ("IT", N_("Italy")), ("ES", N_("Spain")), ("CH", N_("Switzerland")))
_CURRENCIES = (("CNY", N_("Chinese yuan")), ("USD", N_("US dollar")), ("EUR", N_("Euro")), ("HKD", N_("Hong Kong dollar")),
               ("GBP", N_("Pound sterling")), ("JPY", N_("Japanese yen")), ("KRW", N_("Korean won")),
               ("SGD", N_("Singapore dollar")), ("AUD", N_("Australian dollar")), ("CAD", N_("Canadian dollar")),
               ("CHF", N_("Swiss franc")), ("INR", N_("Indian rupee")), ("THB", N_("Thai baht")), ("TWD", N_("Taiwan dollar")),
               ("VND", N_("Vietnamese dong")), ("MYR", N_("Malaysian ringgit")))
TERMS = ("30", "15", "45", "60", "90", "EOM+0", "EOM+30", "EOM+60", "next-month 25", "COD")


def countries(also: str = "") -> list[tuple[object, str]]:
    """(code, words); `also` is kept where it is not among them."""
    return _listed(_COUNTRIES, also)


def currencies(also: str = "") -> list[tuple[object, str]]:
    return _listed(_CURRENCIES, also)


def _listed(known: tuple[tuple[str, str], ...], also: str) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = [(code, f"{code}  {_(words)}") for code, words in known]
    return found if not also or any(code == also for code, _words in known) else [(also, also), *found]


def terms_words(text: str) -> str:
    """Terms as a person says them ("net 30 days")."""
    template, fields = parse_terms(text).description()
    return _(template).format(**fields)


def terms(also: str = "") -> list[tuple[object, str]]:
    """(canonical terms, words)."""
    kept = [*TERMS] if not also or also in TERMS else [also, *TERMS]
    return [(text, terms_words(text)) for text in kept]
