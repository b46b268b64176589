"""A window with every widget and made-up figures of DESIGN, for tests that look at pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.ui.main_window import MainWindow, Place
from creditdesk.ui.page import Page
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.aging_bar import AgingBars, Bucket
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.badges import GradeBadge, StatusTag
from creditdesk.ui.widgets.bars import SelectionBar
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips, Choice, Segments
from creditdesk.ui.widgets.controls import button, label, link, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.empty_state import EmptyState
from creditdesk.ui.widgets.form_field import FormField
from creditdesk.ui.widgets.kpi_card import KpiCard
from creditdesk.ui.widgets.limit_bar import LimitBar, SplitBar
from creditdesk.ui.widgets.score_scale import PointsBar, ScoreScale
from creditdesk.ui.widgets.trend_chart import BarChart, Series, TrendChart
from creditdesk.ui.work import Work

AS_OF = date(2026, 11, 20)
WORDS = {
    "zh": {"overview": "总览", "parts": "组件", "customers": "客户", "receipts": "收款", "reviews": "评估与额度", "settings": "设置",
           "day": "2026年11月20日 星期五", "record": "登记收款", "new": "新建发票", "due": ["未到期", "1–30 天", "31–60 天", "61–90 天", "90 天以上"],
           "kpi": ["应收余额", "逾期", "DSO 回款天数", "CEI 催收效率", "本周到期", "未来 30 天预计回款"], "aging": "账龄结构",
           "hint": "按到期日 · 元", "amount": "金额", "customer": "客户", "balance": "余额（元）", "used": "额度占用", "total": "合计",
           "trend": "应收与逾期", "debtors": "欠款最多的客户", "all": "全部 24 家", "report": "账龄表", "hold": "暂停赊销", "ok": "正常赊销"},
    "en": {"overview": "Overview", "parts": "Components", "customers": "Customers", "receipts": "Receipts", "reviews": "Credit reviews",
           "settings": "Settings", "day": "Friday, 20 November 2026", "record": "Record receipt", "new": "New invoice",
           "due": ["Not due", "1–30 days", "31–60 days", "61–90 days", "90+ days"],
           "kpi": ["Outstanding", "Overdue", "DSO", "CEI", "Due this week", "Expected, next 30 days"], "aging": "Aging",
           "hint": "by due date · CNY", "amount": "Amount", "customer": "Customer", "balance": "Balance", "used": "Limit used",
           "total": "Total", "trend": "Receivables trend", "debtors": "Largest balances", "all": "All 24", "report": "Aging report",
           "hold": "On hold", "ok": "Open"},
}


@dataclass(frozen=True)
class Debtor:
    name: str
    grade: str
    balance: D
    buckets: tuple[D, ...]
    used: D
    held: bool = False


DEBTORS = [
    Debtor("海岳建材", "BBB", D("397200"), (D(268400), D(86200), D(42600), D(0), D(0)), D("0.794")),
    Debtor("晨曦幕墙工程", "CCC", D("328050"), (D(36050), D(60000), D(80000), D(90000), D(62000)), D("1.0935"), True),
    Debtor("恒信达机电设备", "AAA", D("258500"), (D(212600), D(45900), D(0), D(0), D(0)), D("0.65")),
    Debtor("启明灯饰工程", "BB", D("200980"), (D(98700), D(32400), D(50000), D(19880), D(0)), D("0.80")),
    Debtor("北辰供应链管理", "AA", D("156000"), (D(156000), D(0), D(0), D(0), D(0)), D("0.52")),
    Debtor("临安竹语家居厂", "B", D("68420"), (D(21600), D(18000), D(9000), D(19820), D(0)), D("0.92")),
]
FIGURES = [("¥1,916,036", "24 · ", "↑4.0%", ""), ("¥771,900", "40.3% · 13", "", ""), ("52.0", "45 · ", "↑2.6", "d"),
           ("80.8", "85 · ", "↓1.4", "%"), ("¥186,420", "7 · 5", "", ""), ("¥842,600", "", "", "")]
AMOUNTS = [D("1144136"), D(295500), D(218400), D(142000), D(116000)]


def debtor_model(words: dict) -> TableModel:
    model = TableModel([
        Column("name", words["customer"], badge=lambda row: row.grade),
        Column("balance", words["balance"], "money", width=120, strong=True, whole=True),
        Column("buckets", words["aging"], "bar", width=90),
        Column("held", "", "tag", width=104, value=lambda row: Tag(words["hold"], "danger", "prohibit") if row.held
               else Tag(words["ok"], "ok", "check-circle")),
        Column("used", words["used"], "limit", width=100),
    ], key=lambda row: row.name)
    model.set_rows(DEBTORS)
    return model


class Dashboard(Page):
    def __init__(self, words: dict) -> None:
        super().__init__(words["overview"])
        self.head.set_context(words["day"])
        self.head.add_secondary(button(words["record"], "money"))
        self.head.set_primary(button(words["new"], "plus", kind="primary"))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.cards = [KpiCard(title) for title in words["kpi"]]
        for card, (value, foot, change, unit) in zip(self.cards, FIGURES, strict=True):
            card.set_figure(value, foot, unit=unit, change=change, worse=bool(change), formula="1,144,136 + 771,900")
            row.addWidget(card, 1)
        self.body.addLayout(row)
        aging = Card(words["aging"], words["hint"])
        aging.add_to_head(Segments([("a", words["amount"]), ("c", words["customers"])], words["aging"]))
        aging.add_to_head(link(words["report"]))
        self.bars = AgingBars(words["aging"], strip=True)
        total = sum(AMOUNTS)
        self.bars.set_buckets([Bucket(title, amount, f"{amount:,}", f"{amount / total:.1%}", str(4 + at))
                               for at, (title, amount) in enumerate(zip(words["due"], AMOUNTS, strict=True))])
        aging.add(self.bars)
        self.body.addWidget(aging)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        trend = Card(words["trend"])
        chart = TrendChart(words["trend"])
        chart.set_series([f"{m}" for m in (12, *range(1, 12))], [
            Series(words["kpi"][0], [148, 155, 152, 161, 158, 166, 172, 169, 178, 184, 187, 191.6], "191.6 万"),
            Series(words["kpi"][1], [38, 41, 40, 46, 44, 50, 55, 53, 60, 66, 71, 77.2], "77.2 万", "a3")])
        trend.add(chart, 1)
        debtors = Card(words["debtors"], flush=True)
        debtors.add_to_head(link(words["all"]))
        self.table = DataTable(debtor_model(words), words["debtors"])
        debtors.add(self.table, 1)
        lower.addWidget(trend, 2)
        lower.addWidget(debtors, 3)
        self.body.addLayout(lower, 1)

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        for card in getattr(self, "cards", ()):
            card.set_compact(compact)
        if hasattr(self, "bars"):
            self.bars.set_row_height(27 if compact else 36)


class Components(Page):
    def __init__(self, words: dict) -> None:
        super().__init__(words["parts"])
        grid = QGridLayout()
        grid.setSpacing(12)
        for at, part in enumerate((self._buttons(words), self._fields(words), self._marks(words), self._table(words))):
            grid.addWidget(part, at // 2, at % 2)
        self.body.addLayout(grid, 1)

    def _buttons(self, words: dict) -> QWidget:
        card = Card(words["parts"])
        row = QHBoxLayout()
        off = button("禁用")
        off.setEnabled(False)
        for one in (button(words["new"], "plus", kind="primary"), button(words["record"], "money"), off,
                    button("小", "copy", small=True), button("删除", "trash", kind="danger"), link("取消")):
            row.addWidget(one)
        row.addStretch(1)
        card.body.addLayout(row)
        chips = Chips([(n, t) for n, t in enumerate(("有余额", "逾期", "超额度"))], "filter")
        chips.set_count(0, 24)
        card.add(chips)
        card.add(Note("高于综合建议 7.1%，需老板审批。"))
        card.add(Note("余额 328,050 + 本单 18,200 = 346,250，超出额度 300,000 共 46,250。", "danger"))
        bar = SelectionBar()
        bar.add_action(button("打印信函 4 封", "printer", small=True))
        bar.show_for("已选 4 家 · 逾期 128,800.00")
        card.add(bar)
        return card

    def _fields(self, words: dict) -> QWidget:
        card = Card("输入")
        grid = QGridLayout()
        amount = AmountEdit()
        amount.set_amount(D(38600))
        wrong = DateEdit()
        wrong.setText("2026-13-02")
        fixed = QLineEdit("INV-2026-1183")
        fixed.setReadOnly(True)
        self.wrong = FormField("到期日", wrong, name="due", required=True)
        fields = [FormField("账期", Choice([(45, "账期 45 天"), (30, "账期 30 天")]), help_text="默认取客户档案"),
                  FormField("金额（元）", amount, help_text="可输入算式", required=True), self.wrong,
                  FormField("发票号", fixed, help_text="自动编号")]
        self.wrong.check()
        for at, field in enumerate(fields):
            grid.addWidget(field, at // 2, at % 2)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        return card

    def _marks(self, words: dict) -> QWidget:
        card = Card("徽章 · 额度 · 评分")
        row = QHBoxLayout()
        for grade in ("AAA", "A", "BBB", "BB", "CCC", "D", "NR"):
            row.addWidget(GradeBadge(grade))
        for tag in (("正常赊销", "ok", "check-circle"), ("暂停赊销", "danger", "prohibit"), ("争议", "warn", "flag"),
                    ("待审批", "tint", "clock"), ("草稿", "track", "")):
            row.addWidget(StatusTag(*tag))
        row.addStretch(1)
        card.body.addLayout(row)
        for used in ("0.79", "0.92", "1.09"):
            bar = LimitBar("额度占用")
            bar.set_used(D(used))
            card.add(bar)
        split = SplitBar("已核销")
        split.set_share(D("0.859"))
        card.add(split)
        row = QHBoxLayout()
        row.addWidget(GradeBadge("BBB", 44))
        row.addWidget(label("71.4", "score"))
        scale = ScoreScale([("D", D(0)), ("C", D(20)), ("CC", D(28)), ("CCC", D(35)), ("B", D(43)), ("BB", D(52)), ("BBB", D(62)),
                            ("A", D(72)), ("AA", D(82)), ("AAA", D(90))])
        scale.set_score(D("71.4"), (D(65), D(74)))
        row.addWidget(scale, 1)
        card.body.addLayout(row)
        points = PointsBar()
        points.set_points(D("10.5"), D(15), missing=True)
        card.add(points)
        chart = BarChart("平均付款延迟")
        chart.set_bars([f"{m} 月" for m in (12, *range(1, 12))], [4, 6, 6, 9, 12, 7, 7, 11, 14, 10, 8, 9])
        card.add(chart, 1)
        return card

    def _table(self, words: dict) -> QWidget:
        card = Card("表格", flush=True)
        self.table = DataTable(debtor_model(words), "表格", checkable=True)
        self.table.set_totals({"name": words["total"], "balance": sum(row.balance for row in DEBTORS)})
        self.table.select_key("启明灯饰工程")
        self.table.model.set_checked(DEBTORS[:1], True)
        card.add(self.table, 1)
        return card


class Nothing(Page):
    def __init__(self, words: dict) -> None:
        super().__init__(words["receipts"])
        box = QVBoxLayout()
        box.addWidget(EmptyState("bell-ringing", "今天没有要催的客户", "下一项：11-23 发送付款提醒（3 家）", words["record"]),
                      1, Qt.AlignmentFlag.AlignCenter)
        self.body.addLayout(box, 1)


def gallery(work: Work, settings: object, language: str = "zh") -> MainWindow:
    """The window with a dashboard, the components and an empty page."""
    words = WORDS[language]
    window = MainWindow(work, settings)
    for key, icon, make, bottom in (("overview", "gauge", Dashboard, False), ("parts", "users", Components, False),
                                    ("receipts", "money", Nothing, False), ("reviews", "scales", Nothing, False),
                                    ("settings", "gear-six", Nothing, True)):
        window.add_place(Place(key, lambda key=key: words[key], icon, lambda make=make: make(words), bottom))
    window.set_company("云杉工贸有限公司" if language == "zh" else "Yunshan Trading", "李敏 · 会计")
    window.set_status(saved="已保存到本机", as_of="数据截至 2026-11-20 17:42", backup="备份：今天 12:00", currency="币种 CNY", language="中文")
    window.set_count("receipts", 3)
    window.set_count("reviews", 12)
    return window
