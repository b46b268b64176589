"""Workbooks that are damaged, locked or made to harm: always data or a sentence, never the end of the program."""

from __future__ import annotations

import base64
import struct
import subprocess
import sys
import textwrap
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from creditdesk.domain.errors import FileError
from creditdesk.files import sheet_size
from creditdesk.files.sheet_in import open_workbook

from .test_sheet_in import filled, ODS, XLS

WORKBOOK = zlib.decompress(base64.b64decode(XLS))
SECTOR = 512


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(FileError) as refused:
        sum(len(list(sheet.rows())) for sheet in open_workbook(path))
    return refused.value.code


def changed(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value):]


def record(kind: int, nth: int = 0) -> int:
    """Where the content of a record of the workbook stream lies in the file; its stream is one run of sectors here."""
    at = WORKBOOK.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0005))
    while True:
        found, length = struct.unpack_from("<HH", WORKBOOK, at)
        if found == kind:
            if not nth:
                return at + 4
            nth -= 1
        at += 4 + length


def table() -> int:
    """Where the table of sectors lies."""
    return (1 + struct.unpack_from("<I", WORKBOOK, 76)[0]) * SECTOR


def ods(path: Path, content: str) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest='
                         '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        archive.writestr("content.xml", content.replace("\n", ""))
    return path.read_bytes()


def test_a_chain_of_sectors_that_leads_back_to_itself_is_unreadable(tmp_path: Path) -> None:
    first = struct.unpack_from("<I", WORKBOOK, 48)[0]
    assert refusal(tmp_path / "a.xls", changed(WORKBOOK, table() + 4 * first, struct.pack("<I", first))) == "unreadable"
    looped = changed(WORKBOOK, (2 + 1) * SECTOR + SECTOR - 4, struct.pack("<I", 2))  # sector 2 goes on with sector 2
    assert refusal(tmp_path / "a.xls", changed(looped, 68, struct.pack("<I", 2))) == "unreadable"


@pytest.mark.parametrize("at", [44, 64])
def test_more_sectors_than_the_file_has_are_unreadable(tmp_path: Path, at: int) -> None:
    assert refusal(tmp_path / "a.xls", changed(WORKBOOK, at, b"\xff\xff\xff\x7f")) == "unreadable"


def test_what_a_sheet_announces_makes_no_room(tmp_path: Path) -> None:
    place = record(0x0200)
    for said in ((0, 0xFFFFFFFF, 0, 0xFFFF), (9, 1, 0, 2), (0, 65536, 0, 256)):
        path = tmp_path / "a.xls"
        path.write_bytes(changed(WORKBOOK, place, struct.pack("<IIHH", *said)))
        assert filled(path)[0] == (3, ["客户", "开票日期", "金额"])


def test_a_cell_of_an_xls_far_behind_the_table_is_refused(tmp_path: Path) -> None:
    path, place = tmp_path / "a.xls", record(0x00FD)
    assert refusal(path, changed(WORKBOOK, place, struct.pack("<HH", 65535, 60000))) == "too_large"
    path.write_bytes(changed(WORKBOOK, place, struct.pack("<HH", 65535, 100)))
    assert open_workbook(path)[0].row_count == 65536


@pytest.mark.parametrize("kind", [0, 1])
def test_a_locked_xls_says_so(tmp_path: Path, kind: int) -> None:
    begin = record(0x0809)  # what follows the beginning of the workbook is replaced by the record of its lock
    locked = struct.pack("<HHH", 0x2F, 2, kind)
    assert refusal(tmp_path / "a.xls", changed(WORKBOOK, begin + 16, locked)) == "password"


def test_repeated_cells_of_an_ods_are_counted_before_they_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    cell = '<table:table-cell office:value-type="float" office:value="1.5"'
    assert refusal(path, ods(path, ODS.replace(cell, cell + ' table:number-columns-repeated="16384"').replace(
        'rows-repeated="2"', 'rows-repeated="1000000"'))) == "too_large"
    assert refusal(path, ods(path, ODS.replace("<text:p>客户", '<text:p>客户<text:s text:c="999999999"/>'))) == "unreadable"
    assert refusal(path, ods(path, '<?xml version="1.0" encoding="UTF-5"?>' + ODS.partition("?>")[2])) == "unreadable"
    assert refusal(path, ods(path, ODS.replace('"2"', '"99999999999999999999"'))) == "unreadable"
    ods(path, ODS.replace("</table:table>", '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
                          'table:number-columns-repeated="16384"/></table:table-row></table:table>'))
    assert filled(path)[0][0] == 3  # the blank rest of the sheet, as every ods has it


def test_a_locked_ods_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:  # as LibreOffice writes it: the texts are locked, the list of them is not
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml">'
                         '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>')
        archive.writestr("content.xml", bytes(range(256)) * 4)
    assert refusal(path, path.read_bytes()) == "password"
    with zipfile.ZipFile(path, "w") as archive:  # and as its newer versions do: the whole file as one
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        archive.writestr("encrypted-package", bytes(range(256)) * 4)
    assert refusal(path, path.read_bytes()) == "password"


@pytest.mark.parametrize("end", ["</table:table-row>", "<text:p>x"])
def test_an_ods_that_breaks_off_is_unreadable(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.ods"
    assert refusal(path, ods(path, ODS[:ODS.index(end)])) == "unreadable"


def test_a_part_that_unfolds_to_more_than_memory_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_size, "_PART", 1 << 20)
    plain, path = tmp_path / "plain.xlsx", tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "客户"
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/image1.png", b"\0" * (2 << 20))
    assert filled(path) == [(1, ["客户"])]
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/more.xml", b" " * (2 << 20))
    assert refusal(path, path.read_bytes()) == "unreadable"


def test_a_thousand_damaged_workbooks_are_data_or_a_sentence(tmp_path: Path) -> None:
    """In a process of its own with little memory: an abort of the reader would end it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in range(20):
        book.active.append([f"客户{row}", row, row / 3])
    book.save(tmp_path / "seed.xlsx")
    (tmp_path / "seed.xls").write_bytes(WORKBOOK)
    ods(tmp_path / "seed.ods", ODS)
    script = textwrap.dedent("""
        import random, sys
        from pathlib import Path
        from creditdesk.domain.errors import FileError
        from creditdesk.files.sheet_in import open_workbook
        try:
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))
        except ImportError:
            pass  # Windows sets no limit
        folder, chance, seen = Path(sys.argv[1]), random.Random(7), set()
        for ending in ("xls", "xlsx", "ods"):
            data = (folder / f"seed.{ending}").read_bytes()
            path = folder / f"damaged.{ending}"
            for number in range(350):
                bad = bytearray(data[:chance.randrange(1, len(data))] if number % 7 == 0 else data)
                for _one in range(chance.choice((1, 1, 2, 8, 60))):
                    bad[chance.randrange(min(len(bad), chance.choice((600, len(bad)))))] = chance.choice((0, 255, chance.randrange(256)))
                path.write_bytes(bad)
                try:
                    for sheet in open_workbook(path):
                        sum(len(cells) for _number, cells in sheet.rows())
                    seen.add("data")
                except FileError as error:
                    assert error.message
                    seen.add(error.code)
        print(*sorted(seen))
    """)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {"data", "unreadable"} <= set(done.stdout.split())
