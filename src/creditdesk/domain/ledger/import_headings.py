"""The headings people give their columns, per kind of import (DOMAIN M, Templates; CLI Import, Headings).

In every list the first word is the field's own name; of two columns for one field the word standing first wins.
"""

from __future__ import annotations

import re
import unicodedata

CUSTOMERS, INVOICES, RECEIPTS, ORDERS = "customers", "invoices", "receipts", "orders"
IMPORTS = (CUSTOMERS, INVOICES, RECEIPTS, ORDERS)

TEXT, CODE, AMOUNT, DATE, CURRENCY = "text", "code", "amount", "date", "currency"
TERMS, TERMS_DAYS, KIND, METHOD, FLAG = "terms", "terms_days", "kind", "method", "flag"
RAW = "raw"

_CUSTOMER_CODE = ("customer_code 客户编码 客户代码 客户编号 customerid customerno customernumber custnumber custno "
                  "accountnumber accountno accountref clientid 往来单位编码 往来单位代码 对账对象编码")
_CUSTOMER = ("customer 客户 客户名称 购买方名称 购方名称 往来单位 往来单位名称 单位名称 customername namecustomer customerfullname "
             "contactname clientname client companyname billto buyer accountname 购货单位 购货单位名称 购货方名称 对账对象名称 "
             "购货方 购买方 购方 客户全称 客户单位 往来客户 付款单位")
_INVOICE_NO = ("invoice_no 发票号 发票号码 单据号 单据编号 应收单号 invoicenumber invoice# invoice invoiceid invno num "
               "documentnumber docno docid 单据号码 相关出库单据号 发票编号 票号")
_CURRENCY = "currency 币种 币别 currencycode invoicecurrency"
_NOTE = "note 备注 摘要 notes memo remarks description"
# what banks and wallets call the same things (DOMAIN M, Bank statements); 贷方 is money in, from the bank's view
_BANK_NUMBER = "交易流水号 银行流水号 唯一流水编号 核心流水号 柜员交易号 回单号 交易单号 交易订单号"
_BANK_PARTY = ("对方户名 对方名称 对方单位名称 对方账户名称 对方账户名 对方账号名称 对手名称 收(付)方名称 付款人名称 付款方名称 "
               "付款方户名 交易对方")
_BANK_DATE = "交易日期 交易日 记账日期 入账日期 会计日期 交易时间"
_BANK_IN = ("贷方发生额 贷方发生金额 贷方金额 贷方(收入)金额 收入金额 收入 存入 存入金额 记账金额收入 交易金额收入 发生额收入 金额收入 "
            "发生额贷方 金额贷方 贷方发生 贷方 交易金额 发生额")
_BANK_OUT = ("paid_out 借方发生额 借方发生金额 借方金额 借方(支出)金额 支出金额 支出 取出 支取 记账金额支出 交易金额支出 "
             "发生额支出 金额支出 发生额借方 金额借方 借方发生 借方")
_BANK_DIRECTION = "direction 借贷标志 收付标志 交易方向 借贷 借贷方向 收/支 收支 收支方向 收支类型"
_BANK_BALANCE = "balance 余额 账户余额 交易后余额 联机余额 当前余额 本次余额"
_BANK_CURRENCY = "货币 记账币种 交易货币 交易币种"
_BANK_NOTE = "用途 附言 交易附言 客户附言 交易用途 用途/附言 交易摘要 客户摘要 商品 商品说明"
_SALESPERSON = "salesperson 业务员 销售员 salesrep"
_ORDER_NO = "order_no 订单号 订单编号 ordernumber ponumber"
_TAX_ID = "tax_id 税号 统一社会信用代码 纳税人识别号 taxnumber vatnumber taxno vatno"
_BUYER_TAX_ID = "tax_id 购方识别号 购买方识别号 购方税号 购买方纳税人识别号 客户税号 税号 统一社会信用代码 纳税人识别号"

_WORDS: dict[str, dict[str, str]] = {
    CUSTOMERS: {
        "code": "code 客户编码 客户编号 客户代码 customercode customerid customerno customernumber custnumber "
                "accountnumber",
        "name": "name 客户名称 客户 单位名称 customername customer namecustomer companyname company 往来单位 "
                "往来单位名称",
        "tax_id": _TAX_ID,
        "country": "country 国家 countrycode",
        "terms_days": "terms_days 账期 账期天数 信用天数 paymentdays creditdays",
        "terms": "terms 付款条件 paymentterms",
        "limit": "limit 信用额度 授信额度 creditlimit",
        "currency": _CURRENCY,
        "contact": "contact 联系人 contactperson contactname",
        "phone": "phone 电话 联系电话 telephone tel mobile 手机",
        "email": "email 邮箱 e-mail emailaddress 电子邮箱",
        "address": "address 地址",
        "industry": "industry 行业",
        "size": "size 企业规模 规模",
        "salesperson": _SALESPERSON,
    },
    INVOICES: {
        "invoice_no": f"{_INVOICE_NO} 业务单号",
        "e_invoice_no": "e_invoice_no 数电发票号码 数电票号码",
        "invoice_code": "invoice_code 发票代码",
        "customer_code": _CUSTOMER_CODE,
        "customer": _CUSTOMER,
        "tax_id": _BUYER_TAX_ID,
        "seller_tax_id": "seller_tax_id 销方识别号 销售方纳税人识别号 销售方识别号",
        "kind": "kind 类型 单据类型 transactiontype type",
        "positive": "positive 是否正数发票",
        "state": "state 发票状态 invoicestatus 单据状态",
        "invoice_date": "invoice_date 开票日期 发票日期 业务日期 单据日期 日期 date issuedate dateissued postingdate "
                        "documentdate documentcreatedate invdate 开票时间 出库日期 凭证日期 销售日期",
        "due_date": "due_date 到期日 到期日期 应收日期 dueindate duedate paymentdue 付款到期日 收款到期日 "
                    "到期时间 约定付款日 约定付款日期",
        "terms_days": "terms_days 账期 账期天数 信用天数",
        "terms": "terms 付款条件 paymentterms",
        "amount": "amount 价税合计 应收金额 含税金额 发票金额 金额 invoiceamount totalamount total totalopenamount "
                  "grossamount 借方发生 含税总额 含税合计 开票金额 票面金额 应收款金额 销售金额",
        "currency": _CURRENCY,
        "note": _NOTE,
        "salesperson": _SALESPERSON,
        "delivered_on": "delivered_on 送货日期 交货日期 deliverydate",
        "contract_no": "contract_no 合同号 合同编号 contractnumber",
        "order_no": _ORDER_NO,
        "applies_to": "applies_to 冲销单号 原发票号 originalinvoice",
        "credited": "credited 贷方发生",
    },
    RECEIPTS: {
        "receipt_no": f"receipt_no 收款单号 流水号 receiptnumber receipt# paymentnumber {_BANK_NUMBER} 业务单号",
        "customer_code": _CUSTOMER_CODE,
        "customer": f"{_CUSTOMER} {_BANK_PARTY}",
        "tax_id": _BUYER_TAX_ID,
        "date": "date 收款日期 到账日期 日期 receiptdate paymentdate datereceived paidon settleddate cleardate 回款日期 "
                f"{_BANK_DATE} 业务日期 凭证日期",
        "amount": "amount 金额 收款金额 到账金额 receiptamount paymentamount amountpaid amountreceived paid "
                  f"invoiceamount totalopenamount 回款金额 实收金额 {_BANK_IN}",
        "currency": f"{_CURRENCY} {_BANK_CURRENCY}",
        "method": "method 收款方式 结算方式 paymentmethod",
        "invoice_no": _INVOICE_NO,
        "note": f"{_NOTE} {_BANK_NOTE}",
        "paid_out": _BANK_OUT,
        "direction": _BANK_DIRECTION,
        "balance": _BANK_BALANCE,
    },
    ORDERS: {
        "order_no": _ORDER_NO,
        "customer_code": _CUSTOMER_CODE,
        "customer": _CUSTOMER,
        "tax_id": _BUYER_TAX_ID,
        "date": "date 订单日期 日期 下单日期 orderdate",
        "amount": "amount 金额 订单金额 orderamount totalamount total",
        "currency": _CURRENCY,
        "deposit": "deposit 定金 预付款 prepaid",
    },
}
_TYPES = {
    "e_invoice_no": CODE, "invoice_code": CODE, "invoice_no": CODE, "customer_code": CODE, "code": CODE, "tax_id": CODE,
    "seller_tax_id": CODE, "contract_no": CODE, "order_no": CODE, "applies_to": CODE, "receipt_no": CODE,
    "invoice_date": DATE, "due_date": DATE, "delivered_on": DATE, "date": DATE,
    "amount": AMOUNT, "limit": AMOUNT, "deposit": AMOUNT, "currency": CURRENCY,
    "terms": TERMS, "terms_days": TERMS_DAYS,
    "kind": KIND, "method": METHOD, "positive": FLAG, "state": FLAG,
    "paid_out": RAW, "direction": RAW, "balance": RAW, "credited": RAW,
}
#: each group needs one of its fields (CLI Import, Required)
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    CUSTOMERS: (("name",),),
    INVOICES: (("customer", "customer_code"), ("invoice_date",), ("amount",)),
    RECEIPTS: (("customer", "customer_code"), ("date",), ("amount",)),
    ORDERS: (("customer", "customer_code"), ("date",), ("amount",)),
}
#: the columns of goods lines: a sheet with one of them has several rows to one invoice (DOMAIN M, Tax-bureau)
LINE_HEADINGS = frozenset({"货物或应税劳务名称", "货物或应税劳务、服务名称", "规格型号", "税收分类编码"})
#: what only the tax bureau's export or a program knows; no template asks for it
_HIDDEN = frozenset({"e_invoice_no", "invoice_code", "seller_tax_id", "positive", "state", "paid_out", "direction",
                     "balance", "credited"})
_SUFFIX = re.compile(r"(\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)$")
#: a suffix that is the only thing to tell two columns of a bank apart: 交易金额(收入), 交易金额(支出)
_SIDE = re.compile(r"(.*)\((收入|支出)\)")
_SIDELESS = frozenset({"交易金额", "记账金额", "发生额", "金额"})
_DROPPED = re.compile(r"[\s_.*\ufeff]")


def fold_heading(text: object) -> str:
    """A heading for comparing: widths folded, blanks, `_`, `.`, `*` and a suffix in brackets removed, lower case."""
    word = _DROPPED.sub("", unicodedata.normalize("NFKC", str(text))).lower().strip("'\":")
    if (side := _SIDE.fullmatch(word)) and side[1] in _SIDELESS:
        return side[1] + side[2]
    while (short := _SUFFIX.sub("", word)) and short != word:
        word = short
    return word


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields a column may be mapped to, in the order of CLI Import."""
    return tuple(_WORDS[kind])


def field_type(field: str) -> str:
    return _TYPES.get(field, TEXT)


def known_headings(kind: str) -> dict[str, tuple[str, int]]:
    """Folded heading → (field, place in DOMAIN M's list; lower wins)."""
    return {fold_heading(word): (field, place)
            for field, words in _WORDS[kind].items() for place, word in reversed(list(enumerate(words.split())))}


def template_headings(kind: str, language: str) -> dict[str, str]:
    """Field → the heading our own templates give it: CLI's name in English, DOMAIN M's word in Chinese."""
    chosen: dict[str, str] = {}
    for field, words in _WORDS[kind].items():
        if field in _HIDDEN or (field == "tax_id" and kind != CUSTOMERS):
            continue
        chinese = [word for word in words.split() if not word.isascii()]
        chosen[field] = chinese[0] if language == "zh" and chinese else field
    return chosen
