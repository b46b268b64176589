"""Pages of public sites as people copy them, and the entries of a customer's file."""

from __future__ import annotations

import pytest

from creditdesk.domain.customers import file_entries as parts, file_kinds as kinds
from creditdesk.domain.customers.pasted import read_pasted


@pytest.mark.parametrize(("text", "facts"), [
    ("统一社会信用代码：91110000600037341L\n企业名称：甲公司\n法定代表人：李雷 关联3家企业", {
        "tax_id": "91110000600037341L", "name": "甲公司", "legal_representative": "李雷"}),
    ("注册资本\t1,200.5万元人民币\t成立日期\t2018年03月05日", {"registered_capital": "12005000", "founded_on": "2018-03-05"}),
    ("登记状态：吊销，未注销", {"registration_status": "revoked", "V2": "yes"}),
    ("实缴资本：-\n注册资本：50万美元", {"registered_capital": "500000"}),
    ("代码 91110000600037341L 其余不明", {"tax_id": "91110000600037341L"}),
    ("Company number: 01234567\nCompany status: Active\nIncorporated on: 2001/2/3", {
        "registration_no": "01234567", "registration_status": "active", "founded_on": "2001-02-03"}),
    ("随便一段话，没有标签", {}), ("", {})])
def test_what_a_pasted_page_seems_to_say(text: str, facts: dict[str, str]) -> None:
    assert {found.key: found.value for found in read_pasted(text)} == facts


@pytest.mark.parametrize(("answers", "word"), [
    ([], None), ([""], None), (["prompt"], "only_1"), (["slow_30"], "only_1"), (["prompt", "prompt"], "2_prompt"),
    (["prompt"] * 3, "3_prompt"), (["prompt", "slow_30"], "slow_to_30d"), (["slow_over_30"], "slow_over_30d"),
    (["prompt", "prompt", "refused"], "refused")])
def test_references_worst_first(answers: list[str], word: str | None) -> None:
    assert parts.reference_word(answers) == word


@pytest.mark.parametrize(("marks", "level"), [
    ({}, None), (dict.fromkeys(list(kinds.VISIT_CHECKS)[:5], "good"), None),
    (dict.fromkeys(kinds.VISIT_CHECKS, "good"), 5), (dict.fromkeys(kinds.VISIT_CHECKS, "doubt"), 3),
    ({**dict.fromkeys(kinds.VISIT_CHECKS, "good"), "moving": "bad"}, 1)])
def test_a_visit_says_how_it_looked(marks: dict[str, str], level: int | None) -> None:
    assert parts.visit_level(marks) == level


GSXT = """营业执照信息
· 统一社会信用代码：91330200MA2X8K7Q3E\t· 企业名称：海岳建材（宁波）有限公司
· 类型：有限责任公司(自然人投资或控股)\t· 法定代表人：沈立峰
· 注册资本：600.000000万人民币\t· 成立日期：2019年03月12日
· 登记机关：宁波市鄞州区市场监督管理局\t· 登记状态：存续（在营、开业、在册）
· 住所：宁波市鄞州区云港路188号
"""
ENFORCED = "被执行人姓名/名称\t海岳建材\n执行法院\t鄞州区人民法院\n立案时间\t2026年03月01日\n案号\t（2026）浙0212执1234号\n执行标的\t420000"
DISHONEST = "失信被执行人姓名/名称：晨曦幕墙\n案号：（2025）浙0603执2345号\n发布时间：2025年11月01日\n履行情况：全部未履行"
NOTHING = "综合查询被执行人\n被执行人姓名/名称：海岳\n在全国法院范围内没有找到 海岳 相关的结果"
CREDIT = "信用中国\n统一社会信用代码：91330200MA2X8K7Q3E\n行政许可 3\n行政处罚 2\n严重失信主体名单 0\n经营异常 1"
UK = "Company number\t01234567\nCompany name\tACME LIMITED\nCompany status\tActive\nIncorporated on\t5 March 2010"


@pytest.mark.parametrize(("page", "told"), [
    (GSXT, {"tax_id": "91330200MA2X8K7Q3E", "name": "海岳建材（宁波）有限公司", "legal_form": "有限责任公司(自然人投资或控股)",
            "legal_representative": "沈立峰", "registered_capital": "6000000", "founded_on": "2019-03-12",
            "registrar": "宁波市鄞州区市场监督管理局", "registration_status": "active", "address": "宁波市鄞州区云港路188号"}),
    (ENFORCED, {"name": "海岳建材", "EX1": "open_larger"}), (DISHONEST, {"name": "晨曦幕墙", "V1": "yes", "EX1": "open_larger"}),
    (NOTHING, {"EX1": "none"}), (CREDIT, {"tax_id": "91330200MA2X8K7Q3E", "V10": "yes", "EX2": "abnormal_list"}),
    (CREDIT.replace("经营异常 1", "经营异常 0"), {"tax_id": "91330200MA2X8K7Q3E", "EX2": "within_12m"}),
    ("该企业已被列入严重违法失信名单", {"V5": "yes", "EX2": "serious_violation"}),
    ("列入经营异常名录原因：失联\n列入日期：2024-01-01\n移出日期：2024-06-01", {}),
    ("登记状态：注销", {"registration_status": "deregistered", "V2": "yes"}),
    (UK, {"registration_no": "01234567", "name": "ACME LIMITED", "registration_status": "active", "founded_on": "2010-03-05"}),
    ("经营异常名录查询 严重违法失信名单查询", {}), ("今天天气很好", {})])
def test_pages_of_registers_courts_and_regulators(page: str, told: dict[str, str]) -> None:
    assert {item.key: item.value for item in read_pasted(page)} == told


def test_what_only_a_person_can_judge_is_not_sure() -> None:
    assert [item.sure for item in read_pasted(ENFORCED) if item.key == "EX1"] == [False]
    assert [item.sure for item in read_pasted(NOTHING)] == [True]
