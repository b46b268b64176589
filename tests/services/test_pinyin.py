"""The dictionary behind the search by pinyin, read in pieces."""

from __future__ import annotations

import json
from pathlib import Path

import pypinyin

from creditdesk.services import pinyin


def test_the_pieces_are_the_whole_dictionary() -> None:
    text = Path(pypinyin.__file__).with_name("phrases_dict.json").read_text(encoding="utf-8")
    found: dict[str, object] = {}
    for piece in pinyin._pieces(text):
        found.update(json.loads(piece))
    assert found == json.loads(text)
    assert pinyin.spelled("行长音乐") == "hzyy hangzhangyinyue"
