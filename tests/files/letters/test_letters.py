from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from creditdesk.domain.collections.letter_content import (
    Blocks,
    Grid,
    GridColumn,
    InvoiceLine,
    LetterContent,
    Letterhead,
    OpenLine,
    Paragraph,
    Statement,
    StatementLine,
)
from creditdesk.domain.collections.letters import compose, read_template
from creditdesk.domain.errors import Cancelled, FileError, RuleError
from creditdesk.files.flow import Flow
from creditdesk.files.fonts import candidates, default_face, load_face, packaged_face
from creditdesk.files.letters import lay_out, letter_pdf, write_letters, write_letters_apart
from creditdesk.files.line_breaks import break_lines, NO_END, NO_START
from creditdesk.files.preview import extract_pages, page_count, page_size, render_page

RESOURCES = Path(__file__).parents[3] / "resources" / "letters"
DAY = date(2026, 11, 20)
FIELDS: dict[str, object] = {
    "our_name": "云杉工贸有限公司", "our_contact": "李敏", "our_phone": "0571-5550 0166", "our_email": "ar@yunshan.example",
    "our_signatory": "Li Min", "bank_account_name": "云杉工贸有限公司", "bank_name": "示例银行杭州拱墅支行",
    "bank_account": "0000 1203 0099 4407", "customer_name": "晨曦幕墙工程有限公司", "letter_no": "YS-L2-2026-0058",
    "letter_date": DAY, "as_of_date": DAY, "currency": "CNY", "total_due": Decimal("300795.40"),
    "closing_balance": Decimal("300795.40"), "overdue": Decimal("0.10"), "disputed": Decimal(0), "unapplied": Decimal(0),
    "deadline": date(2026, 11, 27), "reply_deadline": date(2026, 11, 30)}


def rows(count: int) -> tuple[InvoiceLine, ...]:
    return tuple(InvoiceLine(f"{25332000000000000000 + i}", date(2026, 1, 1 + i % 28), date(2026, 2, 1 + i % 28),
                             Decimal(10000 + i) + Decimal("0.07"), Decimal(i), Decimal(10000) + Decimal("0.07"), 200 - i)
                 for i in range(count))


def letter(count: int = 2, language: str = "zh", kind: str = "L2", head: Letterhead | None = None,
           blocks: Blocks | None = None, **changes: object) -> LetterContent:
    template = read_template((RESOURCES / language / f"{kind}.txt").read_text("utf-8"), kind, language)
    return compose(template, {**FIELDS, **changes}, blocks or Blocks(rows(count)),
                   letterhead=head or Letterhead("云杉工贸有限公司", "YUNSHAN TRADING", "杭州市拱墅区云杉路 66 号", "0571-5550 0166"))


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def logo(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (14, 106, 114)).save(buffer, kind)
    return buffer.getvalue()


def test_figures_and_characters_are_selectable_and_equal() -> None:
    pdf = letter_pdf(letter())
    (text,) = texts(pdf)
    joined = "".join(text.split())
    for wanted in ("催款函（一）", "YS-L2-2026-0058", "25332000000000000001", "10,000.07", "20,000.14", "逾期天数", "第 1 页，共 1 页",
                   "人民币叁拾万零柒佰玖拾伍圆肆角", "2026年11月27日", "0000 1203 0099 4407", "（盖章处）", "回　执", "□"):
        assert "".join(wanted.split()) in joined, wanted


def test_every_font_is_embedded() -> None:
    for page in PdfReader(io.BytesIO(letter_pdf(letter()))).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = font.get_object()
            assert "/FontFile2" in font["/FontDescriptor"].get_object(), font["/BaseFont"]


def test_long_tables_go_on_with_their_head() -> None:
    pdf = letter_pdf(letter(60))
    pages = texts(pdf)
    assert len(pages) in (2, 3)
    carrying = [page for page in pages if "25332000" in page]
    assert len(carrying) == 2
    for page in carrying:
        assert "逾期天数" in page
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页，共 {len(pages)} 页" in page
    assert all(sum(row.no in page for page in pages) == 1 for row in rows(60))
    assert "600,004.20" in carrying[-1], "totals stay with the last row"


@pytest.mark.parametrize("count", [1, 2, *range(18, 36)])
def test_nothing_leaves_the_paper_or_overlaps(count: int) -> None:
    face = default_face()
    content = letter(count)
    for sheet in lay_out(content, face):
        seen: dict[float, list[tuple[float, float]]] = {}
        for span in sheet.spans:
            right = span.x + face.width(span.text, span.size) + span.spread * (len(span.text) - 1)
            assert span.x >= 56 and right <= 540 and 25 <= span.y <= 820, span
            for left, end in seen.setdefault(round(span.y, 1), []):
                assert right <= left + 0.1 or span.x >= end - 0.1, span
            seen[round(span.y, 1)].append((span.x, right))


def test_many_letters_in_one_file_know_their_pages(tmp_path: Path) -> None:
    path, calls = tmp_path / "all.pdf", []
    contents = [letter(2, letter_no="A-1"), letter(60, letter_no="A-2"), letter(1, "en", letter_no="A-3")]
    places = write_letters(contents, path, progress=lambda done, total: calls.append((done, total)))
    pdf = path.read_bytes()
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert places[0].first_page == 1 and places[1].first_page == 2 and places[2].first_page == 2 + places[1].pages
    assert page_count(pdf) == sum(place.pages for place in places)
    for place in places:
        pages = texts(extract_pages(pdf, place.first_page, place.pages))
        assert len(pages) == place.pages and all(place.number in page for page in pages)
    assert f"Page 1 of {places[2].pages}" in texts(pdf)[places[2].first_page - 1]


def test_one_file_each_beside_the_batch(tmp_path: Path) -> None:
    contents = [letter(letter_no=f"N-{n}", head=Letterhead("甲", logo=logo())) for n in range(3)]
    paths = [tmp_path / f"{n}.pdf" for n in range(3)]
    places = write_letters_apart(contents, tmp_path / "batch.pdf", paths)
    assert [place.first_page for place in places] == [1, 2, 3]
    assert all(f"N-{n}" in texts(path.read_bytes())[0] for n, path in enumerate(paths))
    assert all(f"N-{n}" in page for n, page in enumerate(texts((tmp_path / "batch.pdf").read_bytes())))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.pdf", "1.pdf", "2.pdf", "batch.pdf"]


def test_a_stop_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    path.write_bytes(b"old")
    done: list[int] = []
    with pytest.raises(Cancelled):
        write_letters([letter(), letter()], path, progress=lambda n, _: done.append(n), stopped=lambda: bool(done))
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_target_that_cannot_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters.pdf").mkdir()
    with pytest.raises(FileError) as caught:
        write_letters([letter()], tmp_path / "letters.pdf")
    assert caught.value.code == "not_written" and "letters.pdf" in caught.value.message
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError):
        write_letters([letter()], tmp_path / "file" / "letters.pdf")
    with pytest.raises(FileError):
        write_letters([], tmp_path / "none.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "letters.pdf"]


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter_pdf(letter()) == letter_pdf(letter())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_logo(kind: str) -> None:
    with_logo = letter_pdf(letter(head=Letterhead("云杉", logo=logo(kind))))
    assert len(PdfReader(io.BytesIO(with_logo)).pages[0].images) == 1


def test_a_broken_logo_is_refused() -> None:
    with pytest.raises(FileError) as caught:
        letter_pdf(letter(head=Letterhead("云杉", logo=b"GIF89a nonsense")))
    assert (caught.value.code, caught.value.field) == ("bad_logo", "logo")


def test_only_a_name_is_needed() -> None:
    template = read_template("# 函\n> 致 {customer_name}：\n请付 {total_due}，账号 {bank_account}。\n>> {our_name}", "L2", "zh")
    content = compose(template, {"letter_no": "1", "letter_date": DAY, "currency": "CNY"}, letterhead=Letterhead("云杉"))
    assert "账号 ____________" in texts(letter_pdf(content))[0]
    assert content.missing == ("customer_name", "total_due", "bank_account", "our_name")


@pytest.mark.parametrize("name", ["长" * 60 + "有限公司", "A" * 90, "O’Brien & Søn – Γειά Жанна (Ltd.)", "𠮷野㙓工厂", "a\tb\nc", "한국"])
def test_unusual_names_are_printed_inside_the_margins(name: str) -> None:
    content = letter(customer_name=name, our_name=name, head=Letterhead(name, name, name * 2, "1" * 50))
    face = default_face()
    for sheet in lay_out(content, face):
        for span in sheet.spans:
            assert span.x >= 55 and span.x + face.width(span.text, span.size) <= 541, span
        ys = sorted((round(span.y, 1), round(span.x)) for span in sheet.spans)
        assert len(set(ys)) == len(ys), "no two texts on one place"
    assert page_count(letter_pdf(content)) == 1


def test_statement_of_account() -> None:
    statement = Statement(
        "CNY", date(2026, 10, 1), DAY, Decimal("222800.00"),
        (StatementLine(date(2026, 10, 9), "收款", "R-1", None, Decimal("64000.00"), Decimal("158800.00")),),
        Decimal("158800.00"), tuple(OpenLine(f"INV-{n}", DAY, DAY, Decimal(9), Decimal(9), n - 30) for n in range(80)),
        (("未到期", Decimal("158800.00")), ("1–30 天", Decimal(0))), Decimal(0), Decimal(0), Decimal(0), "KH-17")
    pages = texts(letter_pdf(letter(kind="L6", blocks=Blocks(statement=statement))))
    whole = "".join("".join(pages).split())
    for wanted in ("期初余额", "222,800.00", "158,800.00", "人民币158,800.00", "KH-17", "逾期49天", "未到期", "INV-79", "三、账龄", "□与上列金额一致"):
        assert wanted in whole, wanted
    assert "与上列金额一致" in pages[-1]


def test_seal_places_of_an_agreement() -> None:
    content = letter(kind="L8", guarantor="张三", principal_due=Decimal(5))
    (sheet,) = lay_out(content, default_face())
    assert len(sheet.circles) == 3
    assert all(radius * 2 == pytest.approx(40 * 72 / 25.4) for _, _, radius in sheet.circles)


def test_lines_keep_chinese_rules() -> None:
    face = default_face()
    text = "我司（云杉工贸）自2026年11月20日起，暂停“供货”；付款后恢复。《民法典》第五百二十六条：账号 0000 1203 0099 4407，共￥1,234,567.00元。"
    for width in range(60, 400, 7):
        lines = break_lines(text, face, 10.5, width)
        assert "".join("".join(lines).split()) == "".join(text.split())
        for line in lines[1:]:
            assert line[0] not in NO_START or width < 125, (width, lines)
        for line in lines[:-1]:
            assert line[-1] not in NO_END, (width, lines)
        if width > 130:
            assert any("0000 1203 0099 4407" in line for line in lines)
        assert all(face.width(line, 10.5) <= width + 0.1 for line in lines)


def test_a_word_longer_than_the_line_is_cut() -> None:
    face = default_face()
    lines = break_lines("x" * 200, face, 10, 100)
    assert "".join(lines) == "x" * 200 and all(face.width(line, 10) <= 100 for line in lines)


def test_wide_tables_wrap_and_shrink() -> None:
    face = default_face()
    flow = Flow(face)
    flow.grid(Grid(tuple(GridColumn(f"很长的标题 {n}", "right", n == 0) for n in range(12)),
                   (("一个很长很长很长很长的客户名称有限公司", *["123,456,789.00"] * 11),), None))
    for span in flow.sheet.spans:
        assert span.x >= flow.left - 0.1 and span.x + face.width(span.text, span.size) <= flow.right + 0.1


def test_preview_shows_the_page(tmp_path: Path) -> None:
    pdf = letter_pdf(letter())
    width, height, data = render_page(pdf, 1, 0.5)
    assert (width, height) == (298, 421) and len(data) == width * height * 4
    image = Image.frombytes("RGBA", (width, height), data)
    assert image.getpixel((2, 2)) == (255, 255, 255, 255) and image.convert("L").getextrema()[0] < 120
    assert page_size(pdf, 1) == pytest.approx((595.28, 841.89), abs=0.1)
    for first, count in ((0, 1), (2, 1), (1, 2)):
        with pytest.raises(RuleError):
            extract_pages(pdf, first, count)
    with pytest.raises(FileError):
        render_page(b"not a pdf", 1, 1.0)


def test_the_packaged_face_serves_where_the_system_has_none(tmp_path: Path) -> None:
    (tmp_path / "simsun.ttc").write_bytes(b"OTTO" + bytes(200))
    assert candidates([tmp_path / "nowhere"]) == [packaged_face()]
    paths = candidates([tmp_path])
    assert [path.name for path in paths] == ["simsun.ttc", "NotoSansSC-Regular.ttf"]
    face = load_face(paths)
    assert face.name == "CD-NotoSansSC-Regular"
    with pytest.raises(FileError):
        load_face([tmp_path / "simsun.ttc"])


def test_bold_does_not_spill_over() -> None:
    content = replace(letter(), elements=(Paragraph("粗", "lead"), Paragraph("细")))
    stream = PdfReader(io.BytesIO(letter_pdf(content))).pages[0].get_contents()
    assert stream is not None
    data = stream.get_data()
    assert data.count(b"2 Tr") >= 2
    for piece in data.split(b"2 Tr")[1:]:
        assert piece.index(b"Q") < (piece.index(b"BT") if b"BT" in piece else len(piece)), "the weight ends with its text"


def test_a_slip_that_would_stand_alone_is_brought_back() -> None:
    """From some number of rows on the slip no longer fits; then the letter is set tighter before it takes another page."""
    face = default_face()
    pages = [len(lay_out(letter(count), face)) for count in range(1, 26)]
    assert pages == sorted(pages) and pages[0] == 1 and pages[-1] == 2
    last_of_one = pages.count(1)
    rows_used = {count: lay_out(letter(count), face)[0] for count in (5, last_of_one)}
    leading = {count: sorted({round(span.y, 1) for span in sheet.spans if span.text.startswith("25332")})
               for count, sheet in rows_used.items()}
    step = {count: round(places[1] - places[0], 1) for count, places in leading.items()}
    assert step[5] == 16.5 and step[last_of_one] in (14.8, 14.9, 13.2)


@pytest.mark.parametrize(("size", "width"), [((300, 300), 34.0), ((600, 300), 68.0), ((1200, 80), 110.0), ((40, 900), 1.5)])
def test_a_logo_keeps_its_shape_and_never_drives_out_the_name(size: tuple[int, int], width: float) -> None:
    face = default_face()
    head = Letterhead("云杉工贸有限公司", logo=logo(size=size))
    (picture,) = lay_out(letter(head=head), face)[0].pictures
    assert round(picture.width, 1) == width and picture.height == 34
    assert "云杉工贸有限公司" in texts(letter_pdf(letter(head=head)))[0]


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "RGB")])
def test_logos_of_every_colour_kind(kind: str, mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (90, 60), 120 if mode in ("L", "P", "I;16") else None).save(buffer, kind)
    assert letter_pdf(letter(head=Letterhead("云杉", logo=buffer.getvalue())))[:5] == b"%PDF-"
