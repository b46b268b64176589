"""A score being worked on: what the book knows, what the person typed, and the score of both at any moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from creditdesk.domain.credit.factors import (
    FactorInput,
    FACTORS,
    FRACTION,
    KNOWN,
    NOT_APPLICABLE,
    not_applicable,
    UNKNOWN,
    unknown,
)
from creditdesk.domain.credit.financials import EQUITY, LINES, Ratios, ratios, Statement, statement_problems
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.domain.customers import facts
from creditdesk.domain.customers.facts import CurrentFact, Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.dates import add_months
from creditdesk.domain.errors import CreditDeskError, InputError
from creditdesk.domain.money import parse
from creditdesk.services.credit.basis import Basis, ENTERED, LEDGER_CODES, Origin, STATEMENT_SOURCE
from creditdesk.services.credit.facts import statement_fact
from creditdesk.services.credit.scoring import SavedScore, score_with, ScoreView

#: flags a person may raise, with the source that usually tells them; the others follow from figures
RAISED = {"V1": facts.OFFICIAL, "V2": facts.OFFICIAL, "V3": facts.OWN_LEDGER, "V4": facts.VISIT, "V5": facts.OFFICIAL,
          "V7": facts.INSURER, "V8": facts.OFFICIAL, "V10": facts.OFFICIAL, "V11": facts.OFFICIAL}
UNITS = {"1": Decimal(1), "10000": Decimal(10_000)}
OPENING = ("total_assets", "receivables", "inventory")


@dataclass(slots=True)
class Answer:
    """What was typed for one factor; `text` in the unit of its field, kept even while it cannot be read."""

    state: str
    text: str = ""
    source: str = ""
    day: date | None = None


@dataclass(slots=True)
class StatementEntry:
    """A statement as typed: `lines` and `opening` hold texts by line, `unit` "1" or "10000"."""

    period_end: date
    unit: str = "10000"
    audited: bool = False
    lines: dict[str, str] = field(default_factory=dict)
    opening: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> bool:
        return any(text.strip() for text in (*self.lines.values(), *self.opening.values()))

    def amounts(self, texts: Mapping[str, str]) -> dict[str, Decimal]:
        """The lines that can be read, in whole units of money."""
        found = {}
        for name, text in texts.items():
            try:
                found[name] = parse(text) * UNITS[self.unit]
            except InputError:
                continue
        return found

    @property
    def year_before(self) -> date:
        return add_months(self.period_end, -12)

    def unreadable(self) -> list[CreditDeskError]:
        """Texts that are no amounts; each names its line."""
        wrong: list[CreditDeskError] = []
        for name, text in self.lines.items():
            try:
                if text.strip():
                    parse(text)
            except InputError as error:
                error.field = name
                wrong.append(error)
        return wrong


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the worker read for a score: the basis, what is on file, and the score before.

    `filed` are the customer's statements by the end of their period, old ones too.
    """

    basis: Basis
    customer: Customer
    known: Mapping[str, CurrentFact]
    last: SavedScore | None
    filed: Mapping[date, Statement] = field(default_factory=dict)


class ScoreDraft:
    """Answers over a basis. `view` scores them; errors of texts that cannot be read stand in `errors` by factor."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.basis = loaded.basis
        self.card_type = loaded.basis.card
        self.answers: dict[str, Answer] = {}
        self.flags: dict[str, str] = {}
        self.lifted: set[str] = set()
        filed = loaded.basis.statement
        self.statement = (StatementEntry(filed.statement.period_end, audited=filed.statement.audited) if filed is not None
                          else StatementEntry(date(loaded.basis.as_of.year - 1, 12, 31)))
        self.requested: Decimal | None = None
        self.opinion = ""
        self.conditions: set[str] | None = None
        self.step = 0
        self.errors: dict[str, CreditDeskError] = {}
        self._ratios: Ratios | None = None

    @property
    def card(self) -> Scorecard:
        return self.basis.scorecard(self.card_type)

    @property
    def codes(self) -> frozenset[str]:
        """The factors of the card; answers to others are kept for the case that the card is changed back."""
        return frozenset(factor.code for factor in self.card.factors)

    @property
    def changed(self) -> bool:
        """Whether the person has entered anything."""
        return bool(self.answers or self.flags or self.lifted or self.statement.typed or self.opinion.strip()
                    or self.requested is not None)

    def statement_used(self) -> Statement | None:
        """The statement behind the ratios: the one typed, else the one on file."""
        if self.statement.typed:
            return self.typed_statement()
        return self.basis.statement.statement if self.basis.statement else None

    def typed_statement(self, without: Collection[str | None] = ()) -> Statement:
        """The statement typed; what the file holds for its period stands where nothing was typed. `without` lines left out."""
        entry = self.statement
        lines = {name: amount for name, amount in entry.amounts(entry.lines).items() if name not in without}
        held = self.loaded.filed.get(entry.period_end, Statement(entry.period_end))
        return replace(held, audited=entry.audited, **lines)  # type: ignore[arg-type]

    def opening(self) -> Statement | None:
        """The figures of the year before: on file, and typed over them; None without any."""
        entry = self.statement
        typed, held = entry.amounts(entry.opening), self.loaded.filed.get(entry.year_before)
        if not typed and held is None:
            return None
        return replace(held or Statement(entry.year_before), **typed)  # type: ignore[arg-type]

    def statement_problems(self) -> list[CreditDeskError]:
        """Texts that are no amounts, and figures that do not fit together; each names its line."""
        entry = self.statement
        if not entry.typed:
            return []
        return entry.unreadable() + list(statement_problems(self.typed_statement(), tolerance=UNITS[entry.unit]))

    def statement_ratios(self) -> Ratios | None:
        """Ratios of the typed statement; None while none is typed. A line that contradicts another is left out."""
        if not self.statement.typed:
            return None
        doubted = {problem.field for problem in self.statement_problems()}
        sheet = self.typed_statement(doubted)
        if doubted:  # what the file says of a line that is typed and wrong is no answer either
            sheet = replace(sheet, **{name: None for name in doubted if name in self.statement.lines})  # type: ignore[arg-type]
        source = facts.SOURCES[facts.AUDITED if self.statement.audited else facts.CUSTOMER]
        return ratios(sheet, self.opening(), section=self.basis.section, source=STATEMENT_SOURCE, confidence=source.confidence)

    def base_input(self, code: str) -> FactorInput:
        """What stands without the person's own answer: the typed statement, else the book."""
        if self._ratios is not None and code in self._ratios.inputs:
            return self._ratios.inputs[code]
        return self.basis.inputs.get(code) or unknown()

    def base_origin(self, code: str) -> Origin | None:
        if self._ratios is not None and code in self._ratios.inputs:
            return Origin(STATEMENT_SOURCE, self.statement.period_end)
        return self.basis.origins.get(code)

    def read(self, code: str, answer: Answer) -> FactorInput:
        """The input an answer means; InputError `bad_value` while its text cannot be read."""
        if answer.state == UNKNOWN or (answer.state == KNOWN and not answer.text.strip()):
            return unknown(source=ENTERED)
        if answer.state == NOT_APPLICABLE:
            return not_applicable(source=ENTERED)
        kind = FACTORS[code]
        text = answer.text.strip().replace(",", "").replace("，", "")
        if kind.kind == FRACTION and text not in kind.words and not text.endswith(("%", "％")):
            text += "%"
        entry = self.card.parse_value(code, text, ENTERED)
        source = facts.SOURCES.get(answer.source)
        return replace(entry, source=answer.source, confidence=source.confidence) if source else entry

    def inputs(self) -> Iterator[tuple[str, FactorInput, Origin | None]]:
        """Every factor of the card with its input and where it comes from."""
        self._ratios = self.statement_ratios()
        self.errors.clear()
        for factor in self.card.factors:
            answer = self.answers.get(factor.code)
            if answer is None:
                yield factor.code, self.base_input(factor.code), self.base_origin(factor.code)
                continue
            try:
                entry = self.read(factor.code, answer)
            except CreditDeskError as error:
                self.errors[factor.code] = error
                entry = unknown(source=ENTERED)
            yield factor.code, entry, Origin(answer.source or ENTERED, answer.day or self.basis.as_of,
                                             confidence=entry.confidence)

    def raised(self) -> dict[str, str]:
        """Vetoes and caps with their evidence: of the book less those lifted, of the statement, of the person."""
        found = {code: text for code, text in self.basis.flags.items() if code not in self.lifted}
        if found.get("V9") == EQUITY and (self._ratios is not None or "FN4" in self.answers):
            del found["V9"]  # the sheet that told of it has been typed over
        return {**found, **(self._ratios.flags if self._ratios else {}),
                **{code: text.strip() or ENTERED for code, text in self.flags.items()}}

    def view(self) -> ScoreView:
        """The score as it stands; nothing is stored."""
        inputs, origins = dict(self.basis.inputs), dict(self.basis.origins)
        for code, entry, origin in self.inputs():
            inputs[code] = entry
            if origin is not None:
                origins[code] = origin
        found = score_with(replace(self.basis, inputs=inputs, origins=origins, flags=self.raised()), card=self.card_type)
        return replace(found, entered=tuple(code for code in self.answers if code in self.codes))

    def learned(self) -> list[Fact]:
        """What was entered with a source, as facts for the customer's file; the ledger's own factors are none."""
        return [*self._answer_facts(), *self._flag_facts(), *self._statement_facts()]

    def _fact(self, key: str, value: str, source: str, day: date | None, name: str = "") -> Fact:
        return Fact(0, self.basis.customer_id, key, value, source, day or self.basis.as_of, source_name=name)

    def _answer_facts(self) -> Iterator[Fact]:
        for code, answer in self.answers.items():
            if (code not in self.codes or answer.source not in facts.SOURCES or code in LEDGER_CODES or code == "TR2"
                    or code in self.errors):
                continue
            entry = self.read(code, answer)
            if entry.state == UNKNOWN:
                continue
            value = "na" if entry.state == NOT_APPLICABLE else (
                f"{entry.value:f}" if isinstance(entry.value, Decimal) else str(entry.value))
            yield self._fact(code, value, answer.source, answer.day)

    def _flag_facts(self) -> Iterator[Fact]:
        for code, text in self.flags.items():
            yield self._fact(code, "yes", RAISED[code], None, text.strip())
        for code in self.lifted:
            told = self.loaded.known.get(code)
            if told is not None:
                for fact in (told.fact, *told.others):
                    yield self._fact(code, "no", fact.source_type, None, fact.source_name)

    def _statement_facts(self) -> Iterator[Fact]:
        entry = self.statement
        if not entry.typed:
            return
        for texts, sheet in ((entry.lines, self.typed_statement()), (entry.opening, self.opening())):
            if sheet is None or not entry.amounts(texts):
                continue
            # a later word of one source replaces the earlier: what the file holds beside the typed lines goes with them
            lines = {name: amount for name in LINES if (amount := getattr(sheet, name)) is not None}
            yield statement_fact(self.basis.customer_id, sheet.period_end, lines, audited=sheet.audited,
                                 obtained_on=self.basis.as_of)
