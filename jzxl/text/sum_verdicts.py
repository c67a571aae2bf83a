"""Whether a list of parts can be held against its total, and whether it claims to be all of it."""

from __future__ import annotations

import re
from fractions import Fraction

from jzxl.text.sum_lists import CHANGES, PartList
from jzxl.text.sum_tokens import UNCOUNTED

_NEAR = Fraction(1, 10)
_RISES, _FALLS = re.compile("增|上升|提高|追加"), re.compile("减|下降|降低|压缩")
_PLANNED = re.compile("计划|目标|任务|拟|预计|预期|上限|限额|指标")
_STAGE = re.compile(
    "^(?:[已未]|实际|当年|新)?(?:经|完成|到位|支出|支付|拨付|使用|执行|下达|开工|在建|投产|竣工|完工|落地|签约|验收|入[库统]|开业|办结|整改|受理)"
    "(?:的?项目|资金|率|数|入统)?$"
)
_QUALITY = re.compile(
    "以[上下内]|女|党员|干部|少数民族|高级|中级|本科|研究生|硕士|博士|贫困|低保|残疾|老[年人]|青年|妇女|儿童|农民|退役"
    "|民营|国有|规[上模]|小微|高新|外资|重点|龙头|上市|强企|首次|新[增建引]"
)
_PAIRS = (
    ("基本支出", "项目支出"),
    ("人员", "公用"),
    ("线上", "线下"),
    ("男", "女"),
    ("国内", "国外"),
    ("境内", "境外"),
    ("财政拨款", "自筹"),
    ("上年结转", "本年"),
    ("上年结转", "当年"),
    ("上年结转", "年初预算"),
    ("市外", "市内"),
    ("省外", "省内"),
    ("在职", "退休"),
    ("行政", "事业"),
    ("续建", "新建"),
    ("公办", "民办"),
    ("城镇", "农村"),
    ("一季度", "四季度"),
    ("投入", "效果"),
    ("内资", "外资"),
)
_REST = re.compile("^(?:其[他它余]|剩余|其它|另)")


def is_sound(found: PartList) -> bool:
    """Whether a list can be held against its total; may exchange the total for another that fits."""
    if not found.parts:
        return False
    if found.full:
        return True
    if len(found.parts) > 1:
        fitting = [each for each in found.others if each.value == found.so_far]
        if fitting:
            found.total = fitting[-1]
            return True
        if not found.nearly_full and any(
            each.part and found.differs_by_rounding(each) for each in found.others
        ):
            return False
    labels = [each.label for each in found.parts]
    changes = {bool(CHANGES.search(each)) for each in (found.total.label, *labels)}
    planned = any(map(_PLANNED.search, labels)) and not _PLANNED.search(found.total.label)
    both_ways = any(map(_RISES.search, labels)) and any(map(_FALLS.search, labels))
    if found.doubtful or len(changes) == 2 or both_ways or planned:
        return False
    if _is_partition(labels):
        return True
    counted = found.total.base not in UNCOUNTED
    overlapping = any(map(_STAGE.match, labels)) or (counted and any(map(_QUALITY.search, labels)))
    return not overlapping or len(labels) == 1


def _is_partition(labels: list[str]) -> bool:
    """Whether the labels say that nothing is left over."""
    joined = "，".join(labels)
    pair = any(one in joined and other in joined for one, other in _PAIRS)
    return len(labels) > 1 and (pair or _REST.match(labels[-1]) is not None)


def is_complete(found: PartList) -> bool:
    """Whether the parts claim to be all of the total."""
    if len(found.parts) == 1 or found.mark.kind == "some" or not found.clear_end:
        return False
    labels = [each.label for each in found.parts]
    if any(each.open_ended for each in found.parts) or re.search("主要|重点", labels[0]):
        return False
    if found.full or found.mark.kind == "whole" or _is_partition(labels):
        return True
    near = abs(found.total.value - found.so_far) <= abs(found.total.value) * _NEAR
    return near and len(labels) >= (2 if found.total.half else 3)
