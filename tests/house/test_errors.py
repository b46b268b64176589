"""Sentences of errors are filled in: what a template names is handed in (`code` and `field` are the error's own)."""

from __future__ import annotations

import ast
import string
from pathlib import Path

from creditdesk.domain.errors import FileError, reason_of
from creditdesk.i18n import translate_error

SOURCE = Path(__file__).resolve().parents[2] / "src" / "creditdesk"
KINDS = {"InputError", "RuleError", "FileError", "NeedsConsent"}


def unfilled(tree: ast.AST) -> list[tuple[int, set[str]]]:
    """Lines of errors whose template names what is not handed in."""
    found = []
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KINDS and call.args):
            continue
        first, given = call.args[0], {word.arg for word in call.keywords}
        if isinstance(first, ast.Call) and isinstance(first.args[0], ast.Constant) and None not in given:
            named = {name for _text, name, _spec, _kind in string.Formatter().parse(str(first.args[0].value)) if name}
            if missing := named - (given - {"code", "field"}):
                found.append((call.lineno, missing))
    return found


def test_every_template_gets_what_it_names() -> None:
    found = {str(path.relative_to(SOURCE)): lines for path in SOURCE.rglob("*.py")
             if (lines := unfilled(ast.parse(path.read_text(encoding="utf-8"))))}
    assert found == {}


def test_the_check_finds_a_slip() -> None:
    slip = 'InputError(N_("There is no rate {code}."), code="bad_rates", field="code")'
    assert unfilled(ast.parse(slip)) == [(1, {"code"})]


def test_the_reason_of_the_system_stands_in_the_sentence_in_both_languages() -> None:
    error = FileError("{path} cannot be read: {reason}.", path="a.xlsx", reason=reason_of(PermissionError(13, "Permission denied")))
    assert str(error) == "a.xlsx cannot be read: there is no right to it."
    assert "没有权限" in translate_error(error, "zh")
    assert str(reason_of(OSError(9999, "odd trouble"))) == "odd trouble"
