"""Invented names: units of a city that is not there, projects, people, telephone numbers."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

CITY = "青坪市"
_LISTS = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_ENDS = ("项目", "经费", "专项资金", "工程", "补助资金")
_POSTS = ("科长", "一级主任科员", "四级调研员", "会计师", "副科长", "一级科员")
_OFFICES = ("办公室", "财务科", "规划财务科", "业务一科", "综合科", "监督科")


Counted = tuple[str, str, str, int, int]
COUNTED: list[Counted] = [tuple(each) for each in _LISTS["counted"]]
"""What projects count: verb, what, unit, and from how many to how many are usual."""


def unit_names(count: int, rng: random.Random) -> list[str]:
    """So many different units, some of them alike; bureaus first."""
    names = [*_LISTS["bureaus"], *_LISTS["centres"]]
    counties = ("清河区", "白杨区", "石桥县", "云台县", "灵泉县", "沙岭县")
    names += [f"驻{county}{kind}" for kind in ("办事处", "服务站") for county in counties]
    bureaus = names[: min(len(_LISTS["bureaus"]), count // 2)]
    others = names[len(bureaus) :]
    chosen = [*bureaus, *rng.sample(others, min(len(others), count - len(bureaus)))]
    more = [f"第{number}片区综合服务站" for number in range(1, count - len(chosen) + 1)]
    return [CITY + name for name in [*chosen, *more]][:count]


def project_names(count: int, rng: random.Random) -> list[str]:
    """So many different projects of one unit, none of them the end of another's name."""
    matters = rng.sample(_LISTS["matters"], count)
    return [f"{rng.choice(_LISTS['areas'])}{matter}{rng.choice(_ENDS)}" for matter in matters]


def person(rng: random.Random) -> str:
    """A placeholder for a person."""
    return f"{rng.choice(_SURNAMES)}某{rng.choice('甲乙丙丁戊己庚辛')}"


def phone(rng: random.Random) -> str:
    """A telephone number of the area code that nobody has."""
    return f"0350-0{rng.randrange(10**6):06}"


def post(rng: random.Random) -> str:
    """What somebody is."""
    return rng.choice(_POSTS)


def office(rng: random.Random) -> str:
    """Where somebody works."""
    return rng.choice(_OFFICES)


def one_off(name: str, rng: random.Random, taken: set[str]) -> str:
    """The name with one character wrong, and not another's."""
    wrong = {
        "和": "与",
        "服务": "服物",
        "管理": "管里",
        "中心": "中新",
        "局": "居",
        "旅游": "旅遊",
        "技术": "枝术",
        "发展": "發展",
    }
    ways = [name.replace(right, slip, 1) for right, slip in wrong.items() if right in name[len(CITY) :]]
    ways = [each for each in ways if each not in taken]
    if ways:
        return rng.choice(ways)
    return name[:-2] + name[-1]
