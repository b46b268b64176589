"""What went wrong, as an exit code and in words: never a traceback on screen (CLI General)."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import traceback
from dataclasses import dataclass

import click

from creditdesk.domain.errors import Cancelled, CreditDeskError, InputError, ManyErrors
from creditdesk.i18n import _, translate_error
from creditdesk.paths import log_dir

from .command import REFUSED_BY_BOOK, REFUSED_ROWS, WRONG_USAGE

LOG_BYTES, LOG_COUNT = 1_000_000, 3


@dataclass(frozen=True, slots=True)
class Failure:
    """An error told on the command line."""

    exit_code: int
    code: str
    message: str
    field: str | None = None

    @property
    def data(self) -> dict[str, object]:
        return {"error": {"code": self.code, "message": self.message, "field": self.field}}


def failure_of(error: BaseException) -> Failure:
    """The failure of an exception; one that nobody expected is logged."""
    if isinstance(error, click.UsageError):
        return _usage(error)
    if isinstance(error, (click.Abort, KeyboardInterrupt, Cancelled)):
        return Failure(REFUSED_BY_BOOK, "cancelled", _("Stopped. Nothing was written."))
    if isinstance(error, CreditDeskError):
        exit_code = (REFUSED_ROWS if isinstance(error, ManyErrors) else
                     WRONG_USAGE if isinstance(error, InputError) else REFUSED_BY_BOOK)
        return Failure(exit_code, error.code, translate_error(error), error.field)
    if isinstance(error, MemoryError):
        return Failure(REFUSED_BY_BOOK, "out_of_memory", _("There is not enough memory for this."))
    return Failure(REFUSED_BY_BOOK, "unexpected", _("Something unexpected went wrong ({kind}). Details are in {place}.")
                   .format(kind=type(error).__name__, place=_log(error)))


def _usage(error: click.UsageError) -> Failure:
    """Wrong usage in the language spoken now; the words of a parameter's own type are ours already."""
    if isinstance(error, click.NoSuchOption):
        return Failure(WRONG_USAGE, "unknown_option", _("There is no option {name}. --help shows the options.").format(
            name=error.option_name), error.option_name)
    if isinstance(error, click.MissingParameter):
        name = _name(error.param) or error.param_hint or ""
        return Failure(WRONG_USAGE, "missing", _("{name} is missing. --help shows what is needed.").format(name=name),
                       _field(error.param))
    if isinstance(error, click.BadParameter):
        message = error.message
        if error.param is not None and isinstance(error.param.type, click.Choice):
            message = _("Choose one of {known}.").format(known=", ".join(error.param.type.choices))
        return Failure(WRONG_USAGE, "bad_value", f"{_name(error.param)}: {message}", _field(error.param))
    if isinstance(error, click.NoSuchCommand):
        return Failure(WRONG_USAGE, "unknown_command", _("There is no command {name}. --help lists the commands.").format(
            name=error.command_name), None)
    if isinstance(error, click.BadOptionUsage):
        said = _("{name} takes no value.") if "not take" in error.message else _("{name} needs a value.")
        return Failure(WRONG_USAGE, "bad_value", said.format(name=error.option_name), error.option_name)
    extra = error.message.partition("extra argument")[2].partition("(")[2].rstrip(")")
    if extra:
        return Failure(WRONG_USAGE, "usage", _("“{value}” is too much. --help shows what is needed.").format(value=extra))
    return Failure(WRONG_USAGE, "usage", _("The command cannot be read: {reason}").format(reason=error.format_message()))


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    return param.opts[0] if isinstance(param, click.Option) else param.make_metavar(click.Context(click.Command("")))


def _field(param: click.Parameter | None) -> str | None:
    return None if param is None else param.opts[0].lstrip("-").replace("-", "_")


def _log(error: BaseException) -> str:
    """Write the traceback to the rotating log and answer where it is."""
    path = log_dir() / "creditdesk.log"
    with contextlib.suppress(OSError):  # a full disk must not hide the message
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_COUNT, encoding="utf-8")
        try:
            text = "".join(traceback.format_exception(error))
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            handler.emit(logging.LogRecord("creditdesk", logging.ERROR, __file__, 0, text, None, None))
        finally:
            handler.close()
    return str(path)
