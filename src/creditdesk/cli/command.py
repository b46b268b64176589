"""What every command has in common: its options, the day, the session it works in and the answer it gives."""

from __future__ import annotations

import functools
import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, UTC
from pathlib import Path
from typing import Any

import click

from creditdesk.domain.dates import check_range
from creditdesk.domain.errors import InputError, RuleError
from creditdesk.i18n import _, LANGUAGES, N_, translate_error
from creditdesk.services import company, users
from creditdesk.services.session import Session

DONE, REFUSED_BY_BOOK, WRONG_USAGE, REFUSED_ROWS = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: `data` for --json, `lines` for people, `notes` for standard error."""

    data: object
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    code: int = DONE


@dataclass(frozen=True, slots=True)
class Call:
    """How a command was called."""

    as_of: date
    as_of_given: bool
    user: str
    user_given: bool = True

    @staticmethod
    def clock() -> datetime:
        return datetime.now(UTC)

    @contextmanager
    def book(self, path: Path) -> Iterator[Session]:
        """An open session on a book, closed again whatever happens; one with passwords is signed in to first."""
        session = company.open_session(path, user=self.user, clock=self.clock)
        try:
            yield session if session.single_person else self._sign_in(session)
        finally:
            session.close()

    def _sign_in(self, session: Session) -> Session:
        """With `--user` and CREDITDESK_PASSWORD, else a prompt where there is somebody to ask (CLI General)."""
        password = os.environ.get("CREDITDESK_PASSWORD")
        if not self.user_given or (password is None and not sys.stdin.isatty()):
            raise RuleError(N_("This book has passwords. Name yourself with --user and put the password into "
                               "CREDITDESK_PASSWORD."), code="login_needed", field="user")
        if password is None:
            password = click.prompt(_("Password of {name}").format(name=self.user), hide_input=True, err=True, type=str)
        return users.sign_in(session, self.user, password)


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD between 1990 and 2100."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError(value)
            return check_range(date.fromisoformat(value))
        except InputError as error:
            self.fail(translate_error(error), param, ctx)
        except ValueError:
            self.fail(_("“{value}” is not a date. Write it like 2026-11-20.").format(value=value), param, ctx)


class Whole(click.ParamType[int]):
    """A whole number within bounds, refused in the person's language."""

    name = "integer"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not text.isdecimal() or not self.least <= int(text) <= self.most:
            self.fail(_("“{value}” is not a whole number from {least} to {most}.").format(
                value=value, least=self.least, most=self.most), param, ctx)
        return int(text)


class FilePath(click.Path):
    """A path; no path at all is a slip, not the present folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not value:
            self.fail(_("A path is missing."), param, ctx)
        if "\0" in str(value):
            self.fail(_("“{value}” is no path.").format(value=str(value).replace("\0", "�")), param, ctx)
        return super().convert(value, param, ctx)


#: whether it can be read or written is said by whoever reads or writes it, in the words of its room
PATH = FilePath(path_type=Path, readable=False)


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        found = super().get_help_record(ctx)
        return (found[0], _(self.help)) if found and self.help else found


class Spoken(click.Command):
    """What click itself says in a help text, in the person's language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=_("Usage:") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = [record for param in self.get_params(ctx)
                 if isinstance(param, click.Option) and (record := param.get_help_record(ctx)) is not None]
        with formatter.section(_("Options")):
            formatter.write_dl([(names, _("Show this text.")) if "--help" in names else (names, said) for names, said in found])


class Command(Spoken):
    """A command whose help is translated when it is shown."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(_(self.help) if self.help else "")

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help) if self.help else ""


def option(*names: str, help: str, **more: Any) -> click.Option:
    """An option; `help` is marked with N_."""
    return Option(list(names), help=help, **more)


def book_argument() -> click.Argument:
    return click.Argument(["book"], type=PATH, metavar="BOOK")


def argument(name: str, **more: Any) -> click.Argument:
    return click.Argument([name], **more)


def path_option(*names: str, help: str, **more: Any) -> click.Option:
    return option(*names, type=PATH, help=help, **more)


def command(name: str, help: str, params: Sequence[click.Parameter], run: Callable[..., Answer]) -> click.Command:
    """A command that calls `run(call, **parameters)`; `--json`, `--as-of`, `--language` and `--user` belong to each."""
    own = [
        option("--as-of", type=Day(), help=N_("The day everything is judged on; today if left out.")),
        option("--json", "as_json", is_flag=True, help=N_("Print one JSON document and nothing else.")),
        option("--language", type=click.Choice(LANGUAGES), help=N_("Language of messages: zh or en.")),
        option("--user", help=N_("Who does it, as the audit trail says; in a book with passwords, who signs in.")),
    ]

    @functools.wraps(run)
    def called(as_of: date | None, as_json: bool, language: str | None, user: str | None, **given: Any) -> Answer:
        for param in params:
            value = given.get(param.name or "")
            if isinstance(value, str) and not _is_text(value):
                raise InputError(N_("What stands for {name} is no readable text."), code="bad_value",
                                 field=param.opts[0].lstrip("-").replace("-", "_"), name=param.opts[0])
        return run(Call(as_of or date.today(), as_of is not None, user or _login(), bool(user)), **given)

    return Command(name, params=[*params, *own], callback=called, help=help)


def _is_text(value: str) -> bool:
    """Whether an argument is text: bytes of another encoding come as halves of pairs, which no file can hold."""
    return value.isprintable() or not any(0xD800 <= ord(sign) <= 0xDFFF or sign == "\0" for sign in value)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without a user database
        return "owner"
