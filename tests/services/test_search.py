"""The palette's search on a real book."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import customers
from creditdesk.services.collections.contacts import ContactDraft, log_contact
from creditdesk.services.credit.facts import record_fact
from creditdesk.services.credit.file_writing import save_entry
from creditdesk.services.ledger.posting import post_document
from creditdesk.services.search import search
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


@pytest.fixture
def filled(session: Session) -> Session:
    first = customers.save(session, Customer(0, "K1", "海岳建材（宁波）有限公司", tax_id="91330200MA2A19876X",
                                             contact="沈立峰", phone="0574-5550 1370"))
    customers.save(session, Customer(0, "K2", "恒源物流（杭州）有限公司"))
    gone = customers.save(session, Customer(0, "K3", "华宇停业公司"))
    customers.retire(session, gone, DAY)
    post_document(session, DocumentDraft("invoice", first, date(2026, 9, 1), Decimal("96800.00"), "CNY", no="INV-2026-1182",
                                         due_date=date(2026, 10, 1)))
    return session


@pytest.mark.parametrize("text, names", [
    ("hy", ["海岳建材（宁波）有限公司", "恒源物流（杭州）有限公司"]),  # who owes something first
    ("haiyue", ["海岳建材（宁波）有限公司"]),
    ("K2", ["恒源物流（杭州）有限公司"]),
    ("9876X", ["海岳建材（宁波）有限公司"]),
    ("物流", ["恒源物流（杭州）有限公司"]),
    ("宁波 海岳", ["海岳建材（宁波）有限公司"]), ("hy ningbo", ["海岳建材（宁波）有限公司"]),  # every word, in any order
    ("hai yue jian cai", ["海岳建材（宁波）有限公司"]), ("ＨＹ", ["海岳建材（宁波）有限公司", "恒源物流（杭州）有限公司"]),
    ("05745550", ["海岳建材（宁波）有限公司"]), ("0574-5550", ["海岳建材（宁波）有限公司"]), ("1370", ["海岳建材（宁波）有限公司"]),
    ("沈立峰", ["海岳建材（宁波）有限公司"]), ("hy 物流", ["恒源物流（杭州）有限公司"]), ("hy 钢铁", []),
    ("100%", []),
    ("_", []),
])
def test_customers_are_found(filled: Session, text: str, names: list[str]) -> None:
    assert [one.name for one in search(filled, text, DAY).customers] == names


@pytest.mark.parametrize("text, count", [("1182", 1), ("inv-2026", 1), ("96,800", 1), ("96800.01", 0), ("9", 0)])
def test_documents_are_found_by_number_and_amount(filled: Session, text: str, count: int) -> None:
    assert len(search(filled, text, DAY).documents) == count


def test_what_is_open_stands_beside_the_customer(filled: Session) -> None:
    assert search(filled, "hy", DAY).customers[0].balances == [("CNY", Decimal("96800.00"), Decimal("96800.00"))]


def test_nothing_asked_gives_the_latest(filled: Session) -> None:
    found = search(filled, " ", DAY)
    assert found.recent and [one.number for one in found.documents] == ["INV-2026-1182"]


@pytest.mark.parametrize(("name", "asked"), [
    ("重庆钢铁", ("cq", "cqgt", "chongqing")), ("厦门海川", ("xm", "xiamen")), ("杭州海川", ("hzhc", "hangzhou")),
    ("单晓明商行", ("sxm", "shan")), ("曾记饭店", ("zj", "zengji")), ("解氏五金", ("xs", "xieshi")), ("解放碑百货", ("jfb", "jiefang")),
    ("上海单氏贸易", ("shss", "shanshi")), ("仇明工作室", ("qm",)), ("乐清电器", ("yq", "yueqing")), ("六安茶业", ("la", "luan")),
    ("万俟建材", ("mq", "moqi")), ("单县羊汤", ("sx", "shanxian")), ("Hengxin 电器", ("hd", "hengxin")), ("绿城", ("lc",))])
def test_polyphones_are_found_by_each_reading(session: Session, name: str, asked: tuple[str, ...]) -> None:
    customers.save(session, Customer(0, "K1", name))
    for text in asked:
        assert [one.name for one in search(session, text, DAY).customers] == [name], text


def test_a_short_name_is_an_alias_and_a_new_name_is_found_at_once(session: Session) -> None:
    key = customers.save(session, Customer(0, "K1", "宁波东方贸易", short_name="老王"))
    assert [one.id for one in search(session, "lw", DAY).customers] == [key]
    kept = customers.find(session, "K1")
    customers.save(session, dataclasses.replace(kept, name="厦门东方贸易", short_name="老李", initials=""))
    assert [one.id for one in search(session, "xmdf", DAY).customers] == [key]
    assert [one.id for one in search(session, "laoli", DAY).customers] == [key]
    assert not search(session, "laowang", DAY).customers


def test_the_first_customer_brings_its_latest_documents(filled: Session) -> None:
    found = search(filled, "haiyue", DAY)
    assert found.recent and [one.number for one in found.documents] == ["INV-2026-1182"]


@pytest.mark.parametrize(("asked", "place"), [
    ("周转不开", "contact"), ("Harbour", "fact"), ("仓库已空", "visit"), ("licence-2026", "paper"), ("要盯紧", "record"), ("nowhere", "")])
def test_words_of_the_files_are_found(session: Session, asked: str, place: str) -> None:
    """DOMAIN A4: notes, facts, visits and names of papers, whoever's file they stand in."""
    key = customers.save(session, Customer(0, "K1", "海岳建材", note="要盯紧：老板换人"))
    log_contact(session, ContactDraft(key, "2026-11-10T10:00", "phone", note="说年底周转不开"))
    record_fact(session, Fact(0, key, "registered_address", "12 Harbour Street", "official", DAY))
    save_entry(session, FileEntry(0, key, "visit", DAY, {"visitor": "李敏", "note": "仓库已空，工人不多"}))
    save_entry(session, FileEntry(0, key, "paper", DAY, {"title": "营业执照", "class": "licence"}), ("licence-2026.pdf", b"x"))
    found = search(session, asked, DAY)
    assert [one.place for one in found.files] == ([place] if place else []) and not found.documents
    assert all(one.customer_id == key and asked.casefold() in one.text.casefold() for one in found.files)
