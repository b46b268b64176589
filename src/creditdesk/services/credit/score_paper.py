"""A score on paper: what the window shows of it, with the company's name over it (DOMAIN A27, A30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...domain.collections.letter_content import Grid
from ...store import company
from ..session import Session


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A numbered part of the paper: heading, sentences, and a table below them."""

    heading: str
    sentences: Sequence[str] = ()
    grid: Grid | None = None


def score_document(session: Session, title: str, subtitle: str, parts: Sequence[PaperPart], signing: Sequence[str],
                   language: str) -> bytes:
    """The paper as a PDF; texts are in `language` ("zh" or "en") already."""
    from ...files.policy_paper import policy_pdf, PolicyPaper, Section
    with session.book.read() as connection:
        own = str(company.company(connection)["name"])
    return policy_pdf(PolicyPaper(title, own, subtitle, [Section(part.heading, part.sentences, part.grid) for part in parts],
                                  signing, language))
