from __future__ import annotations

from collections.abc import Iterator

import pytest

from creditdesk import i18n
from creditdesk.domain.errors import InputError, ManyErrors, RuleError

COUNT = "{count} problems were found."
NOT_AN_AMOUNT = "“{value}” is not an amount. Write it like 1,234.50."


@pytest.fixture(autouse=True)
def language_afterwards() -> Iterator[None]:
    before = i18n.current_language()
    yield
    i18n.set_language(before)


def test_the_source_is_english() -> None:
    i18n.set_language("en")
    assert i18n._(COUNT) == COUNT
    assert i18n.ngettext("{n} letter", "{n} letters", 1) == "{n} letter"
    assert i18n.ngettext("{n} letter", "{n} letters", 0) == "{n} letters"


def test_chinese_comes_from_the_catalogue_and_back() -> None:
    i18n.set_language("zh")
    assert i18n.current_language() == "zh"
    assert i18n._(COUNT) == "发现 {count} 个问题。"
    assert i18n._("no such sentence") == "no such sentence"
    assert i18n._("") == "", "an empty text is not the catalogue's header"
    i18n.set_language("en")
    assert i18n._(COUNT) == COUNT


def test_another_language_leaves_the_screen_alone() -> None:
    i18n.set_language("en")
    assert i18n.translator("zh").gettext(COUNT) == "发现 {count} 个问题。"
    assert i18n.translator("fr").gettext(COUNT) == COUNT
    assert i18n.current_language() == "en"


@pytest.mark.parametrize(("language", "said"), [("en", "V10: on the list (EX2); a, b"), ("zh", "V10：on the list（EX2）；a、b")])
def test_marks_are_those_of_the_language(language: str, said: str) -> None:
    i18n.set_language(language)
    first = i18n.aside(i18n.titled("V10", "on the list"), "EX2")
    assert i18n.listed([first, i18n.listed("ab")], i18n.SEMICOLON) == said


@pytest.mark.parametrize("word", ["Field history", "Open amount", "Paid off", "Take the shipment back", "Finance department"])
def test_words_with_two_meanings_are_told_apart(word: str) -> None:
    i18n.set_language("zh")
    assert i18n._(word) in ("变更历史", "未结金额", "已付清", "撤回发货", "财务")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        i18n.set_language("fr")


def test_errors_are_translated_with_their_fields() -> None:
    error = InputError(NOT_AN_AMOUNT, code="not_an_amount", field="amount", value="{十二}")
    assert i18n.translate_error(error, "en") == "“{十二}” is not an amount. Write it like 1,234.50."
    assert i18n.translate_error(error, "zh") == "“{十二}”不是金额，请写成 1,234.50。"


def test_a_template_without_fields_may_hold_braces() -> None:
    assert i18n.translate_error(RuleError("A field is written {like this}."), "zh") == "A field is written {like this}."


def test_many_problems_stand_one_a_line() -> None:
    many = ManyErrors([InputError(NOT_AN_AMOUNT, value="x"), RuleError("The day is locked.")])
    assert i18n.translate_error(many, "zh").splitlines() == [
        "发现 2 个问题。", "“x”不是金额，请写成 1,234.50。", "The day is locked.",
    ]


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_first_start_follows_the_system(
    settings: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert i18n.system_language() == language
