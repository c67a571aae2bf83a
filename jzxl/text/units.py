"""Units that officials write after a figure, and the base unit each is converted to.

Counting units (家, 个, 场, 场次 ...) are their own base: a 场 is not a 次, a 人次 not a 人.  Only true
synonyms share a base (名 and 位 with 人), and measures convert by their legal definition.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

ONE = Fraction(1)
_COUNTING = [
    "人次",
    "户次",
    "家次",
    "场次",
    "批次",
    "车次",
    "班次",
    "台次",
    "件次",
    "架次",
    "人天",
    "标段",
    "课时",
    "学时",
    "小时",
    "分钟",
    "工作日",
    "百分点",
    "个月",
    "机位",
    "床位",
    "岗位",
    "千瓦时",
    "千瓦",
    "家",
    "个",
    "项",
    "次",
    "场",
    "篇",
    "份",
    "种",
    "人",
    "户",
    "处",
    "件",
    "台",
    "套",
    "辆",
    "批",
    "只",
    "条",
    "本",
    "册",
    "宗",
    "起",
    "期",
    "天",
    "座",
    "间",
    "所",
    "张",
    "部",
    "块",
    "支",
    "组",
    "例",
    "栋",
    "幢",
    "棵",
    "株",
    "头",
    "口",
    "眼",
    "盏",
    "幅",
    "枚",
    "卷",
    "页",
    "轮",
    "趟",
    "分",
    "秒",
    "门",
    "倍",
    "年",
    "周",
    "周年",
]
_MEASURES: dict[str, tuple[str, Fraction]] = {
    **{name: (name, ONE) for name in _COUNTING},
    **dict.fromkeys(("名", "位"), ("人", ONE)),
    "个工作日": ("工作日", ONE),
    "个小时": ("小时", ONE),
    "个百分点": ("百分点", ONE),
    **dict.fromkeys(("%", "百分比"), ("%", ONE)),
    "‰": ("%", Fraction(1, 10)),
    "元": ("元", ONE),
    "元人民币": ("元", ONE),
    **{name: ("米", Fraction(1000)) for name in ("公里", "千米", "km")},
    "米": ("米", ONE),
    **dict.fromkeys(("平方米", "平米", "㎡"), ("平方米", ONE)),
    "平方公里": ("平方米", Fraction(10**6)),
    "公顷": ("平方米", Fraction(10**4)),
    "亩": ("平方米", Fraction(2000, 3)),
    **dict.fromkeys(("立方米", "立方", "方"), ("立方米", ONE)),
    "吨": ("千克", Fraction(1000)),
    "斤": ("千克", Fraction(1, 2)),
    **dict.fromkeys(("千克", "公斤", "kg"), ("千克", ONE)),
}
_NUMERALS = {
    "": 1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_BROKEN = {
    "元",
    "%",
    "米",
    "平方米",
    "立方米",
    "千克",
    "分",
    "倍",
    "年",
    "天",
    "小时",
    "百分点",
    "千瓦",
    "千瓦时",
    "",
}
"""Base units of which there can be a part; 1.5家 is a slip or a list number."""


DURATIONS = frozenset(("秒", "分钟", "小时", "工作日", "天", "周", "个月", "年"))
"""Base units of a length of time."""


def _choice(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Tried at the end of a figure.  千米, 千瓦 and 千克 are units, not a thousand of something.
_UNIT = re.compile(
    r"(?P<early>[余多](?=[百千万亿]))?"
    rf"(?P<numeral>(?!千[米瓦克]|百分)(?:{_choice([word for word in _NUMERALS if word])}))?(?P<more>[余多])?"
    rf"(?P<base>{_choice(list(_MEASURES))})?(?P<whole>整)?"
)

# Words that begin with a character that is also a unit: 60项目 is not "60项", 10家庭 not "10家".
_COMPOUNDS = {
    "项": "目",
    "人": "才员民大均工行口力物",
    "家": "庭长属电具具政",
    "个": "体性",
    "次": "数级年日月生品性",
    "场": "地馆所景面",
    "份": "额",
    "种": "类子植养粮",
    "户": "籍外均",
    "处": "理室置罚分长级",
    "件": "事均",
    "台": "账风",
    "套": "餐",
    "批": "复准发量",
    "条": "例件线款",
    "本": "级地科次市年",
    "册": "子",
    "门": "店诊面类户票",
    "起": "诉步点",
    "期": "限间末货工刊",
    "天": "津然",
    "座": "谈位",
    "间": "隔接",
    "所": "有在以需",
    "张": "贴家",
    "部": "门分委长级队",
    "块": "钱",
    "支": "持出付部队",
    "组": "织长建",
    "例": "会如",
    "头": "部",
    "口": "岸径",
    "卷": "烟",
    "分": "之别公钟管配布析类期散项局级数队支会发厘店析批",
    "年": "级代度底末初内前中后均产报终份会检",
    "周": "边期年转末岁",
    "元": "旦月件素宵器",
    "名": "单牌称优录额次校师",
    "位": "置于居列次",
    "亩": "产均",
    "吨": "位公",
    "米": "面线",
    "方": "案式向面法便针",
    "倍": "增速",
    "余": "额下",
    "多": "种样元类次项媒",
    "%": "%‰",
    "‰": "%‰",
    "万": "一名",
}


class Unit(NamedTuple):
    """A unit found in a text: its base, its size in the base, and where it ends."""

    base: str
    scale: Fraction
    multiple: int
    end: int
    more: bool
    """Whether 余 or 多 stands before or in it: 60余家, 1万多人."""
    written: bool
    """Whether there is a unit or a numeral at all."""

    def admits(self, value: Fraction) -> bool:
        """Whether there can be so many: no half persons."""
        return self.base in _BROKEN or value.denominator == 1


def exact(digits: str) -> Fraction:
    """The number of digits with at most one point among them; Fraction itself reads them more slowly."""
    whole, _, part = digits.partition(".")
    return Fraction(int(whole + part), 10 ** len(part)) if part else Fraction(int(whole))


def unit_at(text: str, position: int) -> Unit | None:
    """The unit at this position, perhaps an empty one; None where it may be part of another word."""
    found = _UNIT.match(text, position)
    assert found is not None  # every part is optional
    end = found.end()
    after = text[end : end + 1]
    if end > position and after and after in _COMPOUNDS.get(text[end - 1], ""):
        return None
    early, numeral, more, written, whole = found.group("early", "numeral", "more", "base", "whole")
    base, scale = _MEASURES[written] if written else ("", ONE)
    if whole and base != "元":
        return None
    multiple = _NUMERALS[numeral or ""]
    if base == "%" and multiple != 1:
        return None
    size = scale if multiple == 1 else scale * multiple
    return Unit(base, size, multiple, end, bool(early or more), bool(numeral or written))


def is_unit(text: str) -> bool:
    """Whether the text is a unit and nothing else: the 万元 of 成本（万元）."""
    return (
        bool(text) and (found := _UNIT.fullmatch(text)) is not None and not (found["early"] or found["more"])
    )
