"""What the papers of the house claim is true: every command of the README runs, every file and target named is there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from openpyxl import Workbook

from creditdesk.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


def text(paper: str) -> str:
    return (ROOT / paper).read_text(encoding="utf-8")


def commands() -> list[str]:
    """Command lines of the README's long block."""
    block = next(part for part in text("README.md").split("```") if "creditdesk new " in part)
    return [line for line in block.strip().splitlines() if line]


def sheet(path: Path, *rows: list[object]) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_every_command_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    sheet(tmp_path / "customers.xlsx", ["code", "name"], ["C001", "Alpha Ltd"], ["C002", "Beta Ltd"])
    sheet(tmp_path / "invoices.xlsx", ["invoice_no", "customer_code", "invoice_date", "amount"],
          ["I1", "C001", "2026-08-01", 1000], ["I2", "C002", "2026-09-01", 250.5])
    (tmp_path / "receipts.csv").write_text("receipt_no,customer_code,date,amount,invoice_no\nR1,C001,2026-09-01,400,I1\n",
                                           encoding="utf-8")
    (tmp_path / "entries.json").write_text(json.dumps({"documents": [
        {"kind": "limit", "customer": "C001", "amount": "50000.00", "from": "2026-01-01", "reason": "a first limit"}]}), encoding="utf-8")
    assert len(commands()) >= 20
    for line in commands():
        program, *arguments = shlex.split(line)
        assert program == "creditdesk"
        if arguments[0] == "demo":  # it has a test of its own: tests/cli/test_demo.py
            continue
        assert main([*arguments, "--language", "en"]) == 0, (line, capsys.readouterr().err)
    assert {path.name for path in tmp_path.iterdir()} >= {"aging.xlsx", "letters", "statement.pdf", "again.creditdesk"}
    assert list((tmp_path / "letters").glob("*.pdf"))


def test_every_command_of_the_program_is_in_the_readme() -> None:
    from creditdesk.cli.program import COMMANDS
    named = {shlex.split(line)[1] for line in commands()}
    assert {command.name for command in COMMANDS} - named <= {"undo-import", "provision", "forecast"}


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", text(paper)):
        assert "://" in link or ((ROOT / paper).parent / link).exists(), link


@pytest.mark.parametrize("paper", PAPERS)
def test_make_targets_exist(paper: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    quoted = " ".join(text(paper).split("`")[1::2])  # what stands between backquotes, whole blocks too
    named = set(re.findall(r"\bmake ([a-z]+)", quoted))
    assert named <= targets


@pytest.mark.parametrize("paper", PAPERS)
def test_files_and_folders_named_are_there(paper: str) -> None:
    """Paths in backquotes that begin with a folder of the top level."""
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"dist", "build"}
    for name in re.findall(r"`([\w.-]+/[\w./{},*-]*)`", text(paper)):
        if name.split("/")[0] in tops and not set(name) & set("*{}<"):
            assert (ROOT / name).exists() or name.startswith(".venv"), name


def test_the_rooms_of_the_architecture_are_those_of_the_code() -> None:
    rooms = {path.name for path in (ROOT / "src" / "creditdesk").iterdir() if path.is_dir() and path.name != "__pycache__"}
    told = text("docs/architecture.md")
    assert [room for room in sorted(rooms) if not re.search(rf"^  {room}\b", told, re.MULTILINE)] == []
    assert [path.name for path in sorted((ROOT / "resources").iterdir()) if path.name not in told] == []


def test_decisions_are_numbered_in_their_order() -> None:
    """So that a number names one decision."""
    numbers = [int(number) for number in re.findall(r"^## (\d+) ", text("docs/decisions.md"), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_benchmark_named_is_there() -> None:
    named = re.search(r"NAMES: .*?= \{(.*?)\n\}", text("benchmarks/__main__.py"), re.DOTALL)
    assert named
    names = re.findall(r'"(\w+)": \{', named.group(1))
    assert len(names) >= 8
    assert [name for name in names if "def run(" not in text(f"benchmarks/{name}.py")] == []


def test_every_package_that_ships_is_in_the_table_of_licences() -> None:
    notice = text("resources/licences/NOTICE.txt").split("Packages\n", 1)[1]
    shipped = re.findall(r"^- ([\w.-]+) \d", notice, re.MULTILINE)
    table = re.sub(r"[-_]", "-", text("docs/licences.md")).lower()
    assert len(shipped) > 30
    assert [name for name in shipped if re.sub(r"[-_]", "-", name).lower() not in table] == []


def test_what_is_locked_to_ship_is_in_the_notices() -> None:
    notice = re.sub(r"[-_.]+", "-", text("resources/licences/NOTICE.txt")).lower()
    locked = re.findall(r"^([\w.-]+)==[^;\n]*?(;[^\\\n]*)?\\?$", text("requirements.lock"), re.MULTILINE)
    names = [re.sub(r"[-_.]+", "-", name).lower() for name, marker in locked if "win32" not in marker and "python" not in marker]
    assert len(names) > 30
    assert [name for name in names if name not in notice] == []
