"""The national form as somebody typed it: read by its labels, scored again, and nothing claimed that is right.

The figures are those that forms published by local governments show; the sheets are made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from engines.libreoffice import convert_all, requires_libreoffice
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from jzxl.form.load import load_catalog
from jzxl.result import FileResult
from jzxl.review import review_file

Rows = list[list[Any]]
_WIDTH = 9
_MERGES = (
    "A1:I1",
    "A2:I2",
    "A3:B3",
    "C3:I3",
    "A4:B4",
    "C4:E4",
    "F4:G4",
    "H4:I4",
    "A5:A9",
    *(f"B{row}:C{row}" for row in range(5, 10)),
    "A10:A11",
    "B10:E10",
    "F10:I10",
    "B11:E11",
    "F11:I11",
    "A12:A22",
    "B13:B17",
    "B18:B21",
    "A23:F23",
)


def _rows() -> Rows:
    """A filled form without a mistake; row numbers are those of the sheet."""
    return [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", None, "农村公路维护"],
        ["主管部门", None, "某某县某某局", None, None, "实施单位", None, "某某县某某镇"],
        ["项目资金（万元）", None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", None, 90, 90, 89.974, 10, "99.97%", 10],
        [None, "其中：当年财政拨款", None, 90, 90, 89.974, "—", "—", "—"],
        [None, "上年结转资金", None, 0, 0, 0, "—", "—", "—"],
        [None, "其他资金", None, 0, 0, 0, "—", "—", "—"],
        ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
        [None, "维护路段，方便出行。", None, None, None, "已经维护，出行方便。"],
        [
            "绩效指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
        [None, "产出指标", "数量指标", "维护路段", "≥50个", 50, 15, 15],
        [None, None, None, "……"],
        [None, None, "质量指标", "验收合格率", "≥100百分比", 100, 10, 10],
        [None, None, "时效指标", "完成时间", "达成预期指标", "达成预期指标", 10, 10],
        [None, None, "成本指标", "维护成本", "≤90万元", 89.974, 15, 15],
        [None, "效益指标", "经济效益指标", "/", "/", "/", 0, 0],
        [None, None, "社会效益指标", "改善出行", "达成预期指标", "达成预期指标", 30, 30],
        [None, None, "生态效益指标", "—", "—", "—"],
        [None, None, "可持续影响指标"],
        [None, "满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "96.5%", 10, 10],
        ["总分", None, None, None, None, None, 100, 100],
    ]


def _with(cells: Mapping[str, Any]) -> Rows:
    """The good form with other contents in some cells."""
    rows = _rows()
    for address, value in cells.items():
        row = rows[int(address[1:]) - 1]
        row += [None] * (_WIDTH - len(row))
        row[ord(address[0]) - ord("A")] = value
    return rows


def _workbook(rows: Sequence[Sequence[Any]], *, merged: bool = True) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in _MERGES if merged else ():
        sheet.merge_cells(area)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def _pasted(rows: Rows) -> bytes:
    """Each row in one cell, with tabs where a PDF has its columns; blank cells leave no trace."""
    return _workbook(
        [["\t".join(str(cell) for cell in row if cell is not None)] for row in rows], merged=False
    )


def _moved(rows: Rows) -> bytes:
    """Two columns and three rows further on."""
    return _workbook([[], [], [], *([None, None, *row] for row in rows)], merged=False)


def _review(content: bytes) -> FileResult:
    result, _ = review_file(content, load_catalog(), with_copy=False, shown="来件.xlsx")
    # Whatever could not be read, a form without a total is never passed over in silence.
    assert result.findings or all(form.evaluated.total is not None for form in result.forms)
    return result


def _found(result: FileResult) -> list[tuple[str, str, str]]:
    return sorted((each.code, each.cell, each.severity.value) for each in result.findings)


@pytest.mark.parametrize("merged", [True, False])
def test_good_form(merged: bool) -> None:
    result = _review(_workbook(_rows(), merged=merged))
    assert _found(result) == []
    assert (result.standard, result.unit, result.year) == ("national-2020", "某某县某某镇", 2022)
    (form,) = result.forms
    assert (form.name, form.stated.total, form.evaluated.total) == ("农村公路维护", 100, 100)
    assert dict(form.evaluated.blocks) == {
        "预算执行": 10,
        "产出指标": 50,
        "效益指标": 30,
        "满意度指标": 10,
    }


def test_moved_form() -> None:
    assert _found(_review(_moved(_rows()))) == []


def test_block_labels_as_other_places_print_them() -> None:
    labels = {"B13": "产出指标（50分）", "B18": "效益指标\n(30分)", "B22": "满意度指标（10 分）"}
    assert _found(_review(_workbook(_with(labels)))) == []


SEEN = {
    # What forms show that were published, with what is to be said of it.
    "sum-of-funds": (
        {"D6": 0, "E6": 0, "F6": 0, "H6": "/"},
        [("funds-sum", "D6", "error"), ("funds-sum", "E6", "error"), ("funds-sum", "F6", "error")],
    ),
    "words-for-a-figure": (
        {"E17": "≤30万元", "F17": "完成"},
        [("not-a-number", "F17", "warning")],
    ),
    "inexact-figure": (
        {"E15": "100%", "F15": "98%以上"},
        [("not-a-number", "F15", "warning")],
    ),
    "strokes": ({"D14": "/", "E14": "/", "F14": "/", "G14": "/", "H14": "/"}, []),
    # The same with figures that are wrong, and what is near and right.
    "missed": (
        {"F13": 45},
        [("deviation-reason-missing", "I13", "warning"), ("score-mismatch", "H13", "error")],
    ),
    "missed-and-explained": (
        {"F13": 45, "H13": 13.5, "I13": "两处路段改期。", "H23": 98.5},
        [],
    ),
    "above-a-limit": (
        {"F17": 100, "H17": 13.5, "I17": "材料涨价。", "H23": 98.5},
        [],
    ),
    "far-above": ({"F13": 66}, [("over-achievement", "F13", "warning")]),
    "at-the-parameter": ({"F13": 65}, []),
    "rate": ({"H6": "99.5%"}, [("rate-text-mismatch", "H6", "error")]),
    "rate-as-a-number": ({"H6": 0.9997}, []),
    "rate-without-its-sign": ({"H6": 99.97}, []),
    "total": ({"H23": 99}, [("total-mismatch", "H23", "error")]),
    "weights-moved": (
        {"G13": 20, "H13": 20, "G19": 25, "H19": 25},
        [("weight-sum", "G13", "warning"), ("weight-sum", "G19", "warning")],
    ),
    "weights-lost": (
        {"G13": 10, "H13": 10, "H23": 95},
        [("weight-sum", "G13", "error")],
    ),
    "level-told": (
        {"F19": "部分达成年度指标并具有一定效果", "H19": 30, "I19": "工期推迟。"},
        [("band-mismatch", "H19", "error")],
    ),
    "level-told-and-kept": (
        {"F19": "部分达成年度指标并具有一定效果", "H19": 23.99, "I19": "工期推迟。", "H23": 93.99},
        [],
    ),
    "score-not-filled": ({"H13": None}, [("indicator-incomplete", "H13", "warning")]),
    "score-with-its-unit": ({"H13": "15分"}, []),
    "strokes-for-nothing": (dict.fromkeys(("D8", "E8", "F8", "D9", "E9", "F9"), "—"), []),
    "row-not-whole": ({"F13": None}, [("indicator-incomplete", "F13", "warning")]),
    "another-unit": ({"E17": "≤0.009亿元", "F17": "89.974万元"}, []),
    "date": ({"E16": "2022年12月底前", "F16": "2022年11月"}, []),
}


@pytest.mark.parametrize("name", SEEN)
def test_seen_in_filled_forms(name: str) -> None:
    cells, expected = SEEN[name]
    assert _found(_review(_workbook(_with(cells)))) == sorted(expected)


_TOTALS = {"13": 15, "15": 10, "16": 10, "17": 15, "19": 30, "22": 10}
_VERIFIED = "score-not-verified"


def _row_of(row: int, target: Any, actual: Any, score: Any, reason: str | None = None) -> dict[str, Any]:
    """A row of the good form with other contents, and the total that goes with its score."""
    cells = {f"E{row}": target, f"F{row}": actual, f"H{row}": score, f"I{row}": reason}
    return cells | {"H23": 100 - _TOTALS[str(row)] + score}


def _mismatch(row: int, severity: str) -> list[tuple[str, str, str]]:
    return [("score-mismatch", f"H{row}", severity)]


def _missed(row: int, severity: str = "error") -> list[tuple[str, str, str]]:
    return [("deviation-reason-missing", f"I{row}", "warning"), *_mismatch(row, severity)]


def _hint(cell: str) -> list[tuple[str, str, str]]:
    return [(_VERIFIED, cell, "hint")]


_Case = tuple[int, Any, Any, Any, str | None, list[tuple[str, str, str]]]
READINGS: dict[str, _Case] = {
    # --- a bare number beside a percentage
    "fraction": (22, "≥95%", 0.965, 10, None, []),
    "fraction as text": (22, "≥95%", "0.965", 10, None, []),
    "fraction, missed": (22, "≥95%", 0.855, 9, "已整改。", []),
    "fraction, neither reading": (22, "≥95%", 0.855, 10, None, _mismatch(22, "hint")),
    "fraction with its sign, missed": (22, "≥95%", "85.5%", 10, None, _missed(22)),
    "whole": (15, "100%", 1, 10, None, []),
    "fraction beside a number": (22, "≥95", 0.9833, 10, None, []),
    # The score fits 0.95%, yet 95% may be meant: what was missed is not asserted.
    "fraction, scored as it stands": (22, "≥90%", 0.95, 0.11, None, _hint("F22")),
    "percentage below one, with its sign": (
        22,
        "≥90%",
        "0.95%",
        0.11,
        None,
        [("deviation-reason-missing", "I22", "warning")],
    ),
    "fraction as target": (22, "≥0.95", "98%", 10, None, []),
    "fraction as target, missed": (22, "≥0.95", "47.5%", 5, "已整改。", []),
    "fraction as target, missed with a full score": (22, "≥0.95", "47.5%", 10, None, _hint("F22")),
    "limit, either": (15, "≤5%", 0.03, 10, None, []),
    "limit, by the other reading": (15, "≤5%", 0.08, 10, None, _hint("F15")),
    "limit, by the nearer reading": (15, "≤5%", 0.08, 6.25, "已整改。", []),
    "limit with its sign": (15, "≤5%", "8%", 10, None, _missed(15)),
    # --- a target without a sign
    "days": (16, "30天", "25天", 10, None, _hint("E16")),
    "days with a sign": (16, "≥30天", "25天", 10, None, _missed(16)),
    "days, far above": (16, "30天", "45天", 10, None, _hint("E16")),
    "rate": (15, "5%", "3%", 10, None, _hint("E15")),
    "rate of all": (15, "100%", "98%", 10, None, _missed(15)),
    "number": (13, "50个", "55个", 15, None, []),
    "number, missed": (13, "50个", "45个", 13.5, "改期。", []),
    "number, by no reading": (13, "50个", "45个", 14.2, "改期。", _mismatch(13, "warning")),
    "none": (15, "0起", "0起", 10, None, []),
    "none, but some": (15, "0起", "3起", 10, None, _missed(15, "warning")),
    "none, but some, and no points": (15, "0起", "3起", 0, "已处理。", []),
    "at most none, but some": (15, "≤0起", "3起", 10, None, _missed(15)),
    # --- signs
    "strict": (13, ">50个", "51个", 15, None, []),
    "strict, missed": (13, "＞50个", "40个", 15, None, _missed(13)),
    "strictly below": (17, "<90万元", "89.974万元", 15, None, []),
    "strictly below, missed": (17, "<90万元", "100万元", 15, None, _missed(17)),
    "signs of a title": (13, "》=50个", "55个", 15, None, []),
    "signs of a title, missed": (13, "》=50个", "40个", 15, None, _missed(13)),
    "two signs": (13, ">=50", 55, 15, None, []),
    "two signs the other way round": (13, "＝＞50", 55, 15, None, []),
    "two signs the other way round, missed": (13, "＝＞50", 40, 15, None, _missed(13)),
    "another sign": (13, "≧50个", "55个", 15, None, []),
    "in words": (13, "不少于50个", "55个", 15, None, []),
    "in words, missed": (13, "不少于50个", "40个", 15, None, _missed(13)),
    # --- so much for each
    "price": (17, "≤500元/人", "480元/人", 15, None, []),
    "price, exceeded": (17, "≤500元/人", "600元/人", 15, None, _missed(17)),
    "price, bare": (17, "≤500元/人", 480, 15, None, []),
    "times": (13, "≥2次/月", "每月2次", 15, None, []),
    "times, missed": (13, "≥2次/月", "1次/月", 15, None, _missed(13)),
    "times of another length": (13, "≥2次/月", "6次/季度", 15, None, _hint("H13")),
    # --- what is not compared
    "fall": (19, "降低≥5%", "降低3%", 30, None, _hint("H19")),
    "fall, the same words": (19, "降低≥5%", "降低≥5%", 30, None, []),
    "rise": (19, "提高5%", "提高6%", 30, None, []),
    "between": (13, "80-90个", 85, 15, None, []),
    "not between": (13, "80-90个", 70, 15, None, _hint("H13")),
    "day": (16, "2022年12月31日前", "2022年12月20日", 10, None, []),
    "day, late": (16, "2022年12月31日前", "2023年6月", 10, None, _hint("H16")),
    "day, in words": (16, "2022年12月31日前", "按期完成", 10, None, []),
    "before a month": (16, "2022年12月前", "2022年12月5日", 10, None, _hint("H16")),
    "by the end of a month": (16, "12月底前完成", "11月完成", 10, None, []),
    # --- what surely meets the target
    "at least, both": (22, "≥95%", "≥95%", 10, None, []),
    "more than": (22, "≥95%", ">95%", 10, None, []),
    "perhaps less": (22, "≥95%", "≥90%", 10, None, [("not-a-number", "F22", "warning")]),
    "people": (13, "≥50人", "≥50人", 15, None, []),
    "grown": (19, "≥5%", "增长6%", 30, None, []),
    "grown, but less": (19, "≥5%", "增长3%", 30, None, [("not-a-number", "F19", "warning")]),
    "none in words": (15, "0起", "无", 10, None, []),
    "at most, none in words": (15, "≤3起", "无", 10, None, []),
    "at least, none in words": (13, "≥3个", "无", 15, None, [("not-a-number", "F13", "warning")]),
    "at most, both": (17, "≤90万元", "≤90万元", 15, None, []),
    "at most, perhaps more": (17, "≤90万元", "≤95万元", 15, None, [("not-a-number", "F17", "warning")]),
    # --- what a unit may judge
    "deducted with a reason": (13, "≥50个", 50, 14, "个别路段不整洁。", _mismatch(13, "warning")),
    "deducted without one": (13, "≥50个", 50, 14, None, _mismatch(13, "error")),
    "more than computed": (13, "≥50个", 40, 13, "改期。", _mismatch(13, "error")),
    "fewer places": (13, "≥47个", 44, 14, "改期。", _mismatch(13, "hint")),
    "full points for almost": (22, "≥95%", "94.9%", 10, "已整改。", _mismatch(22, "error")),
    "fewer places, and wrong": (13, "≥47个", 44, 14.1, "改期。", _mismatch(13, "error")),
    "by the excess": (17, "≤90万元", 100, 13.33, "涨价。", _mismatch(17, "warning")),
    "by the limit": (17, "≤90万元", 100, 13.5, "涨价。", []),
    # --- in ten thousands
    "in the base unit": (13, "≥5万人", 50000, 15, None, []),
    "in the unit": (13, "≥5万人", 5.2, 15, None, []),
    "in the base unit, missed": (13, "≥5万人", "40000人", 15, None, _missed(13)),
    "in the base unit, far above": (
        13,
        "≥5万人",
        "100000人",
        15,
        None,
        [("over-achievement", "F13", "warning")],
    ),
}


@pytest.mark.parametrize("name", READINGS)
def test_target_and_result(name: str) -> None:
    row, target, actual, score, reason, expected = READINGS[name]
    result = _review(_workbook(_with(_row_of(row, target, actual, score, reason))))
    assert _found(result) == sorted(expected)
    assert all(each.cell for each in result.findings)


@pytest.mark.parametrize(
    ("target", "actual", "why"),
    [
        ("≥50处", "50个", "单位“个”和目标的不一样"),
        ("100人次", "100人", "单位“人”和目标的不一样"),
        ("≥50处", "约50处", "看不出准确是多少"),
        ("≥50处", "大部分", "看不出准确是多少"),
        ("新建项目50个", "签约企业50个", "看不出准确是多少"),
    ],
)
def test_why_a_result_is_no_figure(target: str, actual: str, why: str) -> None:
    result = _review(_workbook(_with(_row_of(13, target, actual, 15))))
    said = [each.message for each in result.findings if each.code == "not-a-number"]
    assert len(said) == 1 and why in said[0]


def test_a_score_of_the_execution_with_fewer_places() -> None:
    spent = {"F6": 44.5, "F7": 44.5, "H6": "49.44%"}
    assert _found(_review(_workbook(_with(spent | {"I6": 4.9, "H23": 94.9})))) == [
        ("score-mismatch", "I6", "hint")
    ]
    assert _found(_review(_workbook(_with(spent | {"I6": 4.8, "H23": 94.8})))) == [
        ("score-mismatch", "I6", "error")
    ]


def test_what_a_doubt_says() -> None:
    """The message tells how it was read, so that nobody need guess."""
    days = _review(_workbook(_with(_row_of(16, "30天", "25天", 10))))
    assert "没有写是 ≥ 还是 ≤；得分是按 ≤ 计算的，不是这样的话应得 8.33 分" in days.findings[0].message
    rate = _review(_workbook(_with(_row_of(15, "≤5%", 0.08, 10))))
    assert "按目标 5%、实际 0.08% 计算" in rate.findings[0].message


def test_more_rows_than_the_form_has() -> None:
    rows = _rows()
    rows[13:14] = [[None, None, None, f"第{number}处", "≥1个", 1, 1, 1] for number in range(6)]
    rows[12][6] = rows[12][7] = 9
    result = _review(_workbook(rows, merged=False))
    assert _found(result) == []
    assert sum(each.group == "数量指标" for each in result.forms[0].indicators) == 7


def test_two_projects_below_each_other() -> None:
    second = _with({"C3": "水渠清淤", "F13": 45})
    result = _review(_workbook([*_rows(), [], *second], merged=False))
    assert [form.name for form in result.forms] == ["农村公路维护", "水渠清淤"]
    below = len(_rows()) + 1
    assert _found(result) == [
        ("deviation-reason-missing", f"I{below + 13}", "warning"),
        ("score-mismatch", f"H{below + 13}", "error"),
    ]


def test_own_columns_are_passed_over() -> None:
    rows = [[*row, *[None] * (_WIDTH - len(row))] for row in _rows()]
    rows[11].append("复核得分")
    for row in rows[12:22]:
        row.append(3 if isinstance(row[7], int) else None)
    assert get_column_letter(len(rows[11])) == "J"
    assert _found(_review(_workbook(rows, merged=False))) == []


@pytest.mark.parametrize("header", ["D12", "E12", "F12", "I12"])
def test_a_column_without_its_header_is_not_taken_for_its_neighbour(header: str) -> None:
    result = _review(_workbook(_with({header: None}), merged=False))
    assert not [each for each in result.findings if each.severity.value == "error"]


LABELS = {
    "points behind groups": {
        "C13": "数量指标（15分）",
        "C15": "质量指标（10分）",
        "C16": "时效指标(10)",
        "C17": "成本指标（15 分）",
    },
    "formulas behind headers": {
        "E5": "全年预算数（A）",
        "F5": "全年执行数（B）",
        "H5": "执行率（B/A）",
        "E12": "年度指标值（A）",
        "F12": "实际完成值（B）",
        "G12": "分值（100分）",
    },
    "other headers": {"F12": "全年实际完成值", "I12": "未完成原因分析", "E12": "指标值"},
    "a block's name for its only group": {"C22": "满意度指标"},
    "another word for the total": {"A23": "合计"},
    "blank rows of funds": {f"{column}{row}": None for row in (8, 9) for column in "DEF"},
}


@pytest.mark.parametrize("name", LABELS)
def test_labels_as_people_write_them(name: str) -> None:
    wrong = {"F13": 40, "I13": "两处改期。"}
    result = _review(_workbook(_with(LABELS[name])))
    assert _found(result) == [] and result.forms[0].evaluated.total == 100
    again = _review(_workbook(_with({**LABELS[name], **wrong})))
    assert _found(again) == [("score-mismatch", "H13", "error")]


@pytest.mark.parametrize("label", ["小计", "合计"])
@pytest.mark.parametrize("column", [1, 2, 3])
def test_sums_that_somebody_added_are_no_goals(label: str, column: int) -> None:
    rows = [[*row, *[None] * (_WIDTH - len(row))] for row in _rows()]
    for below, points in ((21, 10), (20, 30), (16, 50)):
        added: list[Any] = [None] * _WIDTH
        added[column], added[6], added[7] = label, points, points
        rows.insert(below + 1, added)
    result = _review(_workbook(rows, merged=False))
    assert _found(result) == []
    assert result.forms[0].evaluated.total == 100


def test_columns_that_are_not_there_are_told_once_each() -> None:
    result = _review(_workbook(_with({"F5": "实际支出", "F12": "怎么样了"})))
    assert ("row-unclear", "D5", "warning") in _found(result)
    assert ("row-unclear", "B12", "warning") in _found(result)
    assert not [each for each in result.findings if each.code in ("missing-input", "indicator-incomplete")]


def test_a_block_without_goals_is_told() -> None:
    names = {f"C{row}": "某某" for row in (13, 15, 16, 17)}
    result = _review(_workbook(_with(names)))
    assert result.forms[0].evaluated.total is None
    assert [each.item for each in result.findings if each.code == "field-not-found"]


def test_only_totals_of_funds() -> None:
    blank = {f"{column}{row}": None for row in (7, 8, 9) for column in "DEF"}
    assert _found(_review(_workbook(_with(blank)))) == [("missing-input", "D7", "warning")]
    one = {key: value for key, value in blank.items() if key[1] != "7"}
    assert _found(_review(_workbook(_with({**one, "E7": 80})))) == [("funds-sum", "E6", "error")]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("blank", [["B11"], ["F11"], ["B11", "F11"]])
def test_a_blank_text_under_its_label_leaves_the_other_one(blank: list[str], merged: bool) -> None:
    """Which of two facing texts is there is told by its column; what is missing is told below its own label."""
    result = _review(_workbook(_with(dict.fromkeys(blank)), merged=merged))
    assert _found(result) == [("missing-input", cell, "warning") for cell in blank]


def test_a_remark_right_of_the_form_is_no_text_under_a_label() -> None:
    rows = _with({"F11": None})
    rows[10] += [None, None, "请催"]
    assert _found(_review(_workbook(rows, merged=False))) == [("missing-input", "F11", "warning")]


def test_facing_texts_over_several_rows() -> None:
    """The text that starts a row further down is there all the same."""
    rows = _rows()
    rows[10] = [None, "维护路段，"]
    rows.insert(11, [None, "方便出行。", None, None, None, "已经维护。"])
    assert _found(_review(_workbook(rows, merged=False))) == []


def test_two_texts_under_one_label_are_not_dealt_out() -> None:
    result = _review(_workbook(_with({"C11": "另有说明", "F11": None}), merged=False))
    assert {each.code for each in result.findings} == {"row-unclear"}


def test_pasted_rows() -> None:
    """Rows with a blank in them cannot be told from shorter ones; they are named, and never read wrong."""
    result = _review(_pasted(_rows()))
    (form,) = result.forms
    read = {(each.group, each.evaluated) for each in form.indicators}
    assert ("数量指标", 15) in read and ("质量指标", 10) in read
    assert not [each for each in result.findings if each.code.endswith("mismatch")]
    assert sorted(each.evaluated for each in form.indicators) == [10, 10, 10, 10, 15, 15, 30]
    assert form.evaluated.total == 100
    assert _found(result) == [("row-unclear", "A14", "warning"), ("row-unclear", "A20", "warning")]


@pytest.mark.libreoffice
@requires_libreoffice
def test_our_workbook_for_another_program_has_the_figures_as_they_were_understood(tmp_path: Path) -> None:
    """A file that cannot be marked gets our workbook: read again, its scores are the same."""
    rows = _with(
        {"F22": 0.965, "E16": "2022年12月31日前", "F16": "2023年6月", "E19": "降低≥5%", "F19": "降低3%"}
    )
    file = tmp_path / "来件.xlsx"
    file.write_bytes(_workbook(rows))
    output = tmp_path / "xls"
    output.mkdir()
    other = convert_all([file], "xls", output)[file]
    first, copy = review_file(other, load_catalog(), with_copy=True)
    assert copy is not None and first.forms[0].evaluated.total == 100
    again, _ = review_file(copy, load_catalog(), with_copy=False, shown="副本.xlsx")
    assert again.forms[0].evaluated.blocks["满意度指标"] == 10
    assert "number-as-text" not in {each.code for each in again.findings}
    sheet, cell = next((each.sheet, each.cell) for each in first.findings if "降低≥5%" in each.message)
    assert sheet and cell
