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
