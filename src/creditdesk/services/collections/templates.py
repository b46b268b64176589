"""The texts of the letters: shipped, edited in the book, put back (DOMAIN I4)."""

from __future__ import annotations

from functools import lru_cache

from ...domain.collections.letter_words import allowed_fields
from ...domain.collections.letters import read_template
from ...domain.collections.template import Template
from ...domain.errors import InputError, N_
from ...paths import resource
from ...store import audit, letters
from ...store.transaction import Transaction
from ..session import Session


def shipped_text(kind: str, language: str) -> str:
    """The text the program came with; InputError `unknown_letter`."""
    path = resource(f"letters/{language}/{kind}.txt")
    if not (kind.isalnum() and language.isalpha() and path.is_file()):
        raise InputError(N_("There is no letter {kind} in the language “{language}”."), code="unknown_letter",
                         field="kind", kind=kind, language=language)
    return path.read_text(encoding="utf-8")


def template_text(session: Session, kind: str, language: str) -> tuple[str, bool]:
    """The text in use, and whether it was edited."""
    with session.book.read() as connection:
        edited = letters.template(connection, kind, language)
    return (shipped_text(kind, language), False) if edited is None else (edited, True)


def own_texts(session: Session) -> set[tuple[str, str]]:
    """(letter, language) of every text that was edited in the book."""
    with session.book.read() as connection:
        return letters.edited_templates(connection)


def fields_for(kind: str) -> tuple[str, ...]:
    """The merge fields a letter may use, for the editor's list."""
    return tuple(sorted(allowed_fields(kind)))


def save_template(session: Session, kind: str, language: str, text: str) -> None:
    """Use this text from now on; InputError `unknown_field` names a wrong field and its line, nothing is kept then."""
    read_template(text, kind, language)
    with session.book.write() as connection:
        before = letters.template(connection, kind, language)
        if before == text or (before is None and text == shipped_text(kind, language)):
            return
        letters.put_template(connection, kind, language, text, session.stamp(), session.user)
        audit.record(connection, audit.Change("change", "letter_template", f"{kind} {language}", {"text": before or ""},
                                              {"text": text}), session.signature())


def reset_template(session: Session, kind: str, language: str) -> None:
    """Go back to the shipped text."""
    with session.book.write() as connection:
        before = letters.template(connection, kind, language)
        if before is None:
            return
        letters.put_template(connection, kind, language, None, session.stamp(), session.user)
        audit.record(connection, audit.Change("reset", "letter_template", f"{kind} {language}", {"text": before}),
                     session.signature())


def template_in(connection: Transaction, kind: str, language: str) -> Template:
    """The template in use, ready to be filled."""
    edited = letters.template(connection, kind, language)
    return _parsed(edited if edited is not None else shipped_text(kind, language), kind, language)


@lru_cache(maxsize=64)
def _parsed(text: str, kind: str, language: str) -> Template:
    return read_template(text, kind, language)
