"""What the letters say by themselves: fields they know, table headings, usual clauses, in zh and en (DOMAIN I4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

KINDS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10")
LANGUAGES = ("zh", "en")
BLANK = "____________"
CURRENCY_NAMES = {"CNY": "人民币", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元",
                  "TWD": "新台币", "MOP": "澳门元", "KRW": "韩元",
                  "SGD": "新加坡元", "AUD": "澳元", "CAD": "加元", "CHF": "瑞士法郎",
                  "NZD": "新西兰元", "THB": "泰铢", "RUB": "卢布", "INR": "印度卢比", "MYR": "林吉特", "VND": "越南盾"}

_COMMON = frozenset(
    "our_name our_contact our_phone our_email our_signatory our_address our_tax_id bank_account_name bank_name "
    "bank_account customer_name customer_code uscc registration_no service_address contact_name letter_no letter_date "
    "as_of_date currency currency_name currency_unit contract_no court guarantor deadline reply_deadline prc_law seal".split())
_CLAIM = frozenset("invoice_table total_due total_cn due_date max_days prev_letter_date prev_letter_no letter_history "
                   "interest_basis dunning_fee principal_due principal_cn".split())
_FORMAL = _CLAIM | frozenset("interest_table interest_due fixed_comp guarantor_clause complaint_clause".split())
_OWN = {
    "L1": _CLAIM, "L2": _CLAIM, "L3": _CLAIM, "L4": _FORMAL, "L5": _FORMAL,
    "L6": frozenset("statement_table closing_balance total_cn overdue disputed unapplied pay_sentence".split()),
    "L7": frozenset("effective_date new_limit old_limit terms discount deposit temp_clause expiry reasons purpose "
                    "next_review".split()),
    "L8": frozenset("invoice_table instalment_table principal_due principal_cn plan_rate waive_clause default_days "
                    "interest_basis copies".split()),
    "L10": frozenset("since window_start paid_count paid_amount".split()),
    "L9": frozenset("invoice_table hold_reason hold_date orders legal_basis resume_days amount_to_release".split()),
}
#: fields that vanish with their bracket when unknown; any other unknown field prints a blank line to fill in
OPTIONAL = frozenset("uscc registration_no prc_law seal total_cn principal_cn guarantor guarantor_clause "
                     "dunning_fee complaint_clause fixed_comp interest_due expiry contract_no customer_code "
                     "contact_name".split())
#: a sentence that quotes an earlier letter is left out when none is on record (DOMAIN I1)
HISTORY = frozenset({"prev_letter_date", "prev_letter_no", "letter_history"})
#: sums whose zero means that there is nothing to say
ZERO_IS_NONE = frozenset({"fixed_comp", "dunning_fee", "interest_due"})


def allowed_fields(kind: str) -> frozenset[str]:
    """Every merge field, clause and block a letter of `kind` may use."""
    return _COMMON | _OWN[kind]


def currency_words(currency: str, language: str) -> dict[str, str]:
    """`currency`, `currency_name` and `currency_unit` as a letter in `language` writes them."""
    if language != "zh":
        return {"currency": currency, "currency_name": currency, "currency_unit": currency}
    name = CURRENCY_NAMES.get(currency, currency)
    if currency == "CNY":
        return {"currency": "人民币元", "currency_name": name, "currency_unit": "元"}
    return {"currency": name, "currency_name": name, "currency_unit": name}


def long_date(day: date, language: str) -> str:
    """2026年11月20日, or 20 November 2026 (DOMAIN N)."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


def letter_number(prefix: str, kind: str, day: date, sequence: int) -> str:
    """`{prefix}-{kind}-{YYYY}-{seq4}`; without a prefix the kind comes first."""
    return "-".join(part for part in (prefix, kind, f"{day.year:04d}", f"{sequence:04d}") if part)


def usual_fields(kind: str, letter_date: date, language: str, *, guarantor: bool = False) -> dict[str, object]:
    """Deadlines and numbers a letter has unless the person sets others (DOMAIN I4, Field defaults)."""
    zh = language == "zh"
    days = {"L2": 7, "L3": 7, "L4": 10, "L5": 10, "L9": 7}
    reply = {"L3": 5, "L6": 10}
    fields: dict[str, object] = {
        "letter_date": letter_date, "hold_date": letter_date, "resume_days": "2", "default_days": "5",
        "plan_rate": "0%",
        "copies": ("三" if guarantor else "两") if zh else ("three" if guarantor else "two"),
        "court": "甲方住所地人民法院" if zh else "the courts at the Creditor's seat"}
    if kind in days:
        fields["deadline"] = letter_date + timedelta(days[kind])
    if kind in reply:
        fields["reply_deadline"] = letter_date + timedelta(reply[kind])
    return fields


def guarantor_clause(guarantor: str, language: str) -> str:
    """For a claim with a live guarantee."""
    if language == "zh":
        return f"请担保人 {guarantor} 依约承担保证责任。"
    return f"The guarantor {guarantor} is called on to pay."


def complaint_clause(language: str) -> str:
    """For debts under the SME payment regulation (DOMAIN H1)."""
    if language == "zh":
        return "、向拖欠中小企业款项投诉平台投诉"
    return ", file a complaint with the SME payment platform"


def interest_basis(regime: int, language: str, *, rate: Decimal | None = None, clause: str = "",
                   factor: Decimal = Decimal("1.5")) -> str:
    """The words for regime 1…6 of DOMAIN H2; `rate` is a fraction a year (0.12 is 12 %), `factor` that of regime 3."""
    percent = "" if rate is None else f"{_number(rate * 100)}%"
    extra = f"{_number((factor - 1) * 100)}%"
    if language == "zh":
        article = f"第{clause}条" if clause else ""
        return {1: f"合同{article}约定的年利率{' ' if percent else ''}{percent}",
                2: "《保障中小企业款项支付条例》第十七条（每日万分之五）",
                3: f"买卖合同司法解释第十八条（一年期LPR加计{extra}）", 4: "一年期LPR",
                5: "欧盟指令 2011/7/EU", 6: "英国《商业债务逾期支付（利息）法 1998》"}.get(regime, "")
    return {1: f"the contract{f', clause {clause}' if clause else ''}{f', at {percent} a year' if percent else ''}",
            2: "art. 17 of the Regulation on Payments to SMEs (0.05% a day)",
            3: f"art. 18 of the Sale Contract Interpretation (1-year LPR plus {extra})", 4: "the 1-year LPR",
            5: "Directive 2011/7/EU", 6: "the Late Payment of Commercial Debts (Interest) Act 1998"}.get(regime, "")


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_WORDS: Mapping[str, tuple[str, str]] = {
    "no": ("发票号", "Invoice"), "date": ("日期", "Date"), "due": ("到期日", "Due"), "amount": ("原额", "Amount"),
    "paid": ("已付", "Paid"), "open": ("未付", "Open"), "days_late": ("逾期天数", "Days late"),
    "total": ("合　计", "Total"), "principal": ("本金", "Principal"), "from": ("起", "From"), "to": ("止", "To"),
    "days": ("天数", "Days"), "rate": ("利率", "Rate"), "interest": ("利息", "Interest"), "basis": ("依据", "Basis"),
    "text": ("摘要", "Description"), "doc_no": ("单据号", "No."), "debit": ("应收", "Charges"),
    "credit": ("收款", "Credits"), "balance": ("余额", "Balance"), "instalment": ("期数", "No."),
    "instalment_amount": ("金额", "Amount"), "opening": ("期初余额", "Opening balance"),
    "period_total": ("本期合计", "Period total"), "movements": ("一、往来明细", "1. Movements"),
    "open_items": ("二、未结清单据", "2. Open items"), "ageing": ("三、账龄", "3. Ageing"),
    "status": ("状态", "Status"), "not_due": ("未到期", "Not due"), "late": ("逾期 {days} 天", "{days} days late"),
    "disputed": ("有争议", "disputed"), "open_amount": ("未结金额", "Open"), "original": ("原金额", "Amount"),
    "closing": ("期末应收余额", "Closing balance"), "of_which_due": ("其中已到期 {amount}", "of which due {amount}"),
    "customer_no": ("客户编号", "Customer no."), "tax_no": ("税号", "Tax no."), "number": ("编号", "Ref."),
    "period": ("期间", "Period"), "until": ("至", "to"), "seal": ("（盖章处）", "(Company seal)"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"), "phone": ("电话", "Tel."),
    "email": ("邮箱", "E-mail"), "unit": ("单位", "Currency"), "none": ("—", "—"), "bill": ("已收票据", "Bill held"),
    "unapplied": ("预收未核销", "Unallocated receipts"),
}


def word(key: str, language: str, **fields: object) -> str:
    """A heading or label of the letter in its own language, which need not be the screen's."""
    text = _WORDS[key][0 if language == "zh" else 1]
    return text.format(**fields) if fields else text
