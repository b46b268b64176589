"""How a Chinese name is typed to be found: pinyin initials and full pinyin, every reading of surnames and places (DOMAIN N)."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock, Thread

_PHRASES_AT_ONCE = 1_000
_ONE_AT_A_TIME = Lock()


def _table(text: str) -> dict[str, str]:
    """ "单shan 六安lu-an" → {"单": "shan", "六安": "lu an"}."""
    return {found[1]: found[2].replace("-", " ") for found in re.finditer(r"([^a-z\s-]+)([a-z-]+)", text)}


#: surnames that are read another way than the same character elsewhere; both are kept, since 解放 begins like 解 too
_SURNAMES = _table(
    "单shan 曾zeng 解xie 仇qiu 朴piao 盖ge 查zha 区ou 任ren 翟zhai 尉wei 缪miao 乐yue 逄pang 折she 隗wei 种chong 员yun "
    "钭tou 冼xian 黑he 秘bi 覃qin 石shi 召shao 宓mi 洗xian 卜bu 长zhang 繁po 撒sa 燕yan 令ling 华hua 过guo 应ying 宁ning "
    "牟mou 仉zhang 晁chao")
#: places and words whose reading a general dictionary gets wrong, or only by its size; syllables parted by "-"
_PLACES = _table(
    "重庆chong-qing 厦门xia-men 单县shan-xian 会稽kuai-ji 洪洞hong-tong 浚县xun-xian 中牟zhong-mu 泌阳bi-yang 珲春hun-chun "
    "大埔da-bu 黄埔huang-pu 吴堡wu-bu 十里堡shi-li-pu 莘庄xin-zhuang 莘县shen-xian 蔚县yu-xian 井陉jing-xing 歙县she-xian "
    "黟县yi-xian 枞阳zong-yang 解州xie-zhou 解县xie-xian 朝阳chao-yang 长治chang-zhi 阿房宫e-pang-gong 天台tian-tai "
    "台州tai-zhou 丽水li-shui 乐清yue-qing 乐亭lao-ting 六安lu-an 六合lu-he 东阿dong-e 番禺pan-yu 铅山yan-shan 蚌埠beng-bu "
    "亳州bo-zhou 涡阳guo-yang 渑池mian-chi 藏区zang-qu 西藏xi-zang 叶县ye-xian 曲阜qu-fu 行唐xing-tang 盱眙xu-yi "
    "冠县guan-xian 尉犁yu-li 尉氏wei-shi 龟兹qiu-ci 可汗ke-han 车站che-zhan 会计kuai-ji 万俟mo-qi 尉迟yu-chi 澹台tan-tai "
    "单于chan-yu 长孙zhang-sun 令狐ling-hu 弄堂long-tang 宿迁su-qian 重型zhong-xing 重工zhong-gong 行业hang-ye 银行yin-hang "
    "商行shang-hang 车行che-hang 总行zong-hang 分行fen-hang 支行zhi-hang 音乐yin-yue 乐器yue-qi 大厦da-sha")
_PLACE = re.compile("|".join(sorted(_PLACES, key=len, reverse=True)))
_SURNAME = re.compile(f"^[{''.join(_SURNAMES)}]|[{''.join(_SURNAMES)}](?=氏)")


def spelled(name: str, short_name: str = "") -> str:
    """Initials and full pinyin of a name, then those of its other readings and of the short name, parted by blanks, lower case.

    重庆单氏 → "cqds chongqingdanshi cqss chongqingshanshi"; what is no Chinese character is kept as it is read.
    """
    found: dict[str, None] = {}
    for text in (name, short_name):
        for reading in _readings(" ".join(unicodedata.normalize("NFKC", text).lower().split())):
            found.setdefault("".join(word if word.isdigit() else word[:1] for word in reading))
            found.setdefault("".join(reading))
    return " ".join(word for word in found if word)


def _readings(text: str) -> list[list[str]]:
    """The syllables and words of a text; a surname at its head or before 氏 is read both ways."""
    usual = _words(text)
    if not _SURNAME.search(text):
        return [usual]
    named: list[str] = []
    at = 0
    for found in _SURNAME.finditer(text):
        named += [*_words(text[at:found.start()]), _SURNAMES[found[0]]]
        at = found.end()
    named += _words(text[at:])
    return [usual] if named == usual else [usual, named]


def _words(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    for place in _PLACE.finditer(text):
        found += _general(text[at:place.start()]) + _PLACES[place[0]].split()
        at = place.end()
    return found + _general(text[at:])


def load() -> None:
    """Read the dictionary in a thread of its own, while something else is waited for."""
    Thread(target=_ready, name="pinyin").start()


def _ready() -> Callable[[str], list[str]]:
    with _ONE_AT_A_TIME:
        return _reader()


@cache
def _reader() -> Callable[[str], list[str]]:
    """The dictionary; costs 0.3 s, and only who names a customer needs it.

    Its phrases are read a thousand at a time: in one piece they would hold every thread, the window's too.
    """
    os.environ["PYPINYIN_NO_PHRASES"] = "1"
    import pypinyin
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg import mmseg
    os.environ.pop("PYPINYIN_NO_PHRASES")
    for phrases in _pieces(Path(pypinyin.__file__).with_name("phrases_dict.json").read_bytes().decode()):
        PHRASES_DICT.update(json.loads(phrases))
    mmseg.retrain(mmseg.seg)
    return pypinyin.lazy_pinyin


def _pieces(text: str) -> Iterator[str]:
    """A large JSON object as several; an entry ends where a list of lists ends and the next name begins."""
    entries = text.strip()[1:-1].strip().split('\n],\n"')
    for start in range(0, len(entries), _PHRASES_AT_ONCE):
        part = '\n],\n"'.join(entries[start:start + _PHRASES_AT_ONCE])
        last = start + _PHRASES_AT_ONCE >= len(entries)
        yield ("{" if start == 0 else '{"') + part + ("}" if last else "\n]}")


def _general(text: str) -> list[str]:
    if not text:
        return []
    return [word for part in _ready()(text) for word in re.findall(r"[a-z]+|\d+", part)]
