"""Labels of facts: the words beside a figure brought to one form, and whether two mean the same.

``全市新签约项目`` and ``完成签约项目`` are one label, ``教师培训`` and ``培训教师`` too; 固定资产投资项目 and
非固定资产投资项目 are two.  There is no dictionary of a department's words: only fillers, general
heads (项目, 资金) and labels that mean something only beside another fact (总投资, 满意度) are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jzxl.spelling import without_spaces

_REMEMBERED = 512
"""Labels of which what is asked of them is remembered; a label is asked the same by many others."""
LONGEST = 30
"""Characters of a label at most; more is a sentence."""

_MARKS = re.compile(r"[\s“”\"'‘’《》()\[\]:·,.;、/&~_—-]+")
_NUMBERING = re.compile(
    r"^(?:.{0,8}指标[0-9]+|.{0,8}指标:|[一二三四五六七八九十]是|其[一二三四五]|[0-9]{1,2}(?=[^0-9年月]))"
)
_DATES = re.compile(
    "(?:自|从|截至|截止|到)?(?:19|20)[0-9]{2}年(?:度|以来|来)?(?:[0-9]{1,2}月)?(?:底|末|初)?"
    "|(?:[0-9]{1,2}[-至到])?[0-9]{1,2}月(?:份|底)?|(?:[一二三四1-4])季度|[上下]半年"
)
_ANYWHERE = re.compile(
    "共计|总计|合计|累计|总共|一共|(?<![公总])共(?!享|同|管|建(?!成))|实际(?!情况)|已经|业已|顺利|圆满|成功"
    "|完成(?!率|度|比|进|情|质|时)|实现(?!率)|达到|(?<!目)的|了|其中|参加|参与"
    "|社会公众或服务对象(?=满意)|服务对象(?=满意)|新(?=签约|开工|引进|招引|注册|入驻)"
)
_AT_START = re.compile(
    "^(?:全[市县省区镇乡局院校]|[我本](?:市|县|省|区|局|单位|中心|委|院|校|站|部门|办)|(?:全|本|当|该)年度?|今年|年内|年度|一年来|以来"
    "|先后|目前|现已|已(?!婚)|现有|通过|主要|全部|全面|积极|扎实|及时|并(?!入|购|联|网)|共(?!享|同|管|建(?!成))|(?:本|该)项目|项目(?=共|实际|完成|累计|总共)|开展|组织|举办|举行|进行|总体|整体|年"
    "|为|将|在|向|对|给|有|由|以|于|经)"
)
_AT_END = re.compile("(?:达到?|为|是|有|到|至|在|共|约|近|等|情况|已)$")
_COUNT_END = re.compile(
    "(?<=..)(?:总人数|总人次|人数|人次|总数量?|数量|总量|(?<![指系分基倍])[个份户次种家件场期项台批]?数)$"
)
_MONEY_END = re.compile("(?:(?<=..)(?:总金额|金额|总额|额)|(?<=补贴|补助|奖补|救助|奖励)资金)$")

_GENERAL = re.compile(
    "(?:项目|资金|活动|人员|单位|企业|工作|支出|收入|经费|数量?|指标|任务|投资|人数|人次|人|次|总数|得分|分数|分值|权重|费用?|金额"
    "|成本|预算|结余|其他|其余|目标|总|小计|合计|产出|效果|投入|过程|学校|群众|家|个|项|对象|面积|长度|里程|万|亿|比例|占比|份|种类)*"
)
_DEPENDENT = re.compile(
    "(?:计划|概算|项目|工程|建设)?(?:总投资|投资额?|总面积|面积|总长|总长度|全长|长度|里程|总里程|总金额|造价)"
    "|.{0,2}率|满意度|.{0,2}(?:进度|程度)"
)
_VERB = re.compile(
    "(?:直接)?(?:受益|惠及|覆盖|带动|服务|吸引|参[与加演会训赛展观]|受众|观众|学员|接待|发放|印发|出动|投入|使用|支出).{0,4}|.{2}"
)
_FUNDS = re.compile(
    "(?:截[至止]|年底|年末|预算|批复|下达|资金|经费|申请|申报|安排|到位|到账|拨付|核拨|拨款|支付|支出|使用|执行|报账|结算|决算|审定|审减|核减|合同|中标"
    "|招标|采购|财政|年初|初|调整后?|追加|结转|结余|剩余|节约|专项|市级|本级|省级|中央|上级|县级|市|省|县|自筹|其他|配套|补助|奖补"
    "|投入|投资|估算|概算|项目|工程|年度|当年|本年|费用?|成本|收入|[金总]额|[价款额数率总共已])+"
)
"""Money that every project has, and nothing that says of which one it is."""
_RATE = re.compile("[率度]$")
_WORDS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2}")
_NUMBER = re.compile("(?:[数量率次]|满意度)$")
_SHARE = re.compile(
    "占(?!地)|比重|比例|贡献|增速|增幅|降幅|排名|名次|得分|评分|分值|系数|标准$|电话|号码|编号|代码|邮编|账号|日期|时间"
)
_OTHER_MATTER = frozenset("非未不无及和与或县区镇乡村市省外拟再除余预0123456789")


def plain(words: str) -> str:
    """The words in one width and without spaces."""
    if words.isascii() and words.isalnum():
        return words
    return without_spaces(words)


@lru_cache(maxsize=_REMEMBERED)
def said(words: str) -> str:
    """The words without fillers, dates and marks, as a person would name the fact."""
    if not words:
        return ""
    rest = _MARKS.sub("", _NUMBERING.sub("", plain(words)))
    rest = _ANYWHERE.sub("", _DATES.sub("", rest))
    for pattern in (_AT_START, _AT_END):
        for _ in range(6):
            shorter = pattern.sub("", rest, count=1)
            if shorter == rest:
                break
            rest = shorter
    return rest


@lru_cache(maxsize=_REMEMBERED)
def core(name: str) -> str:
    """The label without the words that only say that a number or a sum follows: 培训人数 is 培训."""
    if name.endswith(("数", "量", "次")):
        name = _COUNT_END.sub("", name)
    return _MONEY_END.sub("", name) if name.endswith(("额", "金")) else name


def key(name: str) -> str:
    """Equal for labels of the same characters: 教师培训, 培训教师."""
    return "".join(sorted(core(name)))


def counts_people(name: str) -> bool:
    """Whether the label itself says that persons are counted, so that 人 and 人次 are the same."""
    return name.endswith(("人数", "人次"))


@lru_cache(maxsize=_REMEMBERED)
def is_general(name: str) -> bool:
    """Whether the label names nothing: 项目, 资金, 项目资金, or nothing at all."""
    if _DEPENDENT.fullmatch(name):
        return False
    return not _WORDS.search(name) or _GENERAL.fullmatch(core(name)) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_dependent(name: str) -> bool:
    """Whether the label says something only beside another fact: 总投资, 满意度, 惠及群众."""
    return not is_general(name) and any(each.fullmatch(core(name)) for each in (_DEPENDENT, _VERB))


def is_of_its_form(name: str) -> bool:
    """Whether each of several forms has a figure of this label: 满意度, 批复预算, 培训."""
    return is_dependent(name) or is_rate(name) or _FUNDS.fullmatch(name) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_measure(name: str) -> bool:
    """Whether the label says only what is measured, and never of what: 总投资, 面积, 开工率."""
    return _DEPENDENT.fullmatch(core(name)) is not None


def is_rate(name: str) -> bool:
    """Whether the label names a rate or a degree: 开工率, 满意度."""
    return _RATE.search(name) is not None


def takes_bare(name: str) -> bool:
    """Whether a figure without unit may follow: 培训人数, 床位数量, 开工率."""
    return _NUMBER.search(name) is not None


def is_share(name: str) -> bool:
    """Whether the figure is a share, a rank, a score or a price, which are no facts to compare."""
    return _SHARE.search(name) is not None


def shorter_forms(name: str) -> Iterator[str]:
    """The label with one block of 2 to 6 characters left out: 签约(招商引资)项目.

    Nothing that makes another matter of it is left out: 非, 和, a district.
    """
    label = core(name)
    for start in range(len(label)):
        for end in range(start + 2, min(len(label), start + 6) + 1):
            block, rest = label[start:end], label[:start] + label[end:]
            if len(rest) >= 4 and _OTHER_MATTER.isdisjoint(block):
                yield rest


def alike(first: str, second: str) -> bool:
    """Whether two names mean the same: equal characters, or one has one more block of words in it."""
    small, large = sorted((core(first), core(second)), key=len)
    if not small:
        return False
    if key(small) == key(large):
        return True
    start = 0
    while start < len(small) and small[start] == large[start]:
        start += 1
    rest = small[start:]
    if not large.endswith(rest):
        return False
    block = large[start : len(large) - len(rest)]
    return not _OTHER_MATTER & set(block)


def are_siblings(first: str, second: str) -> bool:
    """Whether two labels differ in one or two characters in one place: 东环路改造长度, 西环路改造长度."""
    if len(first) != len(second) or len(first) < 4:
        return False
    places = [at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
    return len(places) == 1 or (len(places) == 2 and places[0] + 1 == places[1] and len(first) >= 6)
