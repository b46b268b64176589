"""What a card would do to the whole book before it is put in force: every score and grade, now and then (DOMAIN C12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.credit.card_standing import scores_beside
from ...domain.credit.grades import notches, NR, ORDER
from ...domain.credit.scorecard import Scorecard
from ..session import Session
from .book_scores import bases
from .cards import check_card
from .scoring import score_with


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One customer on the card in force and on the one tested; scores None where not rated."""

    customer_id: int
    code: str
    name: str
    old_score: Decimal | None
    old_grade: str
    new_score: Decimal | None
    new_grade: str

    @property
    def notches(self) -> int:
        """+ is better; 0 where one of the grades is none."""
        return notches(self.old_grade, self.new_grade)

    @property
    def moved(self) -> bool:
        return self.old_grade != self.new_grade

    @property
    def difference(self) -> Decimal | None:
        return None if self.old_score is None or self.new_score is None else self.new_score - self.old_score


@dataclass(frozen=True, slots=True)
class CardTest:
    """Every customer of the card's kind, the largest moves first."""

    champion: str
    tested: str
    rows: Sequence[MoveRow]

    @property
    def better(self) -> int:
        return sum(row.notches > 0 for row in self.rows)

    @property
    def worse(self) -> int:
        return sum(row.notches < 0 for row in self.rows)

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades that occur, best first, those not rated last."""
        found = {row.old_grade for row in self.rows} | {row.new_grade for row in self.rows}
        return tuple(code for code in (*ORDER, NR) if code in found)

    @property
    def migration(self) -> Counter[tuple[str, str]]:
        """How many customers go from one grade to another."""
        return Counter((row.old_grade, row.new_grade) for row in self.rows)


def try_card(session: Session, card: Scorecard, as_of: date) -> CardTest:
    """Score the customers whom C5 and their industry give this card on it and on the one in force; nothing is stored.

    ManyErrors or RuleError for a card that cannot be used.
    """
    check_card(card)
    with session.book.read() as connection:
        found = [basis for basis in bases(connection, as_of).values() if basis.card == card.type
                 and scores_beside(card, basis.scorecard(card.type), basis.section)]
    rows = []
    for basis in found:
        old, new = score_with(basis).result, score_with(basis, scorecard=card).result
        rows.append(MoveRow(basis.customer_id, basis.code, basis.name, old.score, old.grade, new.score, new.grade))
    champions = sorted({basis.scorecard(card.type).version for basis in found})
    return CardTest(" ".join(champions), card.version,
                    sorted(rows, key=lambda row: (-abs(row.notches), -abs(row.difference or Decimal(0)), row.code)))
