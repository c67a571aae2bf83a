"""Which way a target is meant that states only a figure: 7个工作日, 节约资金5万元."""

from __future__ import annotations

import re

from jzxl.form.blocks import AT_MOST, GoalGroup
from jzxl.text.model import Change, Claim, Direction, with_direction
from jzxl.text.units import DURATIONS

LIMITS_FROM_ABOVE = (Direction.AT_MOST, Direction.LESS_THAN, Direction.FALLS_TO)
# The figure is what is saved: right after the words, or where the name says that an amount or a rate is meant.
_SAVING_BEFORE = re.compile("(?:节约|节省|节支)(?![型用]).{0,8}$|提前(?:完成|办结|交付)?$")
_SAVING_NAME = re.compile(
    "(?:节约|节省|节支)(?:[资经]?[金费]|成本|支出|费用)?[率额]?$|(?:节约|节省|节支)(?:比例|金额|幅度)$"
    "|(?:降低|下降|减少|压减|压缩|缩短|核减|审减|削减)(?:[率额]|金额|幅度|比例)$|[降减]幅$|提前(?:天数|时间)$"
)
_PERHAPS_SAVING = re.compile(
    "节约|节省|节支|结余|降低|下降|减少|压减|压缩|缩短|核减|审减|削减|降幅|减幅|提前|降本"
)
_SOONER = re.compile(
    "时限|工期|周期|响应|等待|办结|办理|处置|处理|审批|受理|出具|修复|耗时|用时|所需时间|完成时间"
)
_LONGER = re.compile("时长|年限|持续|寿命|开放|服务时间|运行时间|使用时间|有效期|质保|保修")


def directed(claim: Claim, group: GoalGroup, name: str) -> Claim:
    """The target with the direction that it states, or else surely has; None stays where that is not known.

    Args:
        group: whose direction a plain figure has.
        name: what is aimed at, as the row calls it.
    """
    if claim.direction is not None:
        return claim
    meant = _meant(claim, group, name)
    return with_direction(claim, meant) if meant is not None else claim


def is_saving(claim: Claim, name: str) -> bool:
    """Whether the figure is what is to be saved, so that more of it is better."""
    if claim.change is Change.FALL:
        return True
    return _SAVING_BEFORE.search(claim.subject) is not None or _SAVING_NAME.search(name) is not None


def mentions_saving(words: str) -> bool:
    """Whether words speak of saving, so that a figure beside them need be no cost."""
    return _PERHAPS_SAVING.search(words) is not None


def is_time(claim: Claim) -> bool:
    """Whether the figure is a length of time."""
    return claim.quantity.unit in DURATIONS


def _meant(claim: Claim, group: GoalGroup, name: str) -> Direction | None:
    words = claim.subject + claim.noun + name
    time = is_time(claim)
    if group.direction == AT_MOST or time:
        if is_saving(claim, name):
            return Direction.AT_LEAST
        if mentions_saving(words):
            return None
    if not time:
        return _direction(group.direction)
    if group.durations != group.direction:
        return None if _LONGER.search(words) else _direction(group.durations)
    # Elsewhere too, what is done sooner is not done worse.
    return None if _SOONER.search(words) else _direction(group.direction)


def _direction(word: str) -> Direction:
    return Direction.AT_MOST if word == AT_MOST else Direction.AT_LEAST
