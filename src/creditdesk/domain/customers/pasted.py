"""Text copied from a public page, read into proposed facts; nothing is kept until a person confirms it (DOMAIN B9)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from .identity import clean_id

#: labels as public sites write them, with the key of the fact; longer ones are looked for first
LABELS: tuple[tuple[str, str], ...] = (
    ("统一社会信用代码", "tax_id"), ("纳税人识别号", "tax_id"), ("注册号", "registration_no"),
    ("企业名称", "name"), ("公司名称", "name"), ("名称", "name"), ("曾用名", "former_name"),
    ("法定代表人姓名", "legal_representative"), ("法定代表人", "legal_representative"), ("法人代表", "legal_representative"),
    ("经营者", "legal_representative"), ("负责人", "legal_representative"),
    ("注册资本", "registered_capital"), ("实缴资本", "paid_in_capital"),
    ("成立日期", "founded_on"), ("成立时间", "founded_on"), ("注册日期", "founded_on"),
    ("登记状态", "registration_status"), ("经营状态", "registration_status"), ("企业状态", "registration_status"),
    ("企业类型", "legal_form"), ("类型", "legal_form"), ("住所", "address"), ("注册地址", "address"),
    ("企业地址", "address"), ("主要经营场所", "address"), ("经营场所", "address"), ("经营范围", "business_scope"),
    ("登记机关", "registrar"), ("所属行业", "industry_name"), ("参保人数", "insured_headcount"),
    ("纳税信用等级", "EX3"), ("纳税信用级别", "EX3"),
    ("Company number", "registration_no"), ("Company status", "registration_status"), ("Company type", "legal_form"),
    ("Company name", "name"), ("Registered office address", "address"), ("Incorporated on", "founded_on"),
    ("VAT number", "tax_id"), ("Director", "legal_representative"))
#: what sites call a firm's status, by the code that is kept; the first word found decides
STATUSES: tuple[tuple[str, str], ...] = (
    ("吊销", "revoked"), ("注销", "deregistered"), ("破产", "bankrupt"), ("清算", "liquidation"), ("停业", "suspended"),
    ("歇业", "suspended"), ("迁出", "moved_out"), ("存续", "active"), ("在业", "active"), ("开业", "active"), ("在营", "active"),
    ("正常", "active"), ("dissolved", "deregistered"), ("liquidation", "liquidation"), ("insolven", "bankrupt"),
    ("active", "active"))
#: statuses that fire V2 (DOMAIN C7)
GONE_STATUSES = frozenset({"revoked", "deregistered", "bankrupt", "liquidation"})
_LABEL = "|".join(re.escape(label) for label, _ in sorted(LABELS, key=lambda pair: -len(pair[0])))
_FOUND = re.compile(rf"(?<![一-鿿A-Za-z])({_LABEL})\s*(?:[:：\t]|\s{{2,}}|\n)\s*", re.IGNORECASE)
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
_DATE = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿|万|千)?")
_SCALES = {"亿": 8, "万": 4, "千": 3}
_CURRENCIES = (("美元", "USD"), ("欧元", "EUR"), ("港", "HKD"), ("日元", "JPY"), ("英镑", "GBP"), ("USD", "USD"), ("EUR", "EUR"))
_NOTHING = frozenset({"-", "--", "—", "无", "暂无", "N/A", "/"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact the text seems to tell: `value` as it would be kept, `found` as it stands there."""

    key: str
    value: str
    unit: str
    found: str


def read_pasted(text: str) -> tuple[Proposal, ...]:
    """What a pasted page seems to say, each key once, in the order of the text."""
    plain = unicodedata.normalize("NFKC", text).replace("\xa0", " ").replace("\r", "")
    keys = {label.casefold(): key for label, key in LABELS}
    found: dict[str, Proposal] = {}
    spans = list(_FOUND.finditer(plain))
    for place, match in enumerate(spans):
        end = spans[place + 1].start() if place + 1 < len(spans) else len(plain)
        value = plain[match.end():end].split("\n")[0].split("\t")[0].strip(" ;；,，。")
        key = keys[match[1].casefold()]
        proposal = _proposal(key, value)
        if proposal is not None:
            found.setdefault(key, proposal)
    if "tax_id" not in found and (code := _CODE.search(plain.upper())):
        found["tax_id"] = Proposal("tax_id", code[0], "", code[0])
    status = found.get("registration_status")
    if status is not None and status.value in GONE_STATUSES:
        found["V2"] = Proposal("V2", "yes", "", status.found)
    return tuple(found.values())


def _proposal(key: str, value: str) -> Proposal | None:
    if not value or value in _NOTHING:
        return None
    kept, unit = value, ""
    if key == "tax_id":
        kept = clean_id(value.split()[0])
    elif key == "founded_on":
        day = _DATE.search(value)
        kept = f"{int(day[1]):04d}-{int(day[2]):02d}-{int(day[3]):02d}" if day else ""
    elif key in ("registered_capital", "paid_in_capital"):
        kept, unit = _capital(value)
    elif key == "registration_status":
        kept = next((code for word, code in STATUSES if word in value.casefold()), value)
    elif key == "EX3":
        kept = value[:1].upper() if value[:1].upper() in "ABMCD" else ""
    elif key == "legal_representative":
        # sites print the number of the person's other firms behind the name
        kept = re.split(r"\s{2,}|\s+关联|\s*\d+家|他关联|TA有", value)[0].strip()
    return Proposal(key, kept, unit, value) if kept else None


def _capital(text: str) -> tuple[str, str]:
    """A sum of capital in whole units and its currency: "500万元人民币" → 5000000, CNY."""
    match = _AMOUNT.search(text)
    if match is None:
        return "", ""
    amount = Decimal(match[1].replace(",", "")).scaleb(_SCALES.get(match[2] or "", 0))
    currency = next((code for word, code in _CURRENCIES if word in text), "CNY")
    return f"{amount.normalize():f}", currency
