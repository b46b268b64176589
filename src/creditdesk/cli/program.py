"""The program behind the commands: reads the arguments, prints the answer, answers the exit code."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from creditdesk import __version__
from creditdesk.i18n import _, current_language, LANGUAGES, N_, set_language, system_language

from . import books, collections, credit, demo, imports, insight, ledger, orders
from .command import Answer, DONE, Spoken
from .failure import Failure, failure_of

COMMANDS = (*books.COMMANDS, *imports.COMMANDS, *ledger.COMMANDS, *insight.COMMANDS, *collections.COMMANDS,
            *credit.COMMANDS, *orders.COMMANDS, *demo.COMMANDS)


class _Program(Spoken, click.Group):
    """The list of commands in its own order, its help translated."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, found.get_short_help_str()) for name, found in self.commands.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(_(self.help) if self.help else "")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code: 0 done, 1 refused, 2 wrong usage, 3 rows refused (CLI General)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    spoken = current_language()
    set_language(_language(arguments))
    as_json = _says_json(arguments)
    try:
        return _print(_run(arguments), as_json)
    except BrokenPipeError:  # whoever read the output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    finally:
        set_language(spoken)


def _run(arguments: list[str]) -> Answer | Failure:
    program = _Program(
        "creditdesk", commands={command.name or "": command for command in COMMANDS},
        help=N_("Trade credit and receivables. Without a command the window opens."),
        context_settings={"help_option_names": ["--help", "-h"]},
        params=[click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version,
                             help="CreditDesk " + __version__)])
    try:
        found = program.main(arguments, prog_name="creditdesk", standalone_mode=False)
    except (BrokenPipeError, SystemExit):
        raise
    except BaseException as error:  # a library written in another language may end in what is no Exception
        return failure_of(error)
    return found if isinstance(found, Answer) else Answer(None)


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"CreditDesk {__version__}")
        ctx.exit()


def _print(answer: Answer | Failure, as_json: bool) -> int:
    if isinstance(answer, Failure):
        if as_json:
            _write_json(answer.data)
        else:
            print(answer.message, file=sys.stderr)
        return answer.exit_code
    if as_json and answer.data is not None:
        _write_json(answer.data)
    elif not as_json:
        for line in answer.lines:
            print(line)
        for note in answer.notes:
            print(note, file=sys.stderr)
    sys.stdout.flush()
    return answer.code


def _write_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def _speak_utf8() -> None:
    """Output is UTF-8 whatever the system's encoding; a broken file name is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream)


def _reconfigure(stream: TextIO) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _options(arguments: list[str]) -> list[str]:
    return arguments[:arguments.index("--")] if "--" in arguments else arguments


def _says_json(arguments: list[str]) -> bool:
    return "--json" in _options(arguments)


def _language(arguments: list[str]) -> str:
    """What `--language` says, read before the command line is, so that its errors speak it too."""
    given = _options(arguments)
    for index, argument in enumerate(given):
        value = argument.partition("=")[2] if argument.startswith("--language=") else (
            given[index + 1] if argument == "--language" and index + 1 < len(given) else "")
        if value in LANGUAGES:
            return value
    return system_language()

