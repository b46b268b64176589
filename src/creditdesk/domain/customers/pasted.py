"""Text copied from a public page, read into proposed facts; nothing is kept until a person confirms it (DOMAIN B9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..dates import parse_date
from ..errors import InputError
from .identity import clean_id

#: labels as public sites write them, with the key of the fact; longer ones are looked for first
LABELS: tuple[tuple[str, str], ...] = (
    ("统一社会信用代码", "tax_id"), ("纳税人识别号", "tax_id"), ("注册号", "registration_no"),
    ("被执行人姓名/名称", "name"), ("失信被执行人姓名/名称", "name"), ("企业名称", "name"), ("公司名称", "name"), ("单位名称", "name"),
    ("名称", "name"), ("曾用名", "former_name"),
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
#: a case as courts number it, and the sentences that say there is none
_CASE = re.compile(r"[(（]\s*20\d{2}\s*[)）]\s*[^\s,，。]{1,12}?(?:执恢|执保|执异|执|民初|民终|破申|破)字?第?\s*\d+\s*号")
_NO_RECORD = re.compile(r"没有找到[^\n]{0,30}|未查询到[^\n]{0,30}|查无[^\n]{0,12}|未找到[^\n]{0,30}|无相关[^\n]{0,12}"
                        r"|没有符合[^\n]{0,20}|no (?:results|records)[^\n]{0,30}", re.IGNORECASE)
#: lists of regulators: the veto or cap, what EX2 then is, and how pages say it
_LISTED = (("V5", "serious_violation", re.compile(
    r"(?:已?被?列入|列入)严重违法(?:失信)?(?:企业)?名单|严重失信(?:主体)?(?:名单)?\s*[(（]?\s*[1-9]\d*")),
           ("V10", "abnormal_list", re.compile(
               r"(?:已?被?列入)经营异常名录(?!查询)|列入经营异常名录原因|经营异常\s*[(（]?\s*[1-9]\d*")))
_NOTHING = frozenset({"-", "--", "—", "无", "暂无", "N/A", "/"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact the text seems to tell: `value` as it would be kept, `found` as it stands there.

    `sure` False: what the page says can be read in more than one way, so a person has to choose it knowingly.
    """

    key: str
    value: str
    unit: str
    found: str
    sure: bool = True


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
    for proposal in _records(plain):
        found.setdefault(proposal.key, proposal)
    if _NO_RECORD.search(plain) and not _CASE.search(plain):
        found.pop("name", None)  # what was searched for, not what a register says
    status = found.get("registration_status")
    if status is not None and status.value in GONE_STATUSES:
        found["V2"] = Proposal("V2", "yes", "", status.found)
    return tuple(found.values())


def _records(text: str) -> Iterator[Proposal]:
    """What pages of courts and regulators say in sentences and cases rather than beside labels."""
    nothing, case = _NO_RECORD.search(text), _CASE.search(text)
    if "失信被执行人" in text and case and not nothing:
        yield Proposal("V1", "yes", "", case[0])
    if re.search(r"限制(?:高?消费)人员|限制高?消费令", text) and case and not nothing:
        yield Proposal("V8", "yes", "", case[0])
    if "被执行人" in text:
        sum_ = re.search(r"执行标的[^\d]{0,12}([\d,.]+)", text)
        if nothing and not case:
            yield Proposal("EX1", "none", "", nothing[0])
        elif case:
            # whether it is below a tenth of the net assets only a person can say
            yield Proposal("EX1", "open_larger", "", f"{case[0]} {sum_[0] if sum_ else ''}".strip(), sure=False)
    for key, factor, pattern in _LISTED:
        if (match := pattern.search(text)) and "移出" not in text[match.start():match.start() + 120]:
            yield Proposal(key, "yes", "", match[0])
            yield Proposal("EX2", factor, "", match[0])
            return
    if (fines := re.search(r"行政处罚(?:信息)?\s*[(（]?\s*(\d+)", text)) is not None:
        yield Proposal("EX2", "none" if fines[1] == "0" else "within_12m", "", fines[0], sure=fines[1] == "0")
    if re.search(r"A级纳税人(?!查询)", text) and not nothing:
        yield Proposal("EX3", "A", "", "A级纳税人")


def status_of(text: str) -> str:
    """The code of a registered status in whatever words it is written: "吊销，未注销" is revoked; else the text itself."""
    body = text.strip().casefold()
    if body in GONE_STATUSES:
        return body
    return next((code for word, code in STATUSES if word in body), text)


def _proposal(key: str, value: str) -> Proposal | None:
    if not value or value in _NOTHING:
        return None
    kept, unit = value, ""
    if key == "tax_id":
        kept = clean_id(value.split()[0])
    elif key == "founded_on":
        kept = _founded(value)
    elif key in ("registered_capital", "paid_in_capital"):
        kept, unit = _capital(value)
    elif key == "registration_status":
        kept = status_of(value)
    elif key == "EX3":
        kept = value[:1].upper() if value[:1].upper() in "ABMCD" else ""
    elif key == "legal_representative":
        # sites print the number of the person's other firms behind the name
        kept = re.split(r"\s{2,}|\s+关联|\s*\d+家|他关联|TA有", value)[0].strip()
    elif key == "insured_headcount":
        kept = (re.match(r"\d+", value) or [""])[0]
    elif key == "name" and re.search(r"[一-鿿]", value):
        kept = value.replace("(", "（").replace(")", "）")
    return Proposal(key, kept, unit, value) if kept else None


def _founded(text: str) -> str:
    """A day as sites write it, Chinese or English, "" where there is none."""
    day = _DATE.search(text)
    if day:
        return f"{int(day[1]):04d}-{int(day[2]):02d}-{int(day[3]):02d}"
    try:
        return parse_date(text).isoformat()
    except InputError:
        return ""


def _capital(text: str) -> tuple[str, str]:
    """A sum of capital in whole units and its currency: "500万元人民币" → 5000000, CNY."""
    match = _AMOUNT.search(text)
    if match is None:
        return "", ""
    amount = Decimal(match[1].replace(",", "")).scaleb(_SCALES.get(match[2] or "", 0))
    currency = next((code for word, code in _CURRENCIES if word in text), "CNY")
    return f"{amount.normalize():f}", currency
