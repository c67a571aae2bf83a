"""Make again what is kept beside its sources: ``python tests/make_samples.py``.

The blank workbook beside each definition; in ``samples/`` the clean filled workbook, and returned
workbooks of the kinds that come back.
"""

from __future__ import annotations

from decimal import Decimal

from handtyped.content import retold
from handtyped.style import Style
from handtyped.workbook import build
from returns import (
    ROOT,
    YEAR,
    catalog,
    department_form,
    filled,
    rows_inserted,
    saved_by_openpyxl,
    sheet_renamed,
    three_published,
    typed,
)

from jzxl.issue.workbook import blank_workbook


def sample_returns() -> dict[str, bytes]:
    """The returned workbooks by file name."""
    good = filled()
    official = department_form().sheet_name(YEAR)
    return {
        "1-填报正确.xlsx": good,
        "2-得分被改.xlsx": typed(good, {"得分_在职人员控制": Decimal("3"), "得分_支付进度": Decimal("4")}),
        "3-数字带单位.xlsx": typed(
            good,
            {"在职人数": "18人", "编制数": "１６", "年初预算金额": "948.96万元", "一季度进度": "6.8％"},
        ),
        "4-插行并改表名.xlsx": sheet_renamed(
            rows_inserted(rows_inserted(good, official, 18, 2), "基础数据", 6, 1), official, "自评表(终稿)"
        ),
        "5-没有保存计算结果.xlsx": saved_by_openpyxl(good),
        "7-三张表.xlsx": three_published(),
        "8-手工填写的三张表.xlsx": build(
            [retold(number) for number in range(3)], Style(stacked=True, numbers="text", spaced=30)
        ),
        "6-结余不平等次不符.xlsx": typed(good, {"年末结余金额": Decimal("65.29"), "评价结果等次": "优"}),
    }


def main() -> None:
    """Write the blanks and all samples."""
    for standard, forms in catalog().forms.items():
        for name, form in forms.items():
            blank = blank_workbook(form, form.standard.year)
            (ROOT / "templates" / standard / f"{name}.xlsx").write_bytes(blank)
    folder = ROOT / "samples" / "returned"
    folder.mkdir(parents=True, exist_ok=True)
    (ROOT / "samples" / "招商引资服务中心-2020.xlsx").write_bytes(filled())
    for name, workbook in sample_returns().items():
        (folder / name).write_bytes(workbook)


if __name__ == "__main__":
    main()
