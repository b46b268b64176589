"""The four kinds of error a person can meet; anything else is a bug.

An error carries an English template and its fields. It is translated at the edge (window, command line), so that the
rules know nothing of languages: `N_` only marks the template for the translators.
"""

from __future__ import annotations

from collections.abc import Sequence


def N_(template: str) -> str:
    """Mark a template for translation without translating it."""
    return template


class CreditDeskError(Exception):
    """A problem told in words: `code` is stable English, `field` names the input, `fields` fill the template."""

    def __init__(self, template: str, /, *, code: str = "", field: str | None = None, **fields: object) -> None:
        super().__init__(template)
        self.template = template
        self.code = code or "error"
        self.field = field
        self.fields = fields

    @property
    def message(self) -> str:
        """The English sentence, filled in."""
        return self.template.format(**self.fields) if self.fields else self.template

    def __str__(self) -> str:
        return self.message


class InputError(CreditDeskError):
    """What was typed or read cannot be taken; names the field."""


class RuleError(CreditDeskError):
    """The rules or the state of the book forbid it."""


class NeedsConsent(CreditDeskError):
    """It may be done, if a person says so and gives a reason."""


class FileError(CreditDeskError):
    """Disk, lock, foreign or too new file."""


class Cancelled(Exception):
    """The person stopped the work; the transaction was rolled back."""


class ManyErrors(CreditDeskError):
    """Several problems at once, each with its own place."""

    def __init__(self, problems: Sequence[CreditDeskError]) -> None:
        super().__init__(N_("{count} problems were found."), code="many", count=len(problems))
        self.problems = tuple(problems)
