"""The words around a figure that say how it is meant, and those that forbid to take it."""

from __future__ import annotations

import re
from typing import NamedTuple

from jzxl.text.model import Change, Direction

_NOT = "(?:不(?:得|能|应|可|宜|会|许|要)?|未|没有|从未|并未|均未)"
_BEFORE = re.compile(
    "(?:"
    rf"(?P<at_least>(?:最[低少小])?{_NOT}(?:少|低|小)于|不能?(?:少|低)过|至少|最少|起码|≥|>=|=>|[大高]于(?:或|或者)?等于)"
    rf"|(?P<at_most>(?:最[高多大长])?{_NOT}(?:超过|超出|超|[高大多]于|突破|高过)|最多|至多|≤|<=|=<|[小低]于(?:或|或者)?等于)"
    "|(?P<more_than>超过|超出|(?<![赶反])超|[高大多]于|突破|逾|>)"
    "|(?P<less_than>[低少小]于|不足|不到|不满|未满|未达到?|没有达到|<)"
    "|(?P<exactly>(?<!不)等于|=|恰好|正好|刚好)"
    "|(?P<reaches>达到|[高多已可应须]达|(?<![下传送抵表发直转通上到未])达)"
    "|(?P<within>(?:控制|限制|限定|压缩|压减)(?:在|于))"
    "|(?P<about>大约|大概|约为|约计|(?<![签节预合集契条违履解特简制续邀公毁])约)"
    "|(?P<near>将近|接近|(?<![最附邻就远靠贴临亲])近)"
    "|(?P<filler>了|为|共计|总计|合计|累计|总共|一共|共|:|(?<![存现所])在|(?<![所国没拥持享])有|(?<![各平人户亩次日月年天件])均|仅|只)"
    ")$"
)
_BEFORE_ENDS = frozenset("≥≤<>=:于过少多出超破逾码足到满达好在约概为计近了共有均仅只")
"""The characters in which one of these ends; most words end in none."""
_AFTER = re.compile(
    "(?P<at_least>(?:及|和|或|含)?以上(?![述级])|之上)|(?P<at_most>(?:及|或|含)?以下(?!简称|[几述])|[以之]内|封顶|为上?限"
    "|内(?=$|完成|办结|办理|拨付|到位|付清|整改|支付|受理|送达))"
    "|(?P<about>左右|上下)"
)
_INSIDE = re.compile(
    rf"{_NOT}(?:少|低|小|超|高|大|多)|至少|最[少多高低大小]|至多|起码|超过|超出|[高大多少小低]于|突破|控制在|未达"
    "|以[上下内外]|之[内外上下]|左右|上下限|封顶|为限|[<>≥≤=]|大约|(?<!预)约数|约为"
)
"""A direction that does not stand beside the figure, so that what it bounds is not the figure."""
_HARMLESS = re.compile(
    "规模以上|限额以上|规上|不合格率|不良率|不满意[率度]|不动产|不断|不同|不定期|未成年|未来|超市|超声|超高清|超级"
    "|同比|环比|占比|对比|配比|比例|比率|比重|比赛|比武|除险|除尘|除草|除雪|排除|扫除|消除|清除|拆除|解除|防除|没收|不忘初心"
    "|欠发达|缺水|无缝|除四害|比对|清欠|较大|较好|计较|比较试验|评比|不超支|预防接种|预防性"
)
_SPOILS = re.compile(
    "不|未|没|尚|欠|缺|剩余|还剩|仅剩|还差|相差|除|取消|超|较|比|多出|高出|分别|或|要么|介于|排名|位列|位居|名列|位次|名次"
    "|分值|权重|扣|满分|的前|几|翻|杜绝|避免|防止|禁止|严禁|遏制|预防|[多少](?:完成|引进|支出|开展|签约|举办)"
)
_COMPARISON = re.compile(
    "(?:较|比|相比)(?:上年|去年|上一年|上期|同期|以前|往年|年初|去年同期|上年同期)(?:同期)?(?:相比)?"
)
_CHANGES = {
    Change.RISE: re.compile("增长|增加|提高|提升|上升|增幅|涨幅|增速|升高|增收|增产"),
    Change.FALL: re.compile("下降|降低|减少|降幅|缩短|压缩|压减|缩减|减幅|削减|下调"),
}
_CHANGE_END = re.compile(
    "(?:增长|增加|提高|提升|上升|增幅|涨幅|增速|升高|增收|增产|下降|降低|减少|降幅|缩短|压缩|压减|缩减|减幅|削减|下调)"
    "(?:幅度|比例|率|值|额)?$"
)
_LEVEL = re.compile("(?:长|加|高|升|降|低|少|短|缩|减|大|展|调|下降|控制|保持)(?:到|至)$")
_MOVES_TO = re.compile(
    "(?:(?P<down>[降减]|降低|减少|缩短|缩小|压缩|缩减|下调|控制)|(?P<up>增长|增加|提高|提升|上升|升高|扩大))(?:到|至|为)[了约]?$"
)
"""The words of a movement whose end the figure is."""
_MEASURE_END = re.compile("(?:率|数|数量|量|额|度|值|比|分|费|费用|资金|经费|成本|支出|收入|投资|进度|:)$")
_PER = re.compile(
    "每|[人户亩次日月年天件生村校]均|均价|[日月](?:处理|产|供|接待|销)|一(?:年|个?季度|个?月|周|天|日|人|户|家|次|场|期)$|单价|单位成本|单[次个项人件台套](?!位)|各(?![类种级方界式样]|项(?!目))"
)
_PER_AFTER = re.compile(r"/(?:[^0-9、/]{1,6})")
_TAIL_START = re.compile(
    "底?前|以?后|[余多来许外间起号强比倍于时级一度型式版代线制岁计数几]|之|分之|以[外前来后]|为[单基]|开外|之[前后外]"
)
_WORDS = re.compile("[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff々、:“”\"'‘’《》「」『』·&.%\\-—\ue001\ue000]*")
_LONGEST_BEFORE, _LONGEST_AFTER = 40, 30


class Lead(NamedTuple):
    """What the words before a figure say."""

    length: int
    """How many characters are left over, the subject."""
    strong: Direction | None
    weak: Direction | None
    """达到, 控制在: words after the figure go before it."""
    about: bool
    near: bool
    contradictory: bool
    directed_sign: bool
    """Whether something that a minus may follow stands directly before."""


def lead(words: str) -> Lead:
    """Take the words of direction off the end of the words before a figure."""
    if words[-1:] not in _BEFORE_ENDS:
        return Lead(len(words), None, None, False, False, False, False)
    strong: set[Direction] = set()
    weak: set[Direction] = set()
    about = near = directed = False
    length = len(words)
    for _ in range(8):
        found = _direction_at_end(words[max(0, length - 14) : length])
        if found is None:
            break
        directed = True
        length -= len(found[0])
        match found.lastgroup:
            case "reaches":
                weak.add(Direction.REACHES)
            case "within":
                weak.add(Direction.AT_MOST)
            case "about":
                about = True
            case "near":
                near = True
            case "filler":
                pass
            case group:
                strong.add(Direction[str(group).upper()])
    return Lead(
        length,
        next(iter(strong), None),
        next(iter(weak), None),
        about,
        near,
        len(strong) > 1 or len(weak) > 1 or (near and bool(strong)),
        directed,
    )


def _direction_at_end(words: str) -> re.Match[str] | None:
    return _BEFORE.search(words) if words[-1:] in _BEFORE_ENDS else None


def hangs(words: str) -> bool:
    """Whether the words end in a direction whose figure does not follow."""
    found = _direction_at_end(words[-14:])
    return found is not None and found.lastgroup not in ("filler", "near", "reaches")


def limit(tail: str) -> tuple[Direction | None, bool, int]:
    """The direction after a figure, whether it says 左右, and how long it is."""
    found = _AFTER.match(tail) if tail else None
    if found is None:
        return None, False, 0
    about = found.lastgroup == "about"
    return None if about else Direction[str(found.lastgroup).upper()], about, found.end()


def subject_is_plain(words: str) -> bool:
    """Whether the figure may be taken beside these words before it."""
    if not words:
        return True
    if len(words) > _LONGEST_BEFORE or not _WORDS.fullmatch(words):
        return False
    rest = _HARMLESS.sub("", words)
    if _CHANGE_END.search(rest) or _LEVEL.search(rest):
        rest = _COMPARISON.sub("", rest)
    return not (_INSIDE.search(rest) or _SPOILS.search(rest))


def tail_is_plain(tail: str) -> bool:
    """Whether the figure may be taken beside these words after it and its direction."""
    if not tail:
        return True
    if len(tail) > _LONGEST_AFTER or not _WORDS.fullmatch(tail) or _TAIL_START.match(tail):
        return False
    rest = _HARMLESS.sub("", tail)
    return not (_INSIDE.search(rest) or _SPOILS.search(rest))


def change(words: str, percent: bool, reached: bool) -> Change | None:
    """Whether the words before say that the figure is a change: anywhere for a percentage."""
    if not words or _LEVEL.search(words):
        return None
    ends = _CHANGE_END.search(words)
    if not ends and (reached or not percent):
        return None
    found = {kind for kind, pattern in _CHANGES.items() if pattern.search(ends[0] if ends else words)}
    return found.pop() if len(found) == 1 else None


def level(words: str) -> Direction | None:
    """Whether the figure after these words is where something falls or rises to."""
    found = _MOVES_TO.search(words[-8:])
    if found is None:
        return None
    return Direction.FALLS_TO if found["down"] else Direction.REACHES


def measures(words: str) -> bool:
    """Whether a figure without unit may follow: a rate, a number, an amount."""
    return not words or _MEASURE_END.search(words) is not None


def is_rate_of_pay(words: str) -> bool:
    """Whether the words make an amount of money one of many: 补助标准500元."""
    return words.endswith("标准") or "平均" in words


def per_unit(words: str, tail: str = "") -> bool:
    """Whether the words before or after make the figure one of many: 每次, 人均, 各."""
    return _PER.search(words) is not None or "每" in tail


def per_unit_after(tail: str) -> int:
    """The length of ``/人`` after a figure, 0 where there is none."""
    found = _PER_AFTER.match(tail) if tail.startswith("/") else None
    return found.end() if found else 0


def spoils_aside(content: str) -> bool:
    """Whether a bracket without digits changes the figure beside it: （以上）, （不含税）, （约）."""
    loud = _INSIDE.search(content) or re.search(
        "不含|不包|除|约|上下|未含|未包|^(?:[年月日周]|季度)$", content
    )
    return loud is not None and not any(mark.isdigit() for mark in content)
