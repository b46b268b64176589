"""The four kinds of error a person can meet; anything else is a bug.

An error carries an English template and its fields. It is translated at the edge (window, command line), so that the
rules know nothing of languages: `N_` only marks the template for the translators.
"""

from __future__ import annotations

import errno
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


#: why the system refuses a file, by the names of errno (not every system has all of them)
_REASONS = {
    "ENOENT": N_("it is not there"), "EACCES": N_("there is no right to it"), "EPERM": N_("there is no right to it"),
    "ENOSPC": N_("the disk is full"), "EDQUOT": N_("the disk is full"), "EROFS": N_("the disk is read-only"),
    "EISDIR": N_("it is a folder"), "ENOTDIR": N_("it is not in a folder"), "EBUSY": N_("another program uses it"),
    "ETXTBSY": N_("another program uses it"), "ENAMETOOLONG": N_("the name is too long"),
    "EIO": N_("the disk does not answer"), "EXDEV": N_("it is on another disk"),
    "EEXIST": N_("a file of that name is there"), "ELOOP": N_("it leads to itself"), "EFBIG": N_("the file would be too large"),
    "EMFILE": N_("too many files are open"), "ENODEV": N_("the disk does not answer")}
#: the same by Windows' own numbers
_WINDOWS_REASONS = {32: N_("another program uses it"), 33: N_("another program uses it"), 112: N_("the disk is full"),
                    123: N_("the name cannot be used"), 206: N_("the name is too long")}


def reason_of(error: OSError) -> CreditDeskError:
    """Why a file could not be read or written, in words to put into a sentence."""
    template = _WINDOWS_REASONS.get(getattr(error, "winerror", None) or 0) or _REASONS.get(errno.errorcode.get(error.errno or 0, ""))
    return FileError(template) if template else FileError("{reason}", reason=error.strerror or str(error))


class Cancelled(Exception):
    """The person stopped the work; the transaction was rolled back."""


class ManyErrors(CreditDeskError):
    """Several problems at once, each with its own place."""

    def __init__(self, problems: Sequence[CreditDeskError]) -> None:
        super().__init__(N_("{count} problems were found."), code="many", count=len(problems))
        self.problems = tuple(problems)
