"""Characters of names and notes that the Chinese face lacks: lent, replaced or dropped, never an empty box."""

from __future__ import annotations

import pytest

from creditdesk.files.fonts import default_face

OURS = default_face().name


def shown(text: str) -> str:
    return "".join(part for _, part in default_face().runs(text)[0])


@pytest.mark.parametrize("text", ["晨曦幕墙工程有限公司", "Überlingen Groß", "ひかり製作所ナゴヤ", "Привет", "①②〓□■"])
def test_what_the_face_has_is_set_in_it(text: str) -> None:
    assert default_face().runs(text)[0] == ((OURS, text),)


@pytest.mark.parametrize("word", ["Łódź", "Žižkov", "İğdır", "Ελλάς", "₹", "☑"])
def test_a_word_is_lent_whole_by_one_face(word: str) -> None:
    ((name, text),), width = default_face().runs(word)
    assert name != OURS and text == word and width > 0


@pytest.mark.parametrize(("text", "printed"), [
    ("𡈽", "〓"), ("a\u200bb\ufe0f", "ab"), ("u\u0308", "ü"), ("\ue123", ""), ("甲\x07乙", "甲乙"), ("🪵松", "松"), ("´½ﬁ", "´½ﬁ")])
def test_nothing_is_printed_as_an_empty_box(text: str, printed: str) -> None:
    assert shown(text) == printed


def test_the_width_is_that_of_what_is_printed() -> None:
    face = default_face()
    assert face.width("甲\u200b乙\ue123", 10) == face.width("甲乙", 10) == 20
