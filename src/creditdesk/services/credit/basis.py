"""Everything a customer's score rests on, with where it came from: ledger, facts, statements (DOMAIN B9, C3, C8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from ...domain.credit.behaviour import Behaviour, behaviour, BehaviourSettings, LEDGER, years
from ...domain.credit.claims import monthly_peaks, MonthPeak, which_card
from ...domain.credit.exposure import bill_changes, ENDING_EVENTS, ExposureRules, Order, order_changes
from ...domain.credit.factors import FactorInput, FACTORS, KNOWN, known, MAY_LACK, parse_value, unknown
from ...domain.credit.financials import FACTOR_CODES, Ratios, ratios
from ...domain.credit.scorecard import Scorecard
from ...domain.credit.scoring import missing
from ...domain.customers import facts as fact_rule
from ...domain.customers.facts import CurrentFact, Fact
from ...domain.customers.industry import IndustryNote
from ...domain.customers.records import Customer
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import BillEvent, HONOURED, Ledger
from ..rates import RateBook
from .cards import card as card_called, CardsInForce
from .facts import derived, every_statement, fact_flags, STATEMENT, StatementOnFile, statements

NO_RATE = "no_rate"
#: factors that the own ledger tells
LEDGER_CODES = (*(f"BH{number}" for number in range(1, 10)), "OP1", "OP2")
_SECTION = re.compile(r"([A-T])(\d{2})?")
#: sources that are no kind of fact
STATEMENT_SOURCE, RECORD_SOURCE, FACTS_SOURCE, INDUSTRY_SOURCE = "statement", "customer_record", "facts", "industry"
ENTERED = "entered"
SOURCE_NAMES = {LEDGER: N_("Own ledger"), STATEMENT_SOURCE: N_("Financial statement"), ENTERED: N_("Entered"),
                RECORD_SOURCE: N_("Customer record"), FACTS_SOURCE: N_("Facts on file"),
                INDUSTRY_SOURCE: N_("Industry list"),
                **{code: source.name for code, source in fact_rule.SOURCES.items()}}
_PEAK_MONTHS = 6
_MISSING = {code: missing(code) for code in FACTORS if not code.startswith("OP")}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a factor's value came from; `source` is a code, `name` who exactly, `day` when it was obtained."""

    source: str
    day: date | None = None
    expires: date | None = None
    name: str = ""
    status: str = ""
    confidence: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Basis:
    """A customer's factor inputs as of a day, the card C5 chooses and the vetoes and caps known; `section` is GB/T."""

    customer_id: int
    code: str
    name: str
    as_of: date
    card: str
    inputs: Mapping[str, FactorInput]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    section: str | None = None
    statement: StatementOnFile | None = None
    behaviour: Behaviour | None = None
    #: the cards in force for its industry on the day by kind, and their challengers; without any the default card is used
    cards: Mapping[str, Scorecard] = field(default_factory=dict)
    challengers: Mapping[str, Scorecard] = field(default_factory=dict)
    #: months between two looks by grade, where the policy was read too
    reviews: Mapping[str, int | None] = field(default_factory=dict, compare=False)

    def scorecard(self, kind: str) -> Scorecard:
        """The card in force for a kind; InputError `unknown_card`."""
        return self.cards.get(kind) or card_called(kind)


@dataclass(frozen=True, slots=True)
class Conduct:
    """The ledger's part: behaviour inputs, the flags it raises and the card it calls for."""

    card: str
    inputs: Mapping[str, FactorInput]
    flags: Mapping[str, str]
    behaviour: Behaviour | None = None


def section_of(industry: str) -> str | None:
    """The GB/T section of an industry code such as C27; None for anything else."""
    found = _SECTION.fullmatch(industry.strip().upper())
    return found[1] if found else None


def converter(rates: RateBook, as_of: date) -> Callable[[Decimal, str], Decimal]:
    """Amounts to base currency at the rate of the day; RuleError `no_rate`."""
    def to_base(amount: Decimal, currency: str) -> Decimal:
        value = rates.to_base(amount, currency, as_of)
        if value is None:
            raise RuleError(N_("There is no exchange rate for {currency} up to {date}."), code=NO_RATE, field="rate",
                            currency=currency, date=as_of.isoformat())
        return value
    return to_base


def bill_ends(ledger: Ledger) -> tuple[BillEvent, ...]:
    """When each bill stops counting: honoured or dishonoured, else the day after it fell due (DOMAIN D14, undue bills)."""
    ends = {document.id: BillEvent(document.id, HONOURED, document.maturity + timedelta(1))
            for document in ledger.documents if document.maturity is not None}
    for event in ledger.bill_events:
        known = ends.get(event.receipt_id)
        if event.event in ENDING_EVENTS and (known is None or event.happened_on < known.happened_on):
            ends[event.receipt_id] = event
    return tuple(ends.values())


def peaks(ledger: Ledger, as_of: date, months: int, rates: RateBook, rules: ExposureRules,
          orders: Sequence[Order] = ()) -> tuple[MonthPeak, ...]:
    """Monthly peaks of the exposure; RuleError `no_rate`."""
    to_base = converter(rates, as_of)
    more = bill_changes(ledger, bill_ends(ledger), to_base, rules)
    for day, amount in order_changes(ledger, orders, as_of, to_base).items():
        more[day] = more.get(day, Decimal(0)) + amount
    return monthly_peaks(ledger, as_of, months, to_base, more)


def conduct(ledger: Ledger, as_of: date, rates: RateBook, limit: Decimal | None, settings: BehaviourSettings,
            rules: ExposureRules, orders: Sequence[Order] = ()) -> Conduct:
    """How one customer pays, by the domain's rule; without a rate every behaviour factor is unknown.

    `orders` are those that count towards its exposure (BH9).
    """
    card = which_card(ledger, as_of)
    try:
        found = behaviour(ledger, as_of, to_base=converter(rates, as_of), limit=limit,
                          peaks=peaks(ledger, as_of, _PEAK_MONTHS, rates, rules, orders) if limit is not None else (),
                          settings=settings)
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        return Conduct(card, dict.fromkeys(LEDGER_CODES, unknown(N_("no exchange rate"), LEDGER)), {})
    return Conduct(card, found.inputs, found.flags, found)


def build(customer: Customer, as_of: date, paid: Conduct, facts: Sequence[Fact], cards: CardsInForce,
          outlooks: Mapping[str, IndustryNote] | None = None, broken_plan: str = "") -> Basis:
    """Put the ledger's part, the facts and the statements of a customer together, for the cards in force.

    `broken_plan` is the evidence of a payment plan in default.
    """
    section = section_of(customer.industry)
    books = statements(facts, as_of) if facts else ()
    told = fact_rule.current([*(fact for fact in facts if not fact.key.startswith(STATEMENT)), *derived(books)], as_of)
    sheet = _ratios(books, every_statement(facts, as_of) if books else (), section, customer)
    inputs = {**_MISSING, **paid.inputs}
    origins = {code: Origin(LEDGER, as_of) for code in LEDGER_CODES if inputs[code].state == KNOWN}
    for code in FACTOR_CODES:
        inputs[code] = sheet.inputs[code]
        if books and inputs[code].state == KNOWN:
            origins[code] = _statement_origin(books[0])
    _age(customer, told, as_of, inputs, origins)
    if section and outlooks and (outlook := outlooks.get(section)) is not None:
        inputs["QL2"] = parse_value("QL2", outlook.value, na_allowed=False, source=INDUSTRY_SOURCE)
        origins["QL2"] = Origin(INDUSTRY_SOURCE, outlook.date, name=outlook.note)
    share = fact_rule.verified_share(told) if told else Decimal(0)
    inputs["TR2"], origins["TR2"] = known(share, FACTS_SOURCE), Origin(FACTS_SOURCE, as_of)
    for code, fact in told.items():
        if code in FACTORS and _takes(code, fact, inputs, books):
            taken = _from_fact(code, fact)
            if taken is not None:
                inputs[code] = taken
                origins[code] = Origin(fact.fact.source_type, fact.fact.obtained_on, fact.fact.expires_on,
                                       fact.fact.source_name, fact.status, fact.confidence)
    own = cards.of(section)
    flags = {**sheet.flags, **({"V3": broken_plan} if broken_plan else {}), **paid.flags, **fact_flags(facts, as_of)}
    return Basis(customer.id, customer.code, customer.name, as_of, paid.card, inputs, origins, flags, section,
                 books[0] if books else None,
                 paid.behaviour, own.champions, own.challengers)


def _ratios(books: Sequence[StatementOnFile], every: Sequence[StatementOnFile], section: str | None, customer: Customer) -> Ratios:
    if not books:
        return ratios(None, section=section, sole_trader=customer.size == "sole_trader")
    latest = books[0]
    before = next((item for item in every
                   if 360 <= (latest.statement.period_end - item.statement.period_end).days <= 370), None)
    if before is None:
        return ratios(latest.statement, section=section, source=STATEMENT_SOURCE, confidence=latest.confidence)
    # an opening figure does not run out, but it is worth half once it is old
    trust = max(before.confidence, before.fact.base_confidence / 2)
    return ratios(latest.statement, before.statement, section=section, source=STATEMENT_SOURCE, confidence=latest.confidence,
                  opening_confidence=trust)


def _statement_origin(book: StatementOnFile) -> Origin:
    return Origin(STATEMENT_SOURCE, book.statement.period_end, book.fact.expires_on, book.fact.source_type, "",
                  book.confidence)


def _takes(code: str, fact: CurrentFact, inputs: Mapping[str, FactorInput], books: Sequence[StatementOnFile]) -> bool:
    """The ledger knows best how a customer pays; a ratio entered by hand holds until a later statement comes."""
    if code in LEDGER_CODES:
        return inputs[code].state != KNOWN
    if code in FACTOR_CODES and books and inputs[code].state == KNOWN:
        return fact.fact.obtained_on > books[0].fact.obtained_on
    return True


def _from_fact(code: str, fact: CurrentFact) -> FactorInput | None:
    try:
        read = parse_value(code, fact.value, na_allowed=code in MAY_LACK, source=fact.fact.source_type)
    except InputError:  # written by an earlier version of the factor: not a value any more, so nothing is known
        return None
    return replace(read, confidence=fact.confidence) if read.state == KNOWN else read


def _age(customer: Customer, told: Mapping[str, CurrentFact], as_of: date, inputs: dict[str, FactorInput],
         origins: dict[str, Origin]) -> None:
    """QL5 from the day the company was founded: a fact, else what the customer's record says."""
    fact = told.get("founded_on")
    if fact is not None:
        try:
            founded = date.fromisoformat(fact.value)
        except ValueError:
            founded = None
        if founded is not None and founded <= as_of:
            inputs["QL5"] = known(years(founded, as_of), fact.fact.source_type, fact.confidence)
            origins["QL5"] = Origin(fact.fact.source_type, fact.fact.obtained_on, fact.fact.expires_on,
                                    fact.fact.source_name, fact.status, fact.confidence)
            return
    if customer.founded_on is not None and customer.founded_on <= as_of:
        trust = fact_rule.SOURCES[fact_rule.CUSTOMER].confidence
        inputs["QL5"] = known(years(customer.founded_on, as_of), RECORD_SOURCE, trust)
        origins["QL5"] = Origin(RECORD_SOURCE, confidence=trust)


