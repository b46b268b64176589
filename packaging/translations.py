"""Merge the Chinese fragments `resources/locale/zh/*.po` into the one compiled catalogue, and check them.

    python packaging/translations.py            compile
    python packaging/translations.py --check    fail on a missing, contradicting, broken, stale or unused translation

The source is English; every message marked in `src` needs a Chinese one in one fragment (or the same in several).
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "creditdesk"
FRAGMENTS = ROOT / "resources" / "locale" / "zh"
COMPILED = FRAGMENTS / "LC_MESSAGES" / "creditdesk.mo"
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}

Key = tuple[str, str]  # context ("" for none) and singular msgid
LETTER = re.compile(r"[A-Za-z]")


def extract() -> dict[Key, tuple[str, bool]]:
    """Every message marked in the source: key -> (first place, whether it has a plural)."""
    found: dict[Key, tuple[str, bool]] = {}
    messages = extract_from_dir(
        SOURCE, method_map=[("**.py", "python")], options_map={"**.py": {"encoding": "utf-8"}}, keywords=KEYWORDS
    )
    for filename, line, message, _comments, context in messages:
        plural = isinstance(message, tuple)
        text = message[0] if isinstance(message, tuple) else message
        if text and LETTER.search(text):
            found.setdefault((context or "", text), (f"src/creditdesk/{filename}:{line}", plural))
    for path in sorted(SOURCE.rglob("*.py")):
        for line, text in inside_f_strings(path):
            found.setdefault(("", text), (f"{path.relative_to(SOURCE.parent.parent)}:{line}", False))
    return found


def inside_f_strings(path: Path) -> Iterator[tuple[int, str]]:
    """Messages marked inside f-strings, which Babel's reader of Python 3.11 takes for one text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for call in ast.walk(node):
                if (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "N_")
                        and call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
                        and LETTER.search(call.args[0].value)):
                    yield call.lineno, call.args[0].value


def merge() -> tuple[Catalog, list[str]]:
    """All fragments as one catalogue, with what is wrong in them."""
    catalogue = Catalog(locale="zh", domain="creditdesk", project="CreditDesk", fuzzy=False, charset="utf-8")
    problems: list[str] = []
    origin: dict[Key, str] = {}
    for path in sorted(FRAGMENTS.glob("*.po")):
        for message in parse(path):
            singular = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            key = (message.context or "", singular)
            place = f"{path.name}:{message.lineno}"
            if message.fuzzy or not all(forms):
                problems.append(f"{place}: not translated: {singular!r}")
                continue
            problems += [f"{place}: {problem}: {singular!r}" for form in forms for problem in compare(message.id, form)]
            earlier = catalogue.get(message.id, context=message.context)
            if earlier is not None and key in origin:
                if first(earlier.string) != first(message.string):
                    problems.append(
                        f"{place}: {singular!r} is {first(message.string)!r} here and "
                        f"{first(earlier.string)!r} in {origin[key]}"
                    )
                if not isinstance(message.id, (tuple, list)):
                    continue  # keep a plural entry found before
            origin[key] = place
            catalogue.add(message.id, message.string, context=message.context)
    return catalogue, problems


class Recording(Catalog):
    """A catalogue that also keeps doubles: Babel's own silently joins two entries of one msgid."""

    def __init__(self, **options: Any) -> None:
        self.entries: list[Any] = []
        super().__init__(**options)

    def __setitem__(self, key: Any, message: Any) -> None:
        if key:
            self.entries.append(message)
        super().__setitem__(key, message)


def parse(path: Path) -> list[Any]:
    """The entries of one fragment, doubles in the same file included."""
    catalogue = Recording(locale="zh", charset="utf-8")
    PoFileParser(catalogue, abort_invalid=True).parse(path.read_text(encoding="utf-8").splitlines(keepends=True))
    return catalogue.entries


def first(forms: Any) -> str:
    return str(forms[0] if isinstance(forms, (tuple, list)) else forms)


def placeholders(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def compare(source: Any, target: str) -> list[str]:
    """What differs in the `{placeholders}`; of a plural the union of both forms is allowed."""
    texts = source if isinstance(source, (tuple, list)) else (source,)
    try:
        wanted = [placeholders(text) for text in texts]
        given = placeholders(target)
    except ValueError:
        # Not a template (a lone brace in plain text): then both sides must agree on the braces they show.
        return [] if all(t.count("{") == target.count("{") for t in texts) else ["braces differ"]
    union = set().union(*wanted)
    problems = []
    if given - union:
        problems.append(f"unknown placeholder {', '.join(sorted(given - union))}")
    if wanted[-1] - given:
        problems.append(f"lost placeholder {', '.join(sorted(wanted[-1] - given))}")
    return problems


class Stable(Catalog):
    """Without dates and versions in its header, so that equal fragments give equal bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain; charset=UTF-8"), ("Plural-Forms", "nplurals=1; plural=0;")]


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file."""
    stable = Stable(locale="zh", domain="creditdesk", fuzzy=False, charset="utf-8")
    for message in catalogue:
        if message.id:
            stable.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, stable)
    return out.getvalue()


def check() -> int:
    """Print every problem, a translation that nothing uses too; 1 when there is one."""
    catalogue, problems = merge()
    used = extract()
    known: dict[Key, bool] = {}
    for message in catalogue:
        if message.id:
            known[(message.context or "", first(message.id))] = isinstance(message.id, (tuple, list))
    for key, (place, plural) in sorted(used.items(), key=lambda item: item[1][0]):
        if key not in known:
            problems.append(f"{place}: no Chinese for {key[1]!r}" + (f" (context {key[0]!r})" if key[0] else ""))
        elif plural and not known[key]:
            problems.append(f"{place}: {key[1]!r} has a plural, its translation needs msgid_plural and msgstr[0]")
    if not COMPILED.is_file() or COMPILED.read_bytes() != compiled(catalogue):
        problems.append(f"{COMPILED.relative_to(ROOT)} is stale: run make translations")
    problems += [f"unused translation {key[1]!r}" for key in sorted(set(known) - set(used)) if LETTER.search(key[1])]
    print("\n".join([*problems, f"{len(used)} messages, {len(problems)} problems"]))
    return 1 if problems else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="check only, write nothing")
    if parser.parse_args(arguments).check:
        return check()
    catalogue, problems = merge()
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.write_bytes(compiled(catalogue))
    print("\n".join([*problems, f"{COMPILED.relative_to(ROOT)}: {len(catalogue)} messages"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
